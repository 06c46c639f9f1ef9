"""``vidol sample``, ``vidol reconstruct`` and ``vidol measure face``: what is done with a trained
generator. No torch in here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from vidol.core.errors import InputError, OutputError
from vidol.core.storage import replacing
from vidol.training.options import Argument, Flag, Options
from vidol.training.pictures.extractors import DEFAULT
from vidol.training.trainer import Terminal, Verb

MOST_ON_A_SHEET: Final = 1024


class Sampled(Options):
    """New pictures."""

    model: Annotated[Path, Argument()] = Field(description="A model that `vidol train face` made.")
    out: Annotated[Path, Flag("--out", "-o")] = Field(
        description="A .png or .webp with all of them side by side, or a new folder for single"
        " pictures."
    )
    count: Annotated[int, Flag("--count", "-n")] = Field(
        default=64, ge=1, le=100_000, description="How many."
    )
    seed: int = Field(default=0, ge=0, description="The same seed gives the same pictures.")
    tags: Annotated[tuple[str, ...], Flag("--tag")] = Field(
        default=(), description="What they must have, as in hair=silver; several may be given."
    )


class Reconstructed(Options):
    """A picture, seen and made again."""

    model: Annotated[Path, Argument()] = Field(
        description="A model with an encoder: trained with both, variational or quantised."
    )
    picture: Annotated[Path, Argument()] = Field(
        description="A picture, framed like those that the model was trained on."
    )
    out: Annotated[Path, Flag("--out", "-o")] = Field(
        description="A .png or .webp: the picture as the model saw it, and what it made of it."
    )


class Measured(Options):
    """Pictures against a dataset."""

    model: Annotated[Path, Argument()] = Field(
        description="A model that `vidol train face` made; a dataset or a folder of pictures works"
        " too."
    )
    against: Annotated[Path, Flag("--against", "-a")] = Field(
        description="The dataset to measure against."
    )
    count: Annotated[int, Flag("--count", "-n")] = Field(
        default=5000, ge=20, le=50_000, description="Pictures a side."
    )
    seed: int = Field(default=0, ge=0, le=2**31, description="Of what is left to chance.")
    extractors: Annotated[tuple[str, ...], Flag("--extractor", "-e")] = Field(
        default=DEFAULT,
        description="vidol-ssl@1 or random-conv@SEED; several may be given.",
    )
    inception: Annotated[Path | None, Flag("--inception", environment="VIDOL_INCEPTION")] = Field(
        default=None,
        description="weights-inception-2015-12-05-6726825d.pth: adds FID and IS. Needs"
        " the extra 'train'.",
    )
    out: Annotated[Path | None, Flag("--out", "-o")] = Field(
        default=None, description="Write the numbers as JSON."
    )


def _sample(asked: Sampled, terminal: Terminal) -> None:
    from vidol.face.generator.model import FaceModel
    from vidol.media.labels import Label
    from vidol.media.sheets import sheet
    from vidol.media.stills import write_still

    model, count, out = FaceModel(asked.model), asked.count, asked.out
    if out.suffix and count > MOST_ON_A_SHEET:
        raise InputError(
            f"{count} pictures are too many for one sheet: give at most {MOST_ON_A_SHEET:,}, or a"
            " folder for single ones."
        )
    if not out.suffix:
        _new_folder(out)
    made = model.sample(count, seed=asked.seed, tags=asked.tags)
    if out.suffix:
        write_still(out, sheet(made), label=Label())
    else:
        for number, picture in enumerate(made):
            write_still(out / f"{number:06}.png", picture, label=Label())
    terminal.say(f"{out}: {count} pictures")


def _new_folder(out: Path) -> None:
    if out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        raise OutputError(f"{out} exists and is not empty: give the name of a new folder.")
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"Cannot write {out}: {error.strerror}.") from error


def _reconstruct(asked: Reconstructed, terminal: Terminal) -> None:
    from vidol.face.generator.model import FaceModel
    from vidol.media.labels import Label
    from vidol.media.pictures import read_picture
    from vidol.media.sheets import sheet
    from vidol.media.stills import write_still

    model = FaceModel(asked.model)
    seen = model.seen(read_picture(asked.picture))
    made = model.reconstruct(seen)
    write_still(asked.out, sheet(np.stack((seen, made)), 2), label=Label())
    error = np.abs(seen.astype(np.float32) - made).mean() / 255
    terminal.say(f"{asked.out}: mean difference {error:.1%} of the range")


def _measure(asked: Measured, terminal: Terminal) -> None:
    from vidol.face.generator.measuring import source
    from vidol.training.pictures.dataset import PictureDataset
    from vidol.training.pictures.extractors import RealInception, extractor
    from vidol.training.pictures.metrics.report import measure

    known = [extractor(name) for name in dict.fromkeys(asked.extractors)]
    if asked.inception is not None:
        known.append(RealInception(asked.inception))
    dataset = PictureDataset(asked.against)
    fakes = source(asked.model, dataset)
    report = measure(fakes, dataset, known, count=asked.count, seed=asked.seed)
    terminal.say(
        f"{report.fakes} against {report.dataset}: {report.n:,} pictures of {report.side} px a"
        f" side, seed {report.seed}"
    )
    terminal.say(
        f"real against real: {report.floor}; copies were looked for among {report.trained:,}"
        " training pictures"
    )
    terminal.say(report.table())
    for note in report.notes:
        terminal.say(note)
    if asked.out is not None:
        with replacing(asked.out) as part:
            part.write_text(json.dumps(report.as_json(), indent=1) + "\n", encoding="utf-8")


SAMPLE: Final = Verb(
    "Draw new pictures with MODEL; the same seed gives the same pictures.", Sampled, _sample
)
RECONSTRUCT: Final = Verb(
    "Show PICTURE as MODEL sees it beside what MODEL makes of it.", Reconstructed, _reconstruct
)
MEASURE: Final = Verb(
    "Measure MODEL against a dataset: quality, diversity and memorisation, each beside what real"
    " pictures get.",
    Measured,
    _measure,
)
