"""Quality for compute of `vidol train face` beside lightweight-gan 1.2.1 and stylegan2_pytorch
1.9.0, at 64 px, one core a training.

    python -m benchmarks peers --data FOLDER                # under 4 hours on 2 cores
    python -m benchmarks peers --data FOLDER --minutes 9    # in slices
    python -m benchmarks peers --data FOLDER --quick        # a minute a training: does all work?

It goes on where it was stopped, however that was; exit code 75 says that there is more to do.

FOLDER holds avatars_lorelei/ and portrait_photos/. Each training gets 20 minutes: 2,000 drawn
avatars with two seeds, 400 of the 539 photographs (139 are held out) with one, peers cut to our
FLOPs a training picture; and peers at their defaults once, on the avatars. Learning rates of ours
and of the cut peers are tried equally long before, on a part of the avatars. What comes of it
stands in docs/quality.md; how each training goes, in benchmarks/quality/.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import GIVEN, Row
from benchmarks.quality import environment, judging, page, plan
from benchmarks.quality.material import Part, files, part
from benchmarks.quality.plan import CUT, DEFAULT, OURS, PEERS, Cut
from benchmarks.quality.session import Session, called, script
from benchmarks.quality.tasks import Task, written
from vidol.training.pictures.extractors import extractor
from vidol.training.pictures.metrics.kernel import kid

SETS: Final = {"avatars_lorelei": (0, 1), "portrait_photos": (0,)}
"""What is trained on, and with which seeds."""
MEMORISED: Final = 5.0
"""Points above the floor that are allowed."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Pictures of one set."""

    trained: Part
    held_out: Part


