"""Fetch the caption fonts from npm, as fonts_npm/package-lock.json pins them.

Users have no fonts that vidol could rely on, and fonts are too large for the repository. They are
taken whole and unchanged, as the SIL Open Font License allows; each one's licence text lies beside
it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from build_hooks.npm import install

FOLDER = Path("src/vidol/text/typesetting/fonts")
PACKAGES = Path("build_hooks/fonts_npm")
FONTS = {
    "NotoSansSC-Bold.ttf": ("noto-sans-sc", "700Bold/NotoSansSC_700Bold.ttf"),
    "NotoSansJP-Bold.ttf": ("noto-sans-jp", "700Bold/NotoSansJP_700Bold.ttf"),
    "NotoSans-Bold.ttf": ("noto-sans", "700Bold/NotoSans_700Bold.ttf"),
    "NotoSansArabic-Bold.ttf": ("noto-sans-arabic", "700Bold/NotoSansArabic_700Bold.ttf"),
    "NotoSansHebrew-Bold.ttf": ("noto-sans-hebrew", "700Bold/NotoSansHebrew_700Bold.ttf"),
    "NotoEmoji-Bold.ttf": ("noto-emoji", "700Bold/NotoEmoji_700Bold.ttf"),
}


def build_fonts(root: Path) -> list[Path]:
    """Fill FOLDER under `root` and return the files in it.

    Fonts that are there already, of the same lock file, are kept.
    """
    folder = root / FOLDER
    stamp = folder / "versions.txt"
    wanted = hashlib.sha256((root / PACKAGES / "package-lock.json").read_bytes()).hexdigest()
    files = []
    for font in FONTS:
        files += [folder / font, folder / _licence_name(font)]
    complete = all(file.is_file() for file in files)
    found = stamp.read_text().strip() if stamp.is_file() else ""
    if complete and found == wanted:
        return files
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _fetch(root, folder)
        stamp.write_text(wanted + "\n")
    except RuntimeError as error:
        if not complete:
            raise
        print(f"Keeping the caption fonts of an earlier build. {error}")
    return files


def _fetch(root: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="vidol-fonts-") as name:
        work = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(root / PACKAGES / file, work)
        install(work, "vidol's caption fonts")
        for font, (package, path) in FONTS.items():
            source = work / "node_modules" / "@expo-google-fonts" / package
            _copy(source / path, folder / font)
            _copy(source / "LICENSE_FONT", folder / _licence_name(font))


def _copy(source: Path, target: Path) -> None:
    beside = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, beside)
    beside.replace(target)


def _licence_name(font: str) -> str:
    return f"{font.partition('-')[0]}-OFL.txt"
