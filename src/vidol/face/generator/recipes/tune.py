"""Which settings suit a dataset: short trainings on parts of it, judged by the parts that they have
not seen.

A trial is one choice of settings. It trains once for every fold (Stone 1974) on the other folds,
and its score is the mean KID of what it draws against the fold it has not seen, under random
convolutions. The next choice comes from a Parzen estimator of those that went well (Bergstra et al.
2011), and a trial that is worse than the median of the others at the same point ends there
(Vizier's rule: Golovin et al. 2017); both are Optuna's. What a dataset holds out is never looked
at.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any, Final

import numpy as np
import optuna
import torch
from optuna.trial import FrozenTrial, TrialState

from vidol.core.arrays import I64
from vidol.core.errors import InputError, OutputError
from vidol.core.storage import replacing
from vidol.face.generator.presets import PRESETS
from vidol.face.generator.recipes.family import RECIPES
from vidol.face.generator.recipes.monitor import drawn, real
from vidol.face.generator.settings import Search
from vidol.training.data.conditions import condition_groups, condition_names
from vidol.training.forecast import faster_precision, measure
from vidol.training.loop import Training
from vidol.training.pictures.augmentation import FEW
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.extractors import RandomConvolutions
from vidol.training.pictures.feed import PictureFeed
from vidol.training.pictures.metrics.kernel import mmd2
from vidol.training.processes import join

WANTED: Final = 10
"""Trials that the time is shared among; those that end early leave time for more."""
SHORTEST: Final = 1500
"""Pictures of a trial in each fold below which it says nothing."""
LOOKS: Final = 4
"""How often a fold is judged on its way."""
FEWEST: Final = 60
"""Pictures to train on that cross-validation needs."""
COUNT: Final = 300
"""Pictures a side of a judgement."""
RATES: Final = (0.25, 4.0)
"""Times the recipe's own learning rate."""
BATCHES: Final = (0.5, 1.0, 2.0)
"""Times the preset's batch."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is searched."""

    recipe: str
    rate: float
    batch: int
    floor: bool
    """Whether augmentation and gamma have a floor."""

    def options(self) -> str:
        """As `vidol train face` takes them."""
        return (
            f"--recipe {self.recipe} --rate {self.rate:.3g} --batch {self.batch}"
            f" {'--floor' if self.floor else '--no-floor'}"
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """How a choice did."""

    number: int
    choice: Choice
    score: float
    """KID x 1000; of one that ended early, when it ended."""
    finished: bool


def tune(search: Search, tell: Callable[[str], None]) -> list[Trial]:
    """Search within the time, and write `out`/tune.json; returns the trials, the best first. The
    same call goes on with what is in `out`.

    Raises InputError for a dataset with too few pictures, or another one than `out` was begun with;
    OutputError when `out` cannot be written. KeyboardInterrupt passes through; the trial that it
    broke is tried again.
    """
    data = PictureDataset(search.dataset)
    numbers = data.indices(test=False)
    if len(numbers) < FEWEST:
        raise InputError(
            f"The dataset {search.dataset} has {len(numbers)} pictures to train on:"
            f" cross-validation needs {FEWEST}, and more is better."
        )
    folds = _Folds(search, data, numbers)
    with _study(search, data) as study:
        began = monotonic()
        length = int(study.user_attrs.get("pictures", 0)) or folds.length()
        study.set_user_attr("pictures", length)
        tell(f"trials of {length:,} pictures in each of {search.folds} folds")
        if not study.trials:
            study.enqueue_trial(_usual(search, len(numbers)))
        while True:
            left = 60 * search.minutes - (monotonic() - began)
            done = trials(study)
            if left <= 0 or not _tried(study, folds, length, began):
                break
            _write(search, trials(study), length)
            tell(_latest(study))
    _write(search, done, length)
    return done


def _tried(study: optuna.Study, folds: _Folds, length: int, began: float) -> bool:
    """One trial more; False when the time was over before it came to an end. One that was broken
    off is tried again.
    """
    trial = study.ask()
    choice = _chosen(trial, folds.search)
    try:
        study.tell(trial, folds.score(choice, length, trial, began))
    except optuna.TrialPruned:
        study.tell(trial, state=TrialState.PRUNED)
    except (_TimeOver, KeyboardInterrupt) as broken:
        study.tell(trial, state=TrialState.FAIL)
        study.enqueue_trial(trial.params)
        if isinstance(broken, KeyboardInterrupt):
            raise
        return False
    return True


def _latest(study: optuna.Study) -> str:
    """The trial that ended last, in words."""
    latest = max(trials(study), key=lambda one: one.number)
    early = "" if latest.finished else ", ended early"
    return f"{latest.choice.options()}: KID {latest.score:.3g}{early}"


def trials(study: optuna.Study) -> list[Trial]:
    """Those that are over, finished ones first, the best first."""
    found = []
    for one in study.trials:
        finished = one.state == TrialState.COMPLETE
        if finished or (one.state == TrialState.PRUNED and one.intermediate_values):
            score = one.value if finished else list(one.intermediate_values.values())[-1]
            assert score is not None
            found.append(Trial(one.number, _of(one), score, finished))
    return sorted(found, key=lambda one: (not one.finished, one.score))


class _TimeOver(Exception):
    pass


@contextlib.contextmanager
def _study(search: Search, data: PictureDataset) -> Iterator[optuna.Study]:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        search.out.mkdir(parents=True, exist_ok=True)
        storage = optuna.storages.RDBStorage(f"sqlite:///{(search.out / 'study.db').resolve()}")
    except Exception as error:  # SQLAlchemy has many, and wraps the disk's
        raise OutputError(
            f"Cannot write {search.out}: {error}; choose another folder with --out."
        ) from error
    study = optuna.create_study(
        storage=storage,
        study_name="tune",
        load_if_exists=True,
        sampler=optuna.samplers.TPESampler(seed=search.seed, n_startup_trials=4, multivariate=True),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=2),
    )
    try:
        _recognise(study, search, data)
        yield study
    finally:
        storage.remove_session()
        storage.engine.dispose()


