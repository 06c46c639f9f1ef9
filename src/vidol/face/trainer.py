"""What a face can be asked for by `vidol data|train|tune|sample|reconstruct|measure face`. No torch
in here: verbs import it when they run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from vidol.core.errors import MissingExtra
from vidol.face.data.verb import DATA
from vidol.face.generator.settings import Search, Settings
from vidol.face.generator.verbs import MEASURE, RECONSTRUCT, SAMPLE
from vidol.training.train_verb import training
from vidol.training.trainer import Terminal, Trainer, Verb

if TYPE_CHECKING:
    from vidol.face.generator.recipes.train import Run


def _begun(out: Path) -> Settings:
    from vidol.face.generator.recipes.train import begun

    return begun(out)


def _start(dataset: Path, out: Path, settings: Settings, resume: bool) -> Run:
    from vidol.face.generator.recipes.train import Run

    return Run(dataset, out, settings, resume=resume)


def _tune(search: Search, terminal: Terminal) -> None:
    try:
        from vidol.face.generator.recipes.tune import tune
    except ImportError as error:
        raise MissingExtra("Tuning", "train") from error

    from rich.table import Table

    found = tune(search, terminal.note)
    finished = [trial for trial in found if trial.finished]
    if not finished:
        terminal.say("no trial came to its end: the same command goes on with the search.")
        return
    table = Table("trial", "KID x 1000", "settings")
    for trial in found:
        early = "" if trial.finished else " (ended early)"
        table.add_row(str(trial.number), f"{trial.score:.3g}{early}", trial.choice.options())
    terminal.say(table)
    terminal.say(
        f"best: vidol train face {search.dataset} -o MODEL --preset {search.preset}"
        f" {finished[0].choice.options()} --minutes 60"
    )


trainer: Final = Trainer(
    data=DATA,
    train=training(
        "Train a generator of characters on DATASET. Ctrl-C stops after a step and writes the model"
        " so far; --resume goes on.",
        Settings,
        "pictures",
        _begun,
        _start,
    ),
    tune=Verb(
        "Search recipe, learning rate, batch and augmentation for DATASET by short trainings."
        " Ctrl-C stops; the same command goes on.",
        Search,
        _tune,
    ),
    sample=SAMPLE,
    reconstruct=RECONSTRUCT,
    measure=MEASURE,
)
