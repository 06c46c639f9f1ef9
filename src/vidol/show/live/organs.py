"""The organs of who is on air: which change when she does, and what is done before and after."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from vidol.core.character import Performing
from vidol.core.dialogue import Message, Mind, Problem, ReplyPart, Say
from vidol.core.face import Face
from vidol.core.organs import answering, unchanged
from vidol.core.speech import Language, Voice, WarmingVoice
from vidol.media.visible_label import VisibleLabel
from vidol.show.messages import Speaker


@dataclass(frozen=True, slots=True)
class Organs:
    """A face, a voice and a mind that are open."""

    face: Face
    voice: Voice
    mind: Mind

    async def warm(self, languages: Sequence[Language]) -> None:
        """Load what the first word would otherwise wait for."""
        if isinstance(self.voice, WarmingVoice):
            await self.voice.warm(*languages)

    async def close(self, *, but: Organs | None = None) -> None:
        """Close them, without those that `but` goes on with."""
        if but is None or self.voice is not but.voice:
            await self.voice.close()
        if but is None or self.mind is not but.mind:
            await self.mind.close()


def open_organs(character: Performing) -> Organs:
    """Those of a character. Raises InputError when one cannot be made."""
    return Organs(character.open_face(), character.open_voice(), character.open_mind())


def changed_organs(organs: Organs, before: Performing, after: Performing) -> Organs:
    """Those of `after`. What does not differ from `before` is kept: a voice takes seconds to warm,
    a mind to learn. Raises InputError when one cannot be made.
    """

    def same(kind: str) -> bool:
        return unchanged(kind, before, after)

    named = before.name == after.name
    kept = named and same(answering(after.parts))
    return Organs(
        organs.face if same("face") else after.open_face(),
        organs.voice if same("voice") else after.open_voice(),
        organs.mind if kept else after.open_mind(),
    )


def speaker_of(character: Performing, label: VisibleLabel) -> Speaker:
    """What viewers are told of a character."""
    return Speaker(
        name=character.name,
        languages=character.languages,
        default_language=character.default_language,
        label=label.place,
    )


class AttentiveMind:
    """A mind whose first words are noticed, and whose problems are reported instead of said."""

    def __init__(
        self, mind: Mind, begun: Callable[[], None], problem: Callable[[str], None]
    ) -> None:
        self._mind, self._begun, self._problem = mind, begun, problem

    async def reply(self, conversation: Sequence[Message]) -> AsyncIterator[ReplyPart]:
        async with aclosing(self._mind.reply(conversation)) as parts:  # type: ignore[type-var] # minds reply by generators
            async for part in parts:
                if isinstance(part, Problem):
                    self._problem(part.text)
                    continue
                if isinstance(part, Say):
                    self._begun()
                yield part

    async def close(self) -> None:
        """The mind is closed by who opened it."""
