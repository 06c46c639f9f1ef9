"""Bundles of schema 1, as vidol wrote them until parts had plug-ins with settings and files of
their own: look and voice stood in the manifest, persona, knowledge and endpoints in members of
their own.

Only read here; what is saved again is of the present schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from vidol.avatar.members import PORTRAIT, Contents, Member, check_members, parsed, read_manifest
from vidol.core.errors import InputError
from vidol.core.parts import Part
from vidol.core.rights import Record, unrecorded

SCHEMA: Final = 1
_PERSONA: Final = "persona.json"
_KNOWLEDGE: Final = "knowledge/"
_ENDPOINTS: Final = ("language_model", "transcription")


class _Plugins(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    face: str = Field(default="drawn", min_length=1, max_length=100)
    voice: str = Field(default="embedded", min_length=1, max_length=100)
    mind: str = Field(default="embedded", min_length=1, max_length=100)


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["vidol"]
    schema_version: Literal[1]
    made_by: str = Field(max_length=100)
    created: AwareDatetime
    seed: int
    plugins: _Plugins
    look: dict[str, Any]
    voice: dict[str, Any]
    rights: tuple[Record, ...]
    members: dict[str, Member]


def contents(path: Path, data: bytes, members: Mapping[str, bytes]) -> Contents:
    """What such a bundle holds: `data` is its manifest, `members` are all the others.

    Raises InputError for anything that is not sound.
    """
    manifest = read_manifest(_Manifest, path, data)
    check_members(path, manifest.members, members)
    for missing in {_PERSONA, PORTRAIT} - members.keys():
        raise InputError(f"{path} lacks its part {missing}; take another copy.")
    _check_rights(path, manifest, members)
    persona = dict(parsed(path, _PERSONA, members[_PERSONA]))
    name = persona.pop("name", "")
    documents = {
        member.removeprefix(_KNOWLEDGE): content
        for member, content in members.items()
        if member.startswith(_KNOWLEDGE)
    }
    try:
        parts = [
            Part("face", manifest.plugins.face, manifest.look),
            Part("voice", manifest.plugins.voice, manifest.voice),
            Part("persona", "written", persona),
            Part("knowledge", "documents", {}, documents),
            Part("mind", manifest.plugins.mind),
            *(
                Part(kind, "openai", parsed(path, f"{kind}.json", members[f"{kind}.json"]))
                for kind in _ENDPOINTS
                if f"{kind}.json" in members
            ),
        ]
        return Contents(
            name,
            manifest.seed,
            manifest.created,
            {part.kind: _with_rights(part, manifest.rights) for part in parts},
            picture=members[PORTRAIT],
        )
    except InputError as error:
        raise InputError(f"{path} is not a sound bundle: {error}") from error


def _check_rights(path: Path, manifest: _Manifest, members: Mapping[str, bytes]) -> None:
    documents = (name for name in members if name.startswith(_KNOWLEDGE))
    if any(unrecorded(manifest.rights, {"look", "voice", "persona", *documents})):
        raise InputError(
            f"{path} is not a sound bundle: its rights records do not fit its parts. Take another"
            " copy."
        )


def _with_rights(part: Part, records: tuple[Record, ...]) -> Part:
    """The part with its records under the names of today; endpoints had none."""
    named = {"face" if record.part == "look" else record.part: record for record in records}
    known = [name for name in part.owned if name in named]
    rights = tuple(named[name].model_copy(update={"part": name}) for name in known)
    missing = dict.fromkeys(set(part.owned) - set(known), "given by the creator")
    return replace(part, rights=rights).recorded(missing)
