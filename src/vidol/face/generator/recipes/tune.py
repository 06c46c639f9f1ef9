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
from pathlib import Path
from time import monotonic
from typing import Any, Final

import numpy as np
import optuna
import torch
from accelerate import Accelerator
from optuna.trial import FrozenTrial, TrialState

from vidol.core.arrays import I64
from vidol.core.errors import InputError, OutputError
from vidol.core.storage import replacing
from vidol.face.generator.networks import PRESETS
from vidol.face.generator.recipes.critic import LAZY
from vidol.face.generator.recipes.family import RECIPES
from vidol.face.generator.recipes.monitor import drawn, real
from vidol.training.forecast import faster_precision, measure
from vidol.training.loop import Training
from vidol.training.pictures.augmentation import FEW
from vidol.training.pictures.dataset import Dataset
from vidol.training.pictures.extractors import RandomConvolutions
from vidol.training.pictures.feed import Feed, condition_groups, condition_names
from vidol.training.pictures.metrics.kernel import mmd2

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


@dataclass(frozen=True, slots=True)
class Search:
    """What is tried on what, and for how long."""

    dataset: Path
    out: Path
    minutes: float
    preset: str = "S"
    recipes: tuple[str, ...] = ("both", "adversarial")
    folds: int = 3
    seed: int = 0

    def __post_init__(self) -> None:
        """Raises InputError for a name that does not exist, and for less than two folds."""
        if self.preset not in PRESETS:
            raise InputError(f"'{self.preset}' is no preset: there are {', '.join(PRESETS)}.")
        for recipe in self.recipes:
            if recipe not in RECIPES:
                raise InputError(f"'{recipe}' is no recipe: there are {', '.join(RECIPES)}.")
        if self.folds < 2:
            raise InputError(f"{self.folds} folds: cross-validation needs at least 2.")


def tune(search: Search, tell: Callable[[str], None]) -> list[Trial]:
    """Search within the time, and write `out`/tune.json; returns the trials, the best first. The
    same call goes on with what is in `out`.

    Raises InputError for a dataset with too few pictures, or another one than `out` was begun with;
    OutputError when `out` cannot be written. KeyboardInterrupt passes through; the trial that it
    broke is tried again.
    """
    data = Dataset(search.dataset)
    numbers = data.indices(test=False)
    if len(numbers) < FEWEST:
        raise InputError(
            f"The dataset {search.dataset} has {len(numbers)} pictures to train on:"
            f" cross-validation needs {FEWEST}, and more is better."
        )
    parts = np.array_split(np.random.default_rng(search.seed).permutation(numbers), search.folds)
    judges = _Judges(data, parts, PRESETS[search.preset].size)
    with _study(search, data) as study:
        began = monotonic()
        precision = faster_precision(Accelerator(cpu=not torch.cuda.is_available()).device)
        length = int(study.user_attrs.get("pictures", 0)) or _length(search, data, parts, precision)
        study.set_user_attr("pictures", length)
        tell(f"trials of {length:,} pictures in each of {search.folds} folds")
        if not study.trials:
            study.enqueue_trial(_usual(search, len(numbers)))
        while True:
            left = 60 * search.minutes - (monotonic() - began)
            done = trials(study)
            if left <= 0:
                break
            trial = study.ask()
            choice = _chosen(trial, search)
            try:
                score = _cross_validated(
                    search, data, parts, judges, choice, length, precision, trial, began
                )
            except _TimeOver:
                study.tell(trial, state=TrialState.FAIL)
                study.enqueue_trial(trial.params)
                break
            except optuna.TrialPruned:
                study.tell(trial, state=TrialState.PRUNED)
            except KeyboardInterrupt:
                study.tell(trial, state=TrialState.FAIL)
                study.enqueue_trial(trial.params)
                raise
            else:
                study.tell(trial, score)
            latest = next(one for one in trials(study) if one.number == trial.number)
            tell(
                f"{latest.choice.options()}: KID"
                f" {latest.score:.3g}{'' if latest.finished else ', ended early'}"
            )
            _write(search, trials(study), length)
    _write(search, done, length)
    return done


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
def _study(search: Search, data: Dataset) -> Iterator[optuna.Study]:
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
    try:
        if other:
            raise InputError(
                f"The search in {search.out} was begun with other settings: {'; '.join(other)}. Use"
                " the same ones, or another folder."
            )
        study.set_user_attr("search", mine)
        for one in study.trials:
            if one.state == TrialState.RUNNING:  # of a search that was killed
                study.tell(one.number, state=TrialState.FAIL)
                if one.params:
                    study.enqueue_trial(one.params)
        yield study
    finally:
        storage.remove_session()
        storage.engine.dispose()


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


