"""The card: notes of the show that is on air."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from pydantic import BaseModel

from vidol.studio.cards import Card, Show
from vidol_show_notes import Heading, markdown


class Notes(BaseModel):
    markdown: str


router = APIRouter()


@router.get("/{language}", summary="Notes of the show on air")
async def notes(language: Heading, show: Show) -> Notes:
    return Notes(markdown=markdown(show.turns, language))


card = Card(
    title={"zh": "直播笔记", "ja": "配信メモ", "en": "Show notes"},
    page=Path(__file__).with_name("notes.html"),
    router=router,
    role="operator",
)
