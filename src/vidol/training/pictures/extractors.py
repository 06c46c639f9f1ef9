"""What turns pictures into features for metrics. A number belongs to one of these, by name and
SHA-256, and compares with no other's.

    random-conv@SEED   a convolutional network with random weights, the same everywhere; sees
    texture and colour, little meaning
    vidol-ssl@1        a small network that we trained on our own drawings
    (vidol.face.shipped.extractor); it came with the package
    inception          Inception v3 from a local file, the only one whose numbers are FID and IS;
    needs torch

None of them may ever be part of a training's loss: what is optimised against measures nothing any
more.

Pictures are (N, S, S, 3) uint8; those with alpha are put on mid-grey first (`on_grey`). They are
brought to an extractor's side by Pillow's bicubic filter, channel by channel in floating point,
which averages when it shrinks: without that, the choice of a filter moves FID by more than models
differ (Parmar et al., "On Aliased Resizing and Surprising Subtleties in GAN Evaluation", CVPR
2022).
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from PIL import Image

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError, MissingExtra
from vidol.core.inference import open_model
from vidol.media.alpha import flattened

GREY: Final = 128
DEFAULT: Final = ("vidol-ssl@1", "random-conv@0")


class Seen(NamedTuple):
    """What an extractor says of pictures: features (N, D), and the scores of its classifier for
    each of its questions, (N, answers).
    """

    features: F32
    answers: tuple[F32, ...] = ()
    mirrored: F32 | None = None
    """Features of the mirror images, (N, D), where they were looked at."""

    @property
    def both(self) -> tuple[F32, F32]:
        """Features of the pictures and of their mirror images. Raises ValueError when those were
        not looked at.
        """
        if self.mirrored is None:
            raise ValueError(
                "the mirror images were not looked at: Features.seen(pictures, mirrored=True)"
            )
        return self.features, self.mirrored


def joined(parts: Sequence[Seen]) -> Seen:
    """What was said of parts of the pictures, as one."""
    features = np.concatenate([part.features for part in parts])
    questions = zip(*[part.answers for part in parts], strict=True)
    mirrored = [part.mirrored for part in parts if part.mirrored is not None]
    return Seen(
        features,
        tuple(np.concatenate(answers) for answers in questions),
        np.concatenate(mirrored) if mirrored else None,
    )


class Features(ABC):
    """A feature extractor. Safe to be used by one thread at a time."""

    name: str
    sha256: str
    """Of the weights."""
    dimension: int
    side: int
    """Pixels that it takes pictures at."""
    at_once: int = 64

    @abstractmethod
    def look(self, pictures: F32) -> Seen:
        """At most `at_once` pictures (N, side, side, 3), 0 to 255."""

    def seen(self, pictures: U8, *, mirrored: bool = False) -> Seen:
        """Of pictures (N, S, S, 3), batch by batch; of their mirror images the features, when they
        are asked for.
        """
        if mirrored:
            return self.seen(pictures)._replace(mirrored=self.features(pictures[:, :, ::-1]))
        parts = [
            self.look(resized(pictures[at : at + self.at_once], self.side))
            for at in range(0, len(pictures), self.at_once)
        ]
        return joined(parts) if parts else Seen(np.zeros((0, self.dimension), np.float32))

    def features(self, pictures: U8) -> F32:
        """Features (N, dimension) of pictures (N, S, S, 3)."""
        return self.seen(pictures).features


def on_grey(pictures: U8) -> U8:
    """Pictures (..., 3 or 4) with straight alpha as RGB on mid-grey; RGB stays."""
    return flattened(pictures, GREY)


def resized(pictures: U8, side: int) -> F32:
    """Pictures (N, S, S, 3) as (N, side, side, 3) float32, 0 to 255; bicubic with antialiasing."""
    if pictures.shape[1:3] == (side, side):
        return pictures.astype(np.float32)
    made = np.empty((len(pictures), side, side, 3), np.float32)
    for number, picture in enumerate(pictures):
        for channel in range(3):
            plane = Image.fromarray(picture[..., channel].astype(np.float32))
            made[number, ..., channel] = np.asarray(
                plane.resize((side, side), Image.Resampling.BICUBIC)
            )
    return np.asarray(np.clip(made, 0, 255, out=made))


class RandomConvolutions(Features):
    """A VGG-like network with fixed random weights (Naeem et al., ICML 2020, section 4: random
    embeddings judge as well as ImageNet's where pictures are far from ImageNet).

    Five blocks of a 3x3 convolution, leaky ReLU and 2x2 averages, 64 to 2 px. Features are the mean
    and deviation over the picture of the maps of the first three blocks, and a random projection of
    the last map, which knows where things are. The weights of a filter sum to zero, else what all
    pictures have in common would drown what they differ in; half of the first ones do not, and see
    colour.
    """

    side = 64
    widths: Final = (32, 64, 96, 128, 128)
    projected: Final = 128
    dimension = 2 * (32 + 64 + 96) + 128

    def __init__(self, seed: int = 0) -> None:
        self.name = f"random-conv@{seed}"
        # The raw bits of Philox are the same in every version of numpy; the distributions made of
        # them need not be.
        bits = np.random.Philox(key=seed)
        drawn = hashlib.sha256(b"means and deviations of blocks 1, 2, 3; projection of block 5")

        def weights(count_in: int, count_out: int) -> F32:
            """(in, out), uniform, of variance 2 / in."""
            raw = np.asarray(bits.random_raw(count_in * count_out)) >> np.uint64(40)
            made = (raw.astype(np.float64) / (1 << 23) - 1) * np.sqrt(6 / count_in)
            made = made.reshape(count_in, count_out).astype(np.float32)
            drawn.update(made.astype("<f4").tobytes())
            return np.asarray(made)

        self._filters = []
        for number, (wide, out) in enumerate(zip((3, *self.widths[:-1]), self.widths, strict=True)):
            filters = weights(9 * wide, out)
            centred = slice(out // 2 if number == 0 else 0, out)
            filters[:, centred] -= filters[:, centred].mean(0)
            self._filters.append(filters)
        self._projection = weights(4 * self.widths[-1], self.projected)
        self.sha256 = drawn.hexdigest()

    def look(self, pictures: F32) -> Seen:
        x = pictures / 127.5 - 1
        found = []
        for number, filters in enumerate(self._filters):
            x = _convolved(x, filters)
            x = np.maximum(x, 0.2 * x)
            if number < 3:
                found += [x.mean((1, 2)), x.std((1, 2))]
            n, side, _, wide = x.shape
            x = x.reshape(n, side // 2, 2, side // 2, 2, wide).mean((2, 4))
        found.append(x.reshape(len(x), -1) @ self._projection)
        return Seen(np.concatenate(found, 1).astype(np.float32))


def _convolved(x: F32, filters: F32) -> F32:
    """A 3x3 convolution of (N, S, S, C) with filters (9 C, K), zeros round the picture."""
    n, side, _, wide = x.shape
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    columns = np.empty((n, side, side, 9, wide), np.float32)
    for k in range(9):
        columns[..., k, :] = padded[:, k // 3 : k // 3 + side, k % 3 : k % 3 + side]
    return np.asarray((columns.reshape(-1, 9 * wide) @ filters).reshape(n, side, side, -1))


class Trained(Features):
    """vidol-ssl@1: our own network (vidol.face.shipped.extractor), run by ONNX Runtime.

    It was trained on drawings of our artist alone, to find landmarks, name the parts of a look and
    tell two views of one drawing from two drawings. Features are means of its last maps, each of
    deviation 1 on those drawings.
    """

    name = "vidol-ssl@1"

    def __init__(self) -> None:
        from vidol.training.pictures import weights

        model = Path(weights.__file__).with_name("vidol-ssl-1.onnx").read_bytes()
        self.sha256 = hashlib.sha256(model).hexdigest()
        self._network = open_model(model, exact=True, own=True)
        (pictures,) = self._network.inputs
        features, *questions = self._network.outputs
        self.side, self.dimension = int(pictures.shape[2] or 0), int(features.shape[1] or 0)
        self.questions = tuple(question.name for question in questions)
        """What its classifier tells, one output each."""

    def look(self, pictures: F32) -> Seen:
        features, *answers = self._network.run(
            {"pictures": np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))}
        )
        return Seen(features, tuple(answers))


class RealInception(Features):
    """Inception v3 with the weights that FID means."""

    name = "inception-2015-12-05"
    at_once = 16

    def __init__(self, path: Path) -> None:
        """Raises InputError when the file is another one, MissingExtra without torch."""
        try:
            from vidol.training.pictures import inception
        except ImportError as error:
            raise MissingExtra("Inception v3", "train") from error
        self._network, self.sha256 = inception.opened(path)
        self.side, self.dimension = inception.SIDE, inception.DIMENSION

    def look(self, pictures: F32) -> Seen:
        import torch

        with torch.inference_mode():
            features, scores = self._network(
                torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2)))
            )
        return Seen(features.numpy(), (scores.numpy(),))


_NAMED: Final[tuple[tuple[str, Callable[[re.Match[str]], Features]], ...]] = (
    (r"random-conv@(\d{1,18})", lambda found: RandomConvolutions(int(found[1]))),
    (r"vidol-ssl@1", lambda _: Trained()),
)


def extractor(name: str) -> Features:
    """The extractor of a name, `vidol-ssl@1` or `random-conv@SEED`. Raises InputError for any
    other.
    """
    for pattern, make in _NAMED:
        if found := re.fullmatch(pattern, name):
            return make(found)
    raise InputError(
        f"'{name}' is no feature extractor: there are vidol-ssl@1 and random-conv@SEED, as in"
        " random-conv@0; Inception is given by its file."
    )
