"""What the plug-ins of parts are asked: to open one, to propose one, to check one.

Everything goes by what vidol.core.parts says a plug-in is; vidol's own and anyone's are asked the
same, and nothing here knows a particular kind, except which of two answers viewers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from vidol.core import plugins
from vidol.core.errors import InputError
from vidol.core.parts import Material, Owner, Part, Proposal, Proposed, label
from vidol.core.rights import NOT_STATED
from vidol.core.settings import NoSettings, explained, validated


def open_part(owner: Owner, kind: str) -> Any:
    """What the plug-in of that part makes of it; None where the owner has no such part.

    Raises InputError when the plug-in is not installed or does not load, when it does not accept
    its settings or files, and when a sibling that it opens cannot be opened.
    """
    return _opened(owner, kind, ())


def open_alone(part: Part, *, name: str, seed: int) -> Any:
    """What the plug-in of a part makes of it without the rest of the character: every sibling that
    it opens is missing. Raises InputError as `open_part` does.
    """
    return open_part(_Alone(name, seed, {part.kind: part}), part.kind)


@dataclass(frozen=True, slots=True)
class _Alone:
    name: str
    seed: int
    parts: Mapping[str, Part]


def _opened(owner: Owner, kind: str, within: tuple[str, ...]) -> Any:
    part = owner.parts.get(kind)
    if part is None:
        return None
    if kind in within:
        chain = " opens ".join(f"'{name}'" for name in (*within, kind))
        raise InputError(f"The parts of {owner.name} go in a circle: {chain}. Change one of them.")
    plugin = plugins.load(plugins.group_of(kind), part.plugin)
    return plugin(_material(owner, part, plugin, within))


def _material(owner: Owner, part: Part, plugin: Any, within: tuple[str, ...]) -> Material[Any]:
    def sibling(kind: str) -> Any:
        if kind not in siblings_of(plugin):
            raise InputError(
                f"The plug-in '{part.plugin}' of {label(part.kind)} opens '{kind}', which its"
                " `opens` does not name: tell who wrote it."
            )
        return _opened(owner, kind, (*within, part.kind))

    settings = validated(
        settings_class(plugin), part.settings, f"{label(part.kind)} of {owner.name}"
    )
    return Material(owner.name, settings, part.files, owner.seed, sibling)


def check_part(owner: Owner, kind: str) -> None:
    """Ask the plug-in of that part whether it can use its settings and files. Nothing is asked
    where it is not installed.

    Raises InputError for what it cannot use.
    """
    part = part_of(owner, kind)
    plugin = installed(kind, part.plugin)
    if plugin is None:
        return
    accept = accepting(part)
    for name, data in part.files.items():
        accept(name, len(data))
    material = _material(owner, part, plugin, ())
    check = getattr(plugin, "check", None)
    if check:
        check(material)


def propose_part(
    owner: Owner, kind: str, plugin_name: str, chosen: Mapping[str, Any] | None = None
) -> Part:
    """A part of that kind made by that plug-in for `owner`, who may have one already: what is
    `chosen` stays, the plug-in proposes the rest.

    Raises InputError when the plug-in is not installed, and for what it cannot have.
    """
    plugin = plugins.load(plugins.group_of(kind), plugin_name)
    given = dict(chosen or {})
    proposed = _proposed(owner, kind, plugin, given)
    settings = validated(
        settings_class(plugin), {**proposed.settings.model_dump(), **given}, label(kind)
    )
    part = Part(kind, plugin_name, settings.model_dump(mode="json"), proposed.files)
    origin = proposed.origin or f"from the plug-in {plugin_name}, as it proposes"
    part = part.recorded(dict.fromkeys(part.owned, origin))
    return part.with_rights(holder=proposed.holder, licence=proposed.licence)


def _proposed(owner: Owner, kind: str, plugin: Any, given: Mapping[str, Any]) -> Proposed[Any]:
    model, what = settings_class(plugin), label(kind)
    propose = getattr(plugin, "propose", None)
    if propose is None:
        return Proposed(validated(model, given, what))
    others = {name: part for name, part in owner.parts.items() if name != kind}
    try:
        found: Proposed[Any] = propose(Proposal(owner.name, owner.seed, given, others))
    except ValidationError as error:
        raise InputError(explained(error, model, what)) from error
    return found


def made_by_plugin(owner: Owner, kind: str) -> Proposed[Any] | None:
    """What the plug-in of that part proposes, if it states whose that is; None where it does not,
    or is not installed.
    """
    part = part_of(owner, kind)
    plugin = installed(kind, part.plugin)
    if plugin is None or not hasattr(plugin, "propose"):
        return None
    try:
        found = _proposed(owner, kind, plugin, {})
    except InputError:
        return None  # it proposes nothing by itself
    return found if found.holder != NOT_STATED and found.origin else None


def supplied(owner: Owner, kind: str) -> set[str]:
    """The names of those files of a part that come with its plug-in."""
    part = part_of(owner, kind)
    plugin = installed(kind, part.plugin)
    comes_with = getattr(plugin, "supplied", None)
    if comes_with is None:
        return set()
    stated = made_by_plugin(owner, kind)
    origins = {record.part: record.origin for record in part.rights}
    return {
        name
        for name, data in part.files.items()
        if comes_with(data) or (stated and origins[f"{kind}/{name}"] == stated.origin)
    }


def part_of(owner: Owner, kind: str) -> Part:
    """The part of that kind. Raises InputError where the owner has none."""
    if kind not in owner.parts:
        there = f"the parts are {', '.join(owner.parts)}" if owner.parts else "no part is there"
        raise InputError(f"{owner.name} has no {kind[:80].replace('_', ' ')}; {there}.")
    return owner.parts[kind]


def settings_of(owner: Owner, kind: str) -> Any:
    """The settings of that part as an instance of its plug-in's `Settings`.

    Raises InputError when there is no such part, when its plug-in is not installed, and for
    settings that it cannot have.
    """
    part = part_of(owner, kind)
    plugin = plugins.load(plugins.group_of(kind), part.plugin)
    return validated(settings_class(plugin), part.settings, f"{label(kind)} of {owner.name}")


def unchanged(kind: str, before: Owner, after: Owner) -> bool:
    """Whether what is opened of that part is the same before and after: the part itself, and every
    sibling that is opened with it. False where there is no such part, or its plug-in is missing.
    """
    pending, seen = [kind], set[str]()
    while pending:
        name = pending.pop()
        part = after.parts.get(name)
        if before.parts.get(name) != part:
            return False
        seen.add(name)
        if part is None:
            continue
        plugin = installed(name, part.plugin)
        if plugin is None:
            return False
        pending += set(siblings_of(plugin)) - seen
    return kind in after.parts and before.seed == after.seed


def answering(parts: Mapping[str, Part]) -> str:
    """The kind of the part that answers viewers: the language model where there is one."""
    return "language_model" if "language_model" in parts else "mind"


def installed(kind: str, plugin: str) -> Any | None:
    """The plug-in's object; None where it is not installed or does not load."""
    try:
        return plugins.load(plugins.group_of(kind), plugin)
    except InputError:
        return None


def settings_class(plugin: Any) -> type[BaseModel]:
    """The model of a plug-in's settings."""
    return getattr(plugin, "Settings", NoSettings)


def siblings_of(plugin: Any) -> tuple[str, ...]:
    """The kinds of parts that a plug-in opens beside its own."""
    return tuple(getattr(plugin, "opens", ()))


def suffixes_of(plugin: Any) -> tuple[str, ...]:
    """The endings of the files that a plug-in takes."""
    return tuple(getattr(plugin, "suffixes", ()))


def accepting(part: Part) -> Callable[[str, int], None]:
    """What is called with the name and size of each file before it is taken into a part. It raises
    InputError for files that the part's plug-in does not take; where that is not installed, for
    none.
    """
    plugin = installed(part.kind, part.plugin)
    endings = suffixes_of(plugin)

    def accept(name: str, _: int) -> None:
        if plugin is None or name.lower().endswith(endings):
            return
        takes = f"takes {', '.join(endings)}" if endings else "takes no files"
        raise InputError(
            f"{name} does not belong into {label(part.kind)}: its plug-in '{part.plugin}' {takes}."
        )

    return accept