def _recognise(study: optuna.Study, search: Search, data: PictureDataset) -> None:
    """See that the study is of the same search, and try again what was being tried when that was
    killed.
    """
    mine = {
        "manifest": data.manifest.sha256,
        "preset": search.preset,
        "recipes": list(search.recipes),
        "folds": search.folds,
        "seed": search.seed,
    }
    # before that nothing was tried, only refused
    theirs = study.user_attrs["search"] if "pictures" in study.user_attrs else mine
    other = [
        f"{name} ({theirs.get(name)}, now {value})"
        for name, value in mine.items()
        if theirs.get(name) != value
    ]
    if other:
        raise InputError(
            f"The search in {search.out} was begun with other settings: {'; '.join(other)}. Use"
            " the same ones, or another folder."
        )
    study.set_user_attr("search", mine)
    for one in study.trials:
        if one.state == TrialState.RUNNING:
            study.tell(one.number, state=TrialState.FAIL)
            if one.params:
                study.enqueue_trial(one.params)


def _usual(search: Search, count: int) -> dict[str, Any]:
    """The first trial: what training does when nothing is said."""
    return {"recipe": search.recipes[0], "rate": 1.0, "batch": 1.0, "floor": count < FEW}


def _chosen(trial: optuna.Trial, search: Search) -> Choice:
    trial.suggest_categorical("recipe", search.recipes)
    trial.suggest_float("rate", *RATES, log=True)
    trial.suggest_categorical("batch", BATCHES)
    trial.suggest_categorical("floor", (False, True))
    trial.set_user_attr("preset", search.preset)
    return _of(trial)


def _of(trial: optuna.Trial | FrozenTrial) -> Choice:
    said, preset = trial.params, PRESETS[trial.user_attrs["preset"]]
    recipe = str(said["recipe"])
    return Choice(
        recipe,
        float(f"{said['rate'] * RECIPES[recipe].RATE:.3g}"),
        max(2, round(said["batch"] * preset.batch)),
        bool(said["floor"]),
    )


