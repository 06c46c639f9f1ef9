"""Parts: what a character is made of, and how a plug-in makes something of one.

A character is a table of parts: a face, a voice, a persona, whatever a plug-in brings. A `Part` is
a value: which plug-in makes it, that plug-in's settings, the files that belong to it, and whose all
that is. It knows nothing of the plug-in, which need not be installed where the part is kept.

A plug-in is what an entry point names (vidol.core.plugins): a class, or anything else that can be
called with one `Material`. What it returns is what its kind opens to: a Face, a Voice, a Mind. What
more it has is optional:

    Settings   a pydantic model: what can be chosen. Command line, studio and bundles go by it.
               NoSettings without it
    suffixes   the endings of the files that it takes (".png", ".json"); none without it
    opens      the kinds of siblings that it opens: ("persona", "knowledge")
    propose    called with a `Proposal`, returns a `Proposed`: settings and files to begin with,
    that
               follow from a seed and from the other parts. The defaults of `Settings` without it
    supplied   called with a file's bytes; whether they come with the plug-in. Such a file stays
               whose the proposal says, and gives way to the first that the creator brings
    check      called with the `Material` when the part is edited; raises InputError for what could
               not be used, so that it is said then and not on air

One argument that can grow is why old plug-ins go on working. What is asked of plug-ins, vidol's own
and anyone's alike, is asked in vidol.core.organs.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, Generic, Protocol, TypeVar

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, StringConstraints

from vidol.core.errors import InputError
from vidol.core.rights import NOT_STATED, Record, unrecorded
from vidol.core.settings import validated
from vidol.core.unicode import is_control

MAX_FILE_NAME: Final = 200
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MAX_PLUGIN: Final = 100
S = TypeVar("S", bound=BaseModel)
S_co = TypeVar("S_co", bound=BaseModel, covariant=True)


def _printable(name: str) -> str:
    if any(map(is_control, name)):
        raise ValueError(f"name {name!r} has control characters in it: leave them out")
    return name


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(_printable),
]
"""What a character is called: 1 to 60 characters, none of which drives a terminal."""


@dataclass(frozen=True)
class Part:
    """One part of a character. Two are equal when plug-in, settings, files and rights are.

    `settings` are plain JSON: what cannot be JSON is refused, tuples become lists. `files` are
    relative names with "/" between folders and their bytes.

    Raises InputError for a kind, a plug-in's name, a file's name or settings that cannot be.
    """

    kind: str
    plugin: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    rights: tuple[Record, ...] = ()
    """A record for everything in `owned`."""
    source: bytes = field(default=b"", compare=False, repr=False)
    """The document that it was read from; `document` gives it back byte for byte as long as it says
    the same.
    """

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise InputError(
                f"'{self.kind[:80]}' is not a kind of parts: a kind is a small word such as face or"
                " language_model."
            )
        what = label(self.kind)
        if not 0 < len(self.plugin) <= _MAX_PLUGIN or not self.plugin.isprintable():
            raise InputError(
                f"{what.capitalize()} cannot be made by the plug-in {self.plugin[:80]!r}:"
                " `vidol plugins` lists those that are installed."
            )
        for name in self.files:
            problem = path_problem(name)
            if problem:
                raise InputError(f"The file {name[:80]!r} of {what} {problem}; rename it.")
        object.__setattr__(self, "settings", _plain(self.settings, what))

    @property
    def owned(self) -> tuple[str, ...]:
        """Everything in it of which somebody may hold rights, as `rights` names it: ``face`` where
        there are settings, ``face/portrait.png`` for each file.
        """
        files = (f"{self.kind}/{name}" for name in sorted(self.files))
        return (*((self.kind,) if self.settings else ()), *files)

    @property
    def document(self) -> bytes:
        """Plug-in, settings and rights as JSON, as `read` reads them."""
        said = _Document(plugin=self.plugin, settings=dict(self.settings), rights=self.rights)
        fields = said.fields()
        if self.source and _canonical(_read(self.source, self.kind).fields()) == _canonical(fields):
            return self.source
        return json.dumps(fields, ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, kind: str, document: bytes, files: Mapping[str, bytes]) -> Part:
        """The part that `document` describes. Raises InputError, one sentence, for anything that
        `document` could not have written.
        """
        said = _read(document, kind)
        part = cls(kind, said.plugin, said.settings, files, said.rights, document)
        if any(unrecorded(part.rights, set(part.owned))):
            raise InputError(f"The rights records of {label(kind)} do not fit what is in it.")
        return part

    def with_settings(self, settings: Mapping[str, Any], origin: str) -> Part:
        """A copy with other settings, which came about as `origin` says."""
        return replace(self, settings=settings).recorded({self.kind: origin})

    def with_files(self, files: Mapping[str, bytes], origin: str) -> Part:
        """A copy with these files alone. What is the same as before keeps its record; holder and
        licence of what is new are not stated.
        """
        named = {unicodedata.normalize("NFC", name): data for name, data in files.items()}
        new = {name for name, data in named.items() if self.files.get(name) != data}
        theirs = {f"{self.kind}/{name}" for name in new}
        kept = tuple(record for record in self.rights if record.part not in theirs)
        return replace(self, files=named, rights=kept).recorded(dict.fromkeys(theirs, origin))

    def with_rights(self, **changes: str) -> Part:
        """A copy whose records all say this of `holder`, `licence` or `consent`.

        Raises InputError for a licence that is no SPDX expression.
        """
        records = (
            validated(Record, {**record.model_dump(), **changes}, "the rights")
            for record in self.rights
        )
        return replace(self, rights=tuple(records))

    def unstated(self, name: str) -> Part:
        """A copy in whose record of `name` nothing is stated but how it came about."""
        records = (
            Record(part=name, origin=record.origin) if record.part == name else record
            for record in self.rights
        )
        return replace(self, rights=tuple(records))

    def recorded(self, origins: Mapping[str, str]) -> Part:
        """With exactly one record for everything that is owned: those of before, with the origins
        of what is new or changed.
        """
        before = {record.part: record for record in self.rights}
        records = []
        for name in self.owned:
            record = before.get(name) or Record(part=name, origin=NOT_STATED)
            if name in origins:
                record = record.model_copy(update={"origin": origins[name]})
            records.append(record)
        return replace(self, rights=tuple(records))


class Enclosed(BaseModel):
    """A part without its rights as one JSON value, files and all, for what must be drawn again
    without the character (vidol.show.record).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    plugin: str
    settings: dict[str, Any] = {}
    files: dict[str, Base64Bytes] = {}

    @classmethod
    def of(cls, part: Part) -> Enclosed:
        """That part."""
        return cls.model_construct(
            plugin=part.plugin, settings=dict(part.settings), files=dict(part.files)
        )

    def part(self, kind: str) -> Part:
        """The part again. Raises InputError for what a part cannot be."""
        return Part(kind, self.plugin, self.settings, self.files)


