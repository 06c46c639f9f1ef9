"""Which loss and which recipe win with few pictures: 500 drawn avatars at 64 px, ten minutes on one
core each, one seed; and 2,000, for as long.

    python -m benchmarks losses --data FOLDER                # about 90 minutes on 2 cores; goes on
    where it was stopped python -m benchmarks losses --data FOLDER --minutes 9    # in slices: exit
    code 75 says that there is more to do

With 2,000 each sees as many pictures as it did with 500, so that both tables are of the same
computing, whatever else the machine has to do. The four losses train the recipe `adversarial`, with
the same networks, augmentation and learning rate; the recipes have the loss that is vidol's
default. All of it is `vidol train face`, judged on the 1,000 held-out avatars of the benchmark
`peers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

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
"""The first is the recipe `adversarial` with its default loss: the GAN among the recipes as well.
"""


def measure() -> Iterator[Row]:
    """KID and SWD of each loss and recipe at both sizes; raises Unfinished before everything is
    trained.
    """
    session = Session("losses")
    scale = session.scale
    every = files(session.data, NAME)
    held_out = part(
        session.shared, NAME, "held out", every[scale.trained : scale.trained + scale.held_out]
    )
    few, many = (
        part(session.shared, NAME, "trained", every[:count]) for count in (scale.few, scale.trained)
    )
    tasks = {
        (scale.few, called): _training(session, few, scale.few, called, scale.loss, None)
        for called in TRIED
    }
    session.finish(list(tasks.values()))
    for called in TRIED:
        seen = (tasks[scale.few, called].done() or {})["pictures"]
        tasks[scale.trained, called] = _training(session, many, scale.trained, called, None, seen)
    session.finish(list(tasks.values()))
    trained = {scale.few: few, scale.trained: many}
    names = judging.names()
    place = judging.place(session.work)
    judged = {
        key: plan.score(
            place / task.name,
            trained[key[0]],
            held_out,
            {"end": str(task.folder / "samples-end.npy")},
            names,
        )
        for key, task in tasks.items()
    }
    floors = {
        count: plan.score(place / f"{count} floor", pictures, held_out, {"floor": ""}, names)
        for count, pictures in trained.items()
    }
    session.finish([*judged.values(), *floors.values()])
    session.tell("all is trained and judged")
    tables, panels = {}, {}
    for count, pictures in trained.items():
        scores = {called: (judged[count, called].done() or {})["end"] for called in TRIED}
        floor = (floors[count].done() or {})["floor"]
        seen = {called: (tasks[count, called].done() or {})["pictures"] for called in TRIED}
        tables[len(pictures.pictures())] = page.plain_table(scores, floor, seen)
        panels[len(pictures.pictures())] = {
            called: np.load(tasks[count, called].folder / "samples-end.npy") for called in TRIED
        }
        for called, values in scores.items():
            for metric in (
                metric for metric in values if metric == "SWD" or metric.startswith("KID")
            ):
                yield Row(
                    f"{count:,} pictures, {called}: {metric} x 1000", round(values[metric], 3), ""
                )
    page.publish_losses(tables, panels, session.work if GIVEN.quick else None)


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
