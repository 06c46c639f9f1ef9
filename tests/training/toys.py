"""Two small organs that train on sound and on motion, with nothing of their own but a feed, a
recipe and what they write: a voice of tones and a body of two swinging joints.

They show what an organ needs, and that the loop knows nothing of pictures. As a program:

    python toys.py train KIND DATASET OUT ITEMS          # begins, or goes on
    python toys.py gradients OUT.safetensors KIND=DATASET ...
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import soundfile
import torch
import torch.nn.functional as F
from pydantic import Field
from safetensors.torch import save_file
from torch import Tensor, nn

from vidol.core.arrays import F64, I64
from vidol.training import loop, run
from vidol.training.data.conditions import conditions_of
from vidol.training.data.dataset import Dataset
from vidol.training.data.manifest import Item, Manifest
from vidol.training.data.writer import DatasetWriter
from vidol.training.feed import Feed, Items
from vidol.training.loop import Bounds, Judged, Schedule, Training
from vidol.training.options import OneOf, Options, Rare
from vidol.training.processes import join
from vidol.training.random_streams import RandomStreams
from vidol.training.recipe import Batch, OptimiserStep, Step, as_they_are
from vidol.training.samples import MotionSample, Sample, SoundSample

RATE = 8000
LENGTH = 256
"""Samples that the voice hears and makes at once."""
FPS = 30
JOINTS = ("shoulder", "elbow")


class Settings(Options):
    """What is trained, and how."""

    width: Annotated[str, OneOf("width", {"narrow": "8 channels", "wide": "16"})] = Field(
        default="narrow", description="Of the network."
    )
    rate: float = Field(default=3e-3, gt=0, le=1, description="Learning rate.")
    look_every: Annotated[int, Rare()] = Field(
        default=64, ge=1, description="Items from one look to the next."
    )


# ---- sound


class ToneItem(Item):
    seconds: float


class ToneManifest(Manifest):
    things: ClassVar[str] = "tones"
    compared: ClassVar[dict[str, str]] = {"rate": "the sampling rate"}
    kind: Literal["tone"] = "tone"
    rate: int


class Tones(Dataset[ToneManifest, ToneItem]):
    def __init__(self, path: Path) -> None:
        super().__init__(path, ToneManifest, ToneItem)


def write_tones(path: Path, count: int = 40) -> Path:
    """Tones of 200 to 800 Hz, each tagged as high or low."""
    work = DatasetWriter(
        path, ToneManifest, ToneItem, ending=".wav", name=path.name, settings={}, rate=RATE
    )
    random = np.random.default_rng(0)
    for k in range(count):
        pitch, length = random.uniform(200, 800), int(random.integers(400, 800))
        pcm = 0.5 * np.sin(2 * np.pi * pitch * np.arange(length) / RATE)
        file = io.BytesIO()
        soundfile.write(file, pcm, RATE, "PCM_16", format="WAV")
        tags = ("high",) if pitch > 500 else ()
        work.add_file(file.getvalue(), item(ToneItem, k, tags, seconds=length / RATE))
    work.finish()
    return path


class ToneFeed(Feed):
    """Pieces of the tones, cut where chance has it."""

    def __init__(self, tones: Tones, batch: int, **part: int) -> None:
        super().__init__(tones.indices(test=False), batch, seed=1, **part)
        self._tones = tones

    def load(self, places: I64, chances: F64) -> Items:
        pieces = []
        for place, chance in zip(places, chances, strict=True):
            pcm, _ = soundfile.read(io.BytesIO(self._tones.read(int(self.numbers[place]))))
            at = int(chance * (len(pcm) - LENGTH))
            pieces.append(pcm[at : at + LENGTH].astype(np.float32))
        conditions = conditions_of(self._tones, self.numbers[places])
        return Items({"sound": np.stack(pieces)}, conditions)


class Autoencoder:
    """A sound to eight numbers a millisecond and back."""

    name, averaged, period = "autoencoder", ("coder",), 1

    def __init__(self, settings: Settings) -> None:
        wide = 8 if settings.width == "narrow" else 16
        coder = nn.Sequential(
            nn.Conv1d(1, wide, 16, 8, 4), nn.Tanh(), nn.ConvTranspose1d(wide, 1, 16, 8, 4)
        )
        self.modules: dict[str, nn.Module] = {"coder": coder}
        self.optimisers = {"coder": torch.optim.Adam(coder.parameters(), settings.rate)}
        self.numbers: dict[str, float] = {}
        self._asked = settings

    def batch(self, items: Items, device: torch.device) -> Batch:
        return as_they_are(items, device)

    def step(
        self, batch: Batch, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        heard = batch["sound"][:, None]
        noise = 0.01 * random.normal(len(batch), 1, LENGTH)
        loss = F.mse_loss(self.modules["coder"](heard + noise), heard)
        update(self.optimisers["coder"], loss)
        return {"reconstruction": update.mean(loss)}

    def samples(
        self,
        modules: Mapping[str, nn.Module],
        random: RandomStreams,
        count: int,
        conditions: Tensor | None,
    ) -> Sequence[Sample]:
        pitches = 200 + 600 * random.uniform(count, 1)
        tones = 0.5 * torch.sin(2 * torch.pi * pitches * torch.arange(LENGTH) / RATE)
        made = modules["coder"](tones[:, None])[:, 0].clamp(-1, 1)
        return [SoundSample([pcm.numpy() for pcm in made], RATE)]

    def settings(self) -> dict[str, Any]:
        return {"recipe": self.name, "width": self._asked.width, "rate": self._asked.rate}


# ---- motion


class MotionManifest(Manifest):
    things: ClassVar[str] = "motions"
    kind: Literal["swing"] = "swing"


def write_motions(path: Path, count: int = 40) -> Path:
    """Angles of two joints that swing at a tempo of their own, (48, 2) in radians."""
    work = DatasetWriter(path, MotionManifest, Item, ending=".npy", name=path.name, settings={})
    random = np.random.default_rng(0)
    for k in range(count):
        phase = random.uniform(0, 6) + np.arange(48) * random.uniform(0.1, 0.4)
        angles = np.stack((np.sin(phase), 0.5 * np.sin(phase - 0.7)), 1).astype(np.float32)
        file = io.BytesIO()
        np.save(file, angles, allow_pickle=False)
        work.add_file(file.getvalue(), item(Item, k, ()))
    work.finish()
    return path


class MotionFeed(Feed):
    def __init__(self, motions: Dataset[MotionManifest, Item], batch: int, **part: int) -> None:
        super().__init__(motions.indices(test=False), batch, seed=1, **part)
        self._motions = motions

    def load(self, places: I64, chances: F64) -> Items:
        files = [io.BytesIO(self._motions.read(int(self.numbers[place]))) for place in places]
        angles = np.stack([np.load(file, allow_pickle=False) for file in files])
        return Items({"angles": angles}, np.zeros((len(places), 0), bool))


class Predictor:
    """The next frame of a motion from the four before it."""

    name, averaged, period = "predictor", ("body",), 2
    SEEN = 4

    def __init__(self, settings: Settings) -> None:
        wide = 8 if settings.width == "narrow" else 16
        joints = len(JOINTS)
        body = nn.Sequential(
            nn.Linear(self.SEEN * joints, wide), nn.Tanh(), nn.Linear(wide, joints)
        )
        self.modules: dict[str, nn.Module] = {"body": body}
        self.optimisers = {"body": torch.optim.Adam(body.parameters(), settings.rate)}
        self.numbers = {"steadiness": 0.0}
        self._asked = settings

    def batch(self, items: Items, device: torch.device) -> Batch:
        return as_they_are(items, device)

    def step(
        self, batch: Batch, random: RandomStreams, now: Step, update: OptimiserStep
    ) -> dict[str, float]:
        angles = batch["angles"]
        seen = angles.unfold(1, self.SEEN, 1)[:, :-1].flatten(2)
        said = self.modules["body"](seen + 0.01 * random.normal(*seen.shape))
        loss = F.mse_loss(said, angles[:, self.SEEN :])
        update(self.optimisers["body"], loss)
        self.numbers["steadiness"] = 0.9 * self.numbers["steadiness"] + 0.1 * update.mean(loss)
        return {"prediction": update.mean(loss)}

    def samples(
        self,
        modules: Mapping[str, nn.Module],
        random: RandomStreams,
        count: int,
        conditions: Tensor | None,
    ) -> Sequence[Sample]:
        frames = list(random.normal(self.SEEN, count, len(JOINTS)).clamp(-1, 1))
        for _ in range(FPS - self.SEEN):
            frames.append(modules["body"](torch.cat(frames[-self.SEEN :], 1)))
        made = torch.stack(frames, 1).numpy()
        return [MotionSample(list(made), JOINTS, "radians", FPS)]

    def settings(self) -> dict[str, Any]:
        return {"recipe": self.name, "width": self._asked.width, "rate": self._asked.rate}


# ---- both


def item(kind: type[Item], number: int, tags: tuple[str, ...], **more: Any) -> Any:
    return kind(
        file=f"{number}",
        source_sha256=f"{number:064x}",
        licence="CC0-1.0",
        holder="",
        consent="not-a-person",
        tags=tags,
        test=number % 8 == 7,
        **more,
    )


class Run(run.Run):
    """Of either; what it writes are the averaged weights."""

    shown: ClassVar[int] = 3

    def __init__(
        self, kind: str, dataset: Path, out: Path, settings: Settings, *, resume: bool = False
    ) -> None:
        processes, self.out = join(), out
        part = {"rank": processes.rank, "world": processes.world}
        data: Any
        feed: Feed
        if kind == "sound":
            data = Tones(dataset)
            feed = ToneFeed(data, 8, **part)
        else:
            data = Dataset(dataset, MotionManifest, Item)
            feed = MotionFeed(data, 8, **part)
        torch.manual_seed(0)
        recipe = Autoencoder(settings) if kind == "sound" else Predictor(settings)
        training = Training(
            recipe,
            feed,
            run.folder_of(out, resume=resume),
            data.manifest,
            seed=1,
            precision="fp32",
            processes=processes,
            schedule=Schedule(every=settings.look_every, early=()),
        )
        self.asked = settings
        super().__init__(training, resume=resume)

    def settings(self) -> dict[str, Any]:
        return self.asked.model_dump()

    def monitor(self) -> loop.Evaluate:
        """Lower is better: how far the averages still move."""

        def judged(modules: Mapping[str, nn.Module], items: int) -> Judged:
            weights = [weight for module in modules.values() for weight in module.parameters()]
            return Judged(float(torch.cat([w.flatten() for w in weights]).norm()), {"seen": items})

        return judged

    def write(self) -> None:
        tensors = {
            f"{name}/{key}": tensor.contiguous()
            for name, module in self.training.averaged.items()
            for key, tensor in module.state_dict().items()
        }
        save_file(tensors, self.out / "weights.safetensors")


def gradients(kind: str, dataset: Path) -> dict[str, Tensor]:
    """Of the first step, meaned over all processes."""
    run_ = Run(kind, dataset, Path("nowhere"), Settings())
    found: dict[str, Tensor] = {}
    for name, optimiser in run_.training.recipe.optimisers.items():

        def noted(*_: Any, name: str = name, optimiser: torch.optim.Optimizer = optimiser) -> None:
            for k, parameter in enumerate(optimiser.param_groups[0]["params"]):
                found[f"{kind}-{name}{k}"] = parameter.grad.clone()

        optimiser.register_step_pre_hook(noted)
    values = run_.training.step(run_.training.feed.get(0))
    return found | {f"{kind}-{name}": torch.tensor(value) for name, value in values.items()}


def main(words: Sequence[str]) -> None:
    torch.set_num_threads(1)
    if words[0] == "gradients":
        found: dict[str, Tensor] = {}
        for word in words[2:]:
            kind, _, dataset = word.partition("=")
            found |= gradients(kind, Path(dataset))
        if join().main:
            save_file({**found, "processes": torch.tensor(join().world)}, words[1])
        return
    kind, dataset, out, items = words[1:]
    loop.CHECKPOINT_SECONDS = 0.05
    made = Run(kind, Path(dataset), Path(out), Settings(), resume=Path(out).exists())
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    made.train(Bounds(items=int(items)))


if __name__ == "__main__":
    main(sys.argv[1:])