class Contest(Session):
    """The whole benchmark, phase after phase; each finds on the disk what was done before."""

    # ---- phases

    def pictures(self) -> dict[str, Sets]:
        """The pictures of each set, and those that learning rates are tried with under `trials`."""
        scale, found = self.scale, {}
        for name in SETS:
            every = files(self.data, name)
            count = scale.trained if name == "avatars_lorelei" else scale.photos
            held = (
                every[count : count + scale.held_out]
                if name == "avatars_lorelei"
                else every[count:]
            )
            found[name] = Sets(
                part(self.shared, name, "trained", every[:count]),
                part(self.shared, name, "held out", held),
            )
            if name == "avatars_lorelei":
                chosen = (every[: scale.trial_trained], every[scale.trial_trained : count])
                found["trials"] = Sets(
                    part(self.shared, name, "tried", chosen[0]),
                    part(self.shared, name, "tried against", chosen[1]),
                )
        return found

    def cuts(self, python: Path, tried: Sets) -> tuple[float, dict[str, Cut]]:
        """Our FLOPs a training picture, and the peers cut to them."""
        place = self.work / "cut.json"
        mine = float(
            called(
                (
                    sys.executable,
                    "-m",
                    "benchmarks.quality.compute",
                    "flops",
                    str(tried.trained.dataset),
                )
            )
        )
        known = json.loads(place.read_text("utf-8")) if place.exists() else {}
        if known.get("ours") == mine:
            return mine, {system: Cut(**known[system]) for system in PEERS}
        cuts = {}
        for system in PEERS:
            self.tell(f"cuts {system} to {mine / 1e9:.1f} GFLOP a training picture")
            base = plan.AUGMENTED[system]
            with tempfile.TemporaryDirectory() as spare:
                runs = (str(python), script("peer.py"))
                found = json.loads(
                    called((*runs, "cut", system, str(mine), json.dumps(base), spare))
                )
            self.tell(f"{system}: {found['options']}, {found['flops'] / 1e9:.2f} GFLOP")
            cuts[system] = Cut({**base, **found["options"], **plan.BATCH}, found["flops"])
        written(place, {"ours": mine, **{system: asdict(cut) for system, cut in cuts.items()}})
        return mine, cuts

    def defaults(self, python: Path) -> dict[str, float]:
        """FLOPs a training picture of the peers at their defaults."""
        place = self.work / "defaults.json"
        if not place.exists():
            with tempfile.TemporaryDirectory() as spare:
                told = {
                    system: called((str(python), script("peer.py"), "flops", system, "{}", spare))
                    for system in PEERS
                }
            written(
                place, {system + DEFAULT: json.loads(one)["flops"] for system, one in told.items()}
            )
        known: dict[str, float] = json.loads(place.read_text("utf-8"))
        return known

    def rates(self, python: Path, tried: Sets, cuts: dict[str, Cut]) -> dict[str, float]:
        """The learning rate of each system that did best in a short training."""
        from vidol.face.generator.recipes.family import RECIPES

        tasks = {}
        for system in (OURS, *PEERS):
            for factor in plan.FACTORS:
                folder = self.work / "trials" / f"{system} {factor:g}"
                rate = factor * (RECIPES[plan.RECIPE].RATE if system == OURS else plan.RATE)
                common: dict[str, Any] = {
                    "seed": 0,
                    "rate": rate,
                    "samples": min(500, self.scale.samples),
                }
                tasks[system, factor] = (
                    plan.ours(folder, tried.trained, self.scale.trial, **common)
                    if system == OURS
                    else plan.peer(
                        folder,
                        python,
                        system,
                        tried.trained,
                        self.scale.trial,
                        cut=cuts[system],
                        **common,
                    )
                )
        self.finish(list(tasks.values()))
        path = self.work / "rates.json"
        if not path.exists():
            features = extractor(judging.FIRST)
            against = features.features(tried.held_out.pictures())
            found: dict[str, dict[str, float]] = {}
            for (system, _), task in tasks.items():
                scores = [
                    1000 * kid(against, features.features(np.load(file))).value
                    for file in sorted(task.folder.glob("samples-end*.npy"))
                ]
                found.setdefault(system, {})[f"{task.settings['rate']:g}"] = min(scores)
            written(path, found)
            self.tell(f"learning rates, by KID x 1000: {found}")
        known: dict[str, dict[str, float]] = json.loads(path.read_text("utf-8"))
        return {
            system: float(min(tries, key=lambda rate: tries[rate]))
            for system, tries in known.items()
        }

    def trainings(
        self, python: Path, sets: dict[str, Sets], cuts: dict[str, Cut], rates: dict[str, float]
    ) -> dict[tuple[str, str, int], Task]:
        """All trainings, by set, system and seed."""
        scale, tasks = self.scale, {}

        def folder(name: str, system: str, seed: int) -> Path:
            return self.work / "trainings" / f"{name} {system} {seed}"

        for name, seeds in SETS.items():
            for seed in seeds:
                common: dict[str, Any] = {
                    "seed": seed,
                    "samples": scale.samples,
                    "marks": scale.marks,
                }
                tasks[name, OURS, seed] = plan.ours(
                    folder(name, OURS, seed),
                    sets[name].trained,
                    scale.seconds,
                    rate=rates[OURS],
                    **common,
                )
                for system in PEERS:
                    called = system + CUT
                    tasks[name, called, seed] = plan.peer(
                        folder(name, called, seed),
                        python,
                        system,
                        sets[name].trained,
                        scale.seconds,
                        rate=rates[system],
                        cut=cuts[system],
                        **common,
                    )
        for system in PEERS:
            called = system + DEFAULT
            tasks["avatars_lorelei", called, 0] = plan.peer(
                folder("avatars_lorelei", called, 0),
                python,
                system,
                sets["avatars_lorelei"].trained,
                scale.seconds,
                seed=0,
                rate=None,
                samples=scale.default_samples,
                cut=None,
            )
        self.finish(list(tasks.values()))
        return tasks

    def scores(
        self, sets: dict[str, Sets], tasks: dict[tuple[str, str, int], Task]
    ) -> tuple[dict[str, judging.Scores], list[page.Result]]:
        """The floor of each set, and every training's numbers at the end and at the largest number
        of pictures that all cut systems have seen.
        """
        names = judging.names()
        place = judging.place(self.work)
        work: dict[Any, Task] = {}
        for name in SETS:
            work[name] = plan.score(
                place / f"{name} floor",
                sets[name].trained,
                sets[name].held_out,
                {"floor": ""},
                names,
            )
            arrays = {key: _arrays(task.folder) for key, task in tasks.items() if key[0] == name}
            fully = {
                "end",
                *_latest(
                    [
                        set(known)
                        for (_, system, _), known in arrays.items()
                        if not system.endswith(DEFAULT)
                    ]
                ),
            }
            for key, known in arrays.items():
                briefly = [array for array in known if array.removesuffix("-raw") not in fully]
                work[key] = plan.score(
                    place / tasks[key].name,
                    sets[name].trained,
                    sets[name].held_out,
                    known,
                    names,
                    briefly,
                )
        self.finish(list(work.values()))
        floors = {name: (work[name].done() or {})["floor"] for name in SETS}
        results = []
        for (name, system, seed), task in tasks.items():
            results.append(
                page.Result(
                    name,
                    system,
                    seed,
                    task.folder,
                    task.done() or {},
                    _better(work[name, system, seed].done() or {}),
                )
            )
        return floors, results


