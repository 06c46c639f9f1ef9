"""Routes: what she knows, and trying it."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Final

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, Field

from vidol.avatar import Character
from vidol.avatar.character import KNOWLEDGE
from vidol.core.dialogue import Message, Say
from vidol.core.errors import InputError
from vidol.core.rights import Record
from vidol.core.speech import Language
from vidol.mind import Knowledge
from vidol.studio.models import KnowledgeFile, Sent
from vidol.studio.routes.characters import view
from vidol.studio.workshop import Workshop

FILE_BYTES: Final = 32 << 20


class Test(Sent):
    question: str = Field(max_length=2000)


class Tested(BaseModel):
    """An answer of the embedded mind and why it is that one."""

    answer: str
    how: str = Field(description="faq, small talk, document, unknown, declined or refused.")
    language: Language
    score: float | None = None
    threshold: float | None = Field(
        default=None, description="Of the score, from which a question counts as known."
    )
    matched: str = ""
    runner_up: str = ""
    runner_up_score: float | None = None
    source: str = ""


def routes(workshop: Workshop) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["knowledge"])

    @router.get("/api/knowledge", summary="The documents she knows")
    async def known() -> list[KnowledgeFile]:
        return view(workshop).knowledge

    @router.post("/api/knowledge", summary="Give her a document")
    async def learn(file: UploadFile) -> list[KnowledgeFile]:
        """A FAQ (.csv, .md) or a document (.md, .txt, .pdf, .html). One of the same name is
        replaced.
        """
        name = _document_name(file.filename or "")
        data = await file.read(FILE_BYTES + 1)
        if len(data) > FILE_BYTES:
            raise InputError(f"{name} is larger than {FILE_BYTES >> 20} MiB: split it.")
        await workshop.edit(
            lambda character: _with_documents(character, {**character.knowledge, name: data})
        )
        return view(workshop).knowledge

    @router.delete("/api/knowledge/{name:path}", summary="Take a document away")
    async def forget(name: str) -> list[KnowledgeFile]:
        if name not in workshop.character.knowledge:
            raise InputError(f"She knows no document '{name[:80]}'.")
        await workshop.edit(
            lambda character: _with_documents(
                character, {key: data for key, data in character.knowledge.items() if key != name}
            )
        )
        return view(workshop).knowledge

    @router.post("/api/test", summary="Try a question, without her saying the answer")
    async def test(wanted: Test) -> Tested:
        mind = await workshop.tester()
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


def _with_documents(character: Character, documents: dict[str, bytes]) -> Character:
    """A copy that knows these documents. Raises InputError for one that cannot be read."""
    Knowledge.from_files(documents)
    records = tuple(record for record in character.rights if not record.part.startswith(KNOWLEDGE))
    kept = {record.part: record for record in character.rights}
    added = tuple(
        kept.get(KNOWLEDGE + name, Record(part=KNOWLEDGE + name, origin="given by the creator"))
        for name in sorted(documents)
    )
    return dataclasses.replace(character, knowledge=documents, rights=records + added)


def _document_name(name: str) -> str:
    """Raises InputError for a name that is a path or none."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if (
        not plain
        or plain.startswith(".")
        or any(ord(char) < 32 for char in plain)
        or len(plain) > 120
    ):
        raise InputError(
            f"'{name[:80]}' cannot be the name of a document: give it a plain name, as faq.csv."
        )
    return plain
