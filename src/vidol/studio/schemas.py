"""What the schemas of the interfaces leave open: which fields are always there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def made_whole(schemas: dict[str, Any], sent: Iterable[Any]) -> None:
    """Require every field of the schemas that no client sends: what the studio answers and tells is
    always whole, while a client may leave defaults out. `sent` are pieces of JSON Schema that
    clients fill.
    """
    theirs: set[str] = set()
    found = set(_named(list(sent)))
    while found:
        theirs |= found
        found = {name for known in found for name in _named(schemas[known])} - theirs
    for name, schema in schemas.items():
        if name not in theirs and "properties" in schema:
            schema["required"] = list(schema["properties"])


def _named(piece: Any) -> Iterator[str]:
    """The schemas that a piece refers to."""
    if isinstance(piece, dict):
        if "$ref" in piece:
            yield str(piece["$ref"]).rsplit("/", 1)[1]
        piece = list(piece.values())
    if isinstance(piece, list):
        for part in piece:
            yield from _named(part)
