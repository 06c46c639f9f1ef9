"""Train vidol-ssl@1, the feature extractor that came with vidol
(vidol.training.pictures.extractors), from drawings of the artist:

    python -m vidol.face.shipped.extractor WORK src/vidol/training/pictures/weights

It draws a corpus into WORK, trains for about half an hour on two cores, and writes vidol-ssl-1.onnx
and its card. With --minutes it stops after so many; the same command goes on. Another machine's
arithmetic makes another network: its hash tells them apart.

What it learns, from two views of every drawing (another place, another background): where 72
landmarks are, what the look is (twelve questions), which accessories there are, colours,
proportions and controls; and, without labels, to give both views the same embedding while all
embeddings together stay spread and uncorrelated (VICReg: Bardes et al., ICLR 2022, equations 1 to
6). It is never shown a blurred, noisy or otherwise spoilt picture: what it makes of those measures
it, and does not repeat its training.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vidol.core.storage import replacing
from vidol.core.version import __version__
from vidol.face.artist.labels import LANDMARKS
from vidol.face.shipped.extractor_corpus import (
    ACCESSORIES,
    CLASSES,
    POSES,
    SIDE,
    VALUES,
    Corpus,
    drawn,
)
from vidol.face.shipped.supervised import Block, Plan, exported, trained, unit
from vidol.training.pictures.extractors import GREY

NAME: Final = "vidol-ssl-1"
VIEW: Final = 64
"""Pixels that the network sees."""
WIDTHS: Final = (48, 96, 192, 256)
"""Channels at 32, 16, 8 and 4 px."""
SHOWN: Final = 3
"""Of these maps, from the coarsest, the means are the features."""
CHARACTERS: Final = 8000
HELD_OUT: Final = 400
"""Characters that only the card's numbers are made of."""
BATCH: Final = 48
"""Drawings, each seen twice."""
STEPS: Final = 1800
RATE: Final = 1e-3
QUESTIONS: Final = ("hair_colour", "hair_front", "hair_back", "style", "outfit", "proportion")
"""Of CLASSES, those that the attribute score is made of: what one can tell from any picture."""
_LOG: Final = logging.getLogger(__name__)


class Said(NamedTuple):
    """What the network says of pictures (N, 3, 64, 64) in [-1, 1]."""

    features: Tensor
    """(N, 544)."""
    landmarks: Tensor
    """(N, 2 * landmarks), 0 to 1."""
    answers: tuple[Tensor, ...]
    """Scores of CLASSES."""
    accessories: Tensor
    values: Tensor
    embedding: Tensor


