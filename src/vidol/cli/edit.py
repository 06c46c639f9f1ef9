"""``vidol edit``: change a character, in place or into another bundle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidol.cli.console.arguments import CharacterFile

if TYPE_CHECKING:
    from vidol.avatar import Character


def edit(
    character: CharacterFile,
    name: Annotated[str | None, typer.Option(help="Another name.", show_default=False)] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KIND.NAME=VALUE",
            help=(
                "Change a setting of any part, e.g. face.hair=#804020; several values with commas"
                " or as JSON; may be repeated. `vidol info` shows them."
            ),
        ),
    ] = None,
    use: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND=PLUGIN",
            help="Let another plug-in make a part, e.g. voice=hum; see `vidol plugins`.",
        ),
    ] = None,
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--file", metavar="KIND=PATH", help="Add a file, or all of a folder, to a part."
        ),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Remove a part, or a file of one: KIND/FILE."),
    ] = None,
    look: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="Change the look: --look hair=red (or #804020) sets face.hair.",
        ),
    ] = None,
    voice: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
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
    """Change the parts of a character: their settings, files and plug-ins.

    What is not named stays as it is. The bundle is replaced in one step when everything worked.
    Whoever types the address of an endpoint, after --llm or --set, approves it on this machine; a
    key is taken from the environment variable VIDOL_LLM_KEY or stored in the studio, never in the
    bundle.
    """
    import vidol
    from vidol.core.errors import InputError

    before = vidol.load(character)
    wanted = _Parts(settings or [], use or [], files or [], drop or [], look or [], voice or [])
    after = _with_texts(before, name, persona, knowledge)
    after = wanted.applied(after)
    after = _with_language_model(after, llm, llm_model, remove=no_llm)
    rights = {
        key: value for key, value in (("holder", holder), ("licence", licence)) if value is not None
    }
    if rights:
        after = after.with_rights(**rights)
    approving = {"language_model"} if llm else wanted.addressed(after)
    if after == before and out is None and not approving:
        raise InputError(
            f"Nothing to change in {character}: say what, as in  vidol edit {character} --set"
            " face.hair=#804020  (`vidol edit --help` lists the rest)."
        )
    written = out or character
    after.save(written)
    _approve(after, approving)
    print(f"{written}: {after.name}, changed. `vidol info {written}` shows the character.")


@dataclass(frozen=True)
class _Parts:
    """What is wanted of parts, as it was typed."""

    settings: list[str]
    use: list[str]
    files: list[str]
    drop: list[str]
    look: list[str]
    voice: list[str]

    def applied(self, character: Character) -> Character:
        """Plug-ins first, then files and settings; each part is looked at when all of it is there.
        A plug-in that is not installed comes last: until then the present one says what can be set.
        """
        from vidol.avatar.changes import with_assignments, with_words

        for words in self.drop:
            kind, slash, file = words.partition("/")
            character = character.without_file(kind, file) if slash else character.without(kind)
        use = dict(_pairs(self.use, "--use", "voice=hum"))
        missing = {kind: _missing(kind, use[kind]) for kind in use.keys() & character.parts.keys()}
        late = {kind for kind, why in missing.items() if why}
        for kind in use.keys() - late:
            character = character.with_plugin(kind, use[kind])
        for kind, path in _pairs(self.files, "--file", "knowledge=faq.csv"):
            character = character.with_files(kind, Path(path))
        for kind, given in (("face", self.look), ("voice", self.voice)):
            character = with_words(character, kind, given) if given else character
        character = with_assignments(character, self.settings)
        for kind in late:
            character = character.with_plugin(kind, use[kind])
            typer.echo(f"vidol: {missing[kind]}", err=True)
        for kind in use:
            character.check(kind)
        return character

    def addressed(self, character: Character) -> set[str]:
        """The kinds of parts of which an endpoint's address was typed."""
        typed = {assignment.partition("=")[0].strip() for assignment in self.settings}
        return {
            kind
            for kind, fields in character.endpoint_fields().items()
            if any(f"{kind}.{name}" in typed for name in fields)
        }


def _pairs(words: list[str], option: str, example: str) -> Iterator[tuple[str, str]]:
    from vidol.core.errors import InputError

    for word in words:
        kind, equals, value = word.partition("=")
        if not equals or not value.strip():
            raise InputError(
                f"'{word[:100]}' says nothing after {option}: write it as in {option} {example}."
            )
        yield kind.strip(), value.strip()


def _missing(kind: str, plugin: str) -> str:
    """Why a plug-in is not here, as a sentence; empty when it is. Raises InputError for a name that
    is one of an installed plug-in, misspelt.
    """
    from vidol.core import plugins
    from vidol.core.errors import InputError
    from vidol.core.nearest import nearest

    try:
        plugins.load(plugins.group_of(kind), plugin)
    except InputError as error:
        installed = plugins.find(plugins.group_of(kind))
        if plugin not in installed and nearest(plugin, installed):
            raise
        return str(error)
    return ""


def _with_texts(
    character: Character, name: str | None, persona: Path | None, knowledge: Path | None
) -> Character:
    if persona:
        character = character.with_persona(persona)
    if knowledge:
        character = character.with_knowledge(knowledge)
    return character.with_name(name) if name else character


def _with_language_model(
    character: Character, address: str | None, model: str | None, *, remove: bool
) -> Character:
    from vidol.core.errors import InputError

    if remove and (address or model):
        raise InputError(
            "--no-llm removes the language model, --llm and --llm-model set it: give one or the"
            " other."
        )
    here = "language_model" in character.parts
    if remove:
        return character.without("language_model") if here else character
    given = (("base_url", address), ("model", model))
    changes = {name: value for name, value in given if value is not None}
    if not changes:
        return character
    if not here and not (address and model):
        raise InputError(
            "A language model needs its address and its name, as in  --llm"
            " http://127.0.0.1:11434/v1 --llm-model qwen2.5"
        )
    if here:
        return character.with_settings("language_model", **changes)
    return character.with_plugin("language_model", "openai", **changes)


def _approve(character: Character, kinds: set[str]) -> None:
    """Who types an address means it."""
    from vidol.core.endpoints import approve

    for kind in kinds:
        for address in character.endpoints()[kind]:
            approve(address, environment_key=kind == "language_model")
