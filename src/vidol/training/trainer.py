"""What an organ offers to be trained: its verbs of `vidol data|train|tune|sample|measure ORGAN`.

A package offers the trainer of an organ by an entry point of the group ``vidol.trainers``, as vidol
does for its own; the name on the left is the organ::

    [project.entry-points."vidol.trainers"]
    face = "vidol.face.trainer:trainer"

The object on the right is a `Trainer`. Its module imports no torch: verbs import it when they run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Protocol

from vidol.training.options import Options


class Terminal(Protocol):
    """Where a verb says what it does."""

    def say(self, what: object) -> None:
        """A result: a line, or anything that rich draws, as a table."""
        ...

    def note(self, line: str) -> None:
        """What is no result: it goes beside them."""
        ...

    def progress(self, share: float, said: str) -> None:
        """How far it is, 0 to 1, in a line that changes."""
        ...


@dataclass(frozen=True, slots=True)
class Verb:
    """One of them: `asked` is what can be asked of it, `run` does it."""

    help: str
    asked: type[Options]
    run: Callable[[Any, Terminal], bool | None]
    """Called with an `asked` and a terminal; False says that Ctrl-C ended it early."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """The verbs of an organ; None is not offered."""

    data: Verb | None = None
    """Raw material to a dataset."""
    train: Verb | None = None
    """A dataset to a model: see vidol.training.train_verb.training."""
    tune: Verb | None = None
    """The settings of a training that suit a dataset."""
    sample: Verb | None = None
    """Something new of a model."""
    reconstruct: Verb | None = None
    """What a model makes of something that there is."""
    measure: Verb | None = None
    """How good a model is."""

    def verbs(self) -> dict[str, Verb]:
        """Those that are offered, by name."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: verb for name, verb in found.items() if verb is not None}
