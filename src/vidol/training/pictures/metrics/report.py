"""All numbers of one set of fakes against one dataset, each beside what real pictures get:
`measure` makes it.

The real pictures are parted into a reference and as many others, the floor. Every number is
computed twice with the same code: of the fakes against the reference, and of the floor against the
reference. A generator is as good as this test can tell when it reaches its floor, whatever the
number is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np

from vidol.core.arrays import F32, I64
from vidol.core.errors import InputError
from vidol.core.version import __version__
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.extractors import Features, Seen, joined
from vidol.training.pictures.metrics import wasserstein
from vidol.training.pictures.metrics.diversity import diversity
from vidol.training.pictures.metrics.frechet import frechet, interval
from vidol.training.pictures.metrics.inception_score import attribute_score, inception_score
from vidol.training.pictures.metrics.kernel import kid
from vidol.training.pictures.metrics.manifold import manifold
from vidol.training.pictures.metrics.memorisation import memorisation
from vidol.training.pictures.metrics.mind_distance import mind
from vidol.training.pictures.metrics.sources import Batches, Source, chosen, of_dataset

if TYPE_CHECKING:
    from rich.table import Table

FEWEST: Final = 20
"""Pictures a side below which nothing can be said."""
FEW: Final = 1000
MOST_TRAINED: Final = 50_000
"""Training pictures that are searched for copies; of more, so many are drawn."""
RESAMPLES: Final = 200
RESAMPLES_WIDE: Final = 40
"""For features of more than 1,024 dimensions, where one distance takes seconds."""
INCEPTION: Final = "inception-2015-12-05"
PATCHES: Final = "laplacian-patches"


@dataclass(frozen=True, slots=True)
class Number:
    """One number."""

    metric: str
    value: float
    floor: float
    """The same of real pictures against real pictures."""
    better: Literal["lower", "higher"]
    n: int
    """Pictures a side."""
    extractor: str
    sha256: str
    low: float | None = None
    high: float | None = None
    """The ends of an interval that holds it with 95 % probability."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a measurement found, and what it was made of."""

    fakes: str
    dataset: str
    dataset_sha256: str
    """Of its manifest."""
    side: int
    """Pixels."""
    n: int
    """Pictures a side, fakes and real ones."""
    floor: str
    """What the floor is made of."""
    trained: int
    """Training pictures that were searched for copies."""
    seed: int
    made_with: str
    numbers: tuple[Number, ...]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Everything as plain data."""
        return asdict(self)

    def number(self, metric: str, extractor: str) -> Number:
        """One of them; `extractor` by name. Raises KeyError."""
        for one in self.numbers:
            if (one.metric, one.extractor) == (metric, extractor):
                return one
        raise KeyError((metric, extractor))

    def table(self) -> Table:
        """For a terminal."""
        from rich.table import Table

        table = Table(
            "metric",
            "",
            "value",
            "95 %",
            "real against real",
            box=None,
            pad_edge=False,
            header_style="bold",
        )
        for column in table.columns:
            column.no_wrap = True
        above = ""
        for one in self.numbers:
            if one.extractor != above:
                above = one.extractor
                table.add_row(f"[bold]{above}[/bold] {one.sha256[:8]}")
            span = "" if one.low is None or one.high is None else f"{one.low:.4g} to {one.high:.4g}"
            arrow = "\N{DOWNWARDS ARROW}" if one.better == "lower" else "\N{UPWARDS ARROW}"
            table.add_row(f"  {one.metric}", arrow, f"{one.value:.4g}", span, f"{one.floor:.4g}")
        return table


@dataclass(frozen=True, slots=True)
class Observed:
    """What was kept of pictures that passed: per extractor what it said, and patches."""

    seen: dict[str, Seen]
    patches: list[F32]


def observe(
    batches: Batches,
    extractors: Sequence[Features],
    *,
    mirrored: bool = False,
    count: int = 0,
    seed: int = 0,
) -> Observed:
    """Take in pictures, each once, and their mirror images if wanted; `count` of them are expected
    to give patches, none when it is 0.
    """
    seen: dict[str, list[Seen]] = {extractor.name: [] for extractor in extractors}
    levels: list[list[F32]] = []
    random = np.random.Generator(np.random.Philox(seed))
    for batch in batches:
        for extractor in extractors:
            seen[extractor.name].append(extractor.seen(batch, mirrored=mirrored))
        if count:
            found = wasserstein.patches(batch, wasserstein.per_picture(count), random)
            levels = levels or [[] for _ in found]
            for level, part in zip(levels, found, strict=True):
                level.append(part)
    return Observed(
        {name: joined(parts) for name, parts in seen.items()},
        [np.concatenate(level) for level in levels],
    )


def _rows(seen: Seen, rows: I64) -> Seen:
    return Seen(seen.features[rows], tuple(answers[rows] for answers in seen.answers))


@dataclass(frozen=True, slots=True)
class Parts:
    """Numbers of a dataset's pictures, by what they are for."""

    reference: I64
    floor: I64
    trained: I64
    held_out: I64
    said: str


