"""Whose each item of a dataset is, under which licence, and whose consent it rests on.

The nearest statement holds: an item's own line in the table of labels, then the command's
options, then rights.json in the folder. A drawing of nobody says `not-a-person` for its consent.
What was stated is recorded; nothing is proved by it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import ValidationError

from vidol.core.errors import InputError
from vidol.core.rights import NOT_STATED, Record
from vidol.training.data.manifest import Manifest

FIELDS: Final = ("licence", "holder", "consent")
NOT_A_PERSON: Final = "not-a-person"
"""The consent of a drawing of nobody."""
FILE: Final = "rights.json"
_LARGEST: Final = 64 << 10


def checked(given: Mapping[str, str], where: str) -> dict[str, str]:
    """What is stated in `given` of licence, holder and consent, without the empty ones. Raises
    InputError naming `where`.
    """
    stated = {
        field: text
        for field in FIELDS
        if (text := given.get(field, "").strip()) and text != NOT_STATED
    }
    try:
        Record(part="picture", origin="", **stated)
    except ValidationError as error:
        field, what = (
            str(error.errors()[0]["loc"][0]),
            error.errors()[0]["msg"].removeprefix("Value error, "),
        )
        raise InputError(f"{where}: the {field} {stated[field][:80]!r} {what}.") from error
    return stated


def of_folder(data: bytes, where: str) -> dict[str, str]:
    """What a rights.json states for all items: an object with `licence`, `holder` and `consent`."""
    try:
        found = json.loads(data) if len(data) <= _LARGEST else None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is no JSON ({error}).") from error
    if (
        not isinstance(found, dict)
        or not set(found) <= set(FIELDS)
        or not all(isinstance(value, str) for value in found.values())
    ):
        raise InputError(
            f'{where} must be an object of texts such as {{"licence": "CC0-1.0", "holder": "Mika",'
            ' "consent": "not-a-person"}.'
        )
    return checked(found, where)


def missing(stated: Mapping[str, str]) -> str:
    """What of licence and consent is not stated, as the reason of a refusal;
    empty when both are.
    """
    lacking = [field for field in ("licence", "consent") if not stated.get(field)]
    return f"refused: no {' and no '.join(lacking)} stated" if lacking else ""


Stated = TypeVar("Stated", bound=Manifest)


def with_rights(manifest: Stated, *, claimed: bool) -> Stated:
    """Refuse to train on items whose licence or consent nobody stated, unless whoever trains says
    to have the rights (`claimed`); then the manifest that is returned says so. Raises InputError.
    """
    unstated = max(
        manifest.licences.get(NOT_STATED, 0) + manifest.licences.get("", 0),
        manifest.consents.get("", 0),
    )
    if unstated and not (manifest.rights_claimed or claimed):
        raise InputError(
            f"{unstated} {manifest.things} of {manifest.name} have no licence or no consent stated:"
            " prepare the dataset with them, or give --i-have-the-rights, which the model's card"
            " will say."
        )
    return manifest.model_copy(update={"rights_claimed": manifest.rights_claimed or bool(unstated)})
