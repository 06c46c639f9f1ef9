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
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from vidol.core.arrays import U8
from vidol.core.rights import NOT_STATED
from vidol.core.storage import replacing
from vidol.face.data import colour
from vidol.face.data.listing import Listing
from vidol.face.data.rights import NOT_A_PERSON
from vidol.training.pictures.dataset import Dataset, Item, Manifest

_COLUMNS: Final = 12
_ROWS: Final = 10
_CELL: Final = 112
"""Pixels a side of a picture on a sheet."""
_NAMED: Final = 20
"""Files that are named for each reason; all are in skipped.jsonl."""
_UNEVEN: Final = 0.18
"""Standard deviation of the pictures' brightness from which on --normalise is mentioned."""
_FEW: Final = 300
_SHARE_OF_CHECKS: Final = (238, 220)
"""The two greys behind what can be seen through."""


def write_skipped(folder: Path, skipped: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Write skipped.jsonl, and give what of it belongs in a report: each kind of reason with its
    number and the first files.
    """
    counts, named = Counter[str](), dict[str, list[str]]()
    with replacing(folder / "skipped.jsonl") as part, part.open("w", encoding="utf-8") as lines:
        for file, reason in skipped:
            kind, _, more = reason.partition(": ")
            counts[kind] += 1
            if len(named.setdefault(kind, [])) < _NAMED:
                named[kind].append(f"{file} ({more})" if more else file)
            lines.write(json.dumps({"file": file, "reason": reason}, ensure_ascii=False) + "\n")
    for kind, count in counts.most_common():
        yield {"reason": kind, "count": count, "files": named[kind]}


def write(folder: Path, listing: Listing, skipped: list[dict[str, Any]]) -> dict[str, Any]:
    """Write report.md, report.json, contact.png and warned.png into a finished dataset's folder,
    and return report.json.
    """
    data = Dataset(folder)
    try:
        numbers = np.unique(
            np.linspace(0, len(data) - 1, min(len(data), _COLUMNS * _ROWS)).astype(int)
        )
        shown = [data.picture(int(number)) for number in numbers]
        _write_sheet(folder / "contact.png", shown, None)
        warned, warnings = _warned(data)
        if warned:
            _write_sheet(
                folder / "warned.png",
                [data.picture(number) for number, _ in warned],
                [number for number, _ in warned],
            )
        found = _numbers(
            data.manifest,
            listing,
            skipped,
            warnings,
            [colour.exposure(picture) for picture in shown],
        )
    finally:
        data.close()
    with replacing(folder / "report.json") as part:
        part.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    with replacing(folder / "report.md") as part:
        part.write_text("\n".join(_words(found, data.manifest, warned)) + "\n", encoding="utf-8")
    return found


def _warned(data: Dataset) -> tuple[list[tuple[int, Item]], Counter[str]]:
    """Some pictures with warnings, the rarer kinds not crowded out; and how often each kind occurs."""
    warnings, chosen, most = Counter[str](), dict[str, list[tuple[int, Item]]](), _COLUMNS * 2
    for number, item in enumerate(data.items()):
        kinds = [warning.partition(":")[0] for warning in item.warnings]
        warnings.update(kinds)
        for kind in kinds:
            if len(chosen.setdefault(kind, [])) < most:
                chosen[kind].append((number, item))
    rarest = dict(
        pair for kind in sorted(chosen, key=lambda kind: warnings[kind]) for pair in chosen[kind]
    )
    return sorted(list(rarest.items())[: _COLUMNS * _ROWS], key=lambda pair: pair[0]), warnings


def _numbers(
    manifest: Manifest,
    listing: Listing,
    skipped: list[dict[str, Any]],
    warnings: Counter[str],
    exposures: list[float],
) -> dict[str, Any]:
    unmatched = listing.unmatched()
    named = list(islice(unmatched, _NAMED))
    left_out = sum(kind["count"] for kind in skipped)
    found = {
        "name": manifest.name,
        "size": manifest.size,
        "channels": manifest.channels,
        "pictures": manifest.count,
        "held_out": manifest.tests,
        "left_out": left_out,
        "skipped": skipped,
        "warnings": dict(warnings.most_common()),
        "licences": manifest.licences,
        "consents": manifest.consents,
        "rights_claimed": manifest.rights_claimed,
        "tags": {tag.name: tag.count for tag in manifest.tags},
        "classes": {label.name: label.count for label in manifest.labels},
        "table": listing.table,
        "lines": listing.lines,
        "keys_without_tags": listing.keys.passed_over(),
        "labels_without_picture": {"count": len(named) + sum(1 for _ in unmatched), "first": named},
        "other_files": dict(listing.others.most_common(_NAMED)),
        "brightness": {
            "mean": round(float(np.mean(exposures)), 3),
            "deviation": round(float(np.std(exposures)), 3),
        },
    }
    return found | {"advice": list(_advice(found, manifest))}


def _advice(found: dict[str, Any], manifest: Manifest) -> Iterator[str]:
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


def _words(
    found: dict[str, Any], manifest: Manifest, warned: list[tuple[int, Item]]
) -> Iterator[str]:
    yield from (f"# {_safe(manifest.name)}", "")
    kind = "RGBA" if manifest.channels == 4 else "RGB"
    yield (
        f"{manifest.count:,} pictures of {manifest.size}x{manifest.size} pixels ({kind}),"
        f" {manifest.tests:,} of them held out; {found['left_out']:,} sources left out."
    )
    yield from ("", "![A sample](contact.png)", "")
    if found["advice"]:
        yield from (
            "## Before you train",
            "",
            *(f"- {sentence}" for sentence in found["advice"]),
            "",
        )
    yield from ("## Rights", "", "| | pictures |", "|---|---|")
    yield from (
        f"| licence: {_safe(name or NOT_STATED)} | {count:,} |"
        for name, count in manifest.licences.items()
    )
    yield from (
        f"| consent: {_safe(name or NOT_STATED)} | {count:,} |"
        for name, count in manifest.consents.items()
    )
    yield ""
    if found["skipped"]:
        yield from ("## Left out", "", "All of them are in skipped.jsonl.", "")
        for reason in found["skipped"]:
            more = (
                f" and {reason['count'] - len(reason['files']):,} more"
                if reason["count"] > len(reason["files"])
                else ""
            )
            yield (
                f"- **{reason['reason']}**, {reason['count']:,}:"
                f" {', '.join(_safe(file) for file in reason['files'])}{more}"
            )
        yield ""
    if found["warnings"]:
        yield from (
            "## To look at",
            "",
            "They are in the dataset; the numbers are those on the sheet.",
            "",
        )
        yield from (f"- {name}: {count:,}" for name, count in found["warnings"].items())
        yield from (
            "",
            "![Pictures with warnings](warned.png)",
            "",
            "| no. | picture | |",
            "|---|---|---|",
        )
        yield from (
            f"| {number} | {_safe(item.file)} | {_safe('; '.join(item.warnings))} |"
            for number, item in warned
        )
        yield ""
    yield from _label_words(found)


def _label_words(found: dict[str, Any]) -> Iterator[str]:
    yield from ("## Labels", "")
    yield (
        f"{found['lines']:,} lines in {_safe(found['table'])}."
        if found["table"]
        else "No table of labels."
    )
    if found["classes"]:
        yield from ("", f"{len(found['classes']):,} classes: " + _listed(found["classes"]))
    yield from (
        "",
        f"{len(found['tags']):,} tags: " + _listed(found["tags"]) if found["tags"] else "No tags.",
        "",
    )
    yield from (
        f"- `{_safe(key)}` makes no tags: {_safe(why)}"
        for key, why in found["keys_without_tags"].items()
    )
    missing = found["labels_without_picture"]
    if missing["count"]:
        more = (
            f" and {missing['count'] - len(missing['first']):,} more"
            if missing["count"] > len(missing["first"])
            else ""
        )
        yield (
            f"- {missing['count']:,} labels without a picture:"
            f" {', '.join(_safe(name) for name in missing['first'])}{more}"
        )
    if found["other_files"]:
        yield (
            "- other files, not looked at:"
            f" {', '.join(f'{count:,} {_safe(kind)}' for kind, count in found['other_files'].items())}"
        )


def _listed(counts: dict[str, int]) -> str:
    """The most frequent names with their numbers."""
    common = sorted(counts.items(), key=lambda pair: -pair[1])
    more = f" and {len(common) - 200:,} rarer ones" if len(common) > 200 else ""
    return ", ".join(f"{_safe(name)} ({count:,})" for name, count in common[:200]) + more


def _safe(text: str) -> str:
    """A stranger's words as words: neither Markdown nor HTML nor a control character."""
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:300]
    )
    return "".join("\\" + letter if letter in "\\`*_[]<>|#&!" else letter for letter in text)


