"""What comes with vidol of a character's persona, knowledge, mind and language model, as parts
(vidol.core.parts).

Persona and knowledge are parts of their own that open to values, so that any mind can open them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vidol.core.parts import Material, Proposal, Proposed
from vidol.core.settings import NoSettings
from vidol.mind.knowledge import SUFFIXES, Knowledge, default_files
from vidol.mind.language_model.settings import LanguageModel
from vidol.mind.persona import Manner, Persona

if TYPE_CHECKING:
    from vidol.mind.embedded import EmbeddedMind
    from vidol.mind.language_model.mind import LanguageModelMind

_ORIGIN: Final = "vidol's own to begin with"
_HOLDER: Final = "the vidol contributors"
_LICENCE: Final = "Apache-2.0"

# By how a drawn face presents (vidol.face.artist.Look); in English, Chinese and Japanese.
_PRONOUNS: Final = {
    "feminine": "she/her, 她, 彼女",
    "masculine": "he/him, 他, 彼",
    "androgynous": "they/them, TA, この人",
}


class Written:
    """The plug-in ``written`` of personas: who she is, in the creator's words."""

    Settings = Manner

    def __call__(self, material: Material[Manner]) -> Persona:
        """The persona under her name."""
        return Persona(name=material.name, **material.settings.model_dump())

    def propose(self, proposal: Proposal) -> Proposed[Manner]:
        """vidol's own, with the character's name in it, and the pronouns that fit the look."""
        manner = Persona.default(proposal.name).manner
        looks = str(proposal.settings("face").get("presentation", ""))
        fitting = manner.model_copy(update={"pronouns": _PRONOUNS.get(looks, manner.pronouns)})
        return Proposed(fitting, {}, _ORIGIN, _HOLDER, _LICENCE)


class Documents:
    """The plug-in ``documents`` of knowledge: FAQs and documents as the creator wrote them."""

    suffixes = SUFFIXES

    def __call__(self, material: Material[NoSettings]) -> Knowledge:
        """What the files say."""
        return Knowledge.from_files(material.files)

    def propose(self, proposal: Proposal) -> Proposed[NoSettings]:
        """Nothing: what she knows is the creator's to say."""
        return Proposed(NoSettings(), {}, _ORIGIN, _HOLDER, _LICENCE)

    def supplied(self, data: bytes) -> bool:
        """Whether it is the FAQ of the demo, about herself and vidol."""
        return data in default_files().values()

    def check(self, material: Material[NoSettings]) -> None:
        """Read every file once."""
        Knowledge.from_files(material.files)


class Embedded:
    """The plug-in ``embedded`` of minds: answers without a language model."""

    opens = ("persona", "knowledge")

    def __call__(self, material: Material[NoSettings]) -> EmbeddedMind:
        """What answers for her."""
        from vidol.mind.embedded import EmbeddedMind

        return EmbeddedMind(*_known(material))


class Endpoint:
    """The plug-in ``openai`` of language models: any OpenAI-compatible endpoint, with her mind to
    fall back on.
    """

    Settings = LanguageModel
    opens = ("persona", "knowledge", "mind")

    def __call__(self, material: Material[LanguageModel]) -> LanguageModelMind:
        """What answers for her; an endpoint that is not approved is not contacted."""
        from vidol.mind.embedded import EmbeddedMind
        from vidol.mind.language_model.mind import LanguageModelMind

        persona, knowledge = _known(material)
        fallback = material.open("mind") or EmbeddedMind(persona, knowledge)
        return LanguageModelMind(persona, knowledge, material.settings, fallback)


def _known(material: Material[Any]) -> tuple[Persona, Knowledge]:
    """Persona and knowledge; vidol's own and none where a character has no such part."""
    persona = material.open("persona") or Persona.default(material.name)
    return persona, material.open("knowledge") or Knowledge()


written: Final = Written()
documents: Final = Documents()
embedded: Final = Embedded()
openai: Final = Endpoint()
