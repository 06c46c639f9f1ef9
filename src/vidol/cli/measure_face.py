"""``vidol measure face``: how near the pictures of a model come to those of a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from vidol.core.arrays import U8
    from vidol.face.generator.model import FaceModel
    from vidol.training.pictures.dataset import Dataset
    from vidol.training.pictures.metrics.sources import Batches, Source


def measure_face(
    model: Annotated[
        Path,
        typer.Argument(
            help=(
                "A model that `vidol train face` made; a dataset or a folder of pictures works too."
            )
        ),
    ],
    against: Annotated[
        Path, typer.Option("--against", "-a", help="The dataset to measure against.")
    ],
    count: Annotated[
        int, typer.Option("--count", "-n", min=20, max=50_000, help="Pictures a side.")
    ] = 5000,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31)] = 0,
    extractors: Annotated[
        list[str] | None,
        typer.Option(
            "--extractor", "-e", help="vidol-ssl@1 or random-conv@SEED; several may be given."
        ),
    ] = None,
    inception: Annotated[
        Path | None,
        typer.Option(
            "--inception",
            envvar="VIDOL_INCEPTION",
            help="weights-inception-2015-12-05-6726825d.pth: adds FID and IS. Needs vidol[train].",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the numbers as JSON.")
    ] = None,
) -> None:
    """Measure MODEL against a dataset: quality, diversity and memorisation, each beside what real
    pictures get.
    """
    import json

    from rich.console import Console

    from vidol.cli.main import CONTROLS
    from vidol.core.storage import replacing
    from vidol.training.pictures.dataset import Dataset
    from vidol.training.pictures.extractors import DEFAULT, RealInception, extractor
    from vidol.training.pictures.metrics.report import measure

    known = [extractor(name) for name in dict.fromkeys(extractors or DEFAULT)]
    if inception is not None:
        known.append(RealInception(inception))
    dataset = Dataset(against)
    report = measure(source(model, dataset), dataset, known, count=count, seed=seed)
    said = (
        f"{report.fakes} against {report.dataset}: {report.n:,} pictures of {report.side} px a"
        f" side, seed {report.seed}"
    )
    print(said.translate(CONTROLS))  # the names are a stranger's
    print(
        f"real against real: {report.floor}; copies were looked for among {report.trained:,}"
        " training pictures"
    )
    Console().print(report.table())
    for note in report.notes:
        print(note)
    if out is not None:
        with replacing(out) as part:
            part.write_text(json.dumps(report.as_json(), indent=1) + "\n", encoding="utf-8")


def source(path: Path, dataset: Dataset) -> Source:
    """What a path gives to measure: a model, a dataset or a folder of pictures. Raises InputError
    for anything else.
    """
    from vidol.training.pictures.metrics.sources import dataset_source, folder_source

    if (path / "model.json").is_file():
        return _of_model(path, dataset)
    return dataset_source(path) if (path / "manifest.json").is_file() else folder_source(path)


def _of_model(path: Path, dataset: Dataset) -> Source:
    from vidol.face.generator.model import FaceModel
    from vidol.training.pictures.metrics.sources import Source

    model = FaceModel(path, exact=True)

    def draw(count: int, seed: int, side: int) -> Batches:
        return samples(model, dataset, count, seed, side)

    return Source(path.resolve().name, None, model.card.size, draw)


def samples(model: FaceModel, dataset: Dataset, count: int, seed: int, side: int) -> Batches:
    """Pictures of a model. One with conditions is asked for the tags of as many training pictures
    of the dataset, drawn by the seed.
    """
    import numpy as np

    from vidol.training.pictures.feed import condition_names, conditions_of
    from vidol.training.pictures.metrics.sources import AT_ONCE, batched, chosen, prepared

    def drawn() -> Iterator[U8]:
        if not model.card.conditions and not model.card.levels:
            latents = model.latents(count, seed)
            for at in range(0, count, AT_ONCE):
                yield from model.draw(latents[at : at + AT_ONCE])
            return
        names = condition_names(dataset.manifest)
        numbers = dataset.indices(test=False)
        for k, number in enumerate(
            chosen(len(numbers), len(numbers), seed)[np.arange(count) % len(numbers)]
        ):
            wanted = conditions_of(dataset, numbers[[number]])[0]
            tags = [
                name
                for name, has in zip(names, wanted, strict=True)
                if has and name in model.card.conditions
            ]
            yield model.sample(1, seed=seed * count + k, tags=tags)[0]

    return batched(prepared(picture, side) for picture in drawn())
