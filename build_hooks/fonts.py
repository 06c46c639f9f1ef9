"""Fetch the caption fonts from npm, as fonts_npm/package-lock.json pins them.

Users have no fonts that vidol could rely on, and fonts are too large for the repository. The SIL
Open Font License allows to take them; each one's licence text lies beside it. They are unchanged
but for the emoji: its drawings as SVG, 20 of 25 MB, which vidol does not read, are left out.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
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
    "NotoColorEmoji-Regular.ttf": ("noto-color-emoji", "400Regular/NotoColorEmoji_400Regular.ttf"),
}
_LEFT_OUT = {"NotoColorEmoji-Regular.ttf": b"SVG "}


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
            data = (source / path).read_bytes()
            _write(folder / font, without(data, _LEFT_OUT[font]) if font in _LEFT_OUT else data)
            _write(folder / _licence_name(font), (source / "LICENSE_FONT").read_bytes())
    for old in {*folder.glob("*.ttf")} - {folder / font for font in FONTS}:
        old.unlink()
        (folder / _licence_name(old.name)).unlink(missing_ok=True)


def _write(target: Path, data: bytes) -> None:
    beside = target.with_name(f".{target.name}.part")
    beside.write_bytes(data)
    beside.replace(target)


def without(font: bytes, table: bytes) -> bytes:
    """A font without one of its tables; the others stay as they are (OpenType, "The OpenType Font
    File").
    """
    count = int.from_bytes(font[4:6], "big")
    entries = [struct.unpack_from(">4s4sII", font, 12 + 16 * k) for k in range(count)]
    kept = [entry for entry in entries if entry[0] != table]
    power = len(kept).bit_length() - 1
    reach = 16 << power  # what a binary search covers at once, as the head of a font says
    head = struct.pack(">4sHHHH", font[:4], len(kept), reach, power, 16 * len(kept) - reach)
    directory, body, at = b"", b"", 12 + 16 * len(kept)
    for tag, checksum, offset, length in kept:
        directory += struct.pack(">4s4sII", tag, checksum, at + len(body), length)
        body += font[offset : offset + length] + bytes(-length % 4)
    return head + directory + body


def _licence_name(font: str) -> str:
    return f"{font.partition('-')[0]}-OFL.txt"
