"""A run of a generator's recipe, from a dataset of pictures to a model folder."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
import torch
from torch import Tensor, nn

from vidol.core.arrays import F32, U8
from vidol.core.version import __version__
from vidol.face.generator.export import environment, export
from vidol.face.generator.model import FaceModel, between
from vidol.face.generator.networks import LATENT
from vidol.face.generator.presets import PRESETS
from vidol.face.generator.recipes.family import RECIPES, GeneratorRecipe
from vidol.face.generator.recipes.monitor import Monitor
from vidol.face.generator.settings import Settings
from vidol.media.film import FilmWriter
from vidol.media.labels import Label
from vidol.media.sheets import sheet
from vidol.media.stills import write_still
from vidol.training import run
from vidol.training.data.conditions import condition_groups, condition_names, conditions_of
from vidol.training.data.rights import with_rights
from vidol.training.forecast import Forecast
from vidol.training.loop import Bounds, Evaluate, Schedule, Training
from vidol.training.pictures.augmentation import FEW
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.feed import PictureFeed
from vidol.training.pictures.tensors import as_pictures
from vidol.training.processes import join

FILM: Final = "interpolation.mp4"
FILMED: Final = 8000
"""Pictures from which previews have a film beside them, of the way between fixed latents."""
NIGHT: Final = 12 * 60
"""Minutes that a run may take whose time nobody bounds."""


def begun(out: Path) -> Settings:
    """The settings that the run in `out` was begun with; the usual ones when there is none."""
    told = run.begun(out)
    known = {name: told[name] for name in Settings.model_fields if name in told}
    return Settings(**known, floor=told.get("few"))


def recommended(preset: str, forecast: Forecast, size: int, minutes: float = NIGHT) -> str:
    """The largest preset that has a first useful result in so many `minutes` here, for pictures of
    `size` pixels; by the `forecast` of another.
    """
    base = PRESETS[preset].cost

    def ready(name: str) -> bool:
        known = PRESETS[name]
        needed = forecast.minutes(known.useful) * known.cost / base
        return known.size <= size and needed <= minutes

    by_cost = sorted(PRESETS, key=lambda name: PRESETS[name].cost)
    return next((name for name in reversed(by_cost) if ready(name)), by_cost[0])


class Run(run.Run):
    """A run in a model's folder. Make it, look at its `forecast`, then `train`."""

    unit: ClassVar = "pictures"
    told: ClassVar = ("generator", "discriminator", "reconstruction", "gamma", "augment")

    def __init__(
        self, dataset: str | Path, out: str | Path, settings: Settings, *, resume: bool = False
    ) -> None:
        """Raises InputError for what cannot be trained on or gone on with, OutputError when `out`
        is taken or cannot be written.
        """
        self.asked, self.out = settings, Path(out)
        self.dataset = PictureDataset(dataset)
        manifest = with_rights(self.dataset.manifest, claimed=settings.rights_claimed)
        folder = run.folder_of(self.out, resume=resume)
        processes, preset = join(), PRESETS[settings.preset]
        self.feed = PictureFeed(
            self.dataset,
            preset.size,
            settings.batch or preset.batch,
            seed=settings.seed,
            rank=processes.rank,
            world=processes.world,
            mirror=settings.mirror,
        )
        self.manifest, self._names = manifest, condition_names(manifest)
        self.recipe = self._made()
        precision = run.precision_of(settings.precision, processes.device, folder, resume=resume)
        training = Training(
            self.recipe,
            self.feed,
            folder,
            manifest,
            seed=settings.seed,
            precision=precision,
            processes=processes,
            schedule=Schedule(every=settings.look_every),
        )
        super().__init__(training, resume=resume)

    def _made(self) -> GeneratorRecipe:
        """The recipe with its first weights, which the seed alone decides."""
        asked = self.asked
        few = len(self.feed.numbers) < FEW if asked.floor is None else asked.floor
        torch.manual_seed(asked.seed)
        return RECIPES[asked.recipe](
            asked.recipe,
            PRESETS[asked.preset],
            self.manifest.channels,
            condition_groups(self._names),
            loss=asked.loss,
            rate=asked.rate,
            few=few,
        )

    def settings(self) -> dict[str, Any]:
        asked = self.asked
        return {
            **self.recipe.settings(),
            "preset": asked.preset,
            "seed": asked.seed,
            "batch": self.feed.batch,
            "mirror": self.feed.mirror,
            "precision": self.training.precision,
            "licence": asked.licence,
            "rights_claimed": asked.rights_claimed,
            "look_every": asked.look_every,
            "dataset": self.dataset.path.resolve().name,
            "manifest_sha256": self.manifest.sha256,
            "pictures": len(self.feed.numbers),
            "vidol": __version__,
            "environment": environment(),
        }

    def monitor(self) -> Evaluate | None:
        training = self.training
        watches = Monitor(
            self.recipe, self.dataset, self.feed, training.device, training.progress.history
        )
        return watches if watches.able else None

    def conditions(self) -> Tensor | None:
        """Those of the first pictures."""
        if not self._names:
            return None
        chosen = np.resize(self.feed.numbers[: self.shown], self.shown)
        shown = torch.from_numpy(conditions_of(self.dataset, chosen)).float()
        return shown.to(self.training.device)

    def film(self, modules: Mapping[str, nn.Module], items: int) -> str | None:
        if items < FILMED or "generator" not in modules:
            return None
        generator, device = modules["generator"], self.training.device
        untold = torch.zeros(8, len(self._names), device=device) if self._names else None

        def draw(latents: F32) -> U8:
            return as_pictures(generator(torch.from_numpy(latents).to(device), untold))

        random = np.random.default_rng(run.FIXED)
        latents = [random.standard_normal((4, LATENT)).astype(np.float32) for _ in range(8)]
        ways = [between(some, 16) for some in latents]
        _film(self.folder / FILM, self.recipe.preset.size, ways, draw)
        return f"run/{FILM}"

    def about(self) -> str:
        mirrored = "; left and right are alike, half of them are shown mirrored"
        trained = f"; preset {self.asked.preset}, recipe {self.asked.recipe}"
        return super().about() + (mirrored if self.feed.mirror else "") + trained

    def advice(self, forecast: Forecast, bounds: Bounds) -> Iterator[str]:
        preset, seen = self.asked.preset, self.training.progress.items
        useful = PRESETS[preset].useful
        yield f"a first useful result after about {forecast.minutes(useful):.0f} minutes"
        count = bounds.left(seen, forecast)
        time = NIGHT if count is None else forecast.minutes(count)
        best = recommended(preset, forecast, self.manifest.size, time)
        if not seen:
            given = "a night" if count is None else f"{time:.2g} minutes"
            yield (
                f"recommended for {given} on this machine and pictures of"
                f" {self.manifest.size} px: preset {best}"
            )
        if count is not None and seen + count < useful and preset != best:
            yield f"that is little for preset {preset}: {best} shows more in this time"

    def result(self) -> str:
        return f"; see {self.out / 'samples.png'}"

    def write(self) -> None:
        """Write the model as it is now: networks, card, samples, and for latents a film of the way
        between some.
        """
        export(
            self.out,
            {name: copy.deepcopy(module) for name, module in self.training.averaged.items()},
            self.recipe.preset,
            self.manifest.channels,
            self._names,
            recipe=self.asked.recipe,
            manifest=self.manifest,
            licence=self.asked.licence,
            training=self._trained(),
        )
        model = FaceModel(self.out)
        drawn = sheet(model.sample(64, seed=self.asked.seed))
        write_still(self.out / "samples.png", drawn, label=Label())
        if not model.card.levels:
            ways = [between(model.latents(6, seed), 24) for seed in range(8)]
            _film(self.out / FILM, model.card.size, ways, model.draw)

    def _trained(self) -> dict[str, Any]:
        """For the card."""
        progress = self.training.progress
        last = progress.history[-1] if progress.history else {}
        return {
            "loss": self.asked.loss,
            "preset": self.asked.preset,
            "pictures": progress.items,
            "seconds": round(progress.seconds, 1),
            "seed": self.asked.seed,
            "batch": self.feed.batch,
            "mirror": self.feed.mirror,
            "precision": self.training.precision,
            "skipped_steps": progress.skipped,
            "metrics": {"pictures" if name == "items" else name: last[name] for name in last},
        }


def _film(path: Path, side: int, ways: list[F32], draw: Callable[[F32], U8]) -> None:
    """From latent to latent: eight ways at once, in two rows."""
    with FilmWriter(path, 4 * side, 2 * side, 24, label=Label()) as film:
        for latents in np.stack(ways, 1):
            film.picture(sheet(draw(latents), 4))
