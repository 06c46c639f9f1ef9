"""What docs/quality.md shows: tables between markers, curves as SVG, and samples of all systems
side by side.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.quality.judging import FIRST, Scores
from benchmarks.quality.plan import CUT, DEFAULT, OURS
from vidol.core.arrays import U8
from vidol.media.labels import Label
from vidol.media.sheets import sheet
from vidol.media.stills import write_still

DOCS: Final = Path(__file__).parents[2] / "docs"
CHOOSES: Final = f"KID, {FIRST}"
"""The number by which the better of a peer's two generators is taken."""
SHOWN: Final = 36
"""Samples of each system in the picture."""
STAGES: Final = 4
ACROSS: Final = 14
"""Moments of our training that are shown, and samples at each."""
DRAWN: Final = "avatars_lorelei"
"""The set whose samples the page shows: drawings under CC0. Pictures made from photographs of
people stay where they were made.
"""
_COLOURS: Final = {OURS: "#d62728", "lightweight-gan": "#1f77b4", "stylegan2-pytorch": "#2ca02c"}


@dataclass(frozen=True, slots=True)
class Moment:
    """Samples of a training at one time."""

    array: str
    """Of which file: samples-ARRAY.npy."""
    scores: Scores


@dataclass(frozen=True, slots=True)
class Result:
    """A training and what became of it."""

    name: str
    """Of the set."""
    system: str
    seed: int
    folder: Path
    done: dict[str, Any]
    moments: dict[str, Moment]
    """`end`, and the numbers of pictures at which samples were kept."""

    def times(self) -> dict[str, dict[str, float]]:
        """Pictures and seconds at each moment."""
        found: dict[str, dict[str, float]] = json.loads(
            (self.folder / "moments.json").read_text("utf-8")
        )
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the comparison with peers found."""

    floors: dict[str, Scores]
    results: list[Result]
    costs: dict[str, float]
    """FLOPs of a training picture, by system."""
    rates: dict[str, float]
    """Learning rates that were chosen."""
    minutes: float
    counts: dict[str, int] = field(default_factory=dict)
    """Pictures that were trained on, by set."""


def means(found: Found, name: str, moment: str) -> dict[str, Scores]:
    """Every number of each system, meaned over seeds; of the systems that have reached the moment
    with every seed.
    """
    made: dict[str, Scores] = {}
    for system in dict.fromkeys(result.system for result in found.results if result.name == name):
        ours = [
            result for result in found.results if (result.name, result.system) == (name, system)
        ]
        if all(moment in result.moments for result in ours):
            every = [result.moments[moment].scores for result in ours]
            made[system] = {
                metric: float(np.mean([scores[metric] for scores in every])) for metric in every[0]
            }
    return made


def equal_pictures(found: Found, name: str) -> str | None:
    """The latest moment of a number of pictures that we and all cut peers have reached."""
    wanted = [
        result
        for result in found.results
        if result.name == name and not result.system.endswith(DEFAULT)
    ]
    common = set.intersection(*(set(result.moments) for result in wanted)) - {"end"}
    return max(common, default=None)


def publish_peers(found: Found, elsewhere: Path | None) -> None:
    """Bring docs/quality.md up to date, or write the same into another folder."""
    place = elsewhere or DOCS
    (place / "pictures").mkdir(parents=True, exist_ok=True)
    tables = "\n".join(_of_set(found, name) for name in found.floors)
    samples = f"![samples of all, 20 minutes each](pictures/quality_{DRAWN}.webp)"
    between(
        place / "quality.md",
        "peers",
        f"{samples}\n\n{tables}\n![KID against pictures and minutes](pictures/quality.svg)\n",
    )
    (place / "pictures" / "quality.svg").write_text(_curves(found), encoding="utf-8")
    for name in found.floors:
        chosen = [result for result in found.results if result.name == name and result.seed == 0]
        panels = {
            result.system: np.load(result.folder / f"samples-{result.moments['end'].array}.npy")
            for result in chosen
        }
        to = DOCS if elsewhere is None and name == DRAWN else chosen[0].folder.parents[1]
        picture(to / "pictures" / f"quality_{name}.webp", panels, 3)

    ours = next(
        result
        for result in found.results
        if (result.name, result.system, result.seed) == (DRAWN, OURS, 0)
    )
    write_still(place / "pictures" / "training.webp", _progress(ours), label=Label())


def publish_losses(
    tables: dict[int, list[str]], panels: dict[int, dict[str, U8]], elsewhere: Path | None
) -> None:
    """Bring tables and samples of losses up to date, or write them into another folder; both by the
    number of pictures trained on.
    """
    place, lines = elsewhere or DOCS, []
    for count, table in tables.items():
        name = f"pictures/losses_{count}.webp"
        picture(place / name, panels[count], 4)
        lines += [
            f"{count:,} pictures:",
            "",
            *table,
            "",
            f"![samples of each, trained on {count:,} pictures]({name})",
            "",
        ]
    between(place / "quality.md", "losses", "\n".join(lines))


def publish_training(rates: dict[tuple[str, str, int], float], elsewhere: Path | None) -> None:
    """Bring the table of training pictures per second up to date; `rates` by preset, precision and
    cores.
    """
    columns = list(dict.fromkeys((precision, cores) for _, precision, cores in rates))
    lines = [
        "| preset | "
        + " | ".join(
            f"{precision}, {cores} core{'s' if cores > 1 else ''}" for precision, cores in columns
        )
        + " |"
    ]
    lines.append("|---|" + "---|" * len(columns))
    presets = dict.fromkeys(preset for preset, _, _ in rates)
    lines += [
        f"| {preset} | "
        + " | ".join(f"{rates[(preset, *column)]:.3g}" for column in columns)
        + " |"
        for preset in presets
    ]
    between((elsewhere or DOCS) / "quality.md", "training", "\n".join(lines) + "\n")


def plain_table(scores: dict[str, Scores], floor: Scores, pictures: dict[str, int]) -> list[str]:
    """Lines of a table: a row for each system, the floor last."""
    lines = [
        "| | pictures seen | " + " | ".join(_titled(metric) for metric in floor) + " |",
        "|---|---|" + "---|" * len(floor),
    ]
    for name, values in scores.items():
        lines.append(
            f"| {name} | {pictures[name]:,} | "
            + " | ".join(_ranged([values[metric]], metric) for metric in floor)
            + " |"
        )
    lines.append(
        "| real pictures | | "
        + " | ".join(_ranged([floor[metric]], metric) for metric in floor)
        + " |"
    )
    return lines


def picture(path: Path, panels: dict[str, U8], columns: int) -> None:
    """Write samples of each system side by side, so many systems in a row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_still(path, side_by_side(panels, columns), label=Label())


