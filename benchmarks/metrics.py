"""Which spoilt pictures each metric notices: the matrix in docs/metrics.md, and its picture.

A perfect generator is imitated by drawings of the artist of other characters than the real set's.
They are then spoilt in six ways, each at four rising strengths. A metric notices a way when its
number gets worse with every step, and in the end by at least five times its own deviation over four
unspoilt sets. No character was drawn for the training of vidol-ssl@1 (its seeds begin at 2^40).

    python -m benchmarks metrics      # about a quarter of an hour on two cores
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from benchmarks import Row
from vidol.core.arrays import F64, U8
from vidol.face.artist import Artist, Look
from vidol.face.artist.motion import random_controls
from vidol.training.pictures.extractors import DEFAULT, Features, Seen, extractor, on_grey
from vidol.training.pictures.metrics.report import BETTER, copies, scores
from vidol.training.pictures.metrics.wasserstein import sliced_wasserstein

SIDE: Final = 64
COUNT: Final = 1000
"""Pictures a side."""
SEEDS: Final = {
    "trained": 1_000_000,
    "held out": 1_100_000,
    "fakes": 1_200_000,
    "more": 1_400_000,
    "others": 1_500_000,
    "one kind": 1_300_000,
}
UNSPOILT: Final = ("fakes", "held out", "more", "others")
ONE_KIND: Final = {
    "presentation": "feminine",
    "style": "cel",
    "proportion": "standard",
    "hair_back": "long",
    "outfit": "sailor",
}
STRENGTHS: Final = {
    "blur": (0.5, 0.8, 1.2, 2.0),  # deviation in pixels
    "noise": (4.0, 8.0, 16.0, 32.0),  # deviation in steps of 255
    "colour shift": (8.0, 16.0, 32.0, 60.0),  # degrees of hue
    "dropped modes": (0.25, 0.5, 0.75, 1.0),  # share that is of one kind
    "duplicates": (0.25, 0.5, 0.75, 0.95),  # share that repeats twenty of the rest
    "memorised": (0.1, 0.25, 0.5, 1.0),  # share that was in the training set
}
MUST: Final = {
    "blur": ("KID x 1000", "FD", "MIND", "coverage", "SWD x 1000"),
    "noise": ("KID x 1000", "FD", "MIND", "coverage", "SWD x 1000"),
    "colour shift": ("KID x 1000", "FD", "MIND", "SWD x 1000"),
    "dropped modes": ("KID x 1000", "FD", "MIND", "coverage", "attribute score", "spread"),
    "duplicates": ("FD", "MIND", "coverage", "repeated"),
    "memorised": ("memorised", "authentic"),
}
"""What each metric is there for; with vidol-ssl@1 where it needs features."""
CLEAR: Final = 5.0
_COLOURS: Final = (
    "#d62728",
    "#1f77b4",
    "#2ca02c",
    "#9467bd",
    "#ff7f0e",
    "#8c564b",
    "#17becf",
    "#e377c2",
    "#7f7f7f",
    "#bcbd22",
)
DOCS: Final = Path(__file__).parents[1] / "docs"
Curves = dict[tuple[str, str, str], list[float]]
"""(way, extractor, metric): the metric unspoilt and at each strength."""


class Real(NamedTuple):
    """What fakes are held against, seen by one extractor."""

    trained: Seen
    held_out: Seen


def measure() -> Iterator[Row]:
    """For each way of spoiling the number of metrics that notice it, of those that must."""
    drawings = {
        name: draw(first, ONE_KIND if name == "one kind" else {}) for name, first in SEEDS.items()
    }
    known = [extractor(name) for name in DEFAULT]
    reals = {
        one.name: Real(one.seen(drawings["trained"]), one.seen(drawings["held out"], mirrored=True))
        for one in known
    }
    unspoilt = [judged(drawings[name], drawings, known, reals) for name in UNSPOILT]
    clean = unspoilt[0]
    doubts = {key: float(np.std([one[key] for one in unspoilt], ddof=1)) for key in clean}
    curves: Curves = {}
    for way, strengths in STRENGTHS.items():
        steps = [
            clean,
            *(
                judged(spoilt(way, strength, drawings), drawings, known, reals)
                for strength in strengths
            ),
        ]
        for key in clean:
            curves[way, *key] = [step[key] for step in steps]
    first = known[0].name
    for way, must in MUST.items():
        found = [
            metric for metric in must if notices(curves, doubts, way, owner(metric, first), metric)
        ]
        yield Row(
            f"metrics that notice {way}, of {', '.join(must)}",
            len(found),
            "metrics",
            f">= {len(must)}",
        )
    publish(curves, doubts, known)


def draw(first: int, chosen: dict[str, str]) -> U8:
    """COUNT characters, one pose each."""

    def one(seed: int) -> U8:
        return Artist(Look.from_seed(seed, **chosen)).frame(
            random_controls(np.random.default_rng(seed)), SIDE
        )

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return on_grey(np.stack(list(pool.map(one, range(first, first + COUNT)))))


def spoilt(way: str, strength: float, drawings: dict[str, U8]) -> U8:
    """The fakes, spoilt. A stronger step spoils the same pictures and more, or the same in the same
    direction.
    """
    random = np.random.default_rng(7)
    fakes = drawings["fakes"].copy()
    if way == "blur":
        return np.stack([cv2.GaussianBlur(picture, (0, 0), strength) for picture in fakes]).astype(
            np.uint8
        )
    if way == "noise":
        return np.clip(
            np.round(fakes + strength * random.standard_normal(fakes.shape)), 0, 255
        ).astype(np.uint8)
    if way == "colour shift":
        return np.stack([_turned(picture, strength) for picture in fakes])
    order = random.permutation(COUNT)[: round(strength * COUNT)]
    if way == "dropped modes":
        fakes[order] = drawings["one kind"][order]
    elif way == "duplicates":
        fakes[order] = fakes[random.permutation(COUNT)[:20][np.arange(len(order)) % 20]]
    else:
        fakes[order] = drawings["trained"][order]
    return fakes


def _turned(picture: U8, degrees: float) -> U8:
    """All hues turned."""
    hsv = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0] + degrees) % 360
    return np.round(255 * cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)).astype(np.uint8)


def judged(
    fakes: U8, drawings: dict[str, U8], known: list[Features], reals: dict[str, Real]
) -> dict[tuple[str, str], float]:
    """Every metric of a set, by extractor and name."""
    found = {
        ("laplacian-patches", "SWD x 1000"): float(
            np.mean(sliced_wasserstein(drawings["trained"], fakes))
        )
    }
    for one in known:
        seen, real = one.seen(fakes, mirrored=True), reals[one.name]
        found |= {
            (one.name, metric): value
            for metric, value in (
                scores(one, real.trained, seen) | copies(real.trained, real.held_out, seen)
            ).items()
        }
    return found


def owner(metric: str, name: str) -> str:
    """Whose features a metric is made of."""
    return "laplacian-patches" if metric.startswith("SWD") else name


def worse(metric: str, values: list[float]) -> F64:
    """Values so that more is worse."""
    return np.array(values) * (1 if BETTER.get(metric, "lower") == "lower" else -1)


def notices(
    curves: Curves, doubts: dict[tuple[str, str], float], way: str, name: str, metric: str
) -> bool:
    """Whether it gets worse with every step until it cannot be worse (a share of none or of all),
    and clearly so in the end.
    """
    values = np.asarray(curves[way, name, metric])
    rising = worse(metric, curves[way, name, metric])
    steps = np.diff(rising)
    at_end = (steps == 0) & np.isin(values[1:], (0.0, 1.0))
    return bool(
        ((steps > 0) | at_end).all() and rising[-1] - rising[0] > CLEAR * doubts[name, metric]
    )


def publish(curves: Curves, doubts: dict[tuple[str, str], float], known: list[Features]) -> None:
    """Bring the table in docs/metrics.md and its picture up to date."""
    page = DOCS / "metrics.md"
    begin, end = "<!-- matrix -->\n", "<!-- end of matrix -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    page.write_text(before + begin + _table(curves, doubts, known) + end + after, encoding="utf-8")
    (DOCS / "pictures" / "metrics.svg").write_text(
        _picture(curves, known[0].name), encoding="utf-8"
    )


def _table(curves: Curves, doubts: dict[tuple[str, str], float], known: list[Features]) -> str:
    """A row for each metric of each extractor: its unspoilt number and those at the strongest step,
    bold where it notices.
    """
    lines = [
        "| | unspoilt | " + " | ".join(STRENGTHS) + " |",
        "|---|---|" + "---|" * len(STRENGTHS),
    ]
    for name, metric in dict.fromkeys((name, metric) for _, name, metric in curves):
        cells = []
        for way in STRENGTHS:
            told = f"{curves[way, name, metric][-1]:.3g}"
            must = metric in MUST[way] and name in {known[0].name, "laplacian-patches"}
            cells.append(
                (f"**{told}**" if notices(curves, doubts, way, name, metric) else told)
                + (" \N{BULLET}" if must else "")
            )
        clean = curves["blur", name, metric][0]
        lines.append(
            f"| {metric}, {name} | {clean:.3g} \N{PLUS-MINUS SIGN} {doubts[name, metric]:.2g} | "
            + " | ".join(cells)
            + " |"
        )
    return "\n".join(lines) + "\n"


def _picture(curves: Curves, name: str) -> str:
    """A panel for each way: how much worse the metrics that must notice it get, 0 unspoilt and 1 at
    the strongest step.
    """
    wide, high, gap = 300, 170, 50
    colours = dict(
        zip(
            dict.fromkeys(metric for must in MUST.values() for metric in must),
            _COLOURS,
            strict=False,
        )
    )
    parts = []
    for number, (way, must) in enumerate(MUST.items()):
        left, top = gap + number % 3 * (wide + gap), gap + number // 3 * (high + 2 * gap)
        parts.append(
            f'<text x="{left}" y="{top - 14}" font-weight="bold">{way}</text><path d="M{left}'
            f' {top}v{high}h{wide}" fill="none" stroke="#888"/>'
        )
        for step, label in enumerate(("0", *(f"{strength:g}" for strength in STRENGTHS[way]))):
            parts.append(
                f'<text x="{left + step * wide / 4}" y="{top + high + 16}" text-anchor="middle"'
                f' fill="#555">{label}</text>'
            )
        for metric in must:
            rising = worse(metric, curves[way, owner(metric, name), metric])
            shares = (rising - rising[0]) / max(float(np.ptp(rising)), 1e-12)
            points = " ".join(
                f"{left + step * wide / 4:.1f},{top + high * (1 - share):.1f}"
                for step, share in enumerate(shares)
            )
            parts.append(
                f'<polyline points="{points}" fill="none" stroke="{colours[metric]}"'
                ' stroke-width="2.5"/>'
            )
    bottom = 2 * (high + 2 * gap) + 20
    for number, (metric, colour) in enumerate(colours.items()):
        x = gap + number % 5 * 205
        y = bottom + number // 5 * 22
        parts.append(
            f'<path d="M{x} {y - 4}h24" stroke="{colour}" stroke-width="3"/><text x="{x + 30}"'
            f' y="{y}">{metric}</text>'
        )
    width, height = 3 * (wide + gap) + gap, bottom + 40
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="13"><rect width="100%" height="100%"'
        f' fill="white"/>{"".join(parts)}</svg>\n'
    )
