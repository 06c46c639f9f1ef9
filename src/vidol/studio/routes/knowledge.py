"""Routes: what she knows, and trying it."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, Field

from vidol.core.dialogue import Message, Say
from vidol.core.errors import InputError
from vidol.core.speech import Language
from vidol.studio.models import KnowledgeFile, Sent
from vidol.studio.routes.characters import view
from vidol.studio.routes.parts import file_name, read
from vidol.studio.workshop import Workshop


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

    @router.get("/api/knowledge", summary="The documents that are known")
    async def known() -> list[KnowledgeFile]:
        return view(workshop).knowledge

    @router.post("/api/knowledge", summary="Add a document")
    async def learn(file: UploadFile) -> list[KnowledgeFile]:
        """A FAQ (.csv, .md) or a document (.md, .txt, .pdf, .html). One of the same name is
        replaced.
        """
        name = file_name(file.filename or "")
        data = await read(file, name)
        await workshop.edit(lambda character: character.with_files("knowledge", {name: data}))
        return view(workshop).knowledge

    @router.delete("/api/knowledge/{name:path}", summary="Take a document away")
    async def forget(name: str) -> list[KnowledgeFile]:
        if name not in workshop.character.files("knowledge"):
            raise InputError(f"There is no document '{name[:80]}'.")
        await workshop.edit(lambda character: character.without_file("knowledge", name))
        return view(workshop).knowledge

    @router.post("/api/test", summary="Try a question, without the answer being said")
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
