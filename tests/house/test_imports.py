"""What may be imported, by whom and how fast; held by running fresh interpreters."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import vidol

PUBLIC = [
    "Character",
    "InputError",
    "MissingExtra",
    "OutputError",
    "VidolError",
    "ask",
    "data",
    "live",
    "load",
    "measure",
    "new",
    "perform",
    "reconstruct",
    "replay",
    "sample",
    "say",
    "sheets",
    "train",
    "tune",
]


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout


# Torch lives in these and nowhere else: a show, the studio and every verb run without it.
TRAINS = re.compile(
    r"vidol\.\w+(\.\w+)?\.(recipes\.\w+|networks)|vidol\.face\.generator\.export|vidol\.face\.shipped\.(extractor|finder|supervised)"
    r"|vidol\.training\.(checkpoint|random_streams|forecast|loop|optimiser_step|processes|recipe|run|threads)"
    r"|vidol\.training\.pictures\.(augmentation|inception|tensors)"
)


def test_only_what_trains_imports_torch() -> None:
    """Or anything else that only training needs. Modules, not packages:
    the packages import lazily.
    """
    blocked = (
        "torch",
        "tensorflow",
        "jax",
        "librosa",
        "sklearn",
        "scipy",
        "optuna",
        "safetensors",
    )
    told = python(f"""
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys({blocked!r}))
import vidol
def fail(name): raise ImportError(name)
for module in pkgutil.walk_packages(vidol.__path__, "vidol.", fail):
    try:
        importlib.import_module(module.name)
        print(module.name, "imported")
    except ModuleNotFoundError as error:
        print(module.name, error.name.partition(".")[0])
""").splitlines()
    found = dict(line.split() for line in told)
    wrong = {
        name: what
        for name, what in found.items()
        if what != "imported" and not (what in blocked and TRAINS.fullmatch(name))
    }
    assert wrong == {}
    for room in (
        "show",
        "avatar",
        "cli",
        "voice",
        "mind",
        "face",
        "media",
        "core",
        "training",
        "studio",
        "audience",
    ):
        imported = [
            name
            for name, what in found.items()
            if name.startswith(f"vidol.{room}.") and what == "imported"
        ]
        assert len(imported) >= 4, f"hardly a module of vidol.{room} was imported"


def test_import_vidol_imports_no_room() -> None:
    loaded = python(
        "import sys, vidol\nprint(*[name for name in sys.modules if name.split('.')[0] in ('vidol',"
        " 'numpy', 'pydantic', 'typer')])"
    )
    assert set(loaded.split()) == {"vidol", "vidol.core", "vidol.core.version"}


def test_import_vidol_and_help_are_fast() -> None:
    """0.1 s and 0.5 s beyond the interpreter itself; in processor time, since this machine may be
    busy with other things.
    """

    def best(*arguments: str) -> float:
        times = []
        for _ in range(5):
            before = os.times()
            subprocess.run(
                [sys.executable, *arguments], capture_output=True, check=True, timeout=60
            )
            after = os.times()
            times.append(
                after.children_user
                + after.children_system
                - before.children_user
                - before.children_system
            )
        return min(times)

    bare = best("-c", "pass")
    assert best("-c", "import vidol") - bare < 0.1
    assert best("-m", "vidol.cli.main", "--help") - bare < 0.5


def test_the_public_names_are_frozen() -> None:
    """A new name here is a promise: add it with its example in docs/ and its line in
    CHANGELOG.md.
    """
    assert sorted(PUBLIC) == vidol.__all__ == sorted(vidol.__all__)
    for name in vidol.__all__:
        assert getattr(vidol, name) is not None
    assert set(PUBLIC) <= set(dir(vidol))


def test_the_version_is_said_once() -> None:
    from importlib.metadata import version

    assert version("vidol") == vidol.__version__
