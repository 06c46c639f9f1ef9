"""Routes: the character that performs, her looks, knowledge and test questions."""

from __future__ import annotations

import asyncio
import dataclasses
import tempfile
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, UploadFile

import vidol
from vidol.avatar import Character
from vidol.avatar.changes import revised
from vidol.core.dialogue import Message, Say
from vidol.core.errors import InputError
from vidol.core.rights import Record
from vidol.core.speech import Language
from vidol.face.artist import Look
from vidol.mind import Knowledge
from vidol.studio import looks
from vidol.studio.desk import Desk, bundle_path
from vidol.studio.models import (
    CharacterChange,
    CharacterNew,
    CharacterView,
    KnowledgeFile,
    LookFields,
    LookPicture,
    Looks,
    Saved,
    Saving,
    SeedLook,
    Test,
    Tested,
)

_KNOWLEDGE = "knowledge/"
MOST_SEEDS = 60
FILE_BYTES = 32 << 20


def routes(desk: Desk, folder: Path) -> APIRouter:
    """All of them; `folder` is where bundles that a page names are written."""
    router = APIRouter()

    @router.get("/api/character", tags=["character"], summary="The character that performs")
    async def get() -> CharacterView:
        return view(desk)

    @router.patch("/api/character", tags=["character"], summary="Change her")
    async def change(wanted: CharacterChange) -> CharacterView:
        """She performs changed from then on; the bundle changes when it is saved. Of `look`, `persona` and `voice` only the fields that are given change."""
        await desk.edit(lambda character: _changed(character, wanted))
        return view(desk)

    @router.post("/api/character", tags=["character"], summary="Create another one, who takes over")
    async def create(wanted: CharacterNew) -> CharacterView:
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in wanted.look.items() if name != "seed"}
        path = bundle_path(folder, _stem(wanted.name))
        await desk.edit(lambda _: vidol.new(wanted.name, wanted.seed, **fields), path=path)
        return view(desk)

    @router.post("/api/character/save", tags=["character"], summary="Write her bundle")
    async def save(wanted: Saving | None = None) -> Saved:
        path = await desk.save(bundle_path(folder, wanted.name) if wanted and wanted.name else None)
        return Saved(file=path.name)

    @router.get(
        "/api/character/bundle",
        tags=["character"],
        summary="Download her bundle",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}},
    )
    async def download() -> Response:
        data = await asyncio.to_thread(_bundle_bytes, desk.character)
        name = quote(f"{_stem(desk.character.name)}.vidol")
        return Response(data, media_type="application/zip", headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"})

    @router.put("/api/character/bundle", tags=["character"], summary="Upload a bundle, whose character takes over", openapi_extra=_BINARY)
    async def upload(request: Request) -> CharacterView:
        """The body is the bundle itself."""
        character = await _received(request)
        await desk.edit(lambda _: character, path=bundle_path(folder, _stem(character.name)))
        return view(desk)

    @router.get("/api/looks", tags=["looks"], summary="The looks of seeds")
    async def of_seeds(seeds: Annotated[str, Query(pattern=r"^\d{1,16}(,\d{1,16})*$", max_length=1100, examples=["1,2,3"])]) -> Looks:
        numbers = [int(number) for number in seeds.split(",")]
        if len(numbers) > MOST_SEEDS:
            raise InputError(f"{len(numbers)} seeds at once are too many: ask for up to {MOST_SEEDS}.")
        return Looks(looks=[SeedLook(seed=number, look=Look.from_seed(number).model_dump(mode="json")) for number in numbers])

    @router.get("/api/looks/fields", tags=["looks"], summary="What of a look can be changed, and between which bounds")
    async def fields() -> LookFields:
        return LookFields(groups=looks.groups())

    @router.post(
        "/api/looks/picture", tags=["looks"], summary="Draw a look", response_class=Response, responses={200: {"content": {"image/webp": {}}}}
    )
    async def picture(wanted: LookPicture) -> Response:
        """WebP with a transparent background."""
        return Response(await looks.picture(looks.look_of(wanted.look), wanted.size), media_type="image/webp")

    @router.get(
        "/api/looks/{seed}.webp", tags=["looks"], summary="Draw a seed", response_class=Response, responses={200: {"content": {"image/webp": {}}}}
    )
    async def seed_picture(seed: int, size: Annotated[int, Query(ge=64, le=1024)] = 256) -> Response:
        data = await looks.picture(Look.from_seed(seed), size)
        return Response(data, media_type="image/webp", headers={"cache-control": "max-age=3600"})

    @router.get("/api/knowledge", tags=["knowledge"], summary="The documents she knows")
    async def known() -> list[KnowledgeFile]:
        return view(desk).knowledge

    @router.post("/api/knowledge", tags=["knowledge"], summary="Give her a document")
    async def learn(file: UploadFile) -> list[KnowledgeFile]:
        """A FAQ (.csv, .md) or a document (.md, .txt, .pdf, .html). One of the same name is replaced."""
        name = _document_name(file.filename or "")
        data = await file.read(FILE_BYTES + 1)
        if len(data) > FILE_BYTES:
            raise InputError(f"{name} is larger than {FILE_BYTES >> 20} MiB: split it.")
        await desk.edit(lambda character: _with_documents(character, {**character.knowledge, name: data}))
        return view(desk).knowledge

    @router.delete("/api/knowledge/{name:path}", tags=["knowledge"], summary="Take a document away")
    async def forget(name: str) -> list[KnowledgeFile]:
        if name not in desk.character.knowledge:
            raise InputError(f"She knows no document '{name[:80]}'.")
        await desk.edit(lambda character: _with_documents(character, {key: data for key, data in character.knowledge.items() if key != name}))
        return view(desk).knowledge

    @router.post("/api/test", tags=["knowledge"], summary="Try a question, without her saying the answer")
    async def test(wanted: Test) -> Tested:
        mind = await desk.tester()
        considered = await asyncio.to_thread(mind.consider, [Message("viewer", wanted.question)])
        match = considered.match
        language: Language = considered.language
        return Tested(
            answer="".join(part.text for part in considered.parts if isinstance(part, Say)),
            how=considered.how,
            language=language,
            score=round(match.score, 4) if match else None,
            threshold=round(mind.understanding.threshold(language), 4) if match else None,
            matched=considered.matched,
            runner_up=considered.runner_up,
            runner_up_score=round(match.runner_up_score, 4) if match else None,
            source=considered.source,
        )

    return router


_BINARY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


def view(desk: Desk) -> CharacterView:
    """The character as the API shows her."""
    character = desk.character
    return CharacterView(
        name=character.name,
        seed=character.seed,
        look=character.look.model_dump(mode="json"),
        persona=character.persona.model_dump(mode="json"),
        voice=character.voice_profile.model_dump(mode="json"),
        plugins=character.plugins.model_dump(mode="json"),
        knowledge=[KnowledgeFile(name=name, size=len(data)) for name, data in sorted(character.knowledge.items())],
        file=desk.path.name,
        unsaved=desk.unsaved,
    )


def _changed(character: Character, wanted: CharacterChange) -> Character:
    if wanted.look:
        character = character.with_look(**wanted.look)
    if wanted.persona:
        character = character.with_persona(revised(character.persona, wanted.persona, "the persona"))
    if wanted.name:
        character = character.with_name(wanted.name)
    if wanted.voice:
        character = character.with_voice(**wanted.voice)
    return character


def _with_documents(character: Character, documents: dict[str, bytes]) -> Character:
    """A copy that knows these documents. Raises InputError for one that cannot be read."""
    Knowledge.from_files(documents)
    records = tuple(record for record in character.rights if not record.part.startswith(_KNOWLEDGE))
    kept = {record.part: record for record in character.rights}
    added = tuple(kept.get(_KNOWLEDGE + name, Record(part=_KNOWLEDGE + name, origin="given by the creator")) for name in sorted(documents))
    return dataclasses.replace(character, knowledge=documents, rights=records + added)


def _document_name(name: str) -> str:
    """Raises InputError for a name that is a path or none."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not plain or plain.startswith(".") or any(ord(char) < 32 for char in plain) or len(plain) > 120:
        raise InputError(f"'{name[:80]}' cannot be the name of a document: give it a plain name, as faq.csv.")
    return plain


def _stem(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-")[:60] or "character"


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
            return await asyncio.to_thread(vidol.load, path)
        except InputError as error:
            raise InputError(str(error).replace(str(path), "The uploaded file")) from error