class _Judges:
    """Of every fold, the features of its pictures."""

    def __init__(self, data: Dataset, parts: list[I64], size: int) -> None:
        self._data, self._numbers, self._extractor = (
            data,
            [part[:COUNT] for part in parts],
            RandomConvolutions(),
        )
        self._real = [real(self._extractor, data, part, size).features for part in self._numbers]

    def score(self, training: Training, fold: int) -> float:
        """KID x 1000 of what the averaged networks draw."""
        with torch.no_grad():
            made = drawn(
                training.recipe, training.averaged, self._data, self._numbers[fold], training.device
            )
        return 1000 * mmd2(self._real[fold], self._extractor.features(made))


def _training(
    search: Search, data: Dataset, numbers: I64, choice: Choice, precision: str
) -> tuple[Training, Feed]:
    preset = PRESETS[search.preset]
    feed = Feed(data, preset.size, choice.batch, seed=search.seed, numbers=np.sort(numbers))
    torch.manual_seed(search.seed)
    recipe = RECIPES[choice.recipe](
        choice.recipe,
        preset,
        data.manifest.channels,
        condition_groups(condition_names(data.manifest)),
        few=choice.floor,
        rate=choice.rate,
    )
    return (
        Training(recipe, feed, search.out, data.manifest, seed=search.seed, precision=precision),
        feed,
    )


def _cross_validated(
    search: Search,
    data: Dataset,
    parts: list[I64],
    judges: _Judges,
    choice: Choice,
    length: int,
    precision: str,
    trial: optuna.Trial,
    began: float,
) -> float:
    """The mean of the folds' scores; reports on the way, and gives up what is not worth going on
    with.
    """
    scores: list[float] = []
    for fold in range(search.folds):
        training, feed = _training(
            search,
            data,
            np.concatenate([part for k, part in enumerate(parts) if k != fold]),
            choice,
            precision,
        )
        looks = [math.ceil(length * (look + 1) / LOOKS) for look in range(LOOKS)]
        with contextlib.closing(feed.batches(0)) as batches:
            for batch in batches:
                training.step(batch)
                if monotonic() - began > 60 * search.minutes:
                    raise _TimeOver
                if training.progress.pictures >= looks[0]:
                    look = LOOKS - len(looks)
                    looks.pop(0)
                    score = judges.score(training, fold)
                    trial.report(score if math.isfinite(score) else 1e9, fold * LOOKS + look)
                    if trial.should_prune():
                        raise optuna.TrialPruned
                    if not looks:
                        break
        scores.append(score)
    return float(np.mean(scores))


def _length(search: Search, data: Dataset, parts: list[I64], precision: str) -> int:
    """Pictures of a trial in each fold, so that the time is enough for some trials."""
    preset = PRESETS[search.preset]
    choice = Choice(search.recipes[0], RECIPES[search.recipes[0]].RATE, preset.batch, floor=True)
    training, feed = _training(search, data, np.concatenate(parts[1:]), choice, precision)
    batch = feed.get(0)

    def step(number: int) -> None:
        training.progress.step = number
        training.step(batch)

    seconds = measure(
        step, preset.batch, period=LAZY if "discriminator" in training.recipe.modules else 1
    ).seconds_per_1000
    length = int(1000 * 60 * search.minutes / seconds / (WANTED * search.folds))
    if length < SHORTEST:
        needed = math.ceil(SHORTEST * WANTED * search.folds * seconds / 60_000)
        raise InputError(
            f"In {search.minutes:g} minutes each of {WANTED} trials would see {length:,} pictures a"
            f" fold, which says nothing: give about {needed} minutes, fewer --folds or a smaller"
            " --preset."
        )
    return length


def _write(search: Search, done: list[Trial], length: int) -> None:
    best = next((one for one in done if one.finished), None)
    said = {
        "dataset": search.dataset.resolve().name,
        "preset": search.preset,
        "folds": search.folds,
        "pictures": length,
        "score": "KID x 1000, random-conv@0",
        "best": asdict(best.choice) if best else None,
        "trials": [
            {**asdict(one.choice), "score": one.score, "finished": one.finished} for one in done
        ],
    }
    with replacing(search.out / "tune.json") as part:
        part.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
