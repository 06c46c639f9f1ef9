"""The members of a bundle against what its manifest says of them: there, of that size, with that
SHA-256, and sound JSON where they are JSON. Knows nothing of what they mean.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vidol.core.errors import InputError
from vidol.core.files import MIB
from vidol.core.settings import Model, explained

MANIFEST: Final = "avatar.json"
PORTRAIT: Final = "portrait.png"
MAX_DOCUMENT_BYTES: Final = 4 * MIB
"""Of the manifest, and of a part's document."""


class Member(BaseModel):
    """What the manifest says of another member."""

    model_config = ConfigDict(extra="forbid", strict=True)

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


def listed(members: Mapping[str, bytes]) -> dict[str, Member]:
    """What a manifest says of these."""
    return {name: Member(size=len(data), sha256=_digest(data)) for name, data in members.items()}


def check_members(path: Path, manifest: Mapping[str, Member], members: Mapping[str, bytes]) -> None:
    """Raises InputError when one is missing, was changed, or is not listed."""
    for name in manifest.keys() | members.keys():
        if name not in members:
            raise InputError(f"{path} lacks its part {name}; take another copy.")
        if name not in manifest:
            raise InputError(
                f"{path} contains {name}, which its {MANIFEST} does not list; somebody added it."
                " Take another copy."
            )
        data = members[name]
        if len(data) != manifest[name].size or _digest(data) != manifest[name].sha256:
            raise InputError(
                f"{path} was changed: its part {name} does not have the SHA-256 that its"
                f" {MANIFEST} lists. Take another copy."
            )


def read_manifest(kind: type[Model], path: Path, data: bytes) -> Model:
    """The manifest of that model. Raises InputError for anything else."""
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        raise InputError(explained(error, kind, f"the {MANIFEST} of {path}")) from error


def parsed(path: Path, name: str, data: bytes) -> Mapping[str, Any]:
    """A member as JSON. Raises InputError for what is too large, not JSON or not an object."""
    check_document(path, name, data)
    try:
        fields = json.loads(data.decode("utf-8"))
        # JSON can spell half a surrogate pair, which no file can hold
        json.dumps(fields, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path} is damaged: its {name} is not JSON ({str(error)[:100]}); take another copy."
        ) from error
    if not isinstance(fields, dict):
        raise InputError(f"{path} is damaged: its {name} is not a JSON object; take another copy.")
    return fields


def check_document(path: Path, name: str, data: bytes) -> None:
    """Raises InputError for a document that is larger than any could be."""
    if len(data) > MAX_DOCUMENT_BYTES:
        raise InputError(
            f"{path} is not a sound bundle: its {name} has {len(data) // MIB} MiB."
            " Take another copy."
        )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