def between(page: Path, marker: str, text: str) -> None:
    """Put `text` between the page's markers of that name; a page without them gets them at its
    end.
    """
    page.parent.mkdir(parents=True, exist_ok=True)
    begin, end = f"<!-- {marker} -->\n", f"<!-- end of {marker} -->"
    whole = page.read_text("utf-8") if page.exists() else ""
    before, _, rest = whole.partition(begin)
    after = rest.partition(end)[2] or "\n"
    page.write_text(before + begin + text + end + after, encoding="utf-8")


def _of_set(found: Found, name: str) -> str:
    """The tables of one set: at equal time, and at equal pictures."""
    seeds = len({result.seed for result in found.results if result.name == name})
    said = (
        f"**{name}**, {found.counts.get(name, 0):,} pictures, {seeds}"
        f" seed{'s' if seeds > 1 else ''}"
    )
    lines = [f"{said}; after equal time:", "", *_table(found, name, "end")]
    equal = equal_pictures(found, name)
    if equal:
        lines += ["", f"{said}; after {int(equal):,} pictures:", "", *_table(found, name, equal)]
    return "\n".join(lines) + "\n"


def _table(found: Found, name: str, moment: str) -> list[str]:
    metrics = list(found.floors[name])
    lines = [
        "| | pictures seen | pictures per second | GFLOP a picture | "
        + " | ".join(_titled(metric) for metric in metrics)
        + " |"
    ]
    lines.append("|---|" + "---|" * (3 + len(metrics)))
    for system in means(found, name, moment):
        ours = [
            result for result in found.results if (result.name, result.system) == (name, system)
        ]
        times = [result.times()[moment] for result in ours]
        pictures, seconds = (
            float(np.mean([one[key] for one in times])) for key in ("pictures", "seconds")
        )
        cost = f"{found.costs[system] / 1e9:.1f}" if system in found.costs else ""
        cells = [
            _ranged([result.moments[moment].scores[metric] for result in ours], metric)
            for metric in metrics
        ]
        shown = f"**{system}**" if system == OURS else system
        lines.append(
            f"| {shown} | {pictures:,.0f} | {pictures / max(seconds, 1e-9):.1f} | {cost} | "
            + " | ".join(cells)
            + " |"
        )
    lines.append(
        "| real pictures | | | | "
        + " | ".join(_ranged([found.floors[name][metric]], metric) for metric in metrics)
        + " |"
    )
    return lines


