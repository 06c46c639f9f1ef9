"""What a dataset that was made will be reported with, whatever it is of: what was left out and why,
rights, labels. The kind's own part makes a page of it: vidol.face.data.report does.

skipped.jsonl   every source that gave no item, and why
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from vidol.core.rights import NOT_STATED
from vidol.core.storage import replacing
from vidol.training.data.listing import Listing
from vidol.training.data.manifest import Manifest

NAMED: Final = 20
"""Files that are named for each reason; all are in skipped.jsonl."""
_LISTED: Final = 200
"""Tags and classes that are named."""


def write_skipped(folder: Path, skipped: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Write skipped.jsonl, and give what of it belongs in a report: each kind of reason with its
    number and the first files.
    """
    counts, named = Counter[str](), dict[str, list[str]]()
    with replacing(folder / "skipped.jsonl") as part, part.open("w", encoding="utf-8") as lines:
        for file, reason in skipped:
            kind, _, more = reason.partition(": ")
            counts[kind] += 1
            if len(named.setdefault(kind, [])) < NAMED:
                named[kind].append(f"{file} ({more})" if more else file)
            lines.write(json.dumps({"file": file, "reason": reason}, ensure_ascii=False) + "\n")
    for kind, count in counts.most_common():
        yield {"reason": kind, "count": count, "files": named[kind]}


def numbers(
    manifest: Manifest,
    listing: Listing,
    skipped: list[dict[str, Any]],
    warnings: Counter[str],
) -> dict[str, Any]:
    """What report.json says of every dataset."""
    unmatched = listing.unmatched()
    named = list(islice(unmatched, NAMED))
    return {
        "name": manifest.name,
        manifest.things: manifest.count,
        "held_out": manifest.tests,
        "left_out": sum(kind["count"] for kind in skipped),
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
        "other_files": dict(listing.others.most_common(NAMED)),
    }


def rights_words(manifest: Manifest) -> Iterator[str]:
    """The lines of report.md on whose the items are."""
    yield from ("## Rights", "", f"| | {manifest.things} |", "|---|---|")
    for what, counts in (("licence", manifest.licences), ("consent", manifest.consents)):
        for name, count in counts.items():
            yield f"| {what}: {safe(name or NOT_STATED)} | {count:,} |"
    yield ""


def skipped_words(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines on what was left out."""
    if not found["skipped"]:
        return
    yield from ("## Left out", "", "All of them are in skipped.jsonl.", "")
    for reason in found["skipped"]:
        more = reason["count"] - len(reason["files"])
        files = ", ".join(safe(file) for file in reason["files"])
        yield f"- **{reason['reason']}**, {reason['count']:,}: {files}{_and_more(more)}"
    yield ""


def label_words(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines on tags and classes."""
    yield from ("## Labels", "")
    table = found["table"]
    yield f"{found['lines']:,} lines in {safe(table)}." if table else "No table of labels."
    if found["classes"]:
        yield from ("", f"{len(found['classes']):,} classes: {_listed(found['classes'])}")
    tags = found["tags"]
    yield from ("", f"{len(tags):,} tags: {_listed(tags)}" if tags else "No tags.", "")
    for key, why in found["keys_without_tags"].items():
        yield f"- `{safe(key)}` makes no tags: {safe(why)}"
    missing = found["labels_without_picture"]
    if missing["count"]:
        more = missing["count"] - len(missing["first"])
        names = ", ".join(safe(name) for name in missing["first"])
        yield f"- {missing['count']:,} labels without a picture: {names}{_and_more(more)}"
    if others := found["other_files"]:
        kinds = ", ".join(f"{count:,} {safe(kind)}" for kind, count in others.items())
        yield f"- other files, not looked at: {kinds}"


def _and_more(count: int) -> str:
    return f" and {count:,} more" if count else ""


def _listed(counts: Mapping[str, int]) -> str:
    """The most frequent names with their numbers."""
    common = sorted(counts.items(), key=lambda pair: -pair[1])
    more = f" and {len(common) - _LISTED:,} rarer ones" if len(common) > _LISTED else ""
    return ", ".join(f"{safe(name)} ({count:,})" for name, count in common[:_LISTED]) + more


def safe(text: str) -> str:
    """A stranger's words as words: neither Markdown nor HTML nor a control character."""
    letters = (
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:300]
    )
    return "".join("\\" + letter if letter in "\\`*_[]<>|#&!" else letter for letter in letters)
