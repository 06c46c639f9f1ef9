"""Routes: the parts of the character, whatever they are: which plug-ins could make each, what of it
can be set, and the files in it. Changing settings is the character's route (characters.py).
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, UploadFile
from pydantic import BaseModel, Field

from vidol.avatar import Character
from vidol.core import organs, plugins
from vidol.core.endpoints import approved, key_for
from vidol.core.errors import InputError
from vidol.core.parts import Part
from vidol.core.rights import Record
from vidol.core.settings import json_schema
from vidol.studio.languages import Said
from vidol.studio.workshop import Workshop

FILE_BYTES: Final = 32 << 20


class PartFile(BaseModel):
    name: str
    size: int = Field(description="Bytes.")


class PluginChoice(BaseModel):
    """A plug-in that could make a part."""

    name: str
    package: str
    version: str
    problem: Said = Field(description="Why it does not load; empty when it does.")
    settings: dict[str, Any] = Field(
        description=(
            "What can be set, as JSON schema. Beside what JSON schema knows: `groups` and `hidden`"
            " of fields; `format` (color, endpoint, multiline) and `unit` of one."
        )
    )
    suffixes: list[str] = Field(description="The endings of the files that it takes.")


class Endpoint(BaseModel):
    """An address that a part names."""

    address: str
    approved: bool = Field(description="Whether the person at this machine has approved it.")
    key_stored: bool = Field(description="Whether this machine holds a key for it.")


class Rights(Record):
    """Whose a part's settings are, or a file of it."""


class PartView(BaseModel):
    """A part of the character."""

    plugin: str
    problem: Said = Field(description="Why it cannot be used as it is; empty when it can.")
    settings: dict[str, Any]
    files: list[PartFile]
    rights: list[Rights]
    endpoints: list[Endpoint]


class Kind(BaseModel):
    """A kind of parts: what could make one, and the one that the character has."""

    kind: str
    plugins: list[PluginChoice]
    part: PartView | None = None


class Parts(BaseModel):
    kinds: list[Kind]


def routes(workshop: Workshop) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["parts"])

    @router.get("/api/parts", summary="What the character is made of, and could be")
    async def parts() -> Parts:
        """Every kind of parts that the character has or an installed plug-in makes. A form for the
        settings follows from their JSON schema.
        """
        return await asyncio.to_thread(view, workshop.character)

    @router.post("/api/parts/{kind}/files", summary="Give a part files")
    async def give(
        kind: str,
        files: list[UploadFile],
        plugin: Annotated[
            str | None,
            Query(max_length=100, description="Let this plug-in make the part, of these files."),
        ] = None,
    ) -> Parts:
        """Files of the same names are replaced. What the part's plug-in cannot use is refused."""
        given = {}
        for file in files:
            name = file_name(file.filename or "")
            given[name] = await read(file, name)

        def change(character: Character) -> Character:
            chosen = character.with_plugin(kind, plugin) if plugin else character
            return chosen.with_files(kind, given)

        return await asyncio.to_thread(view, await workshop.edit(change))

    @router.delete("/api/parts/{kind}/files/{name:path}", summary="Take a file of a part away")
    async def take(kind: str, name: str) -> Parts:
        changed = await workshop.edit(lambda character: character.without_file(kind, name))
        return await asyncio.to_thread(view, changed)

    return router


def view(character: Character) -> Parts:
    """The character's parts as the API shows them."""
    kinds = dict.fromkeys((*plugins.kinds(), *character.parts))
    shown = [_kind(character, kind) for kind in kinds]
    return Parts(kinds=[kind for kind in shown if kind.plugins or kind.part])


def _kind(character: Character, kind: str) -> Kind:
    part = character.parts.get(kind)
    return Kind(
        kind=kind,
        plugins=[_choice(report) for report in plugins.survey(plugins.group_of(kind))],
        part=_part(character, part) if part else None,
    )


def _choice(report: plugins.Report) -> PluginChoice:
    plugin = report.plugin
    return PluginChoice(
        name=plugin.name,
        package=plugin.package,
        version=plugin.version,
        problem=report.problem,
        settings={} if report.problem else json_schema(organs.settings_class(report.found)),
        suffixes=list(organs.suffixes_of(report.found)),
    )


def _part(character: Character, part: Part) -> PartView:
    try:
        character.check(part.kind)
        character.settings(part.kind)
        problem = ""
    except InputError as error:
        problem = str(error)
    addresses = character.endpoints().get(part.kind, ())
    return PartView(
        plugin=part.plugin,
        problem=problem,
        settings=dict(part.settings),
        files=[PartFile(name=name, size=len(data)) for name, data in sorted(part.files.items())],
        rights=[Rights.model_validate(record.model_dump()) for record in part.rights],
        endpoints=[
            Endpoint(address=address, approved=approved(address), key_stored=bool(key_for(address)))
            for address in addresses
        ],
    )


def file_name(name: str) -> str:
    """The plain name of an uploaded file. Raises InputError for a name that is a path or none."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    controls = any(ord(char) < 32 for char in plain)
    if not plain or plain.startswith(".") or controls or len(plain) > 120:
        raise InputError(
            f"'{name[:80]}' cannot be the name of a file: give it a plain name, as faq.csv."
        )
    return plain


async def read(file: UploadFile, name: str) -> bytes:
    """The bytes of an uploaded file. Raises InputError for more than FILE_BYTES."""
    data = await file.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise InputError(f"{name} is larger than {FILE_BYTES >> 20} MiB: split it.")
    return data