def _write_sheet(path: Path, pictures: list[U8], numbers: list[int] | None) -> None:
    """Pictures side by side on a light ground; with numbers where given."""
    gap, foot = 4, 16 if numbers else 0
    columns = min(_COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    sheet = np.full(
        (rows * (_CELL + gap + foot) + gap, columns * (_CELL + gap) + gap, 3), 250, np.uint8
    )
    for place, picture in enumerate(pictures):
        y, x = gap + place // columns * (_CELL + gap + foot), gap + place % columns * (_CELL + gap)
        sheet[y : y + _CELL, x : x + _CELL] = _shown(picture)
        if numbers:
            cv2.putText(
                sheet,
                str(numbers[place]),
                (x + 2, y + _CELL + 12),
                cv2.FONT_HERSHEY_SIMPLEX,
                0.4,
                (60, 60, 60),
                1,
                cv2.LINE_AA,
            )
    with replacing(path) as part:
        part.write_bytes(cv2.imencode(".png", cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))[1].tobytes())


def _shown(picture: U8) -> U8:
    small = (
        picture
        if len(picture) == _CELL
        else cv2.resize(
            picture,
            (_CELL, _CELL),
            interpolation=cv2.INTER_AREA if len(picture) > _CELL else cv2.INTER_CUBIC,
        )
    )
    if small.shape[2] == 3:
        return np.asarray(small, np.uint8)
    checks = np.kron(np.indices((_CELL // 8, _CELL // 8)).sum(0) % 2, np.ones((8, 8), int))
    ground = np.where(checks[..., None] == 1, _SHARE_OF_CHECKS[0], _SHARE_OF_CHECKS[1])
    alpha = small[..., 3:].astype(np.float32) / 255
    return np.clip(small[..., :3] * alpha + ground * (1 - alpha) + 0.5, 0, 255).astype(np.uint8)
