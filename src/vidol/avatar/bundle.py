"""The character as members of a bundle: what ``avatar.json`` says, and how it is checked.

A bundle ``NAME.vidol`` is a zip (vidol.avatar.archive) with

    avatar.json      the manifest below: schema version, name, seed, look, voice, rights, and the
    SHA-256 of all the rest
    portrait.png     512 x 512, for file managers and `vidol info`
    persona.json     vidol.mind.Persona
    knowledge/...    the creator's documents, as they were
    language_model.json, transcription.json
                     vidol.mind.language_model.LanguageModel and
                     vidol.voice.transcription.Transcription, where she has them:
                     addresses, never keys, and nothing is sent to them before the person at the
                     machine approves. Members of
                     their own, since an older vidol reads past members it does not know

Everything is data that is parsed and validated; nothing in a bundle is ever executed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from vidol.avatar import archive, portrait
from vidol.avatar.changes import Model, explained, validated
from vidol.avatar.character import KNOWLEDGE, Character, Plugins
from vidol.core.errors import InputError
from vidol.core.rights import Record, unrecorded
from vidol.face.artist import Look
from vidol.mind import Persona
from vidol.mind.language_model.settings import LanguageModel
from vidol.voice import VoiceProfile
from vidol.voice.transcription import Transcription

SCHEMA: Final = 1
_MANIFEST: Final = "avatar.json"
_PORTRAIT: Final = "portrait.png"
_PERSONA: Final = "persona.json"
_LANGUAGE_MODEL: Final = "language_model.json"
_TRANSCRIPTION: Final = "transcription.json"
_MAX_MANIFEST_BYTES: Final = 4 * archive.MIB


class Member(BaseModel):
    """What the manifest says of another member."""

    model_config = ConfigDict(extra="forbid", strict=True)

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """``avatar.json``. A change that older versions cannot read raises SCHEMA."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["vidol"] = "vidol"
    schema_version: Literal[1] = SCHEMA
    made_by: str = Field(max_length=100)
    created: AwareDatetime
    seed: int
    plugins: Plugins
    look: dict[str, Any]
    voice: dict[str, Any]
    rights: tuple[Record, ...]
    members: dict[str, Member]


def save(character: Character, path: Path) -> None:
    """Write the character to `path`. The same character gives the same bytes.

    Raises OutputError when `path` cannot be written (an older file there stays whole), InputError
    when the knowledge is more than a bundle holds.
    """
    from vidol import __version__

    members = {
        _PORTRAIT: portrait.png(character),
        _PERSONA: _json(character.persona.model_dump(mode="json")),
    }
    endpoints: dict[str, BaseModel | None] = {
        _LANGUAGE_MODEL: character.language_model,
        _TRANSCRIPTION: character.transcription,
    }
    members |= {
        name: _json(settings.model_dump(mode="json"))
        for name, settings in endpoints.items()
        if settings is not None
    }
    members |= {KNOWLEDGE + name: character.knowledge[name] for name in sorted(character.knowledge)}
    manifest = Manifest(
        made_by=f"vidol {__version__}",
        created=character.created,
        seed=character.seed,
        plugins=character.plugins,
        look=character.look.model_dump(mode="json"),
        voice=character.voice_profile.model_dump(mode="json"),
        rights=character.rights,
        members={
            name: Member(size=len(data), sha256=_digest(data)) for name, data in members.items()
        },
    )
    archive.write(path, {_MANIFEST: _json(manifest.model_dump(mode="json")), **members})


def load(path: Path) -> Character:
    """Read and check a bundle.

    Raises InputError, one sentence that names the file and the way out, for anything that is not a
    sound bundle of this or an older schema.
    """
    members = archive.read(path)
    if _MANIFEST not in members:
        raise InputError(
            f"{path} is not a vidol bundle: it has no {_MANIFEST}. A bundle is made by `vidol new"
            " NAME -o FILE.vidol`."
        )
    manifest = _manifest(path, members.pop(_MANIFEST))
    _check_members(path, manifest, members)
    for missing in {_PERSONA, _PORTRAIT} - members.keys():
        raise InputError(f"{path} lacks its part {missing}; take another copy.")
    knowledge = {
        name.removeprefix(KNOWLEDGE): data
        for name, data in members.items()
        if name.startswith(KNOWLEDGE)
    }
    character = Character(
        look=validated(Look, manifest.look, f"the look in {path}"),
        persona=validated(
            Persona, _parsed(path, _PERSONA, members[_PERSONA]), f"the persona in {path}"
        ),
        voice_profile=validated(VoiceProfile, manifest.voice, f"the voice in {path}"),
        seed=manifest.seed,
        created=manifest.created,
        knowledge=knowledge,
        rights=manifest.rights,
        plugins=manifest.plugins,
        language_model=_endpoint(path, members, _LANGUAGE_MODEL, LanguageModel),
        transcription=_endpoint(path, members, _TRANSCRIPTION, Transcription),
    )
    if any(unrecorded(character.rights, character.parts)):
        raise InputError(
            f"{path} is not a sound bundle: its rights records do not fit its parts. Take another"
            " copy."
        )
    return character


def _endpoint(
    path: Path, members: Mapping[str, bytes], name: str, kind: type[Model]
) -> Model | None:
    return (
        validated(kind, _parsed(path, name, members[name]), f"{name} in {path}")
        if name in members
        else None
    )


def _manifest(path: Path, data: bytes) -> Manifest:
    if len(data) > _MAX_MANIFEST_BYTES:
        raise InputError(
            f"{path} is not a sound bundle: its {_MANIFEST} has {len(data) // archive.MIB} MiB."
            " Take another copy."
        )
    fields = _parsed(path, _MANIFEST, data)
    version = fields.get("schema_version")
    if fields.get("format") != "vidol" or not isinstance(version, int):
        raise InputError(f"{path} is not a vidol bundle: its {_MANIFEST} is of something else.")
    if version > SCHEMA:
        made_by = str(fields.get("made_by", "a newer vidol"))[:100]
        raise InputError(
            f"{path} was made by {made_by} in bundle schema {version}; this vidol reads up to"
            f" schema {SCHEMA}: update it with  pip install -U vidol."
        )
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        raise InputError(explained(error, Manifest, f"the {_MANIFEST} of {path}")) from error


def _parsed(path: Path, name: str, data: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(data.decode("utf-8"))
        # JSON can spell half a surrogate pair, which no file can hold
        json.dumps(fields, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path} is damaged: its {name} is not JSON ({str(error)[:100]}); take another copy."
        ) from error
    if not isinstance(fields, dict):
        raise InputError(f"{path} is damaged: its {name} is not a JSON object; take another copy.")
    return fields


def _check_members(path: Path, manifest: Manifest, members: Mapping[str, bytes]) -> None:
    for name in manifest.members.keys() | members.keys():
        if name not in members:
            raise InputError(f"{path} lacks its part {name}; take another copy.")
        if name not in manifest.members:
            raise InputError(
                f"{path} contains {name}, which its {_MANIFEST} does not list; somebody added it."
                " Take another copy."
            )
        listed, data = manifest.members[name], members[name]
        if len(data) != listed.size or _digest(data) != listed.sha256:
            raise InputError(
                f"{path} was changed: its part {name} does not have the SHA-256 that its"
                f" {_MANIFEST} lists. Take another copy."
            )


def _json(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, indent=1).encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
