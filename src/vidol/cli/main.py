"""The command line's frame: finds the verb, runs it, and turns every failure the user can act on
into one line.

A verb's module is imported only when the verb is called, and the help of the whole comes from the
table below, so that ``vidol --help`` answers at once. What a verb does is in the module named here;
this file knows only its name. Verbs of installed packages come behind vidol's own and never take
the place of one; they too are imported only when they are called.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from vidol.core.errors import VidolError, shortened
from vidol.core.storage import reason
from vidol.core.version import __version__

if TYPE_CHECKING:
    from vidol.core.plugins import Plugin

USER_ERROR: Final = 2
INTERRUPTED: Final = 130  # 128 + SIGINT, as shells count
# What a stranger's file says is printed, but does not drive the terminal.
CONTROLS: Final = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\N{REPLACEMENT CHARACTER}")
_PLUGGED: Final = "vidol.verbs"
STOPPED: Final = "interrupted; nothing half-written was left behind."


class Verb(NamedTuple):
    """``vidol NAME``. A name of two words is a verb of a group; "artist sheet" is
    vidol.cli.artist_sheet.artist_sheet. A verb of organs is ``vidol NAME ORGAN``, and the organ
    brings it: see vidol.cli.organs.
    """

    name: str
    help: str
    of_organs: bool = False

    @property
    def function(self) -> str:
        return "organs" if self.of_organs else self.name.replace(" ", "_").replace("-", "_")

    @property
    def shown(self) -> str:
        return f"{self.name} ORGAN" if self.of_organs else self.name


VERBS: Final[dict[str, tuple[Verb, ...]]] = {
    "Characters": (
        Verb("new", "Create a character and save it as a bundle."),
        Verb("info", "Show what is inside a bundle, with a picture."),
        Verb("edit", "Change the parts of a character: settings, files, plug-ins."),
    ),
    "On air": (
        Verb("perform", "Perform a script as a film with captions."),
        Verb("live", "Put a character on air: a studio in the browser to talk with it."),
        Verb("replay", "Make a recorded live show again as a film."),
        Verb("say", "Speak a text into a sound file."),
        Verb("ask", "Ask a character something and see why it answers as it does."),
    ),
    "Drawing": (
        Verb("artist sheet", "Draw many characters, or many expressions of one, on a sheet."),
    ),
    "Training": (
        Verb("data",
            "Make a dataset from raw material, with a manifest of rights and a report.", True),
        Verb("train", "Train a model on a dataset.", True),
        Verb("tune", "Find the settings of a training that suit a dataset.", True),
        Verb("sample", "Make something new with a trained model.", True),
        Verb("reconstruct", "Show what a trained model makes of something that there is.", True),
    ),
    "Measuring": (
        Verb("measure",
            "Measure a model, beside what is real, or how well a mind tells questions apart.",
            True),
    ),
    "Extending": (
        Verb("plugins", "List the installed plug-ins, and whether they load."),
        Verb("endpoints", "List which endpoints this machine may talk to, or withdraw one."),
    ),
}  # fmt: skip


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 2 the user can act on it (one line on stderr), 130
    interrupted.
    """
    _speak_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _dispatch(words)
        sys.stdout.flush()
    except VidolError as error:
        code = _complain(str(error))
    except KeyboardInterrupt:
        code = _complain(STOPPED, INTERRUPTED)
    except BrokenPipeError:
        # The reader of a pipe (`vidol info x | head`) went away: nobody is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    except OSError as error:
        why = reason(error)
        if why is None:
            raise
        code = _complain(f"{error.filename or 'Something'} cannot be used: {why}.")
    sys.exit(code)


