"""Plug-ins: how the parts of a character, outputs, platforms, trainers, verbs and cards are found,
built-in ones and anyone's alike.

A package offers one by an entry point in its ``pyproject.toml``; the name on the left is what users
write::

    [project.entry-points."vidol.voices"]
    hum = "vidol_hum_voice:HumVoice"

GROUPS says what the object on the right is. Most groups are kinds of a character's parts
(vidol.core.parts). A kind that vidol has never heard of is a group like any other: a package with
entry points in ``vidol.pets`` brings the kind ``pet``. vidol's own are listed the same way, in its
own ``pyproject.toml``. Nothing is imported before it is asked for.

The environment variable ``VIDOL_PLUGINS`` pins whose plug-ins load, to find out which one breaks a
show: package names separated by commas (``VIDOL_PLUGINS=vidol-hum-voice``), or empty for none but
vidol's own.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from vidol.core.errors import InputError
from vidol.core.nearest import suggestion

KINDS: Final = {
    "face": "vidol.faces",
    "voice": "vidol.voices",
    "body": "vidol.bodies",
    "persona": "vidol.personas",
    "knowledge": "vidol.knowledge",
    "mind": "vidol.minds",
    "language_model": "vidol.language_models",
    "transcription": "vidol.transcriptions",
    "label": "vidol.labels",
}
"""The kinds of parts that vidol itself knows, in the order in which they are proposed and shown,
with their groups.
"""
GROUPS: Final = {
    "vidol.faces": "opens to a vidol.core.face.Face: controls in, pictures out",
    "vidol.voices": "opens to a vidol.core.speech.Voice: text in, timed sound out",
    "vidol.bodies": "opens to what moves a character: music or cues in, poses out",
    "vidol.personas": "opens to a vidol.mind.Persona: who a character is when it talks",
    "vidol.knowledge": "opens to a vidol.mind.Knowledge: what a character may answer from",
    "vidol.minds": "opens to a vidol.core.dialogue.Mind: messages in, text and actions out",
    "vidol.language_models": (
        "opens to a vidol.core.dialogue.Mind, which answers instead of the part `mind`"
    ),
    "vidol.transcriptions": (
        "opens to an object with `async transcribe(audio: bytes, media_type: str) -> str`"
    ),
    "vidol.labels": "opens to a vidol.media.visible_label.VisibleLabel: the label that people see",
    "vidol.outputs": "where a show goes: pictures, controls or sound of every moment",
    "vidol.platforms": "where viewers write: their messages come in",
    "vidol.trainers": "a vidol.training.trainer.Trainer: what `vidol train ORGAN` and its like do",
    "vidol.verbs": "a function that becomes a verb of the command line",
    "vidol.cards": "a card of the studio's page",
}
"""The groups of entry points that vidol itself knows, and what their objects are."""
_NOT_PARTS: Final = (
    "vidol.outputs",
    "vidol.platforms",
    "vidol.trainers",
    "vidol.verbs",
    "vidol.cards",
)
_GROUP_OF_A_KIND: Final = re.compile(r"vidol\.([a-z][a-z0-9_]{0,39})s")
FORMER: Final = {"vidol.outputs": "vidol.stages"}
"""What a group was called before; entry points of that name are found as well."""
OWN_PACKAGE: Final = "vidol"
PIN: Final = "VIDOL_PLUGINS"


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point: the name users write, where it is (``module:object``) and the package that
    brings it.
    """

    group: str
    name: str
    target: str
    package: str
    version: str


@dataclass(frozen=True, slots=True)
class Report:
    """A plug-in and what is wrong with it; an empty `problem` means that it loads."""

    plugin: Plugin
    problem: str
    found: Any = None
    """The object that it offers, when it loads."""


def _canonical(package: str) -> str:
    """The normal form of a package's name (PEP 503): ``Vidol_Hum.Voice`` and ``vidol-hum-voice``
    are the same package.
    """
    return re.sub(r"[-_.]+", "-", package).lower()


def kinds() -> tuple[str, ...]:
    """The kinds of parts that a character may have here: vidol's own, then those that installed
    packages bring, in the order of the alphabet.
    """
    return (*KINDS, *(kind for kind in map(kind_of, _strangers()) if kind))


def group_of(kind: str) -> str:
    """The group of entry points in which the plug-ins of a kind of parts are found."""
    return KINDS.get(kind, f"vidol.{kind}s")


def kind_of(group: str) -> str | None:
    """The kind of parts whose plug-ins a group lists; None for a group of something else."""
    if group in (*_NOT_PARTS, *FORMER.values()):
        return None
    for kind, own in KINDS.items():
        if group == own:
            return kind
    match = _GROUP_OF_A_KIND.fullmatch(group)
    return match[1] if match and match[1] not in KINDS else None


