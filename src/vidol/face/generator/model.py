"""A trained generator of faces, as a folder: opened and sampled with ONNX Runtime, without torch.

    MODEL/
      model.json            what it is (`Card`), with the hash of every file below
      README.md             the same for people: data, licence, recipe, numbers
      generator.onnx        latent and conditions to pictures; a quantised model has
                            decoder.onnx and prior.onnx instead
      encoder.onnx          pictures to latents, or to codes; not every recipe has one
      weights.safetensors   the averaged weights, to train on from
      samples.png, interpolation.mp4
      run/                  the log, the previews and the checkpoints of the training

A folder may be anybody's. Nothing in it is executed: ONNX is a graph of operators that ONNX Runtime
knows, run in a process with limits (vidol.core.foreign_model). No network is opened that is not the
file that model.json names, and what one gives is checked before it is a picture.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError
from vidol.core.inference import Model, open_model
from vidol.core.nearest import suggestion
from vidol.media.alpha import flattened, straight
from vidol.training.folder import LOG
from vidol.training.pictures.feed import fitted

LATENT: Final = 64
CHOOSING: Final = 8
"""Steps in which a prior chooses its codes (MaskGIT: Chang et al. 2022)."""
AT_ONCE: Final = 16
LARGEST_CARD: Final = 4 << 20
"""Bytes of a model.json."""
MOST_CODES: Final = 1 << 14
"""Values that a code of a quantised model can have; ours have 1,000."""
Level = Annotated[int, Field(ge=2, le=64)]
LARGEST_FILE: Final = 2 << 30
"""Bytes of a file of a model."""
FileName = Annotated[str, Field(min_length=1, max_length=80)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Card(BaseModel):
    """What model.json says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["vidol-model"] = "vidol-model"
    version: Literal[1] = 1
    kind: Literal["face"] = "face"
    name: str
    made_with: str
    """The version of vidol."""
    recipe: str
    size: int = Field(ge=8, le=512)
    """Pixels."""
    channels: Literal[3, 4]
    conditions: tuple[str, ...] = Field(default=(), max_length=8192)
    """Tags and classes that can be asked for."""
    levels: tuple[Level, ...] = Field(default=(), max_length=16)
    """Of a quantised model's codes."""
    grid: int = Field(default=0, ge=0, le=64)
    """Side of a quantised model's grid of codes."""
    training: dict[str, Any]
    """Pictures seen, seconds, seed, settings, environment, metrics."""
    data: dict[str, Any]
    """Name, hash of the manifest, pictures, licences, consents."""
    licence: str
    files: dict[FileName, Sha256] = Field(max_length=64)
    """SHA-256 of every file that is used."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.levels) != bool(self.grid) or math.prod(self.levels) > MOST_CODES:
            raise ValueError("its levels and its grid are not those of a quantised model")
        needed = ("decoder.onnx", "prior.onnx") if self.levels else ("generator.onnx",)
        for name in needed:
            if name not in self.files:
                raise ValueError(f"{name} is missing among its files")
        return self


class FaceModel:
    """A trained generator. Pictures are (size, size, 3 or 4) uint8, RGB or RGBA with straight
    alpha.
    """

    def __init__(self, folder: str | Path, *, exact: bool = False) -> None:
        """exact: pictures are to be measured, and stay with one runtime (vidol.core.inference):
        with another one they differ by a level or two of 255.

        Raises InputError when the folder is no model, or its files are not those that model.json
        names.
        """
        self.folder = Path(folder)
        self._exact = exact
        self.card = _card(self.folder)
        self._networks: dict[str, Model] = {}
        for name in self.card.files:
            with self._opened(name) as stream:
                self._check(name, hashlib.file_digest(stream, "sha256").hexdigest())

    def sample(self, count: int, *, seed: int = 0, tags: Sequence[str] = ()) -> U8:
        """New pictures, (count, size, size, channels); the same for the same seed. Raises
        InputError for tags that the model does not know.
        """
        return (
            self.draw(self.latents(count, seed), tags=tags)
            if not self.card.levels
            else self._choose(count, seed, tags)
        )

    def latents(self, count: int, seed: int) -> F32:
        """Standard normal latents, (count, 64); the first ones are the same for every count."""
        return np.stack(
            [
                np.random.Generator(np.random.Philox(key=(seed, k))).standard_normal(
                    LATENT, np.float32
                )
                for k in range(count)
            ]
        )

    def draw(self, latents: F32, *, tags: Sequence[str] = ()) -> U8:
        """Pictures of latents, (N, size, size, channels)."""
        if self.card.levels:
            raise InputError(
                f"{self.folder} is a quantised model: its pictures have codes instead of a latent."
            )
        parts = []
        for at in range(0, len(latents), AT_ONCE):
            part = latents[at : at + AT_ONCE]
            given = self._conditions(len(part), tags)
            parts.append(self._pictures("generator.onnx", len(part), latent=part, **given))
        return (
            np.concatenate(parts)
            if parts
            else np.zeros((0, self.card.size, self.card.size, self.card.channels), np.uint8)
        )

    def seen(self, picture: U8) -> U8:
        """A picture (H, W, 3 or 4) of any size as the model takes it: its middle square, (size,
        size, channels), straight alpha.
        """
        channels = self.card.channels
        if picture.shape[2] == 4 and channels == 3:
            picture = flattened(picture, 255)
        elif picture.shape[2] == 3 and channels == 4:
            picture = np.dstack((picture, np.full(picture.shape[:2], 255, np.uint8)))
        side = min(picture.shape[:2])
        top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
        return straight(
            fitted(
                np.ascontiguousarray(picture[top : top + side, left : left + side]), self.card.size
            )
        )

    def encode(self, seen: U8) -> F32:
        """The latent of a picture as `seen` gives it, (1, 64); of a quantised model the grid of
        codes. Raises InputError when the recipe has no encoder.
        """
        if "encoder.onnx" not in self.card.files:
            raise InputError(
                f"{self.folder} was trained with the recipe '{self.card.recipe}', which has no"
                " encoder: train with both, variational or quantised."
            )
        planes = (
            fitted(seen, self.card.size).astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
        )
        levels, grid = self.card.levels, self.card.grid
        form = (1, len(levels), grid, grid) if levels else (1, LATENT)
        return self._run("encoder.onnx", form, picture=planes).astype(np.float32)

    def reconstruct(self, seen: U8) -> U8:
        """What the model makes of a picture as `seen` gives it, (size, size, channels)."""
        code = self.encode(seen)
        if self.card.levels:
            return np.asarray(self._pictures("decoder.onnx", 1, grid=code)[0])
        return np.asarray(self.draw(code)[0])

    def _conditions(self, count: int, tags: Sequence[str]) -> dict[str, F32]:
        known = self.card.conditions
        for tag in tags:
            if tag not in known:
                raise InputError(_unknown(tag, known, self.folder))
        if not known:
            return {}
        wanted = np.zeros((count, len(known)), np.float32)
        wanted[:, [known.index(tag) for tag in tags]] = 1
        return {"conditions": wanted}

    def _choose(self, count: int, seed: int, tags: Sequence[str]) -> U8:
        """Pictures of a quantised model: the prior chooses all codes in a few rounds, keeping those
        that it is surest of (MaskGIT, section 3.2).
        """
        levels, tokens, codes = self.card.levels, self.card.grid**2, math.prod(self.card.levels)
        made = []
        for k in range(count):
            random = np.random.Generator(np.random.Philox(key=(seed, k)))
            given = self._conditions(1, tags)
            chosen = np.full((1, tokens), codes, np.int64)
            for step in range(CHOOSING):
                form = (1, tokens, codes)
                scores = self._run("prior.onnx", form, codes=chosen, **given)[0].astype(np.float64)
                drawn = (scores + random.gumbel(size=scores.shape)).argmax(-1)
                sure = (scores - np.logaddexp.reduce(scores, -1, keepdims=True))[
                    np.arange(tokens), drawn
                ]
                hidden = chosen[0] == codes
                done = (step + 1) / CHOOSING
                rank = np.where(
                    hidden, sure + 4.0 * (1 - done) * random.gumbel(size=tokens), np.inf
                ).argsort()
                chosen[0] = np.where(hidden, drawn, chosen[0])
                chosen[0, rank[: int(tokens * math.cos(0.5 * math.pi * done))]] = codes
            digits = np.stack(
                [chosen[0] // math.prod(levels[:n]) % level for n, level in enumerate(levels)]
            )
            half = np.array([level // 2 for level in levels])[:, None]
            grid = (
                ((digits - half) / half)
                .reshape(1, len(levels), self.card.grid, self.card.grid)
                .astype(np.float32)
            )
            made.append(self._pictures("decoder.onnx", 1, grid=grid))
        return np.concatenate(made)

    def _pictures(self, name: str, count: int, **inputs: NDArray[Any]) -> U8:
        """What a network draws, (count, size, size, channels)."""
        form = (count, self.card.channels, self.card.size, self.card.size)
        return _bytes(self._run(name, form, **inputs))

    def _run(self, name: str, form: tuple[int, ...], **inputs: NDArray[Any]) -> NDArray[Any]:
        """What one of its networks makes of these inputs: one array of that form. Raises InputError
        where it makes something else.
        """
        found = self._network(name).run(inputs)
        if len(found) != 1 or found[0].shape != form or found[0].dtype.kind != "f":
            raise InputError(
                f"{self.folder / name} is not the network that model.json describes: its output"
                f" should be {form} numbers."
            )
        if not np.isfinite(found[0]).all():
            raise InputError(
                f"{self.folder / name} gives numbers that are none (nan, inf): its training went"
                " wrong, or it is damaged; train or fetch it again."
            )
        return found[0]

    @contextlib.contextmanager
    def _opened(self, name: str) -> Iterator[BufferedReader]:
        """A file that model.json names. Raises InputError when it is missing or cannot be read."""
        path = self.folder / name
        if Path(name).name != name or not path.is_file():
            raise InputError(f"The model {self.folder} is incomplete: {name} is missing.")
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise InputError(f"{path} is larger than a file of a model can be.")
            with path.open("rb") as stream:
                yield stream
        except OSError as error:
            raise InputError(f"Cannot read the model {path}: {error.strerror}.") from error

    def _check(self, name: str, digest: str) -> None:
        """Raises InputError for a file that is not the one that model.json names."""
        if digest != self.card.files[name]:
            raise InputError(
                f"The model {self.folder} is damaged: {name} is not the file that model.json names."
            )

    def _network(self, name: str) -> Model:
        """One of its networks, opened when it is first needed, from the very bytes that were
        checked.
        """
        if name not in self.card.files:
            raise InputError(f"The model {self.folder} has no {name} that model.json names.")
        if name not in self._networks:
            with self._opened(name) as stream:
                data = stream.read(LARGEST_FILE)
            self._check(name, hashlib.sha256(data).hexdigest())
            # The choices of a prior grow into other pictures where they differ by a hair.
            exact = self._exact or name == "prior.onnx"
            self._networks[name] = open_model(data, exact=exact, name=str(self.folder / name))
        return self._networks[name]


def _bytes(planes: NDArray[Any]) -> U8:
    """Network output (N, channels, S, S) in [-1, 1] as (N, S, S, channels) uint8 with straight
    alpha.
    """
    return straight(
        np.round(
            np.clip(np.asarray(planes, np.float32).transpose(0, 2, 3, 1) * 127.5 + 127.5, 0, 255)
        ).astype(np.uint8)
    )


def _card(folder: Path) -> Card:
    file = folder / "model.json"
    if not file.is_file():
        if (folder / "run" / LOG).is_file():
            raise InputError(
                f"{folder} has no model.json yet: its training writes that when it ends."
            )
        raise InputError(
            f"{folder} is no model: it has no model.json. `vidol train face DATASET -o {folder}`"
            " makes one."
        )
    try:
        if file.stat().st_size > LARGEST_CARD:
            raise InputError(f"{file} is larger than a model's card can be.")
        return Card.model_validate_json(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"Cannot read {file}: {error.strerror}.") from error
    except (ValidationError, UnicodeDecodeError) as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "not UTF-8"
        what = what.removeprefix("Value error, ")[:200]
        raise InputError(f"{file} is no model that this version reads ({what}).") from error


def _unknown(tag: str, known: Sequence[str], folder: Path) -> str:
    if not known:
        return f"The model {folder} was trained without tags: '{tag}' cannot be asked for."
    return f"The model {folder} knows no tag '{tag}': {suggestion(tag, known, 'it knows')}"


def between(latents: F32, steps: int) -> F32:
    """Latents on the way from each to the next and back to the first, `steps` each, on great
    circles (White 2016).
    """
    path = []
    for a, b in zip(latents, np.roll(latents, -1, 0), strict=True):
        angle = math.acos(
            float(np.clip(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)), -1, 1))
        )
        sine = max(math.sin(angle), 1e-6)
        path += [
            (math.sin((1 - t) * angle) * a + math.sin(t * angle) * b) / sine
            for t in np.arange(steps) / steps
        ]
    return np.asarray(path, np.float32)
