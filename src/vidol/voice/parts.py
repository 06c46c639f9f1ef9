"""The voice and the transcription that come with vidol, as parts of a character
(vidol.core.parts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vidol.core.parts import Material, Proposal, Proposed
from vidol.voice.profile import VoiceProfile, fit, traits
from vidol.voice.transcription import Transcriber, Transcription

if TYPE_CHECKING:
    from vidol.voice.embedded import EmbeddedVoice


class Embedded:
    """The plug-in ``embedded`` of voices: three small engines as one person."""

    Settings = VoiceProfile

    def __call__(self, material: Material[VoiceProfile]) -> EmbeddedVoice:
        """What speaks for her."""
        from vidol.voice.embedded import EmbeddedVoice

        return EmbeddedVoice(material.settings)

    def propose(self, proposal: Proposal) -> Proposed[VoiceProfile]:
        """The voice that fits her face."""
        profile = fit(traits(proposal.settings("face"), proposal.seed))
        return Proposed(profile, origin=f"synthetic, chosen by vidol from seed {proposal.seed}")


class Endpoint:
    """The plug-in ``openai`` of transcriptions: any OpenAI-compatible endpoint."""

    Settings = Transcription

    def __call__(self, material: Material[Transcription]) -> Transcriber:
        """What turns viewers' speech into text."""
        return Transcriber(material.settings)


embedded: Final = Embedded()
openai: Final = Endpoint()