class Network(nn.Module):
    """3.1 million parameters, 0.3 GFLOP a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.begin = nn.Sequential(nn.PixelUnshuffle(2), unit(12, WIDTHS[0]))
        self.stages = nn.ModuleList(
            nn.Sequential(unit(wide, out, 2), Block(out)) for wide, out in pairwise(WIDTHS)
        )
        last = WIDTHS[-1]
        self.places = nn.Conv2d(last, 24, 1)
        self.knowing = nn.Sequential(nn.Linear(last + 24 * 16, 256), nn.ReLU())
        self.landmarks = nn.Linear(256, 2 * len(LANDMARKS))
        self.answers = nn.ModuleList(nn.Linear(256, len(known)) for known in CLASSES.values())
        self.accessories = nn.Linear(256, len(ACCESSORIES))
        self.values = nn.Linear(256, VALUES)
        self.embedding = nn.Sequential(
            nn.Linear(last, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 256)
        )

    def forward(self, pictures: Tensor) -> Said:
        x = self.begin(pictures)
        means = []
        for stage in self.stages:
            x = stage(x)
            means.append(x.mean((2, 3)))
        knowing = self.knowing(torch.cat((means[-1], self.places(x).flatten(1)), 1))
        return Said(
            torch.cat(means[-SHOWN:], 1),
            self.landmarks(knowing),
            tuple(ask(knowing) for ask in self.answers),
            self.accessories(knowing),
            self.values(knowing),
            self.embedding(means[-1]),
        )


class Truth(NamedTuple):
    landmarks: Tensor
    classes: Tensor
    accessories: Tensor
    values: Tensor


def view(
    corpus: Corpus, numbers: np.ndarray[Any, Any], random: np.random.Generator | None
) -> tuple[Tensor, Truth]:
    """Drawings at a random place on a random background; without `random` in the middle on
    mid-grey.
    """
    count, room = len(numbers), SIDE - VIEW
    pictures = np.empty((count, VIEW, VIEW, 3), np.float32)
    places = (
        np.full((count, 2), room // 2)
        if random is None
        else random.integers(0, room + 1, (count, 2))
    )
    for k, number in enumerate(numbers):
        y, x = places[k]
        drawing = corpus.pictures[number, y : y + VIEW, x : x + VIEW].astype(np.float32)
        alpha = drawing[..., 3:] / 255
        pictures[k] = drawing[..., :3] * alpha + _background(random) * (1 - alpha)
    landmarks = (corpus.landmarks[numbers] - places[:, None, ::-1]) / VIEW
    truth = Truth(
        torch.from_numpy(landmarks.reshape(count, -1).astype(np.float32)),
        torch.from_numpy(corpus.classes[numbers]),
        torch.from_numpy(corpus.accessories[numbers]),
        torch.from_numpy(corpus.values[numbers]),
    )
    return torch.from_numpy(pictures / 127.5 - 1).permute(0, 3, 1, 2), truth


def _background(random: np.random.Generator | None) -> np.ndarray[Any, Any] | float:
    """Half of them mid-grey, as metrics put pictures; the others plain, or from one colour to
    another.
    """
    if random is None or random.random() < 0.5:
        return float(GREY)
    ends = random.uniform(0, 255, (2, 3))
    way = np.linspace(0, random.integers(0, 2), VIEW)[:, None, None]
    turned = way if random.random() < 0.5 else way.transpose(1, 0, 2)
    return np.asarray(ends[0] * (1 - turned) + ends[1] * turned)


def loss(said: Said, truth: Truth) -> Tensor:
    """Of what is known of drawings."""
    told = [
        F.cross_entropy(answer.float(), truth.classes[:, k], label_smoothing=0.05)
        for k, answer in enumerate(said.answers)
    ]
    # The twelve questions together weigh most: with their mean beside 20 times the landmarks'
    # error, next to none of them was ever learned.
    return (
        2 * F.l1_loss(said.landmarks.float(), truth.landmarks)
        + torch.stack(told).sum()
        + 4 * F.binary_cross_entropy_with_logits(said.accessories.float(), truth.accessories)
        + F.mse_loss(said.values.float(), truth.values)
    )


def vicreg(a: Tensor, b: Tensor) -> Tensor:
    """Of two views' embeddings (N, D): 25 invariance + 25 variance + covariance, over 25."""
    a, b = a.float(), b.float()
    total = F.mse_loss(a, b)
    for side in (a, b):
        centred = side - side.mean(0)
        covariance = centred.T @ centred / (len(side) - 1)
        apart = covariance - torch.diag(torch.diagonal(covariance))
        total = (
            total
            + F.relu(1 - torch.sqrt(torch.diagonal(covariance) + 1e-4)).mean() / 2
            + apart.square().sum() / side.shape[1] / 25
        )
    return torch.as_tensor(total)


def train(corpus: Corpus, work: Path, minutes: float) -> Network | None:
    """Train to the end, or for `minutes` and return None; goes on from what is in `work`."""
    torch.manual_seed(0)
    network: Network = Network().to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def losses(begun: int) -> Iterator[Tensor]:
        for step in range(begun, STEPS):
            first, second, truth = _pair(corpus, step)
            # In single precision: bfloat16 took four times as long on these shapes (2 cores,
            # AVX512-BF16).
            said = network(torch.cat((first, second)).contiguous(memory_format=torch.channels_last))
            yield loss(said, truth) + 0.5 * vicreg(*said.embedding.chunk(2))

    return (
        network
        if trained(network, losses, work, Plan(STEPS, BATCH, RATE, warm=50, clip=5.0), minutes)
        else None
    )


def _pair(corpus: Corpus, step: int) -> tuple[Tensor, Tensor, Truth]:
    """Two views of drawings and their truth, every step's from its own seed."""
    random = np.random.Generator(np.random.Philox(key=(1, step)))
    numbers = np.sort(random.choice(len(corpus.pictures) - HELD_OUT * POSES, BATCH, replace=False))
    first, one = view(corpus, numbers, random)
    second, other = view(corpus, numbers, random)
    return first, second, Truth(*(torch.cat(pair) for pair in zip(one, other, strict=True)))


