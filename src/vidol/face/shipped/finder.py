"""Train the face finder, the small network behind vidol.face.finder.

    VIDOL_DATA=FOLDER python -m vidol.face.shipped.finder WORK src/vidol/face/weights

WORK takes the corpus (finder_corpus, about 1 GB) and the checkpoints; the same command goes on.
FOLDER holds avatars_lorelei/ and noto_emoji_faces/; without it, the network learns from our own
drawings alone. The whole takes about a quarter of an hour of one core.

What it learns, from scenes (finder_scenes) of faces at known places: a map that is 1 at the middle
of a face (focal loss: Zhou et al., "Objects as Points", 2019, equation 1), and there the exact
middle, the side and the lean of the face. No photograph is among what it learns from.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import math
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vidol.core.storage import replacing
from vidol.core.version import __version__
from vidol.face.finder import NAME, STRIDE, THRESHOLD, UNIT_ANGLE, UNIT_SIDE, Found, overlap
from vidol.face.shipped.finder_corpus import LORELEI, Corpus, drawn
from vidol.face.shipped.finder_scenes import SIDE, Placed, Truth, heads_of, scene, truth
from vidol.face.shipped.supervised import Block, Plan, exported, trained, unit

WIDTHS: Final = (16, 32, 64, 96)
"""Channels at a half, a quarter, an eighth and a sixteenth of the side."""
BATCH: Final = 32
STEPS: Final = 3000
RATE: Final = 2e-3
HELD_OUT_SCENES: Final = 1500
_LOG: Final = logging.getLogger(__name__)


class Network(nn.Module):
    """Pictures (N, 3, H, W) in [-1, 1], sides multiples of 16, to (N, 5, H/4, W/4): a score
    (logit), x, y, size, lean.

    0.6 million parameters, 7,000 multiplications a pixel.
    """

    def __init__(self) -> None:
        super().__init__()
        half, quarter, eighth, sixteenth = WIDTHS
        self.begin = nn.Sequential(nn.PixelUnshuffle(2), unit(12, half))
        self.quarter = nn.Sequential(unit(half, quarter, 2), Block(quarter))
        self.eighth = nn.Sequential(unit(quarter, eighth, 2), Block(eighth), Block(eighth))
        self.sixteenth = nn.Sequential(
            unit(eighth, sixteenth, 2), Block(sixteenth), Block(sixteenth)
        )
        self.back = nn.Conv2d(sixteenth, eighth, 1)
        self.joined = unit(eighth, eighth)
        self.further = nn.Conv2d(eighth, quarter, 1)
        self.last = unit(quarter, quarter)
        self.says = nn.Conv2d(quarter, 5, 1)
        nn.init.constant_(self.says.bias, 0.0)  # type: ignore[arg-type]
        self.says.bias.data[0] = -4.0  # type: ignore[union-attr]  # faces are rare: else they begin as what is wrong everywhere

    def forward(self, pictures: Tensor) -> Tensor:
        quarter = self.quarter(self.begin(pictures))
        eighth = self.eighth(quarter)
        joined = self.joined(
            eighth
            + F.interpolate(self.back(self.sixteenth(eighth)), scale_factor=2.0, mode="nearest")
        )
        made: Tensor = self.says(
            self.last(
                quarter + F.interpolate(self.further(joined), scale_factor=2.0, mode="nearest")
            )
        )
        return made


class Batch(NamedTuple):
    pictures: Tensor
    truth: Truth
    faces: list[list[Placed]]


def batch(corpus: Corpus, heads: list[Any], key: tuple[int, int], count: int) -> Batch:
    """Scenes from random numbers of their own."""
    random = np.random.Generator(np.random.Philox(key=key))
    made = [scene(corpus, heads, random) for _ in range(count)]
    pictures = (
        torch.from_numpy(np.stack([picture for picture, _ in made])).permute(0, 3, 1, 2).float()
        / 127.5
        - 1
    )
    maps = [truth(faces) for _, faces in made]
    return Batch(
        pictures,
        Truth(*(np.stack(column) for column in zip(*maps, strict=True))),
        [faces for _, faces in made],
    )


def loss(said: Tensor, true: Truth) -> Tensor:
    """The focal loss of the scores and the distances of the values, for each face."""
    score, counts, near, values = (torch.from_numpy(table) for table in true)
    middle = (score == 1).float()
    count = middle.sum().clamp_min(1)
    share = torch.sigmoid(said[:, 0]).clamp(1e-5, 1 - 1e-5)
    hit = middle * (1 - share) ** 2 * share.log()
    miss = (1 - middle) * (1 - score) ** 4 * share**2 * (1 - share).log()
    apart = F.smooth_l1_loss(said[:, 1:], values, reduction="none", beta=0.1) * near[:, None]
    weights = said.new_tensor([0.5, 0.5, 2.0, 2.0])[:, None, None]
    return -((hit + miss) * counts).sum() / count + (apart * weights).sum() / near.sum().clamp_min(
        1
    )


def train(corpus: Corpus, work: Path, minutes: float) -> Network | None:
    """Train to the end, or for `minutes` and return None; goes on from what is in `work`."""
    torch.manual_seed(0)
    network: Network = Network().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    known, _ = heads_of(corpus)

    def losses(begun: int) -> Iterator[Tensor]:
        for step in range(begun, STEPS):
            given = batch(corpus, known, (1, step), BATCH)
            yield loss(
                network(given.pictures.contiguous(memory_format=torch.channels_last)), given.truth
            )

    return (
        network
        if trained(network, losses, work, Plan(STEPS, BATCH, RATE, warm=100, clip=10.0), minutes)
        else None
    )


@torch.inference_mode()
def judged(network: Network, corpus: Corpus) -> dict[str, float]:
    """Numbers on scenes of heads that were held out."""
    network.eval()
    _, held = heads_of(corpus)
    count: Counter[str] = Counter()
    leans: list[float] = []
    for number in range(HELD_OUT_SCENES // 50):
        given = batch(corpus, held, (3, number), 50)
        said = network(given.pictures)
        said[:, 0] = torch.sigmoid(said[:, 0])
        for maps, faces in zip(said.numpy(), given.faces, strict=True):
            found = _peaks(maps)
            for face in faces:
                hit = max(
                    found,
                    key=lambda one: overlap(one, Found(face.x, face.y, face.side, 0, 1)),
                    default=None,
                )
                good = (
                    hit is not None and overlap(hit, Found(face.x, face.y, face.side, 0, 1)) >= 0.5
                )
                if face.sure:
                    count["faces"] += 1
                    count["found"] += good
                    if good and hit is not None:
                        leans.append(abs(hit.angle - face.angle))
                if hit is not None and good:
                    found.remove(hit)
            if not faces:
                count["empty"] += 1
                count["false"] += bool(found)
    return {
        f"faces found, of {count['faces']:,}": count["found"] / count["faces"],
        f"scenes without a face where one was seen, of {count['empty']:,}": (
            count["false"] / count["empty"]
        ),
        "lean, mean error in degrees": float(np.mean(leans)) if leans else math.nan,
    }


def _peaks(maps: np.ndarray[Any, Any]) -> list[Found]:
    """As vidol.face.finder reads the maps, of one size alone."""
    score = torch.from_numpy(maps[0])
    top = (score == F.max_pool2d(score[None], 3, 1, 1)[0]) & (score >= THRESHOLD)
    found = []
    for row, column in top.nonzero().tolist():
        _, dx, dy, size, lean = (float(value) for value in maps[:, row, column])
        found.append(
            Found(
                STRIDE * (column + 0.5 + dx),
                STRIDE * (row + 0.5 + dy),
                UNIT_SIDE * math.exp(size),
                UNIT_ANGLE * lean,
                float(score[row, column]),
            )
        )
    return found


class Exported(nn.Module):
    """The network with scores from 0 to 1."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> Tensor:
        said = self.network(pictures)
        return torch.cat((torch.sigmoid(said[:, :1]), said[:, 1:]), 1)


