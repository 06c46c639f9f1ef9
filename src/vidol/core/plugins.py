"""Plug-ins: how voices, minds, faces, outputs and platforms are found, built-in ones and anyone's
alike.

A package offers one by an entry point in its ``pyproject.toml``; the name on the left is what users
write::

    [project.entry-points."vidol.voices"]
    hum = "vidol_hum_voice:HumVoice"

The object on the right is called with the material of the organ: GROUPS says which. vidol's own are
listed the same way, in its own ``pyproject.toml``. Nothing is imported before it is asked for.

The environment variable ``VIDOL_PLUGINS`` pins whose plug-ins load, to find out which one breaks a
show: package names separated by commas (``VIDOL_PLUGINS=vidol-hum-voice``), or empty for none but
vidol's own.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Final

from vidol.core.errors import InputError

GROUPS: Final = {
    "vidol.voices": "called with a vidol.voice.VoiceProfile, returns a vidol.core.speech.Voice",
    "vidol.minds": (
        "called with a vidol.mind.Persona and a vidol.mind.Knowledge, returns a"
        " vidol.core.dialogue.Mind"
    ),
    "vidol.faces": "called with a vidol.face.artist.Look, returns a vidol.core.face.Face",
    "vidol.outputs": "called with the target the user named, returns a vidol.show.outputs.Output",
    "vidol.platforms": (
        "called with the channel the user named, returns a platform: where viewers write"
    ),
}
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


def _canonical(package: str) -> str:
    """The normal form of a package's name (PEP 503): ``Vidol_Hum.Voice`` and ``vidol-hum-voice``
    are the same package.
    """
    return re.sub(r"[-_.]+", "-", package).lower()


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
    plugins = set()  # an import path that lists a folder twice shows a package twice
    points = [
        *metadata.entry_points(group=group),
        *metadata.entry_points(group=FORMER.get(group, "")),
    ]
    for point in points:
        package, version = (
            (_canonical(point.dist.name), point.dist.version) if point.dist else ("unknown", "")
        )
        if allowed is None or package == OWN_PACKAGE or package in allowed:
            plugins.add(Plugin(group, point.name, point.value, package, version))
    return sorted(plugins, key=lambda p: (p.package != OWN_PACKAGE, p.package, p.name))


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
    """The plug-ins of a group of GROUPS by name, without importing any.

    Where two packages offer one name, vidol's own wins, then the first package in the alphabet: an
    added package never changes what an existing character does.
    """
    if group not in GROUPS:
        raise InputError(
            f"'{group}' is not a group of plug-ins: the groups are {', '.join(GROUPS)}."
        )
    return _by_name(group)[0]


def load(group: str, name: str) -> Any:
    """Import the object that a plug-in offers.

    Raises InputError when no plug-in has that name (naming the nearest that exists), or when its
    package cannot be imported (naming the package and its error).
    """
    plugins = find(group)
    kind = group.removeprefix("vidol.").removesuffix("s")
    if name not in plugins:
        near = difflib.get_close_matches(name, plugins, n=1, cutoff=0.5)
        hint = (
            f"did you mean '{near[0]}'?" if near else f"installed: {', '.join(plugins) or 'none'}."
        )
        pinned = f" Only the packages in {PIN} are looked at." if PIN in os.environ else ""
        raise InputError(
            f"No {kind} named '{name}' is installed; {hint}{pinned} `vidol plugins` lists them all."
        )
    plugin = plugins[name]
    problem, found = _import(plugin)
    if problem:
        raise InputError(
            f"The {kind} '{name}' of the package {plugin.package} {plugin.version} cannot be"
            f" loaded: {problem}."
        )
    return found


def _import(plugin: Plugin) -> tuple[str, Any]:
    """(problem, object): the problem is empty when the import worked."""
    point = metadata.EntryPoint(plugin.name, plugin.target, plugin.group)
    try:
        return "", point.load()
    except Exception as error:  # noqa: BLE001 - a stranger's module may raise anything while it is imported
        return f"{type(error).__name__}: {' '.join(str(error).split())}", None


def survey() -> Iterator[Report]:
    """Try every plug-in of every group. One that fails does not keep the others from being tried."""
    for group in GROUPS:
        winners, losers = _by_name(group)
        for plugin in winners.values():
            yield Report(plugin, _import(plugin)[0])
        yield from losers