def _speak_utf8() -> None:
    """Names and captions are Chinese and Japanese whatever the locale says; what cannot be encoded
    must not end a run.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=_ESCAPE)


def _escape(error: UnicodeError) -> tuple[str | bytes, int]:
    """Bytes of a file name that were not UTF-8 go out as they came; any other half of a surrogate
    pair is spelt out.
    """
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.lookup_error("backslashreplace")(error)


_ESCAPE: Final = "vidol.surrogateescape"
codecs.register_error(_ESCAPE, _escape)


def _complain(sentence: str, code: int = USER_ERROR) -> int:
    with contextlib.suppress(BrokenPipeError):
        said = shortened(" ".join(sentence.split())).translate(CONTROLS)
        print("vidol:", said, file=sys.stderr)
    return code


def _dispatch(words: list[str]) -> int:
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    if not words or words[0] in {"-h", "--help"}:
        print(_overview())
        return 0
    if words[0] in {"-V", "--version"}:
        print(f"vidol {__version__}")
        return 0
    table = {verb.name: verb for verbs in VERBS.values() for verb in verbs}
    for count in (2, 1):
        verb = table.get(" ".join(words[:count]))
        if verb and len(words) >= count:
            return _call(verb, words[count:])
    group = [verb for verb in table.values() if verb.name.startswith(words[0] + " ")]
    if group and (len(words) == 1 or words[1] in {"-h", "--help"}):
        print(f"Usage: vidol {words[0]} VERB ...\n\n" + _rows(group))
        return 0
    others = _of_packages()
    if words[0] in others and not group:
        return _call_of_package(words[0], words[1:])
    return _complain(_unknown(words, [*table, *others], group))


def _of_packages() -> dict[str, Plugin]:
    """The verbs of installed packages, without those whose name is one of vidol's own verbs or the
    first word of one.
    """
    from vidol.core.plugins import find

    own = {verb.name.split()[0] for verbs in VERBS.values() for verb in verbs} | {"help"}
    return {name: plugin for name, plugin in find(_PLUGGED).items() if name not in own}


def _call_of_package(name: str, words: list[str]) -> int:
    """Import a package's verb, let typer read its words, and return the exit code."""
    from vidol.core.plugins import load

    function = load(_PLUGGED, name)
    if not callable(function):
        raise VidolError(
            f"The verb '{name}' is no function but {type(function).__name__}: its package needs an"
            " update."
        )
    return _typed(function, name, function.__doc__ or "", words)


def _unknown(words: list[str], verbs: Sequence[str], group: list[Verb]) -> str:
    from vidol.core.nearest import nearest

    if words[0].startswith("-"):
        return (
            f"'{words[0]}' is not an option of vidol itself: options come after the verb, as in "
            " vidol new NAME --seed 7."
        )
    said = " ".join(words[:2]) if group else words[0]
    near = nearest(said, [verb.name for verb in group] or verbs)
    hint = f"did you mean  vidol {near}?" if near else "`vidol --help` lists the verbs."
    return f"'{said}' is not a verb of vidol; {hint}"


def _overview() -> str:
    parts = [f"{title}:\n{_rows(verbs)}" for title, verbs in VERBS.items()]
    others = _of_packages()
    if others:
        parts.append(f"Plug-ins:\n{_rows([_told(plugin) for plugin in others.values()])}")
    return "\n\n".join(
        (
            "Usage: vidol VERB ...",
            (
                "From raw material to a live virtual streamer: a character with a face, a voice and"
                " a mind, offline."
            ),
            *parts,
            "`vidol VERB --help` explains a verb. `vidol --version` prints the version.",
        )
    )


def _told(plugin: Plugin) -> Verb:
    """A package's verb as the overview shows it: what it does is known when it is imported."""
    name, package = (text.translate(CONTROLS) for text in (plugin.name, plugin.package))
    return Verb(name, f"Of the package {package} {plugin.version}.")


def _rows(verbs: Sequence[Verb]) -> str:
    width = max(len(verb.shown) for group in (*VERBS.values(), verbs) for verb in group) + 2
    return "\n".join(f"  {verb.shown:<{width}}{verb.help}" for verb in verbs)


def _call(verb: Verb, words: list[str]) -> int:
    """Import the verb, let typer read its words, and return the exit code."""
    function = getattr(import_module(f"vidol.cli.{verb.function}"), verb.function)
    if verb.of_organs:
        return _exit_code(lambda: function(verb.name, words))
    return _typed(function, verb.name, function.__doc__ or verb.help, words)


def _typed(function: Callable[..., None], name: str, text: str, words: list[str]) -> int:
    """Let typer read the words of a typed function."""
    import typer

    from vidol.cli.console.usage import invoke

    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(help=text)(_interruptible(function))
    return _exit_code(lambda: invoke(app, words, f"vidol {name}"))


def _exit_code(work: Callable[[], int]) -> int:
    try:
        return work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0


def _interruptible(function: Callable[..., None]) -> Callable[..., None]:
    """Take Ctrl-C before typer does: it would print "Aborted!" and exit with 1."""

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except KeyboardInterrupt:
            sys.exit(_complain(STOPPED, INTERRUPTED))

    return guarded


if __name__ == "__main__":
    run()