def export(network: Network, corpus: Corpus, out: Path) -> dict[str, float]:
    """Write the ONNX model and its card; returns the card's numbers."""
    numbers = judged(network, corpus)
    axes = {
        "picture": {0: "count", 2: "height", 3: "width"},
        "maps": {0: "count", 2: "rows", 3: "columns"},
    }
    data = exported(
        Exported(network),
        torch.zeros((1, 3, SIDE, SIDE)),
        out / f"{NAME}.onnx",
        ("picture", "maps"),
        axes,
    )
    with replacing(out / f"{NAME}.md") as part:
        part.write_text(_card(numbers, data, corpus), encoding="utf-8")
    return numbers


def _card(numbers: dict[str, float], data: bytes, corpus: Corpus) -> str:
    rows = "\n".join(f"| {name} | {value:.3f} |" for name, value in numbers.items())
    artist, heads, lorelei, emoji = (len(of) for of in heads_of(corpus)[0])
    return f"""# {NAME}

The network of `vidol.face.finder`: where faces are in photographs and drawings, how large they are
and how they lean. It tells that there is a face, not whose, and cannot recognise anybody.

| | |
|---|---|
| SHA-256 | {hashlib.sha256(data).hexdigest()} |
| size | {len(data) / 1e6:.1f} MB, ONNX, weights in half precision |
| trained on | {artist:,} drawings by vidol's own artist; {heads:,} heads made of formulas and lit \
like photographs (vidol.face.shipped.finder_heads); {lorelei:,} Lorelei avatars by Lisa \
Wischofsky, remixed by DiceBear (CC0-1.0; the first {LORELEI:,} of a set but for a twentieth); \
{emoji:,} pictures of people of Noto Emoji by Google (Apache-2.0) |
| photographs of people | none |
| training | {STEPS:,} steps of {BATCH} scenes of {SIDE} px that are put together anew for every \
step, single precision, on a CPU; vidol {__version__}, torch {torch.__version__.split("+")[0]} |
| made by | `VIDOL_DATA=FOLDER python -m vidol.face.shipped.finder WORK src/vidol/face/weights` |
| licence | Apache-2.0 |

On {HELD_OUT_SCENES:,} scenes of heads that it has never seen, which are harder than pictures
(noise, bad light, half of what lies about imitates a face), at one size and without the mirror
image (found: squares share half of what both cover; scores from {THRESHOLD}):

| | |
|---|---|
{rows}

On whole pictures, other drawings and real photographs: `python -m benchmarks finder`,
and docs/data.md.

Limits: faces seen from the side, upside down, hidden by half, or smaller than a twelfth of the
picture are often missed.
"""


def main() -> None:
    """The command in this module's docstring."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description="Train the face finder.")
    parser.add_argument("work", type=Path, help="where the corpus and the checkpoints go")
    parser.add_argument("out", type=Path, help="where the model and its card go")
    parser.add_argument(
        "--minutes",
        type=float,
        default=math.inf,
        help="stop after so many; the same command goes on",
    )
    asked = parser.parse_args()
    data = os.environ.get("VIDOL_DATA")
    corpus = drawn(asked.work, Path(data) if data else None)
    network = train(corpus, asked.work, asked.minutes)
    if network is not None:
        _LOG.info("%s", export(network, corpus, asked.out))


if __name__ == "__main__":
    main()