class Exported(nn.Module):
    """Pictures (N, 3, 64, 64), 0 to 255, to features of mean 0 and deviation 1 on drawings, and the
    scores of QUESTIONS.
    """

    def __init__(self, network: Network, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.network, self.mean, self.deviation = network, mean, deviation
        self.asked = tuple(list(CLASSES).index(name) for name in QUESTIONS)

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        said = self.network(pictures / 127.5 - 1)
        return (said.features - self.mean) / self.deviation, *(said.answers[k] for k in self.asked)


@torch.no_grad()
def judged(network: Network, corpus: Corpus) -> tuple[dict[str, float], Tensor, Tensor]:
    """Numbers on held-out characters, and the features' mean and deviation there."""
    network.eval()
    held = np.arange(len(corpus.pictures) - HELD_OUT * POSES, len(corpus.pictures))
    said, truths = [], []
    for part in np.array_split(held, max(1, len(held) // 128)):
        pictures, truth = view(corpus, part, None)
        said.append(network(pictures))
        truths.append(truth)
    features = torch.cat([one.features for one in said])
    truth = Truth(*(torch.cat(column) for column in zip(*truths, strict=True)))
    numbers = {
        "landmark error, px of 64": (
            float((torch.cat([one.landmarks for one in said]) - truth.landmarks).abs().mean())
            * VIEW
        )
    }
    for k, (name, known) in enumerate(CLASSES.items()):
        right = torch.cat([one.answers[k] for one in said]).argmax(1) == truth.classes[:, k]
        numbers[f"{name}, of {len(known)}"] = float(right.float().mean())
    return numbers, features.mean(0), features.std(0).clamp_min(1e-3)


def export(network: Network, corpus: Corpus, out: Path) -> dict[str, float]:
    """Write the ONNX model and its card; returns the card's numbers."""
    numbers, mean, deviation = judged(network, corpus)
    names = ("pictures", "features", *QUESTIONS)
    module = Exported(network, mean, deviation)
    data = exported(
        module,
        torch.full((2, 3, VIEW, VIEW), 100.0),
        out / f"{NAME}.onnx",
        names,
        {name: {0: "count"} for name in names},
    )
    with replacing(out / f"{NAME}.md") as part:
        part.write_text(_card(numbers, data), encoding="utf-8")
    return numbers


def _card(numbers: dict[str, float], data: bytes) -> str:
    rows = "\n".join(f"| {name} | {value:.3f} |" for name, value in numbers.items())
    drawings = (CHARACTERS - HELD_OUT) * POSES
    return f"""# {NAME}

The feature extractor `vidol-ssl@1` of `vidol measure face`: {sum(WIDTHS[-SHOWN:])} features of
pictures of 64 px, and the classifier behind the attribute score. Not for training against, nor for
recognising anybody.

| | |
|---|---|
| SHA-256 | {hashlib.sha256(data).hexdigest()} |
| size | {len(data) / 1e6:.1f} MB, ONNX, weights in half precision |
| trained on | {drawings:,} drawings of {CHARACTERS - HELD_OUT:,} characters by vidol's own \
artist, seeds from 2^40; no picture of anybody else |
| training | {STEPS} steps of {BATCH} drawings in two views, single precision, on a CPU; \
vidol {__version__}, torch {torch.__version__.split("+")[0]} |
| made by | `python -m vidol.face.shipped.extractor WORK src/vidol/training/pictures/weights` |
| licence | Apache-2.0 |

On {HELD_OUT} characters that it has never seen ({HELD_OUT * POSES:,} drawings; shares of right
answers unless said otherwise):

| | |
|---|---|
{rows}

Limits: it knows drawings like ours. On photographs and other art its features still tell textures,
colours and composition apart, but its answers mean little there: look at the floor beside every
number, and at `random-conv`.
"""


def main() -> None:
    """The command in this module's docstring."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description="Train the feature extractor vidol-ssl@1.")
    parser.add_argument("work", type=Path, help="where the corpus and the checkpoints go")
    parser.add_argument("out", type=Path, help="where the model and its card go")
    parser.add_argument(
        "--minutes",
        type=float,
        default=math.inf,
        help="stop after so many; the same command goes on",
    )
    asked = parser.parse_args()
    corpus = drawn(asked.work, CHARACTERS)
    network = train(corpus, asked.work, asked.minutes)
    if network is not None:
        _LOG.info("%s", export(network, corpus, asked.out))


if __name__ == "__main__":
    main()