def parted(dataset: PictureDataset, n: int, seed: int) -> Parts:
    """A reference and a floor of n pictures each, or of as many as there are; raises InputError
    when there are too few.

    Where n pictures are held out, they are the floor and training pictures the reference; else both
    are random halves of all.
    """
    train, held = (
        numbers[chosen(len(numbers), len(numbers), seed)]
        for numbers in (dataset.indices(test=False), dataset.indices(test=True))
    )
    trained, held_out = train[:MOST_TRAINED], held[: max(n, FEW)]
    if min(len(held), len(train)) >= n:
        return Parts(
            train[:n], held[:n], trained, held_out, "held-out pictures against training pictures"
        )
    everything = np.concatenate((train, held))
    everything = everything[chosen(len(everything), len(everything), seed + 1)]
    n = min(n, len(everything) // 2)
    if n < FEWEST:
        raise InputError(
            f"The dataset {dataset.path} has {len(everything)} pictures: at least {2 * FEWEST} are"
            " needed to measure against."
        )
    return Parts(
        everything[:n],
        everything[n : 2 * n],
        trained,
        held_out,
        "two random halves of the dataset against each other",
    )


def measure(
    fakes: Source,
    dataset: PictureDataset,
    extractors: Sequence[Features],
    *,
    count: int = 5000,
    seed: int = 0,
) -> Report:
    """Measure `count` fakes against a dataset, or as many as both sides have; pictures have the
    side of the fakes where they have one.

    Raises InputError when there are fewer than 20 fakes or 40 real pictures, or when the fakes are
    larger than the real pictures.
    """
    side, n = _form(fakes, dataset, count)
    parts = parted(dataset, n, seed)
    n = len(parts.reference)
    held = None
    if min(len(parts.held_out), len(parts.trained)) >= FEWEST:
        held = observe(of_dataset(dataset, parts.held_out, side), extractors, mirrored=True)
    drawn, mirrored = fakes.draw(n, seed, side), held is not None
    fake = observe(drawn, extractors, mirrored=mirrored, count=n, seed=seed)
    numbers = [
        *_of_extractors(extractors, dataset, parts, side, held, fake, seed),
        *_of_texture(dataset, parts, side, fake.patches, seed),
    ]
    return Report(
        fakes.name,
        dataset.manifest.name,
        dataset.manifest.sha256,
        side,
        n,
        parts.said,
        len(parts.trained),
        seed,
        f"vidol {__version__}",
        tuple(numbers),
        tuple(_notes(count, n, parts, dataset)),
    )


def _form(fakes: Source, dataset: PictureDataset, count: int) -> tuple[int, int]:
    """The side of the pictures that are measured, and how many there are of the fakes."""
    size = dataset.manifest.size
    side = fakes.side or size
    if side > size:
        raise InputError(
            f"{fakes.name} has pictures of {side} px and the dataset {dataset.path} of {size} px:"
            " measure against a larger one."
        )
    n = count if fakes.count is None else min(count, fakes.count)
    if n < FEWEST:
        raise InputError(f"{fakes.name} has {n} pictures: at least {FEWEST} are needed to measure.")
    return side, n


def _of_extractors(
    extractors: Sequence[Features],
    dataset: PictureDataset,
    parts: Parts,
    side: int,
    held: Observed | None,
    fake: Observed,
    seed: int,
) -> Iterator[Number]:
    needed = np.unique(np.concatenate((parts.reference, parts.floor, parts.trained)))
    real = observe(of_dataset(dataset, needed, side), extractors)
    for extractor in extractors:
        own = real.seen[extractor.name]
        reference, floor, trained = (
            _rows(own, np.searchsorted(needed, rows))
            for rows in (parts.reference, parts.floor, parts.trained)
        )
        held_out = None if held is None else held.seen[extractor.name]
        sets = Sets(reference, floor, trained, held_out, fake.seen[extractor.name])
        yield from of_features(extractor, sets, seed=seed)


def _of_texture(
    dataset: PictureDataset, parts: Parts, side: int, fake: list[F32], seed: int
) -> Iterator[Number]:
    n = len(parts.reference)
    reference, floor = (
        observe(of_dataset(dataset, rows, side), (), count=n, seed=seed + k).patches
        for k, rows in ((1, parts.reference), (2, parts.floor))
    )
    yield from _of_patches(reference, floor, fake, side, n, seed)


class Sets(NamedTuple):
    """What an extractor said of each part of a dataset, and of the fakes."""

    reference: Seen
    floor: Seen
    trained: Seen
    held_out: Seen | None
    """None when they are too few."""
    fake: Seen


BETTER: Final[dict[str, Literal["lower", "higher"]]] = {
    "KID x 1000": "lower", "FD": "lower", "FID": "lower", "MIND": "lower", "density": "higher",
    "coverage": "higher", "attribute score": "higher",
    "IS": "higher", "spread": "higher", "repeated": "lower", "memorised": "lower",
    "authentic": "higher",
}  # fmt: skip


def of_features(extractor: Features, sets: Sets, *, seed: int = 0) -> Iterator[Number]:
    """Every number that is made of one extractor's features, beside the same of real pictures."""
    real, made = sets.reference.features, sets.fake.features
    ours, theirs = (
        scores(extractor, sets.reference, part, seed=seed) for part in (sets.fake, sets.floor)
    )
    if sets.held_out is not None:
        ours |= copies(sets.trained, sets.held_out, sets.fake)
        theirs |= copies(sets.trained, sets.held_out, sets.held_out)
    kernel = kid(real, made, seed=seed)
    resamples = RESAMPLES if extractor.dimension <= 1024 else RESAMPLES_WIDE
    spans = {"KID x 1000": (1000 * kernel.low, 1000 * kernel.high)}
    spans["FID" if extractor.name == INCEPTION else "FD"] = interval(
        real, made, resamples=resamples, seed=seed
    )
    for metric, value in ours.items():
        low, high = spans.get(metric, (None, None))
        yield Number(
            metric,
            value,
            theirs[metric],
            BETTER[metric],
            len(made),
            extractor.name,
            extractor.sha256,
            low,
            high,
        )


def scores(extractor: Features, real: Seen, made: Seen, *, seed: int = 0) -> dict[str, float]:
    """What compares two sets of as many pictures, by name. Only Inception's have the names FID and
    IS.
    """
    is_inception = extractor.name == INCEPTION
    x, y = real.features, made.features
    around, apart = manifold(x, y), diversity(x, y)
    found = {
        "KID x 1000": 1000 * kid(x, y, seed=seed).value,
        "FID" if is_inception else "FD": frechet(x, y),
        "MIND": mind(x, y, seed=seed),
        "density": around.density,
        "coverage": around.coverage,
    }
    if made.answers:
        found |= (
            {"IS": inception_score(made.answers[0])[0]}
            if is_inception
            else {"attribute score": attribute_score(made.answers)}
        )
    return found | {"spread": apart.spread, "repeated": apart.repeated}


def copies(trained: Seen, held_out: Seen, made: Seen) -> dict[str, float]:
    """What tells of copies of training pictures, by name; of the others the mirror images were
    looked at, too.
    """
    return memorisation(trained.features, held_out.both, made.both)._asdict()


def _of_patches(
    reference: list[F32],
    floor: list[F32],
    fake: list[F32],
    side: int,
    n: int,
    seed: int,
) -> Iterator[Number]:
    digest = sha256(wasserstein.DEFINITION.encode()).hexdigest()
    values, floors = (
        wasserstein.compared(reference, fake, seed),
        wasserstein.compared(reference, floor, seed),
    )
    for value, base in zip(values, floors, strict=True):
        yield Number(f"SWD x 1000, {side} px", value, base, "lower", n, PATCHES, digest)
        side = (side + 1) // 2
    yield Number(
        "SWD x 1000, mean",
        float(np.mean(values)),
        float(np.mean(floors)),
        "lower",
        n,
        PATCHES,
        digest,
    )


def _notes(count: int, n: int, parts: Parts, dataset: PictureDataset) -> Iterator[str]:
    if n < count:
        yield f"{n:,} pictures a side instead of {count:,}: there were no more."
    if n < FEW:
        yield (
            f"With fewer than {FEW:,} pictures a side only KID and MIND are steady; FD mostly"
            " measures how few they are."
        )
    if len(parts.trained) < len(dataset.indices(test=False)):
        yield (
            f"Copies were looked for among {len(parts.trained):,} of the training pictures, chosen"
            " at random: a share of them goes unnoticed."
        )
    if len(parts.held_out) < FEWEST:
        yield (
            f"{len(parts.held_out)} pictures are held out: without {FEWEST} of them nothing can be"
            " said of memorisation."
        )