class _Document(BaseModel):
    """``parts/<kind>.json`` of a bundle. A change that older versions cannot read raises the
    bundle's schema.
    """

    model_config = ConfigDict(extra="forbid")

    plugin: str
    settings: dict[str, Any]
    rights: tuple[Record, ...]

    def fields(self) -> dict[str, Any]:
        """The document as it is written."""
        return self.model_dump(mode="json")


class Owner(Protocol):
    """Whose parts they are: a character, or as much of one as a record keeps."""

    @property
    def name(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def parts(self) -> Mapping[str, Part]: ...


@dataclass(frozen=True)
class Material(Generic[S_co]):
    """What a plug-in makes something of."""

    name: str
    """The character's. A face and a voice are not made anew when she is called otherwise."""
    settings: S_co
    """An instance of the plug-in's `Settings`."""
    files: Mapping[str, bytes]
    seed: int
    """The character's: the same for ever, to draw chance from."""
    _open: Callable[[str], Any]

    def open(self, kind: str) -> Any:
        """A sibling, opened: a mind opens "persona" and "knowledge". None where the character has
        no such part. What has to be closed is closed by who opened it.

        The plug-in's `opens` must name `kind`. Raises InputError when the sibling cannot be opened.
        """
        return self._open(kind)


@dataclass(frozen=True)
class Proposal:
    """What a plug-in may go by when it proposes settings and files."""

    name: str
    seed: int
    chosen: Mapping[str, Any]
    """Settings that somebody chose: they stay, whatever is proposed; the others fit them better
    where `propose` looks here.
    """
    parts: Mapping[str, Part]
    """What the character has already; a voice that fits a face looks here."""

    def settings(self, kind: str) -> Mapping[str, Any]:
        """The settings of another part as plain JSON, whoever makes it; empty without one."""
        part = self.parts.get(kind)
        return part.settings if part else {}


@dataclass(frozen=True)
class Proposed(Generic[S]):
    """What a plug-in proposes, and whose it is."""

    settings: S
    files: Mapping[str, bytes] = field(default_factory=dict)
    origin: str = ""
    """How it came about, in words: "drawn by vidol from seed 7"."""
    holder: str = NOT_STATED
    licence: str = NOT_STATED


def label(kind: str) -> str:
    """A kind in a sentence: "the language model"."""
    return f"the {kind.replace('_', ' ')}"


def path_problem(name: str, longest: int = MAX_FILE_NAME) -> str:
    """What is wrong with a relative name inside a bundle, as the end of a sentence; empty when
    nothing is.
    """
    if len(name) > longest:
        return f"has a name longer than {longest} characters"
    if any(map(is_control, name)):
        return "has control characters in its name"
    out = name.startswith("/") or "\\" in name or ":" in name
    if out or not name or {"", ".", ".."} & set(name.split("/")):
        return "has a name that leads out of the bundle"
    return ""


def _plain(settings: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Settings as JSON holds them. Raises InputError for what it cannot hold."""
    try:
        text = json.dumps(dict(settings), ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")  # JSON can spell half a surrogate pair, which no file can hold
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"{what.capitalize()} has settings that are not JSON ({str(error)[:100]}): use numbers,"
            " texts, lists and tables of them."
        ) from error
    plain: dict[str, Any] = json.loads(text)
    return plain


def _read(document: bytes, kind: str) -> _Document:
    """Raises InputError for anything else than the document of a part."""
    what = f"the document of {label(kind)}"
    try:
        fields = json.loads(document.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{what.capitalize()} is not JSON ({str(error)[:100]}).") from error
    if not isinstance(fields, dict):
        raise InputError(f"{what.capitalize()} is not a JSON object.")
    return validated(_Document, fields, what)


def _canonical(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True)
