"""What may be imported, by whom and how fast; held by running fresh interpreters."""

from __future__ import annotations

import subprocess
import sys
import time

import vidol

ROOMS = ("show", "avatar", "cli.main", "voice", "mind", "face.artist", "media", "core.plugins", "core.control_maps")
PUBLIC = ["Character", "InputError", "MissingExtra", "OutputError", "VidolError", "load", "new", "perform"]


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout


def test_the_runtime_imports_with_torch_blocked() -> None:
    """And with everything else that only training needs."""
    blocked = ("torch", "tensorflow", "jax", "librosa", "sklearn", "scipy")
    python(f"import sys\nsys.modules.update(dict.fromkeys({blocked!r}))\nimport {', '.join('vidol.' + room for room in ROOMS)}")


def test_import_vidol_imports_no_room() -> None:
    loaded = python("import sys, vidol\nprint(*[name for name in sys.modules if name.split('.')[0] in ('vidol', 'numpy', 'pydantic', 'typer')])")
    assert loaded.split() == ["vidol"]


def test_import_vidol_and_help_are_fast() -> None:
    """The best of five, since this machine may be busy: the bars are 0.1 s and 0.5 s beyond the interpreter itself."""

    def best(*arguments: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], capture_output=True, check=True, timeout=60)
            times.append(time.perf_counter() - start)
        return min(times)

    bare = best("-c", "pass")
    assert best("-c", "import vidol") - bare < 0.1
    assert best("-m", "vidol.cli.main", "--help") - bare < 0.5


def test_the_public_names_are_frozen() -> None:
    """A new name here is a promise: add it with its example in docs/ and its line in CHANGELOG.md."""
    assert sorted(PUBLIC) == vidol.__all__ == sorted(vidol.__all__)
    for name in vidol.__all__:
        assert getattr(vidol, name) is not None
    assert set(PUBLIC) <= set(dir(vidol))


def test_the_version_is_said_once() -> None:
    from importlib.metadata import version

    assert version("vidol") == vidol.__version__
