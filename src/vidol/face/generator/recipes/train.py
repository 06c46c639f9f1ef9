"""A run of a face recipe from a dataset to a model folder."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from accelerate import Accelerator
from torch import nn

from vidol import __version__
from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError, OutputError
from vidol.face.generator.export import environment, export
from vidol.face.generator.model import FaceModel, between, sheet
from vidol.face.generator.networks import LATENT, PRESETS
from vidol.face.generator.recipes.critic import LAZY
from vidol.face.generator.recipes.family import RECIPES
from vidol.face.generator.recipes.losses import LOSSES
from vidol.face.generator.recipes.monitor import Monitor
from vidol.media.film import FilmWriter
from vidol.media.labels import Label
from vidol.media.stills import write_still
from vidol.training import checkpoint
from vidol.training.forecast import Forecast, faster_precision, measure
from vidol.training.loop import Bounds, Evaluate, Progress, Stopped, Training, pictures_of
from vidol.training.pictures.augmentation import FEW
from vidol.training.pictures.dataset import Dataset, Manifest
from vidol.training.pictures.feed import Feed, condition_groups, condition_names, conditions_of
from vidol.training.random_streams import RandomStreams
from vidol.training.runlog import RunLog, Sink, events

GRID: Final = 36
"""Pictures of a preview."""
FIXED: Final = 20_000
"""Seed of the preview's latents: the same ones all along."""
FILM: Final = "interpolation.mp4"
FILMED: Final = 8000
"""Pictures from which previews have a film beside them, of the way between fixed latents."""
USEFUL: Final = {"S": 20_000, "M": 30_000, "L": 40_000, "XL": 100_000}
"""Pictures until a first useful result, by preset: of S as measured (docs/quality.md), of the
others estimated.
"""
COST: Final = {"S": 1.0, "M": 3.0, "L": 5.0, "XL": 42.0}
"""Time of a training picture, by preset: measured in turns on one core, float32, batches of 8."""
NIGHT: Final = 12 * 60
"""Minutes that a run may take whose time nobody bounds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is trained, and how."""

    preset: str = "S"
    recipe: str = "both"
    loss: str = "pairing"
    seed: int = 0
    batch: int | None = None
    """None: the preset's."""
    rate: float | None = None
    """Learning rate; None: the recipe's."""
    precision: str = "auto"
    """bf16, fp32, or auto: what is faster on this machine, and of a run that goes on what it began
    with.
    """
    licence: str = "not stated"
    """Of the model."""
    floor: bool | None = None
    """Whether augmentation and gamma have a floor; None: below FEW pictures."""
    mirror: bool | None = None
    """Whether half of the pictures come as their mirror images; None: if left and right are alike.
    """
    rights_claimed: bool = False
    """Whoever trains says to have the rights in pictures whose licence or consent nobody stated."""

    def __post_init__(self) -> None:
        """Raises InputError for a name that does not exist."""
        for name, value, known in (
            ("preset", self.preset, PRESETS),
            ("recipe", self.recipe, RECIPES),
            ("loss", self.loss, LOSSES),
        ):
            if value not in known:
                raise InputError(f"'{value}' is no {name}: there are {', '.join(known)}.")
        if self.precision not in ("auto", "bf16", "fp32"):
            raise InputError(f"'{self.precision}' is no precision: there are auto, bf16 and fp32.")


def recommended(preset: str, forecast: Forecast, size: int, minutes: float = NIGHT) -> str:
    """The largest preset that has a first useful result in so many `minutes` here, for pictures of
    `size` pixels; by the `forecast` of another.
    """
    fitting = [
        name
        for name in COST
        if PRESETS[name].size <= size
        and forecast.minutes(USEFUL[name]) * COST[name] / COST[preset] <= minutes
    ]
    return fitting[-1] if fitting else next(iter(COST))


def begun(out: Path) -> Settings:
    """The settings that the run in `out` was begun with; the usual ones when there is none."""
    told: dict[str, Any] = next(
        (
            event["settings"]
            for event in events(out / "run" / "log.jsonl")
            if event["event"] == "begin"
        ),
        {},
    )
    known = {field.name: told[field.name] for field in fields(Settings) if field.name in told}
    return Settings(**known, floor=told.get("few"))


