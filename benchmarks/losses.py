"""Which loss and which recipe win with few pictures.

Each gets 500 drawn avatars at 64 px, ten minutes on one core, one seed; and 2,000, for as long.

    # about 90 minutes on 2 cores; goes on where it was stopped
    python -m benchmarks losses --data FOLDER                # about 90 minutes on 2 cores
    python -m benchmarks losses --data FOLDER --minutes 9    # in slices

It goes on where it was stopped; exit code 75 says that there is more to do.
    python -m benchmarks losses --data FOLDER --minutes 9

With 2,000 each sees as many pictures as it did with 500, so that both tables are of the same
computing, whatever else the machine has to do. The four losses train the recipe `adversarial`, with
the same networks, augmentation and learning rate; the recipes have the loss that is vidol's
default. All of it is `vidol train face`, judged on the 1,000 held-out avatars of the benchmark
`peers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import GIVEN, Row
from benchmarks.quality import judging, page, plan
from benchmarks.quality.material import Part, files, part
from benchmarks.quality.session import Session
from benchmarks.quality.tasks import Task

NAME: Final = "avatars_lorelei"
TRIED: Final = {  # recipe and loss
    "pairing: relativistic + R1 + R2": ("adversarial", "pairing"),
    "hinge + gradient penalty": ("adversarial", "hinge"),
    "logistic + R1": ("adversarial", "logistic"),
    "non-saturating, no penalty": ("adversarial", "non-saturating"),
    "VAE (variational)": ("variational", "pairing"),
    "GAN and VAE (both)": ("both", "pairing"),
    "VQ (quantised)": ("quantised", "pairing"),
}
"""The first is the recipe `adversarial` with its default loss: the GAN among the recipes too."""
Key = tuple[int, str]
"""How many pictures are trained on, and with which of TRIED."""


def measure() -> Iterator[Row]:
    """KID and SWD of each loss and recipe at both sizes.

    Raises Unfinished before everything is trained.
    """
    session = Session("losses")
    scale = session.scale
    every = files(session.data, NAME)
    spared = every[scale.trained : scale.trained + scale.held_out]
    held_out = part(session.shared, NAME, "held out", spared)
    trained = {
        count: part(session.shared, NAME, "trained", every[:count])
        for count in (scale.few, scale.trained)
    }
    tasks = _trainings(session, trained)
    scores, floors = _scores(session, tasks, trained, held_out)
    session.tell("all is trained and judged")
    tables, panels = {}, {}
    for count, pictures in trained.items():
        found = {called: scores[count, called] for called in TRIED}
        seen = {called: _done(tasks[count, called])["pictures"] for called in TRIED}
        number = len(pictures.pictures())
        tables[number] = page.plain_table(found, floors[count], seen)
        panels[number] = {called: np.load(_samples(tasks[count, called])) for called in TRIED}
        for called, values in found.items():
            yield from _rows(f"{count:,} pictures, {called}", values)
    page.publish_losses(tables, panels, session.work if GIVEN.quick else None)


def _rows(what: str, scores: judging.Scores) -> Iterator[Row]:
    for metric, value in scores.items():
        if metric == "SWD" or metric.startswith("KID"):
            yield Row(f"{what}: {metric} x 1000", round(value, 3), "")


def _trainings(session: Session, trained: dict[int, Part]) -> dict[Key, Task]:
    """All trainings: with few pictures for equal time, then with many for as many pictures seen."""
    few, many = trained
    tasks: dict[Key, Task] = {}
    for called in TRIED:
        tasks[few, called] = _training(session, trained[few], few, called, session.scale.loss, None)
    session.finish(list(tasks.values()))
    for called in TRIED:
        seen = _done(tasks[few, called])["pictures"]
        tasks[many, called] = _training(session, trained[many], many, called, None, seen)
    session.finish(list(tasks.values()))
    return tasks


def _scores(
    session: Session, tasks: dict[Key, Task], trained: dict[int, Part], held_out: Part
) -> tuple[dict[Key, judging.Scores], dict[int, judging.Scores]]:
    """The scores of every training, and those of real pictures for each count."""
    names = judging.names()
    place = judging.place(session.work)
    judged = {}
    for key, task in tasks.items():
        samples = {"end": str(_samples(task))}
        pictures = trained[key[0]]
        judged[key] = plan.score(place / task.name, pictures, held_out, samples, names)
    floors = {
        count: plan.score(place / f"{count} floor", pictures, held_out, {"floor": ""}, names)
        for count, pictures in trained.items()
    }
    session.finish([*judged.values(), *floors.values()])
    scores = {key: _done(task)["end"] for key, task in judged.items()}
    return scores, {count: _done(task)["floor"] for count, task in floors.items()}


def _done(task: Task) -> dict[str, Any]:
    return task.done() or {}


def _samples(task: Task) -> Path:
    return task.folder / "samples-end.npy"


def _training(
    session: Session,
    pictures: Part,
    count: int,
    called: str,
    seconds: float | None,
    seen: int | None,
) -> Task:
    recipe, loss = TRIED[called]
    folder = session.work / "trainings" / f"{count} {recipe} {loss}"
    return plan.ours(
        folder,
        pictures,
        seconds,
        seed=0,
        rate=None,
        samples=session.scale.samples,
        recipe=recipe,
        loss=loss,
        pictures=seen,
    )
