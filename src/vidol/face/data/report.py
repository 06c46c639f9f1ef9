"""What came of it, before anything is trained: report.md for people, report.json for programs, two
sheets of pictures, and all that was left out.

report.md       in words
report.json     the same in numbers
contact.png     a sample of the pictures, evenly spread
warned.png      those with warnings, numbered as in report.md
skipped.jsonl   every source that gave no picture, and why
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np

from vidol.core.arrays import U8
from vidol.core.storage import replacing
from vidol.face.data import colour
from vidol.training.data import report
from vidol.training.data.listing import Listing
from vidol.training.data.rights import NOT_A_PERSON
from vidol.training.pictures.contact_sheet import COLUMNS, ROWS, write_contact_sheet
from vidol.training.pictures.dataset import PictureDataset, PictureItem, PictureManifest

_UNEVEN: Final = 0.18
"""Standard deviation of the pictures' brightness from which on --normalise is mentioned."""
_FEW: Final = 300
Warned = list[tuple[int, PictureItem]]
"""Pictures by their numbers."""


def write(folder: Path, listing: Listing, skipped: list[dict[str, Any]]) -> dict[str, Any]:
    """Write report.md, report.json, contact.png and warned.png into a finished dataset's folder,
    and return report.json.
    """
    with closing(PictureDataset(folder)) as data:
        count = min(len(data), COLUMNS * ROWS)
        numbers = np.unique(np.linspace(0, len(data) - 1, count).astype(int))
        shown = [data.picture(int(number)) for number in numbers]
        write_contact_sheet(folder / "contact.png", shown)
        warned, warnings = _warned(data)
        if warned:
            pictures = [data.picture(number) for number, _ in warned]
            write_contact_sheet(folder / "warned.png", pictures, [number for number, _ in warned])
        found = report.numbers(data.manifest, listing, skipped, warnings)
        found |= _of_pictures(data.manifest, shown)
        found["advice"] = list(_advice(found, data.manifest))
    with replacing(folder / "report.json") as part:
        part.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    with replacing(folder / "report.md") as part:
        words = "\n".join(_words(found, data.manifest, warned))
        part.write_text(words + "\n", encoding="utf-8")
    return found


def _of_pictures(manifest: PictureManifest, shown: Sequence[U8]) -> dict[str, Any]:
    """What report.json says of pictures alone."""
    exposures = [colour.exposure(picture) for picture in shown]
    return {
        "size": manifest.size,
        "channels": manifest.channels,
        "brightness": {
            "mean": round(float(np.mean(exposures)), 3),
            "deviation": round(float(np.std(exposures)), 3),
        },
    }


def _warned(data: PictureDataset) -> tuple[Warned, Counter[str]]:
    """Some pictures with warnings, the rarer kinds not crowded out;
    and how often each kind occurs.
    """
    warnings, chosen, most = Counter[str](), dict[str, Warned](), COLUMNS * 2
    for number, item in enumerate(data.items()):
        kinds = [warning.partition(":")[0] for warning in item.warnings]
        warnings.update(kinds)
        for kind in kinds:
            if len(chosen.setdefault(kind, [])) < most:
                chosen[kind].append((number, item))
    rarest: dict[int, PictureItem] = {}
    for kind in sorted(chosen, key=lambda kind: warnings[kind]):
        rarest.update(chosen[kind])
    shown = list(rarest.items())[: COLUMNS * ROWS]
    return sorted(shown, key=lambda pair: pair[0]), warnings


def _advice(found: dict[str, Any], manifest: PictureManifest) -> Iterator[str]:
    """What a careful person would do about it."""
    warnings, count = found["warnings"], manifest.count
    if count - manifest.tests < _FEW:
        yield (
            f"{count - manifest.tests} pictures to train on are few: a model of its own needs some"
            " hundreds; with fewer, start from a trained one."
        )
    if manifest.settings["size"] is not None and warnings.get("enlarged", 0) > count / 5:
        yield (
            f"{warnings['enlarged']} of {count} pictures were smaller than {manifest.size} pixels:"
            " a smaller --size fits them better."
        )
    if (
        found["brightness"]["deviation"] > _UNEVEN
        and not manifest.settings["normalise"]
        and set(manifest.consents) != {NOT_A_PERSON}
    ):
        yield "The pictures differ much in brightness: --normalise evens photographs out."
    without_face = next(
        (kind["count"] for kind in found["skipped"] if kind["reason"] == "no face"), 0
    )
    if without_face > (count + without_face) / 4:
        yield (
            f"In {without_face} pictures no face was found: if each shows one face and little else,"
            " --whole takes them as they are."
        )
    if found["labels_without_picture"]["count"]:
        yield (
            f"{found['labels_without_picture']['count']} labels name pictures that do not exist: is"
            " the table of another folder?"
        )
    if manifest.rights_claimed:
        yield (
            "Whoever prepared this said to have the rights where none are stated; every model"
            " trained on it will say so."
        )


def _words(found: dict[str, Any], manifest: PictureManifest, warned: Warned) -> Iterator[str]:
    yield from (f"# {report.safe(manifest.name)}", "")
    kind = "RGBA" if manifest.channels == 4 else "RGB"
    yield (
        f"{manifest.count:,} pictures of {manifest.size}x{manifest.size} pixels ({kind}),"
        f" {manifest.tests:,} of them held out; {found['left_out']:,} sources left out."
    )
    yield from ("", "![A sample](contact.png)", "")
    if found["advice"]:
        advice = (f"- {sentence}" for sentence in found["advice"])
        yield from ("## Before you train", "", *advice, "")
    yield from report.rights_words(manifest)
    yield from report.skipped_words(found)
    if found["warnings"]:
        yield from _warning_words(found["warnings"], warned)
    yield from report.label_words(found)


def _warning_words(warnings: dict[str, int], warned: Warned) -> Iterator[str]:
    yield from ("## To look at", "")
    yield from ("They are in the dataset; the numbers are those on the sheet.", "")
    yield from (f"- {name}: {count:,}" for name, count in warnings.items())
    yield from ("", "![Pictures with warnings](warned.png)", "")
    yield from ("| no. | picture | |", "|---|---|---|")
    for number, item in warned:
        yield f"| {number} | {report.safe(item.file)} | {report.safe('; '.join(item.warnings))} |"
    yield ""