def _titled(metric: str) -> str:
    name, _, extractor = metric.partition(", ")
    return (
        f"{name} x 1000" + (f", {extractor}" if extractor else "")
        if name in {"KID", "SWD"}
        else metric
    )


def _ranged(values: Sequence[float], metric: str) -> str:
    """The mean, and with several seeds half of the range."""
    share = metric.startswith(("coverage", "spread", "memorised"))
    mean, half = float(np.mean(values)), (max(values) - min(values)) / 2
    said = [
        f"{value:.2f}" if share else f"{float(f'{value:.{digits}g}'):,.10g}"
        for value, digits in ((mean, 3), (half, 2))
    ]
    return " \N{PLUS-MINUS SIGN} ".join(said[: len(values)])


def side_by_side(panels: dict[str, U8], columns: int) -> U8:
    """Samples of each system as a square of pictures under its name, so many squares in a row: (H,
    W, 3).
    """
    squares = {
        name: sheet(pictures[:SHOWN], math.isqrt(SHOWN)) for name, pictures in panels.items()
    }
    high, wide = (
        length + gap
        for length, gap in zip(next(iter(squares.values())).shape, (32, 8), strict=False)
    )
    whole = Image.new(
        "RGB",
        (min(columns, len(squares)) * wide - 8, math.ceil(len(squares) / columns) * high - 8),
        "white",
    )
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(15)
    for number, (name, square) in enumerate(squares.items()):
        x, y = number % columns * wide, number // columns * high
        draw.text((x, y + 2), name, fill="black", font=font)
        whole.paste(Image.fromarray(square), (x, y + 24))
    return np.asarray(whole, np.uint8)


def _progress(result: Result) -> U8:
    """What the same latents become in the course of a training: a row of them each time that as
    many more pictures were seen as before; (H, W, 3).
    """
    times = result.times()
    every = sorted((times[moment]["pictures"], moment) for moment in result.moments)
    chosen = [every[-1]]
    for pictures, moment in reversed(every):
        if pictures <= chosen[-1][0] / 2 and len(chosen) < STAGES:
            chosen.append((pictures, moment))
    rows = []
    for pictures, moment in reversed(chosen):
        row = sheet(
            np.load(result.folder / f"samples-{result.moments[moment].array}.npy")[:ACROSS], ACROSS
        )
        whole = Image.new("RGB", (row.shape[1], row.shape[0] + 20), "white")
        said = f"{times[moment]['seconds'] / 60:.0f} min, {pictures:,.0f} pictures"
        ImageDraw.Draw(whole).text((2, 2), said, fill="black", font=ImageFont.load_default(13))
        whole.paste(Image.fromarray(row), (0, 20))
        rows.append(np.asarray(whole, np.uint8))
    return np.concatenate(rows)


# ---- curves


