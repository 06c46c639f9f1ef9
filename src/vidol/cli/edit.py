"""``vidol edit``: change a character, in place or into another bundle."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from vidol.avatar import Character


def edit(
    bundle: Annotated[Path, typer.Argument(help="The bundle to change.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="Another name.", show_default=False)] = None,
    look: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE", help="Change the look, e.g. hair=#804020; may be repeated."
        ),
    ] = None,
    voice: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE",
            help="Change the voice, e.g. rate=0.9, pitch=240 (Hz) or pitch=+2 (semitones up).",
        ),
    ] = None,
    persona: Annotated[
        Path | None, typer.Option(help="Another persona file.", show_default=False)
    ] = None,
    knowledge: Annotated[
        Path | None,
        typer.Option(
            help="Another knowledge folder, instead of all that was known.", show_default=False
        ),
    ] = None,
    use: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND=NAME",
            help=(
                "Another plug-in for the face, voice or mind, e.g. voice=hum; see `vidol plugins`."
            ),
        ),
    ] = None,
    llm: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help=(
                "Let a language model answer: an OpenAI-compatible endpoint, e.g."
                " http://127.0.0.1:11434/v1."
            ),
        ),
    ] = None,
    llm_model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The model to ask for there, e.g. qwen2.5.", show_default=False
        ),
    ] = None,
    no_llm: Annotated[
        bool, typer.Option("--no-llm", help="Answer without a language model again.")
    ] = False,
    holder: Annotated[
        str | None, typer.Option(help="Who holds the rights in the character.", show_default=False)
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(
            help="Under which SPDX licence it may be used, e.g. CC-BY-4.0.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="Write here and leave the bundle as it is.", show_default=False
        ),
    ] = None,
) -> None:
    """Change a character's look, persona, voice or knowledge.

    What is not named stays as it is. The bundle is replaced in one step when everything worked.
    --llm also approves the address on this machine; a key is taken from the environment variable
    VIDOL_LLM_KEY or stored in the studio, never in the bundle.
    """
    import vidol
    from vidol.core.errors import InputError

    before = vidol.load(bundle)
    after = _with_organs(before, look or [], voice or [], use or [])
    if persona:
        after = after.with_persona(persona)
    if knowledge:
        after = after.with_knowledge(knowledge)
    if name:
        after = after.with_name(name)
    after = _with_language_model(after, llm, llm_model, remove=no_llm)
    rights = {
        key: value for key, value in (("holder", holder), ("licence", licence)) if value is not None
    }
    if rights:
        after = after.with_rights(**rights)
    if after == before and out is None and not llm:  # --llm approves too
        raise InputError(
            f"Nothing to change in {bundle}: say what, as in  vidol edit {bundle} --look"
            " hair=#804020  (`vidol edit --help` lists the rest)."
        )
    after.save(out or bundle)
    if llm and after.language_model:
        from vidol.core.endpoints import approve

        # who types an address means it
        approve(after.language_model.base_url, environment_key=True)
    print(
        f"{out or bundle}: {after.name}, changed. `vidol info {out or bundle}` shows the character."
    )


def _with_organs(
    character: Character, look: list[str], voice: list[str], use: list[str]
) -> Character:
    from vidol.avatar import Plugins
    from vidol.avatar.changes import parsed
    from vidol.face.artist import Look
    from vidol.voice import VoiceProfile

    if look:
        character = character.with_look(**parsed(Look, look, "the look"))
    if voice:
        character = character.with_voice(
            **_in_hertz(parsed(VoiceProfile, voice, "the voice"), character.voice_profile.pitch)
        )
    if use:
        character = character.with_plugins(
            **{
                kind: str(plugin)
                for kind, plugin in parsed(Plugins, use, "the choice of plug-ins").items()
            }
        )
    return character


def _with_language_model(
    character: Character, address: str | None, model: str | None, *, remove: bool
) -> Character:
    from vidol.avatar.changes import revised, validated
    from vidol.core.errors import InputError
    from vidol.mind.language_model import LanguageModel

    if remove and (address or model):
        raise InputError(
            "--no-llm removes the language model, --llm and --llm-model set it: give one or the"
            " other."
        )
    if remove:
        return character.with_language_model(None)
    changes = {
        name: value
        for name, value in (("base_url", address), ("model", model))
        if value is not None
    }
    if not changes:
        return character
    if character.language_model is not None:
        return character.with_language_model(
            revised(character.language_model, changes, "the language model")
        )
    if not (address and model):
        raise InputError(
            "A language model needs its address and its name, as in  --llm"
            " http://127.0.0.1:11434/v1 --llm-model qwen2.5"
        )
    return character.with_language_model(validated(LanguageModel, changes, "the language model"))


def _in_hertz(fields: dict[str, object], now: float) -> dict[str, object]:
    """A pitch with a sign is a step in semitones from the present one."""
    pitch = str(fields.get("pitch", ""))
    if re.fullmatch(r"[+-]\d+(\.\d+)?", pitch):
        return fields | {"pitch": round(now * 2 ** (float(pitch) / 12), 1)}
    return fields