def _strangers() -> list[str]:
    """Groups that vidol does not know and an installed package fills: kinds of parts of its own."""
    groups = {plugin.group for plugin in _offered() if kind_of(plugin.group)}
    return sorted(group for group in groups - GROUPS.keys() if _installed(group))


def _installed(group: str) -> list[Plugin]:
    """Every plug-in of a group that the environment lets load: vidol's own first, then by package
    name.
    """
    pinned = os.environ.get(PIN)
    allowed = (
        None
        if pinned is None
        else {_canonical(part.strip()) for part in pinned.split(",") if part.strip()}
    )
    plugins = {  # a set: an import path that lists a folder twice shows a package twice
        replace(plugin, group=group)
        for plugin in _offered()
        if plugin.group in (group, FORMER.get(group))
        and (allowed is None or plugin.package == OWN_PACKAGE or plugin.package in allowed)
    }
    return sorted(plugins, key=lambda p: (p.package != OWN_PACKAGE, p.package, p.name))


def _offered() -> tuple[Plugin, ...]:
    """Every entry point that is installed in a group of vidol's.

    To read them all takes 50 to 120 ms where many packages are installed, too long to do for every
    line of a show; they are read again only when a folder of the import path has changed.
    """
    return _read(tuple((folder, _changed(folder)) for folder in sys.path))


def _changed(folder: str) -> int:
    """When a folder last changed, in ns; 0 when it cannot be known."""
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1)
def _read(key: tuple[tuple[str, int], ...]) -> tuple[Plugin, ...]:  # noqa: ARG001 - the cache's
    """The entry points of vidol's groups on the import path; `key` says how that path is now."""
    points = metadata.entry_points()
    plugins = []
    for group in points.groups:
        for point in points.select(group=group) if group.startswith("vidol.") else ():
            package, version = (
                (_canonical(point.dist.name), point.dist.version) if point.dist else ("unknown", "")
            )
            plugins.append(Plugin(group, point.name, point.value, package, version))
    return tuple(plugins)


def _by_name(group: str) -> tuple[dict[str, Plugin], list[Report]]:
    """The plug-ins that bear their name, and those that came too late for it."""
    winners: dict[str, Plugin] = {}
    losers: list[Report] = []
    for plugin in _installed(group):
        holder = winners.setdefault(plugin.name, plugin)
        if holder is not plugin:
            losers.append(
                Report(
                    plugin,
                    f"not used: the name '{plugin.name}' belongs to {holder.package}; {PIN} can"
                    " leave one of them out",
                )
            )
    return winners, losers


def find(group: str) -> dict[str, Plugin]:
    """The plug-ins of a group by name, without importing any.

    Where two packages offer one name, vidol's own wins, then the first package in the alphabet: an
    added package never changes what an existing character does.

    Raises InputError for a group that neither vidol nor an installed package knows.
    """
    found = _by_name(group)[0]
    if not found and group not in GROUPS:
        raise InputError(
            f"'{group}' is not a group of plug-ins: the groups are {', '.join(GROUPS)}."
        )
    return found


def load(group: str, name: str) -> Any:
    """Import the object that a plug-in offers.

    Raises InputError when no plug-in has that name (naming the nearest that exists), or when its
    package cannot be imported (naming the package and its error).
    """
    plugins = _by_name(group)[0]
    what = noun(group)
    if name not in plugins:
        hint = suggestion(name, plugins, "installed:")
        pinned = f" Only the packages in {PIN} are looked at." if PIN in os.environ else ""
        raise InputError(
            f"No {what} named '{name}' is installed; {hint}{pinned} `vidol plugins` lists them all."
        )
    plugin = plugins[name]
    problem, found = _import(plugin)
    if problem:
        raise InputError(
            f"The {what} '{name}' of the package {plugin.package} {plugin.version} cannot be"
            f" loaded: {problem}."
        )
    return found


def noun(group: str) -> str:
    """What one object of a group is called in a sentence: "voice", "language model"."""
    return (kind_of(group) or group.removeprefix("vidol.").removesuffix("s")).replace("_", " ")


def _import(plugin: Plugin) -> tuple[str, Any]:
    """(problem, object): the problem is empty when the import worked."""
    point = metadata.EntryPoint(plugin.name, plugin.target, plugin.group)
    try:
        return "", point.load()
    except Exception as error:  # noqa: BLE001 - a stranger's module may raise anything while it is imported
        return f"{type(error).__name__}: {' '.join(str(error).split())}", None


def survey(*groups: str) -> Iterator[Report]:
    """Try every plug-in of these groups, of all without any. One that fails does not keep the
    others from being tried.
    """
    for group in groups or (*GROUPS, *_strangers()):
        winners, losers = _by_name(group)
        for plugin in winners.values():
            yield Report(plugin, *_import(plugin))
        yield from losers
