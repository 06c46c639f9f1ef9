"""The verbs of organs as Python calls: what `vidol data | train | tune | sample | reconstruct |
measure ORGAN` do, with the same options by the same names.

    vidol.data("face", source="pictures", out="faces", licence="CC0-1.0", consent="not-a-person")
    vidol.train("face", dataset="faces", out="mine", minutes=60)
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final

from vidol.core import plugins
from vidol.core.errors import InputError
from vidol.core.nearest import suggestion
from vidol.training.options import Flag, Options, built
from vidol.training.trainer import Terminal, Trainer

GROUP: Final = "vidol.trainers"


class _Lines:
    """Results go to standard output, notes to standard error; progress is not told."""

    def say(self, what: object) -> None:
        if isinstance(what, str):
            sys.stdout.write(f"{what}\n")
            return
        from rich.console import Console

        Console().print(what)

    def note(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")

    def progress(self, share: float, said: str) -> None:
        pass


def trainer_of(organ: str) -> Trainer:
    """What an organ offers to be asked. Raises InputError for an organ that is not installed."""
    found = plugins.load(GROUP, organ)
    if not isinstance(found, Trainer):
        raise InputError(
            f"The trainer '{organ}' is no vidol.training.trainer.Trainer but"
            f" {type(found).__name__}: its package needs an update."
        )
    return found


def data(organ: str, **asked: Any) -> bool:
    """Raw material to a dataset. This and the other calls: `asked` are the options of the verb as
    `vidol data ORGAN --help` names them, with ``_`` for ``-``; they return whether the work came to
    its end (False: Ctrl-C ended it early, and the same call goes on).

    Raises InputError for an organ or an option that does not exist and a value that cannot be,
    OutputError for what cannot be written, MissingExtra where torch is needed and missing.
    """
    return _called("data", organ, asked)


def train(organ: str, **asked: Any) -> bool:
    """A dataset to a model: see `data`."""
    return _called("train", organ, asked)


def tune(organ: str, **asked: Any) -> bool:
    """The settings of a training that suit a dataset: see `data`."""
    return _called("tune", organ, asked)


def sample(organ: str, **asked: Any) -> bool:
    """Something new of a model: see `data`."""
    return _called("sample", organ, asked)


def reconstruct(organ: str, **asked: Any) -> bool:
    """What a model makes of something that there is: see `data`."""
    return _called("reconstruct", organ, asked)


def measure(organ: str, **asked: Any) -> bool:
    """How near what a model makes comes to what is real: see `data`."""
    return _called("measure", organ, asked)


def _called(name: str, organ: str, asked: dict[str, Any]) -> bool:
    offered = trainer_of(organ).verbs()
    if name not in offered:
        hint = suggestion(name, offered, "it knows")
        raise InputError(f"The organ '{organ}' cannot be asked to {name}; {hint}")
    verb = offered[name]
    terminal: Terminal = _Lines()
    return verb.run(built(verb.asked, _named(verb.asked, asked)), terminal) is not False


def _named(model: type[Options], asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, by the names of fields where an option is called otherwise (`pictures` for
    the items of a face's training).
    """
    called = {}
    for name, field in model.model_fields.items():
        for flag in field.metadata:
            if isinstance(flag, Flag):
                called |= {one.strip("-").replace("-", "_"): name for one in flag.names}
    return {called.get(name, name): value for name, value in asked.items()}
