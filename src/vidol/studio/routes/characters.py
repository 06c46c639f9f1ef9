"""Routes: the character that performs."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from vidol.avatar import Character, created
from vidol.core.endpoints import approved, key_for
from vidol.core.errors import InputError
from vidol.studio.languages import LANGUAGE
from vidol.studio.models import CharacterChange, KnowledgeFile, Sent
from vidol.studio.routes.endpoints import remember, wanted_parts
from vidol.studio.sessions import Who
from vidol.studio.workshop import Workshop, bundle_path, new_bundle_path


class CharacterView(BaseModel):
    """The character that performs. All of its parts are in `GET /api/parts`."""

    name: str
    seed: int
    plugins: dict[str, str] = Field(description="What makes each of the parts.")
    look: dict[str, Any] = Field(description="The settings of the face.")
    persona: dict[str, Any]
    voice: dict[str, Any]
    knowledge: list[KnowledgeFile]
    language_model: dict[str, Any] | None = None
    transcription: dict[str, Any] | None = None
    key_stored: bool = Field(
        default=False,
        description="Whether this machine holds a key for the endpoint of the language model.",
    )
    approved: bool = Field(
        default=False, description="Whether the person at this machine has approved that endpoint."
    )
    file: str = Field(description="The bundle that saving writes.")
    unsaved: bool


class CharacterNew(Sent):
    """A new character. It performs from then on; the one before is kept only if it was saved."""

    name: str = Field(max_length=60, examples=["Mika"])
    seed: int | None = Field(default=None, ge=0, le=2**53)
    look: dict[str, Any] = Field(
        default_factory=dict,
        description="Fields of the look that are chosen; the seed gives the others.",
    )


class Saving(Sent):
    name: str | None = Field(
        default=None,
        max_length=120,
        description="A plain file name; without it, the bundle the character came from.",
    )


class Saved(BaseModel):
    file: str


def routes(workshop: Workshop, folder: Path) -> APIRouter:
    """All of them; `folder` is where bundles that a page names are written."""
    router = APIRouter(tags=["character"])

    @router.get("/api/character", summary="The character that performs")
    async def get() -> CharacterView:
        return view(workshop)

    @router.patch("/api/character", summary="Change the character")
    async def change(wanted: CharacterChange, who: Who) -> CharacterView:
        """The character performs changed from then on; the bundle changes when it is
        saved. Of a part only the settings that are given change.
        """
        character = await workshop.edit(lambda character: _changed(character, wanted))
        remember(character, wanted, here=who.here)
        return view(workshop)

    @router.post("/api/character", summary="Create another one, who takes over")
    async def create(wanted: CharacterNew) -> CharacterView:
        """Who does not tell a language is answered in that of the request (Accept-Language)."""
        fields = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in wanted.look.items()
            if name != "seed"
        }
        path, language = new_bundle_path(folder, _stem(wanted.name)), LANGUAGE.get()
        await workshop.edit(
            lambda _: created(wanted.name, wanted.seed, fields, language), path=path
        )
        return view(workshop)

    @router.post("/api/character/save", summary="Write the bundle")
    async def save(wanted: Saving | None = None) -> Saved:
        path = await workshop.save(
            bundle_path(folder, wanted.name) if wanted and wanted.name else None
        )
        return Saved(file=path.name)

    @router.get(
        "/api/character/bundle",
        tags=["character"],
        summary="Download the bundle",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}},
    )
    async def download() -> Response:
        data = await asyncio.to_thread(_bundle_bytes, workshop.character)
        name = quote(f"{_stem(workshop.character.name)}.vidol")
        return Response(
            data,
            media_type="application/zip",
            headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
        )

    @router.put(
        "/api/character/bundle",
        summary="Upload a bundle, whose character takes over",
        openapi_extra=_BINARY,
    )
    async def upload(request: Request) -> CharacterView:
        """The body is the bundle itself."""
        character = await _received(request)
        await workshop.edit(
            lambda _: character, path=new_bundle_path(folder, _stem(character.name))
        )
        return view(workshop)

    return router


_BINARY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def view(workshop: Workshop) -> CharacterView:
    """The character as the API shows her."""
    character = workshop.character
    settings = {kind: dict(part.settings) for kind, part in character.parts.items()}
    address = next(iter(character.endpoints().get("language_model", ())), "")
    documents = sorted(character.files("knowledge").items())
    return CharacterView(
        name=character.name,
        seed=character.seed,
        plugins={kind: part.plugin for kind, part in character.parts.items()},
        look=settings.get("face", {}),
        persona={"name": character.name, **settings.get("persona", {})},
        voice=settings.get("voice", {}),
        knowledge=[KnowledgeFile(name=name, size=len(data)) for name, data in documents],
        language_model=settings.get("language_model"),
        transcription=settings.get("transcription"),
        key_stored=bool(address and key_for(address)),
        approved=bool(address and approved(address)),
        file=workshop.path.name,
        unsaved=workshop.unsaved,
    )


def _changed(character: Character, wanted: CharacterChange) -> Character:
    parts = wanted_parts(wanted)
    name = wanted.name or (parts.get("persona") or {}).pop("name", None)
    for kind, plugin in wanted.plugins.items():
        character = character.with_plugin(kind, plugin, **(parts.pop(kind, None) or {}))
        character.check(kind)
    for kind, settings in parts.items():
        if settings is not None:
            character = character.with_settings(kind, **settings)
        elif kind in character.parts:
            character = character.without(kind)
    return character.with_name(name) if name else character


def _stem(name: str) -> str:
    return (
        "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-")[:60]
        or "character"
    )


def _bundle_bytes(character: Character) -> bytes:
    with tempfile.TemporaryDirectory(prefix="vidol-") as folder:
        path = Path(folder) / "character.vidol"
        character.save(path)
        return path.read_bytes()


async def _received(request: Request) -> Character:
    """The character of an uploaded bundle. Raises InputError as loading does."""
    with tempfile.TemporaryDirectory(prefix="vidol-") as folder:
        path = Path(folder) / "upload.vidol"
        with path.open("wb") as file:
            async for chunk in request.stream():
                file.write(chunk)
        try:
            return await asyncio.to_thread(Character.load, path)
        except InputError as error:
            raise InputError(str(error).replace(str(path), "The uploaded file")) from error