class _Folds:
    """The parts of a dataset's pictures, and what is trained on all but one of them."""

    def __init__(self, search: Search, data: PictureDataset, numbers: I64) -> None:
        self.search, self._data = search, data
        shuffled = np.random.default_rng(search.seed).permutation(numbers)
        self._parts = np.array_split(shuffled, search.folds)
        self._processes = join()
        self._precision = faster_precision(self._processes.device)
        self._extractor = RandomConvolutions()
        size = PRESETS[search.preset].size
        self._judges = [part[:COUNT] for part in self._parts]
        self._real = [real(self._extractor, data, part, size).features for part in self._judges]

    def length(self) -> int:
        """Pictures of a trial in each fold, so that the time is enough for some trials. Raises
        InputError when they would be too few.
        """
        search = self.search
        preset, recipe = PRESETS[search.preset], search.recipes[0]
        training = self._training(Choice(recipe, RECIPES[recipe].RATE, preset.batch, floor=True), 0)
        items = training.feed.get(0)

        def step(number: int) -> None:
            training.progress.step = number
            training.step(items)

        forecast = measure(step, preset.batch, period=training.recipe.period)
        length = forecast.items(search.minutes) // (WANTED * search.folds)
        if length < SHORTEST:
            needed = math.ceil(forecast.minutes(SHORTEST * WANTED * search.folds))
            raise InputError(
                f"In {search.minutes:g} minutes each of {WANTED} trials would see {length:,}"
                f" pictures a fold, which says nothing: give about {needed} minutes, fewer --folds"
                " or a smaller --preset."
            )
        return length

    def score(self, choice: Choice, length: int, trial: optuna.Trial, began: float) -> float:
        """The mean of the folds' scores; reports on the way, and gives up what is not worth going
        on with.
        """
        return float(
            np.mean(
                [
                    self._fold_score(choice, length, fold, trial, began)
                    for fold in range(self.search.folds)
                ]
            )
        )

    def _fold_score(
        self, choice: Choice, length: int, fold: int, trial: optuna.Trial, began: float
    ) -> float:
        training = self._training(choice, fold)
        marks = [math.ceil(length * (look + 1) / LOOKS) for look in range(LOOKS)]
        look = 0
        with contextlib.closing(training.feed.batches(0)) as batches:
            for items in batches:
                training.step(items)
                if monotonic() - began > 60 * self.search.minutes:
                    raise _TimeOver
                if training.progress.items < marks[look]:
                    continue
                score = self._kid(training, fold)
                trial.report(score if math.isfinite(score) else 1e9, fold * LOOKS + look)
                if trial.should_prune():
                    raise optuna.TrialPruned
                look += 1
                if look == LOOKS:
                    return score
        raise AssertionError("a feed does not end")

    def _training(self, choice: Choice, fold: int) -> Training:
        """On all folds but one."""
        search, data = self.search, self._data
        preset = PRESETS[search.preset]
        others = np.concatenate([part for k, part in enumerate(self._parts) if k != fold])
        feed = PictureFeed(
            data, preset.size, choice.batch, seed=search.seed, numbers=np.sort(others)
        )
        torch.manual_seed(search.seed)
        recipe = RECIPES[choice.recipe](
            choice.recipe,
            preset,
            data.manifest.channels,
            condition_groups(condition_names(data.manifest)),
            few=choice.floor,
            rate=choice.rate,
        )
        return Training(
            recipe,
            feed,
            search.out,
            data.manifest,
            seed=search.seed,
            precision=self._precision,
            processes=self._processes,
        )

    def _kid(self, training: Training, fold: int) -> float:
        """KID x 1000 of what the averaged networks draw."""
        recipe, numbers = training.recipe, self._judges[fold]
        with torch.no_grad():
            made = drawn(recipe, training.averaged, self._data, numbers, training.device)
        return 1000 * mmd2(self._real[fold], self._extractor.features(made))


def _write(search: Search, done: list[Trial], length: int) -> None:
    best = next((one for one in done if one.finished), None)
    tried = [{**asdict(one.choice), "score": one.score, "finished": one.finished} for one in done]
    said = {
        "dataset": search.dataset.resolve().name,
        "preset": search.preset,
        "folds": search.folds,
        "pictures": length,
        "score": "KID x 1000, random-conv@0",
        "best": asdict(best.choice) if best else None,
        "trials": tried,
    }
    with replacing(search.out / "tune.json") as part:
        part.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
