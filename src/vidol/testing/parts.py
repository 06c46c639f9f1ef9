"""Plug-ins of parts, without an installed package and without a character: the material that one is
called with, and a check of what it says about itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from vidol.core import organs
from vidol.core.parts import Material, Part, Proposal, Proposed
from vidol.core.settings import NoSettings, json_schema
from vidol.testing.conformance import hold


def material(
    settings: BaseModel | None = None,
    *,
    files: Mapping[str, bytes] | None = None,
    siblings: Mapping[str, Any] | None = None,
    name: str = "Mika",
    seed: int = 7,
) -> Material[Any]:
    """What a plug-in is called with: ``MyVoice(material(MySettings(pitch=200)))``. `siblings` are
    what `Material.open` gives, by kind: ``{"persona": Persona.default("Mika")}``.
    """
    opened = dict(siblings or {})
    return Material(name, settings or NoSettings(), dict(files or {}), seed, opened.get)


def check_plugin(plugin: Any, parts: Mapping[str, Part] | None = None) -> None:
    """A plug-in of a part can be called; its `Settings` are a model that JSON holds and that
    refuses what it does not know; `suffixes`, `opens` and `check` are what they should be;
    `propose` gives the same for the same seed. `parts` are those that the character has already.
    """
    hold(callable(plugin), "A plug-in must be something that can be called with a Material.")
    model = organs.settings_class(plugin)
    hold(
        isinstance(model, type) and issubclass(model, BaseModel),
        f"`Settings` must be a pydantic model, not {model!r}.",
    )
    json_schema(model)
    hold(
        model.model_config.get("extra") == "forbid",
        "`Settings` must forbid extra fields, so that a misspelt one is named:"
        ' ConfigDict(extra="forbid").',
    )
    for suffix in organs.suffixes_of(plugin):
        hold(
            suffix.startswith(".") and suffix == suffix.lower(),
            f"`suffixes` must be small endings with their dot, as .png; not {suffix!r}.",
        )
    for kind in organs.siblings_of(plugin):
        Part(kind, "any")  # raises InputError for what is no kind
    check = getattr(plugin, "check", None)
    hold(check is None or callable(check), "`check` must be something that can be called.")
    if hasattr(plugin, "propose"):
        _check_proposals(plugin, model, dict(parts or {}))


def _check_proposals(plugin: Any, model: type[BaseModel], parts: dict[str, Part]) -> None:
    for seed in (1, 2):
        proposal = Proposal("Mika", seed, {}, parts)
        first, again = plugin.propose(proposal), plugin.propose(proposal)
        hold(isinstance(first, Proposed), "`propose` must return a vidol.core.parts.Proposed.")
        hold(
            isinstance(first.settings, model),
            f"`propose` must propose {model.__name__}, not {type(first.settings).__name__}.",
        )
        hold(first == again, "`propose` must propose the same for the same seed.")
        settings = first.settings.model_dump(mode="json")
        read = model.model_validate(settings, strict=False)
        hold(read == first.settings, "What is proposed must be the same after it was saved.")