class Run:
    """A run in a model's folder. Make it, look at its `forecast`, then `train`."""

    def __init__(
        self, dataset: str | Path, out: str | Path, settings: Settings, *, resume: bool = False
    ) -> None:
        """Raises InputError for what cannot be trained on or gone on with, OutputError when `out`
        is taken or cannot be written.
        """
        self.settings, self.out = settings, Path(out)
        self.dataset = Dataset(dataset)
        self.manifest = _with_rights(self.dataset.manifest, claimed=settings.rights_claimed)
        self.folder = self.out / "run"
        if not resume and self.out.exists():
            raise OutputError(
                f"{self.out} exists already: go on with it by --resume, or choose another name."
            )
        if resume and not checkpoint.found(self.folder):
            raise InputError(f"There is nothing to go on with in {self.out}: it has no checkpoint.")
        preset = PRESETS[settings.preset]
        accelerator = Accelerator(cpu=not torch.cuda.is_available())
        self._names = condition_names(self.manifest)
        self._feed = Feed(
            self.dataset,
            preset.size,
            settings.batch or preset.batch,
            seed=settings.seed,
            rank=accelerator.process_index,
            world=accelerator.num_processes,
            mirror=settings.mirror,
        )
        torch.manual_seed(settings.seed)
        self.recipe = RECIPES[settings.recipe](
            settings.recipe,
            preset,
            self.manifest.channels,
            condition_groups(self._names),
            loss=settings.loss,
            rate=settings.rate,
            few=len(self._feed.numbers) < FEW if settings.floor is None else settings.floor,
        )
        self.training = Training(
            self.recipe,
            self._feed,
            self.folder,
            self.manifest,
            seed=settings.seed,
            precision=self._precision(accelerator.device, resume=resume),
            accelerator=accelerator,
        )
        self.problems = self.training.resume() if resume else []

    def _precision(self, device: torch.device, *, resume: bool) -> str:
        if self.settings.precision != "auto":
            return self.settings.precision
        if resume:
            return str(checkpoint.newest(self.folder)[1]["precision"])
        return faster_precision(device)

    def forecast(self) -> Forecast:
        """Measured here and now; the weights are as before afterwards."""
        before = copy.deepcopy(
            {name: module.state_dict() for name, module in self.recipe.modules.items()}
        )
        moments = {
            name: copy.deepcopy(optimiser.state_dict())
            for name, optimiser in self.recipe.optimisers.items()
        }
        averages = copy.deepcopy(
            {name: module.state_dict() for name, module in self.training.averaged.items()}
        )
        numbers, progress = dict(self.recipe.numbers), copy.copy(self.training.progress)
        batch = self._feed.get(0)

        def step(number: int) -> None:
            self.training.progress.step = number
            self.training.step(batch)

        measured = measure(
            step, self._feed.batch, period=LAZY if "discriminator" in self.recipe.modules else 1
        )
        for name, module in self.recipe.modules.items():
            module.load_state_dict(before[name])
        for name, optimiser in self.recipe.optimisers.items():
            optimiser.load_state_dict(moments[name])
        for name, module in self.training.averaged.items():
            module.load_state_dict(averages[name])
        self.recipe.numbers.clear()
        self.recipe.numbers.update(numbers)
        self.training.progress = progress
        return measured

    def train(
        self,
        bounds: Bounds,
        *,
        forecast: Forecast | None = None,
        sinks: tuple[Sink, ...] = (),
        evaluate: Evaluate | None = None,
        tell: Callable[[Progress, Mapping[str, float], float], None] | None = None,
    ) -> str:
        """Train within `bounds` and write the model, of what Ctrl-C ended too; returns "finished"
        or "interrupted", as the loop does.

        Raises what the loop raises; when it was stopped by an alarm, the model of its best
        checkpoint has been written.
        """
        (self.folder / "samples").mkdir(parents=True, exist_ok=True)
        log = RunLog(self.folder, sinks if self.training.main else ())
        if self.training.main:
            log.write(
                "begin",
                pictures=self.training.progress.pictures,
                settings=self._described(),
                forecast=(
                    None
                    if forecast is None
                    else {
                        "seconds_per_1000": round(forecast.seconds_per_1000, 2),
                        "memory_mb": round(forecast.memory_mb),
                    }
                ),
            )
        watch = Monitor(
            self.recipe,
            self.dataset,
            self._feed,
            self.training.device,
            self.training.progress.history,
        )
        why = "broken"
        try:
            why = self.training.run(
                bounds,
                log,
                evaluate=evaluate or (watch if watch.able else None),
                preview=lambda modules, pictures: self._preview(modules, pictures, log),
                tell=tell,
            )
            if self.training.main:
                self.write()
        except Stopped as error:
            why = "stopped"
            if self.training.main:
                log.write(
                    "notice",
                    pictures=self.training.progress.pictures,
                    level="error",
                    text=str(error),
                )
                self.write()
            raise
        finally:
            if self.training.main:
                with contextlib.suppress(OutputError):  # a full disk has been told already
                    log.write("end", pictures=self.training.progress.pictures, why=why)
                log.close()
        return why

    def write(self) -> None:
        """Write the model as it is now: networks, card, samples, and for latents a film of the way
        between some.
        """
        progress = self.training.progress
        export(
            self.out,
            {name: copy.deepcopy(module) for name, module in self.training.averaged.items()},
            self.recipe.preset,
            self.manifest.channels,
            self._names,
            recipe=self.settings.recipe,
            manifest=self.manifest,
            licence=self.settings.licence,
            training={
                "loss": self.settings.loss,
                "preset": self.settings.preset,
                "pictures": progress.pictures,
                "seconds": round(progress.seconds, 1),
                "seed": self.settings.seed,
                "batch": self._feed.batch,
                "mirror": self._feed.mirror,
                "precision": self.training.precision,
                "skipped_steps": progress.skipped,
                "metrics": progress.history[-1] if progress.history else {},
            },
        )
        model = FaceModel(self.out)
        write_still(
            self.out / "samples.png",
            sheet(model.sample(64, seed=self.settings.seed)),
            label=Label(),
        )
        if not model.card.levels:
            _film(
                self.out / FILM,
                model.card.size,
                [between(model.latents(6, seed), 24) for seed in range(8)],
                model.draw,
            )

    def _described(self) -> dict[str, Any]:
        return {
            **self.recipe.settings(),
            "preset": self.settings.preset,
            "seed": self.settings.seed,
            "batch": self._feed.batch,
            "mirror": self._feed.mirror,
            "precision": self.training.precision,
            "licence": self.settings.licence,
            "rights_claimed": self.settings.rights_claimed,
            "dataset": self.dataset.path.resolve().name,
            "manifest_sha256": self.manifest.sha256,
            "pictures": len(self._feed.numbers),
            "vidol": __version__,
            "environment": environment(),
        }

    def _preview(self, modules: Mapping[str, nn.Module], pictures: int, log: RunLog) -> None:
        random = RandomStreams(FIXED, 0, self.training.device)
        name = f"samples/{pictures:010}.png"
        grid = sheet(pictures_of(self.recipe.samples(modules, random, GRID, self._shown())))
        write_still(self.folder / name, grid, label=Label())
        filmed = pictures >= FILMED and "generator" in modules
        if filmed:
            generator, random = modules["generator"], np.random.default_rng(FIXED)
            ways = [
                between(random.standard_normal((4, LATENT)).astype(np.float32), 16)
                for _ in range(8)
            ]
            untold = (
                torch.zeros(8, len(self._names), device=self.training.device)
                if self._names
                else None
            )

            def draw(latents: F32) -> U8:
                return pictures_of(
                    generator(torch.from_numpy(latents).to(self.training.device), untold)
                )

            _film(self.folder / FILM, self.recipe.preset.size, ways, draw)
        log.samples(pictures, name, grid, f"run/{FILM}" if filmed else "")

    def _shown(self) -> torch.Tensor | None:
        """Conditions of the preview: those of the first pictures."""
        if not self._names:
            return None
        chosen = np.resize(self._feed.numbers[:GRID], GRID)
        return (
            torch.from_numpy(conditions_of(self.dataset, chosen)).float().to(self.training.device)
        )


def _film(
    path: Path,
    side: int,
    ways: list[F32],
    draw: Callable[[F32], U8],
) -> None:
    """From latent to latent: eight ways at once, in two rows."""
    with FilmWriter(path, 4 * side, 2 * side, 24, label=Label()) as film:
        for latents in np.stack(ways, 1):
            film.picture(sheet(draw(latents), 4))


def _with_rights(manifest: Manifest, *, claimed: bool) -> Manifest:
    """Refuse pictures whose licence or consent nobody stated, unless whoever trains says to have
    the rights; then the manifest says so.
    """
    unstated = max(
        manifest.licences.get("not stated", 0) + manifest.licences.get("", 0),
        manifest.consents.get("", 0),
    )
    if not unstated or manifest.rights_claimed or claimed:
        return manifest.model_copy(
            update={"rights_claimed": manifest.rights_claimed or (claimed and bool(unstated))}
        )
    raise InputError(
        f"{unstated} pictures of {manifest.name} have no licence or no consent stated: prepare the"
        " dataset with them, or give --i-have-the-rights, which the model's card will say."
    )
