"""The character as members of a bundle: what ``avatar.json`` says, and how it is checked.

A bundle ``NAME.vidol`` is a zip (vidol.avatar.archive) with

    avatar.json      the manifest below: schema version, name, seed, which plug-in makes each part,
                     and the SHA-256 of all the rest
    portrait.png     512 x 512, for file managers and `vidol info`; not without a face
    parts/KIND.json  a part: its plug-in, that plug-in's settings, and whose it is
    (vidol.core.parts).
                     Addresses of endpoints stand here, keys never, and nothing is sent to one
                     before the person at the machine approves
    parts/KIND/...   the files of that part, as they were

A part whose kind or plug-in is not installed is read and written like any other, byte for byte; so
is whatever else stands under ``parts/``. Bundles of schema 1 are read by vidol.avatar.schema1.

Everything is data that is parsed and validated; nothing in a bundle is ever executed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from vidol.avatar import archive, schema1
from vidol.avatar.members import (
    MANIFEST,
    PORTRAIT,
    Contents,
    Member,
    check_document,
    check_members,
    listed,
    parsed,
    read_manifest,
)
from vidol.core.errors import InputError
from vidol.core.parts import Name, Part
from vidol.core.version import __version__

SCHEMA: Final = 2
_PARTS: Final = "parts/"
_DOCUMENT: Final = re.compile(r"parts/([a-z][a-z0-9_]{0,39})\.json")


class Manifest(BaseModel):
    """``avatar.json``. A change that older versions cannot read raises SCHEMA."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["vidol"] = "vidol"
    schema_version: Literal[2] = SCHEMA
    made_by: str = Field(max_length=100)
    created: AwareDatetime
    seed: int
    name: Name
    plugins: dict[str, str]
    """Which plug-in makes each part: what must be installed to perform."""
    members: dict[str, Member]


def save(contents: Contents, path: Path) -> None:
    """Write a character to `path`. The same contents give the same bytes.

    Raises OutputError when `path` cannot be written (an older file there stays whole), InputError
    when the files are more than a bundle holds.
    """
    members = {PORTRAIT: contents.picture} if contents.picture else {}
    members |= {name: contents.others[name] for name in sorted(contents.others)}
    for kind, part in contents.parts.items():
        members[_document(kind)] = part.document
        members |= {_file(kind, name): part.files[name] for name in sorted(part.files)}
    manifest = Manifest(
        made_by=f"vidol {__version__}",
        created=contents.created,
        seed=contents.seed,
        name=contents.name,
        plugins=_plugins(contents.parts),
        members=listed(members),
    )
    document = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1)
    archive.write(path, {MANIFEST: document.encode(), **members})


def load(path: Path) -> Contents:
    """Read and check a bundle.

    Raises InputError, one sentence that names the file and the way out, for anything that is not a
    sound bundle of this or an older schema. What a plug-in thinks of its settings and files shows
    when the part is opened or changed.
    """
    members = archive.read(path)
    if MANIFEST not in members:
        raise InputError(
            f"{path} is not a vidol bundle: it has no {MANIFEST}. A bundle is made by `vidol new"
            " NAME -o FILE.vidol`."
        )
    data = members.pop(MANIFEST)
    if _version(path, data) == schema1.SCHEMA:
        return schema1.contents(path, data, members)
    manifest = read_manifest(Manifest, path, data)
    check_members(path, manifest.members, members)
    parts = _parts(path, members)
    _check_plugins(path, manifest, parts)
    return Contents(
        manifest.name,
        manifest.seed,
        manifest.created,
        parts,
        others=_others(members, parts),
        picture=members.get(PORTRAIT, b""),
    )


def _version(path: Path, data: bytes) -> int:
    """The schema of a manifest. Raises InputError for one that is none,
    or newer than this vidol.
    """
    fields = parsed(path, MANIFEST, data)
    version = fields.get("schema_version")
    if fields.get("format") != "vidol" or not isinstance(version, int):
        raise InputError(f"{path} is not a vidol bundle: its {MANIFEST} is of something else.")
    if version > SCHEMA:
        made_by = str(fields.get("made_by", "a newer vidol"))[:100]
        raise InputError(
            f"{path} was made by {made_by} in bundle schema {version}; this vidol reads up to"
            f" schema {SCHEMA}: update it with  pip install -U vidol."
        )
    return version


def _parts(path: Path, members: Mapping[str, bytes]) -> dict[str, Part]:
    parts = {}
    for name, document in members.items():
        match = _DOCUMENT.fullmatch(name)
        if match is None:
            continue
        folder = f"{_PARTS}{match[1]}/"
        files = {
            member.removeprefix(folder): data
            for member, data in members.items()
            if member.startswith(folder)
        }
        check_document(path, name, document)
        try:
            parts[match[1]] = Part.read(match[1], document, files)
        except InputError as error:
            fault = str(error)[:1].lower() + str(error)[1:]
            raise InputError(f"{path} is not a sound bundle: {fault} Take another copy.") from error
    return parts


def _others(members: Mapping[str, bytes], parts: Mapping[str, Part]) -> dict[str, bytes]:
    """What stands under ``parts/`` and belongs to none of them."""
    read = {_document(kind) for kind in parts}
    read |= {_file(kind, name) for kind, part in parts.items() for name in part.files}
    return {
        name: data for name, data in members.items() if name.startswith(_PARTS) and name not in read
    }


def _check_plugins(path: Path, manifest: Manifest, parts: Mapping[str, Part]) -> None:
    for kind in manifest.plugins.keys() - parts.keys():
        raise InputError(f"{path} lacks its part {_document(kind)}; take another copy.")
    if manifest.plugins != _plugins(parts):
        raise InputError(
            f"{path} is not a sound bundle: its table of plug-ins does not fit its parts. Take"
            " another copy."
        )


def _plugins(parts: Mapping[str, Part]) -> dict[str, str]:
    return {kind: part.plugin for kind, part in parts.items()}


def _document(kind: str) -> str:
    return f"{_PARTS}{kind}.json"


def _file(kind: str, name: str) -> str:
    return f"{_PARTS}{kind}/{name}"