def _curves(found: Found) -> str:
    """For each set KID against pictures seen and against minutes, logarithmic; seed 0."""
    wide, high, gap, parts = 360, 220, 70, []
    for row, name in enumerate(found.floors):
        for column, (key, unit) in enumerate(
            (("pictures", "pictures seen"), ("seconds", "minutes of training"))
        ):
            left, top = gap + column * (wide + gap), 40 + row * (high + gap)
            parts.append(
                f'<text x="{left}" y="{top - 12}" font-weight="bold">{name}:'
                f" {CHOOSES.replace(',', ' x 1000,')}</text>"
            )
            parts.append(_panel(found, name, key, unit, (left, top, wide, high)))
    bottom = 40 + len(found.floors) * (high + gap)
    for number, (system, colour) in enumerate(_COLOURS.items()):
        x = gap + number * 220
        parts.append(
            f'<path d="M{x} {bottom}h24" stroke="{colour}" stroke-width="3"/><text x="{x + 30}"'
            f' y="{bottom + 4}">{system}{"" if system == OURS else CUT}</text>'
        )
    width, height = gap + 2 * (wide + gap), bottom + 24
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="13"><rect width="100%" height="100%"'
        f' fill="white"/>{"".join(parts)}</svg>\n'
    )


def _panel(found: Found, name: str, key: str, unit: str, box: tuple[int, int, int, int]) -> str:
    """One set's curves in a box: left, top, width, height."""
    left, top, wide, high = box
    curves = {}
    for result in found.results:
        if (result.name, result.seed) == (name, 0) and not result.system.endswith(DEFAULT):
            times = result.times()
            points = [
                (times[moment][key] / (60 if key == "seconds" else 1), one.scores[CHOOSES])
                for moment, one in result.moments.items()
            ]
            curves[result.system.removesuffix(CUT)] = sorted(
                (x, y) for x, y in points if x > 0 and y > 0
            )
    every = [point for curve in curves.values() for point in curve]
    if not every:
        return ""
    low_x, high_x = (bound(math.log(x) for x, _ in every) for bound in (min, max))
    low_y, high_y = (bound(math.log(y) for _, y in every) for bound in (min, max))

    def at(x: float, y: float) -> str:
        across = (math.log(x) - low_x) / max(high_x - low_x, 1e-9)
        up = (math.log(y) - low_y) / max(high_y - low_y, 1e-9)
        return f"{left + wide * across:.1f},{top + high * (1 - up):.1f}"

    parts = [
        f'<text x="{left + wide}" y="{top + high + 34}" text-anchor="end" fill="#555">{unit}</text>'
    ]
    for value in _decades(low_x, high_x):
        x = at(value, math.exp(low_y)).split(",")[0]
        parts.append(
            f'<path d="M{x} {top}v{high}" stroke="#ddd"/><text x="{x}" y="{top + high + 16}"'
            f' text-anchor="middle" fill="#555">{value:,g}</text>'
        )
    for value in _decades(low_y, high_y):
        y = float(at(math.exp(low_x), value).split(",")[1])
        parts.append(
            f'<path d="M{left} {y}h{wide}" stroke="#ddd"/><text x="{left - 6}" y="{y + 4}"'
            f' text-anchor="end" fill="#555">{value:,g}</text>'
        )
    parts.append(f'<path d="M{left} {top}v{high}h{wide}" fill="none" stroke="#888"/>')
    for system, curve in curves.items():
        line = " ".join(at(x, y) for x, y in curve)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{_COLOURS[system]}"'
            ' stroke-width="2.5"/>'
        )
        parts += [
            f'<circle cx="{at(x, y).split(",")[0]}" cy="{at(x, y).split(",")[1]}" r="3"'
            f' fill="{_COLOURS[system]}"/>'
            for x, y in curve
        ]
    return "".join(parts)


def _decades(low: float, high: float) -> list[float]:
    """The powers of ten between two logarithms."""
    return [
        10.0**power
        for power in range(math.ceil(low / math.log(10)), math.floor(high / math.log(10)) + 1)
    ]
