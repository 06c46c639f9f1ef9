"""The character: a table of parts under one name; what a bundle carries and a show performs.

A character is a value: nothing here changes one in place, ``with_...`` gives a changed copy. What a
part means is its plug-in's business (vidol.core.parts); a part whose plug-in is not installed is
carried, saved and can be changed, only not opened. Performing is the show's (vidol.show), reading
and writing the bundle's (vidol.avatar.bundle).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from vidol.avatar import bundle, portrait
from vidol.avatar.members import Contents
from vidol.core import organs, plugins
from vidol.core.controls import controls
from vidol.core.dialogue import Mind
from vidol.core.endpoints import FORMAT
from vidol.core.errors import InputError
from vidol.core.face import Face, Picture
from vidol.core.files import read_files
from vidol.core.nearest import suggestion
from vidol.core.parts import Name, Part, label
from vidol.core.rights import Record
from vidol.core.settings import having, revised, validated
from vidol.core.speech import Language, Voice
from vidol.mind import Persona

_FALLBACK: Final[tuple[Language, ...]] = ("en",)
"""What somebody without a persona is taken to speak."""
_GIVEN: Final = "given by the creator"


class _Named(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name


@dataclass(frozen=True)
class Character:
    """A virtual streamer. Make one with `vidol.new`, read one with `vidol.load`.

    Raises InputError for an empty or overlong name.
    """

    name: str
    seed: int
    """What chance is drawn from, for ever the same."""
    created: datetime
    parts: Mapping[str, Part] = field(default_factory=dict)
    """What she is made of, by kind: vidol's own kinds first."""
    others: Mapping[str, bytes] = field(default_factory=dict)
    """What a bundle held beside the parts, under ``parts/``, that no vidol here understands: kept
    as it is.
    """
    picture: bytes = field(default=b"", compare=False, repr=False)
    """The portrait that her bundle came with, as PNG: kept where no face can draw another."""

    def __post_init__(self) -> None:
        named = validated(_Named, {"name": self.name}, "the character").name
        object.__setattr__(self, "name", named)
        order = {kind: place for place, kind in enumerate(plugins.KINDS)}
        kinds = sorted(self.parts, key=lambda kind: (order.get(kind, len(order)), kind))
        object.__setattr__(self, "parts", {kind: self.parts[kind] for kind in kinds})

    # ---- what she is

    @property
    def rights(self) -> tuple[Record, ...]:
        """The records of all parts."""
        return tuple(record for part in self.parts.values() for record in part.rights)

    @property
    def languages(self) -> tuple[Language, ...]:
        """What her persona speaks, at least one."""
        persona = self._persona()
        return tuple(persona.languages) if persona else _FALLBACK

    @property
    def default_language(self) -> Language:
        """What she speaks when a message does not tell."""
        persona = self._persona()
        return persona.default_language if persona else _FALLBACK[0]

    def settings(self, kind: str) -> Any:
        """The settings of a part, an instance of its plug-in's model: ``settings("face").hair``.

        Raises InputError when she has no such part, when its plug-in is not installed, and for
        settings that it cannot have.
        """
        return organs.settings_of(self, kind)

    def files(self, kind: str) -> Mapping[str, bytes]:
        """The files of a part by name; none without the part."""
        return self.parts[kind].files if kind in self.parts else {}

    def endpoints(self) -> dict[str, list[str]]:
        """The addresses that parts name, by kind: nothing is sent to one before it is approved
        (vidol.core.endpoints). Those of plug-ins that are not installed are not known.
        """
        found = {}
        for kind, fields in self.endpoint_fields().items():
            settings = self.parts[kind].settings
            found[kind] = [str(settings[name]) for name in fields if settings.get(name)]
        return {kind: addresses for kind, addresses in found.items() if addresses}

    def endpoint_fields(self) -> dict[str, list[str]]:
        """The settings that hold such addresses, by kind."""
        found = {}
        for kind, part in self.parts.items():
            plugin = organs.installed(kind, part.plugin)
            if plugin is not None:
                found[kind] = having(organs.settings_class(plugin), "format", FORMAT)
        return found

    def plugin_for(self, kind: str) -> str:
        """The plug-in that makes her part of that kind, or would begin one that she lacks.

        Raises InputError for a kind that nobody here knows, and where several plug-ins could begin
        it, or none.
        """
        if kind in self.parts:
            return self.parts[kind].plugin
        self._check_kind(kind)
        names = list(plugins.find(plugins.group_of(kind)))
        if len(names) == 1:
            return names[0]
        choose = f"choose a plug-in: {', '.join(names)}" if names else "no plug-in makes one here"
        raise InputError(f"{self.name} has no {kind.replace('_', ' ')} yet; {choose}.")

    # ---- opening her organs

    def open(self, kind: str) -> Any:
        """What the plug-in of a part makes of it; None without the part. What has to be closed is
        closed by who opened it.

        Raises InputError when the plug-in is not installed or does not load, and for settings and
        files that it cannot use.
        """
        return organs.open_part(self, kind)

    def open_face(self) -> Face:
        """What draws the character. Raises InputError as `open` does, and when she has none."""
        return self._opened("face")  # type: ignore[no-any-return] # a plug-in's word

    def open_voice(self) -> Voice:
        """What speaks for the character; close it after use.
        Raises InputError as `open_face` does.
        """
        return self._opened("voice")  # type: ignore[no-any-return]

    def open_mind(self) -> Mind:
        """What answers for the character: her language model where she has one, else her mind.
        Close it after use. Raises InputError as `open_face` does.
        """
        return self._opened(organs.answering(self.parts))  # type: ignore[no-any-return]

    def portrait(self, size: int) -> Picture:
        """The character smiling, (size, size, 4) RGBA with straight alpha. Raises InputError as
        `open_face` does.
        """
        smile = controls(
            mouthSmileLeft=0.6,
            mouthSmileRight=0.6,
            cheekSquintLeft=0.2,
            cheekSquintRight=0.2,
            headYaw=-6,
            headRoll=3,
        )
        return self.open_face().frame(smile, size)

    # ---- changing her

    def with_name(self, name: str) -> Character:
        """A copy that is called `name`. What a plug-in proposed with the old name in it, as vidol's
        own persona, follows; the creator's words stay.

        Raises InputError for an empty or overlong name.
        """
        renamed = replace(self, name=name)
        parts = {kind: _following(self, renamed, kind) for kind in self.parts}
        return replace(renamed, parts=parts)

    def with_part(self, part: Part) -> Character:
        """A copy with that part, instead of the one of its kind that she had."""
        return replace(self, parts={**self.parts, part.kind: part})

    def without(self, kind: str) -> Character:
        """A copy without the part of that kind, its files and its rights. Raises InputError when
        she has none.
        """
        gone = organs.part_of(self, kind)
        rest = {k: part for k, part in self.parts.items() if part is not gone}
        return replace(self, parts=rest)

    def with_plugin(self, kind: str, plugin: str, /, **settings: object) -> Character:
        """A copy whose part of that kind another plug-in makes: ``with_plugin("voice", "hum")``.

        Settings go along to a plug-in that has the same model of them, files to one that takes
        them; what is then neither known nor given, the plug-in proposes. One that is not installed
        here may still be named: it gets the settings as they are.

        Raises InputError for settings that it cannot have.
        """
        self._check_kind(kind)
        before = self.parts.get(kind)
        if before and before.plugin == plugin:
            return self.with_settings(kind, **settings) if settings else self
        new = organs.installed(kind, plugin)
        if new is None:
            part = replace(before or Part(kind, plugin), plugin=plugin)
            if settings:
                part = part.with_settings({**part.settings, **settings}, _GIVEN)
            return self.with_part(part)
        along = before.settings if before and _same_settings(before, new) else {}
        part = organs.propose_part(self, kind, plugin, {**along, **settings})
        if before:
            part = _with_what_goes_along(part, before, organs.suffixes_of(new))
        return self.with_part(part)

    def with_settings(self, kind: str, /, **changes: object) -> Character:
        """A copy with settings of a part changed: ``with_settings("face", hair="#804020")``. A part
        that she lacks is begun where one plug-in alone makes such.

        Raises InputError for a setting that does not exist or a value it cannot have, and for a
        part that its plug-in cannot use.
        """
        if kind not in self.parts:
            return self.with_plugin(kind, self.plugin_for(kind), **changes)
        part = self.parts[kind]
        settings: Mapping[str, Any] = {**part.settings, **changes}
        if organs.installed(kind, part.plugin) is not None:
            model = revised(self.settings(kind), changes, label(kind))
            settings = model.model_dump(mode="json")
        origin = f"made by the plug-in {part.plugin} from settings that the creator chose"
        changed = self._checked(part.with_settings(settings, origin))
        # Pronouns that were proposed for a look follow it.
        follows = kind == "face" and "persona" in self.parts
        return changed.with_part(_following(self, changed, "persona")) if follows else changed

    def with_files(
        self, kind: str, files: Mapping[str, bytes] | str | Path, *, instead: bool = False
    ) -> Character:
        """A copy with more files in a part: by name, or a path of one file or of a folder. One of
        the same name is replaced, what came with the plug-in gives way, `instead` replaces all. A
        part that she lacks is begun as in `with_settings`.

        Raises InputError for what cannot be read, and for what the part's plug-in cannot use.
        """
        known = kind in self.parts
        character = self if known else self.with_plugin(kind, self.plugin_for(kind))
        part = character.parts[kind]
        if not isinstance(files, Mapping):
            files = read_files(Path(files), accept=organs.accepting(part))
        kept = {} if instead else dict(part.files)
        for name in organs.supplied(character, kind):
            kept.pop(name, None)
        given = character.with_part(part.with_files({**kept, **files}, _GIVEN))
        return given._checked(given._credited(kind))  # noqa: SLF001 - a copy of this

    def without_file(self, kind: str, name: str) -> Character:
        """A copy without that file. Raises InputError when there is none of that name, and when the
        part cannot be used without it.
        """
        part = organs.part_of(self, kind)
        if name not in part.files:
            raise InputError(f"There is no file '{name[:80]}' in {label(kind)} of {self.name}.")
        rest = {file: data for file, data in part.files.items() if file != name}
        return self._checked(part.with_files(rest, _GIVEN))

    def with_rights(self, holder: str | None = None, licence: str | None = None) -> Character:
        """A copy that states, for every part and file, who holds the rights and under which licence
        (SPDX) it may be used; None leaves it as it was stated.

        What a plug-in wrote itself, and says whose it is, stays that: vidol's own persona is not
        the creator's before the creator writes another.

        Raises InputError when `licence` is not an SPDX expression.
        """
        said = (("holder", holder), ("licence", licence))
        changes = {name: value for name, value in said if value is not None}
        stated = {kind: part.with_rights(**changes) for kind, part in self.parts.items()}
        claimed = replace(self, parts=stated)
        return replace(self, parts={kind: claimed._credited(kind) for kind in stated})  # noqa: SLF001

    def check(self, kind: str) -> None:
        """Ask the plug-in of a part whether it can use it, as every change of settings and files
        does. Raises InputError for what it cannot use; nothing where it is not installed.
        """
        organs.check_part(self, kind)

    # ---- the parts that everybody has

    def with_look(self, /, **changes: object) -> Character:
        """``with_settings("face", ...)``: of a drawn face vidol.face.artist.Look."""
        return self.with_settings("face", **changes)

    def with_voice(self, /, **changes: object) -> Character:
        """``with_settings("voice", ...)``: of the embedded voice vidol.voice.VoiceProfile."""
        return self.with_settings("voice", **changes)

    def with_persona(self, persona: Persona | str | Path) -> Character:
        """A copy with another persona: a vidol.mind.Persona, or the path of a TOML file of one. Its
        name becomes the character's.

        Raises InputError when the file is missing, unreadable or lacks a field.
        """
        chosen = persona if isinstance(persona, Persona) else Persona.read(Path(persona))
        renamed = self.with_name(chosen.name)
        part = renamed.parts.get("persona", Part("persona", "written"))
        manner = chosen.manner.model_dump(mode="json")
        if renamed._of_plugin("persona"):  # noqa: SLF001 - a copy of this
            part = part.unstated("persona")
        part = replace(part, plugin="written").with_settings(manner, "written by the creator")
        return renamed.with_part(part)

    def with_knowledge(self, folder: str | Path | None) -> Character:
        """A copy that knows the documents of `folder` (and its subfolders) instead of those it
        knew; None: none.

        Raises InputError when the folder or one of its files cannot be used (vidol.mind.knowledge
        says what can).
        """
        return self.with_files("knowledge", {} if folder is None else folder, instead=True)

    def save(self, path: str | Path) -> None:
        """Write the bundle. The same character gives the same bytes; an older file stays whole
        until the new one is.

        Raises OutputError when `path` cannot be written, InputError when the files are more than a
        bundle holds.
        """
        contents = Contents(
            self.name, self.seed, self.created, self.parts, self.others, portrait.png(self)
        )
        bundle.save(contents, Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Character:
        """Read a bundle: see vidol.load."""
        held = bundle.load(Path(path))
        try:
            return cls(
                held.name, held.seed, held.created, held.parts, held.others, picture=held.picture
            )
        except InputError as error:
            raise InputError(f"{path} is not a sound bundle: {error}") from error

    # ---- small things

    def _opened(self, kind: str) -> Any:
        organs.part_of(self, kind)
        return self.open(kind)

    def _persona(self) -> Any:
        """Her persona; None where she has none that can be opened here."""
        part = self.parts.get("persona")
        if part is None or organs.installed("persona", part.plugin) is None:
            return None
        return self.open("persona")

    def _of_plugin(self, kind: str) -> tuple[Record, ...]:
        """The records of what the plug-in of a part wrote itself, as it states them."""
        stated = organs.made_by_plugin(self, kind) if kind in self.parts else None
        if stated is None:
            return ()
        brought = {f"{kind}/{name}" for name in organs.supplied(self, kind)}
        terms = {"origin": stated.origin, "holder": stated.holder, "licence": stated.licence}
        return tuple(
            record.model_copy(update=terms)
            for record in self.parts[kind].rights
            if record.part in brought or record.origin == stated.origin
        )

    def _credited(self, kind: str) -> Part:
        """The part with what its plug-in wrote recorded as that."""
        part = self.parts[kind]
        own = {record.part: record for record in self._of_plugin(kind)}
        return replace(part, rights=tuple(own.get(each.part, each) for each in part.rights))

    def _checked(self, part: Part) -> Character:
        changed = self.with_part(part)
        organs.check_part(changed, part.kind)
        return changed

    def _check_kind(self, kind: str) -> None:
        """Raises InputError for a kind that nobody here knows, with the nearest that is known."""
        kinds = list(dict.fromkeys((*plugins.kinds(), *self.parts)))
        if kind not in kinds:
            raise InputError(
                f"A character has no '{kind[:80]}'; {suggestion(kind, kinds, 'its parts are')}"
            )


def _same_settings(before: Part, plugin: Any) -> bool:
    """Whether another plug-in understands the settings of a part as the present one does."""
    present = organs.installed(before.kind, before.plugin)
    model = organs.settings_class(plugin)
    return (
        bool(model.model_fields)
        and present is not None
        and (organs.settings_class(present) is model)
    )


def _with_what_goes_along(part: Part, before: Part, suffixes: tuple[str, ...]) -> Part:
    """The part with those files of the one before that its plug-in takes, and the records of what
    is the same.
    """
    along = {name: data for name, data in before.files.items() if name.lower().endswith(suffixes)}
    same = {f"{part.kind}/{name}" for name in along}
    if part.settings == before.settings:
        same.add(part.kind)
    records = {record.part: record for record in part.rights}
    records |= {record.part: record for record in before.rights if record.part in same}
    merged = replace(part, files=along or part.files)
    return replace(merged, rights=tuple(records[name] for name in merged.owned))


def _following(before: Character, after: Character, kind: str) -> Part:
    """The part with what its plug-in proposed for the character before as it proposes it for the
    one after: her name, or what follows from her look.
    """
    part = before.parts[kind]
    plugin = organs.installed(kind, part.plugin)
    if plugin is None or not hasattr(plugin, "propose"):
        return part
    try:
        old, new = (organs.propose_part(owner, kind, part.plugin) for owner in (before, after))
    except InputError:
        return part  # it proposes nothing by itself
    follows = {
        name: value
        for name, value in new.settings.items()
        if part.settings.get(name) == old.settings.get(name) != value
    }
    return replace(part, settings={**part.settings, **follows})