def _arrays(folder: Path) -> dict[str, str]:
    """The samples of a training: their files by moment."""
    return {
        path.stem.removeprefix("samples-"): str(path)
        for path in sorted(folder.glob("samples-*.npy"))
    }


def _latest(every: list[set[str]]) -> list[str]:
    """The largest number of pictures that all have samples of, if there is one."""
    return sorted(set.intersection(*every) - {"end"})[-1:]


def _better(scores: dict[str, judging.Scores]) -> dict[str, page.Moment]:
    """At each moment the better of a peer's two generators,
    the averaged and the raw one, by KID.
    """
    found: dict[str, page.Moment] = {}
    for array, values in scores.items():
        moment = array.removesuffix("-raw")
        made = page.Moment(array, values)
        if moment not in found or values[page.CHOOSES] < found[moment].scores[page.CHOOSES]:
            found[moment] = made
    return found


def measure() -> Iterator[Row]:
    """The numbers of `python -m benchmarks peers`, once everything is trained; raises Unfinished
    before.
    """
    contest = Contest("peers")
    contest.tell("looks at what is done")
    python = environment.ready(contest.shared / "peers-environment", contest.tell)
    sets = contest.pictures()
    mine, cuts = contest.cuts(python, sets["trials"])
    rates = contest.rates(python, sets["trials"], cuts)
    tasks = contest.trainings(python, sets, cuts, rates)
    floors, results = contest.scores(sets, tasks)
    contest.tell("all is trained and judged")
    costs = {
        OURS: mine,
        **{system + CUT: cut.flops for system, cut in cuts.items()},
        **contest.defaults(python),
    }
    found = page.Found(
        floors,
        results,
        costs,
        rates,
        contest.minutes(),
        {name: len(one.trained.pictures()) for name, one in sets.items()},
    )
    page.publish_peers(found, contest.work if GIVEN.quick else None)
    yield from rows(found)


def rows(found: page.Found) -> Iterator[Row]:
    """The bars: half of the better peer's KID and SWD at equal time, not more at equal pictures,
    and little memorised.
    """
    yield Row(
        "everything, on the cores that were given", round(found.minutes, 1), "minutes", "<= 240"
    )
    for peer, cost in found.costs.items():
        yield Row(f"a training picture of {peer}", round(cost / 1e9, 2), "GFLOP")
    for name in SETS:
        ends = page.means(found, name, "end")
        equal = page.equal_pictures(found, name)
        metrics = [metric for metric in ends[OURS] if metric == "SWD" or metric.startswith("KID")]
        for metric in metrics:
            for system, values in ends.items():
                yield Row(
                    f"{name}, 20 minutes: {metric} x 1000, {system}", round(values[metric], 3), ""
                )
            best = min(values[metric] for system, values in ends.items() if system != OURS)
            yield Row(
                f"{name}, 20 minutes: {metric}, ours over the better peer's",
                _ratio(ends[OURS][metric], best),
                "times",
                "<= 0.5",
            )
            if equal:
                others = page.means(found, name, equal)
                best = min(values[metric] for system, values in others.items() if system != OURS)
                yield Row(
                    f"{name}, {int(equal):,} pictures: {metric}, ours over the better peer's",
                    _ratio(others[OURS][metric], best),
                    "times",
                    "<= 1",
                )
        for metric in (metric for metric in ends[OURS] if metric.startswith("memorised")):
            above = 100 * (ends[OURS][metric] - found.floors[name][metric])
            yield Row(
                f"{name}, 20 minutes: {metric}, above real pictures",
                round(above, 1),
                "points",
                f"<= {MEMORISED:g}",
            )


def _ratio(ours: float, theirs: float) -> float:
    """Of two distances; KID is unbiased, and of equal sets falls to either side of nothing."""
    return round(max(ours, 0.0) / max(theirs, 1e-3), 3)
