"""The character: a face, a voice, a persona and knowledge under one name; what a bundle carries and
a show performs.

A character is a value: nothing here changes one in place, ``with_...`` gives a changed copy.
Performing it is the show's (vidol.show), reading and writing it the bundle's (vidol.avatar.bundle).
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from vidol.avatar.changes import revised
from vidol.core.controls import controls
from vidol.core.dialogue import Mind
from vidol.core.face import Face, Picture
from vidol.core.plugins import load as load_plugin
from vidol.core.rights import NOT_STATED, Record
from vidol.core.speech import Voice
from vidol.face.artist import Look
from vidol.mind import Knowledge, Persona
from vidol.mind.knowledge import read_folder
from vidol.mind.language_model.settings import LanguageModel
from vidol.voice import VoiceProfile
from vidol.voice.transcription import Transcription

KNOWLEDGE: Final = "knowledge/"
"""The folder of a bundle that holds the creator's documents."""


class Plugins(BaseModel):
    """Which plug-in makes each organ: names of the groups vidol.faces, vidol.voices and
    vidol.minds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    face: str = Field(default="drawn", min_length=1, max_length=100)
    voice: str = Field(default="embedded", min_length=1, max_length=100)
    mind: str = Field(default="embedded", min_length=1, max_length=100)


@dataclass(frozen=True)
class Character:
    """A virtual streamer. Make one with `vidol.new`, read one with `vidol.load`."""

    look: Look
    persona: Persona
    voice_profile: VoiceProfile
    seed: int
    created: datetime
    knowledge: Mapping[str, bytes] = field(default_factory=dict)
    """The creator's documents: path inside the knowledge folder, with "/" on every system, to
    content.
    """
    rights: tuple[Record, ...] = ()
    plugins: Plugins = field(default_factory=Plugins)
    language_model: LanguageModel | None = None
    """The endpoint that answers for her, once it is approved on the machine she is on
    (vidol.core.endpoints).
    """
    transcription: Transcription | None = None
    """The endpoint that turns viewers' speech into text, under the same condition."""

    @property
    def name(self) -> str:
        """What she is called."""
        return self.persona.name

    @property
    def parts(self) -> set[str]:
        """Everything of which somebody may hold rights, as `rights` names it."""
        return {"look", "voice", "persona", *(KNOWLEDGE + name for name in self.knowledge)}

    def save(self, path: str | Path) -> None:
        """Write the bundle. The same character gives the same bytes; an older file stays whole
        until the new one is.

        Raises OutputError when `path` cannot be written, InputError when the knowledge is more than
        a bundle holds.
        """
        from vidol.avatar import bundle

        bundle.save(self, Path(path))

    def with_look(self, **changes: object) -> Character:
        """A copy with fields of vidol.face.artist.Look changed: ``with_look(hair="#804020",
        eye_shape="cat")``.

        Raises InputError for a field that does not exist or a value it cannot have.
        """
        look = revised(self.look, changes, "the look")
        return self._with("look", "drawn by vidol from a look that the creator chose", look=look)

    def with_name(self, name: str) -> Character:
        """A copy that is called `name`. What vidol's own persona says with the name in it changes
        too; the creator's words stay.

        Raises InputError for an empty or overlong name.
        """
        before, after = Persona.default(self.name), Persona.default(name)
        own = [
            field
            for field in Persona.model_fields
            if getattr(self.persona, field) == getattr(before, field)
        ]
        changes = {field: getattr(after, field) for field in own}
        return dataclasses.replace(
            self, persona=revised(self.persona, changes | {"name": after.name}, "the persona")
        )

    def with_persona(self, persona: Persona | str | Path) -> Character:
        """A copy with another persona: a vidol.mind.Persona, or the path of a TOML file of one. Its
        name becomes the character's.

        Raises InputError when the file is missing, unreadable or lacks a field.
        """
        chosen = persona if isinstance(persona, Persona) else Persona.read(Path(persona))
        return self._with("persona", "written by the creator", persona=chosen)

    def with_voice(self, **changes: object) -> Character:
        """A copy with fields of vidol.voice.VoiceProfile changed: ``with_voice(pitch=2.0)``.

        Raises InputError for a field that does not exist or a value it cannot have.
        """
        profile = revised(self.voice_profile, changes, "the voice")
        return self._with(
            "voice", "synthetic, with a profile that the creator chose", voice_profile=profile
        )

    def with_knowledge(self, folder: str | Path | None) -> Character:
        """A copy that knows the documents of `folder` (and its subfolders) instead of those it
        knew; None: none.

        Raises InputError when the folder or one of its files cannot be used (vidol.mind.knowledge
        says what can).
        """
        files = read_folder(Path(folder)) if folder is not None else {}
        # macOS names files in NFD
        documents = {unicodedata.normalize("NFC", name): data for name, data in files.items()}
        Knowledge.from_files(documents)  # what is wrong with a file is said now, not on air
        records = tuple(record for record in self.rights if not record.part.startswith(KNOWLEDGE))
        records += tuple(
            Record(part=KNOWLEDGE + name, origin="given by the creator")
            for name in sorted(documents)
        )
        return dataclasses.replace(self, knowledge=documents, rights=records)

    def with_plugins(self, **names: str) -> Character:
        """A copy whose organs are made by other plug-ins: ``with_plugins(voice="hum")``. `vidol
        plugins` lists them.

        Whether the plug-in is installed shows when the organ is asked for: a bundle may be edited
        where it is not.
        """
        return dataclasses.replace(
            self, plugins=revised(self.plugins, names, "the choice of plug-ins")
        )

    def with_language_model(self, settings: LanguageModel | None) -> Character:
        """A copy that a language model answers for; None: none. Nothing is sent before the endpoint
        is approved: vidol.core.endpoints.
        """
        return dataclasses.replace(self, language_model=settings)

    def with_transcription(self, settings: Transcription | None) -> Character:
        """A copy whose viewers' speech is transcribed by that endpoint; None: none. It must be
        approved too.
        """
        return dataclasses.replace(self, transcription=settings)

    def with_rights(self, holder: str = NOT_STATED, licence: str = NOT_STATED) -> Character:
        """A copy that states, for every part, who holds the rights and under which licence (SPDX)
        it may be used.

        Raises InputError when `licence` is not an SPDX expression.
        """
        records = tuple(
            revised(record, {"holder": holder, "licence": licence}, "the rights")
            for record in self.rights
        )
        return dataclasses.replace(self, rights=records)

    def open_face(self) -> Face:
        """What draws the character. Raises InputError when its plug-in is not installed or does not
        load.
        """
        return load_plugin("vidol.faces", self.plugins.face)(self.look)  # type: ignore[no-any-return] # a plug-in's word

    def open_voice(self) -> Voice:
        """What speaks for the character; close it after use. Raises InputError as `face` does."""
        return load_plugin("vidol.voices", self.plugins.voice)(self.voice_profile)  # type: ignore[no-any-return]

    def open_mind(self) -> Mind:
        """What answers for the character; close it after use. Raises InputError as `face` does, and
        for unusable documents.

        With a language model: that, with the plug-in's mind to fall back on; an endpoint that is
        not approved is not contacted.
        """
        knowledge = Knowledge.from_files(self.knowledge)
        mind: Mind = load_plugin("vidol.minds", self.plugins.mind)(self.persona, knowledge)
        if self.language_model is None:
            return mind
        from vidol.mind.language_model import LanguageModelMind

        return LanguageModelMind(self.persona, knowledge, self.language_model, mind)

    def portrait(self, size: int) -> Picture:
        """The character smiling, (size, size, 4) RGBA with straight alpha."""
        smile = controls(
            mouthSmileLeft=0.6,
            mouthSmileRight=0.6,
            cheekSquintLeft=0.2,
            cheekSquintRight=0.2,
            headYaw=-6,
            headRoll=3,
        )
        return self.open_face().frame(smile, size)

    def _with(self, part: str, origin: str, **fields: object) -> Character:
        """A copy with `fields` replaced and the origin of `part` recorded; holder and licence stay
        as they were stated.
        """
        records = tuple(
            record.model_copy(update={"origin": origin}) if record.part == part else record
            for record in self.rights
        )
        return dataclasses.replace(self, rights=records, **fields)  # type: ignore[arg-type] # callers name fields of this class
