"""Whatever a stranger writes costs its length: twice the text takes twice the time, of every kind.

Each public function that takes text is given texts of many families at two lengths, the longer of
four times the shorter. Processor time is measured, and only what takes long enough to be measured.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from vidol.core.errors import VidolError

SHORT, TIMES = 2500, 4
FLOOR = 0.03
"""Seconds below which a text is read quickly enough, whatever a shorter one takes."""
WORST = 7.0
"""How often the time of the shorter text the longer may take; a square is 16."""

# Repeated to the length that is wanted.
UNITS = [
    "[", "![", "](", "[a](", "[smile](", "**a ", "_a", "*a", "@", "a@", "(", ")", "「", "“",
    '"', "'", "🇦🇧", "我们今天去公园玩", "何時料金", "あ", "1", "1,", "-1", "1 ", "<", "<a ",
    "<b>", "<!--", "<h1>a", "<td>", "&", "&#x", " ", "\n", "a\n", "我\n", "-\n", "a\u0301",
    "👩\u200d", "|", "|a|b|\n|-|-|\n", "`", "`a``", "~~~a\n", "a.", "Mr. ", "http://a.b/",
    "# a\n", "> a\n", "- a\n", "{a|", "\\[", "!?", "我。", "，", "w", "a b ", "\u3000", "\x00",
    "א1(", "안", "今day1,", '{"a":', "<think>", "\ue000", ";a=", "%41", "\\",
]  # fmt: skip
FAMILIES: dict[str, Callable[[int], str]] = {
    unit: lambda length, unit=unit: (unit * (length // len(unit) + 1))[:length] for unit in UNITS
}
FAMILIES |= {
    "(…)": lambda length: "(" * (length // 2) + ")" * (length // 2),
    "a … b": lambda length: "a" + " " * length + "b",
    "!…a": lambda length: "!" * length + "a",
    "@…a": lambda length: "@" * length + "a",
    "**…a…**": lambda length: "*" * (length // 2) + "a" + "*" * (length // 2),
    "`, ``, ```": lambda length: " ".join("`" * i for i in range(int((2 * length) ** 0.5))),
}


def _lazily(name: str, call: Callable[[Any], Callable[[str], Any]]) -> Callable[[str], Any]:
    """A call of a module that is loaded when it is first measured."""

    def run(text: str) -> Any:
        result = call(importlib.import_module(f"vidol.{name}"))(text)
        return list(result) if isinstance(result, Iterator) else result

    return run


def _of(name: str, *words: Any, **named: Any) -> Callable[[str], Any]:
    """The function `name` ("text.cleaning.fit") with a text and more arguments."""
    module, _, function = name.rpartition(".")
    return _lazily(module, lambda room: lambda text: getattr(room, function)(text, *words, **named))


def _bytes(name: str, *words: Any) -> Callable[[str], Any]:
    module, _, function = name.rpartition(".")
    return _lazily(
        module,
        lambda room: lambda text: getattr(room, function)(text.encode("utf-8", "replace"), *words),
    )


def _file(name: str, head: str = "") -> Callable[[str], Any]:
    return _lazily(
        "mind.knowledge.folder",
        lambda room: lambda text: room.read_files_of({name: f"{head}{text}".encode()}),
    )


def _fed(module: str, scanner: str, *words: Any) -> Callable[[str], Any]:
    """A scanner that is fed with a few characters at a time, as they come from a model."""

    def feed(room: Any, text: str) -> None:
        reader = getattr(room, scanner)(*words)
        # Its own sentence about what is no answer.
        refused = getattr(room, {"Events": "Fault", "Sentences": "Nonsense"}.get(scanner, "Tags"))
        with contextlib.suppress(*[refused] * issubclass(refused, Exception)):
            for at in range(0, len(text), 9):
                part = text[at : at + 9]
                list(reader.feed(part.encode() if scanner == "Events" else part))

    return _lazily(module, lambda room: lambda text: feed(room, text))


def _refused(read: Callable[[str], Any], text: str) -> None:
    """Read what is said on a socket, well formed and not."""
    with contextlib.suppress(ValueError):
        read(text)
    read(json.dumps({"type": "say", "text": text[:4000]}))


MEASURED: dict[str, Callable[[str], Any]] = {
    "audience.message.Message": _lazily(
        "audience.message",
        lambda room: (
            lambda text: room.Message(
                platform="web", author=room.Author(id="1", name=text), text=text
            )
        ),
    ),
    "core.endpoints.origin": _of("core.endpoints.origin"),
    "core.errors.shortened": _of("core.errors.shortened"),
    "core.nearest.suggestion": _of("core.nearest.suggestion", ["happy", "look left"], "known are"),
    "core.reasons.reason_in": _bytes("core.reasons.reason_in", "http://127.0.0.1"),
    "core.unicode.folded": _of("core.unicode.folded"),
    "media.captions.caption_pages": _of("media.captions.caption_pages", 640, 360, language="zh"),
    "media.captions.render_caption": _of("media.captions.render_caption", 320, 180, language="ja"),
    "mind.answers.features.grams": _of("mind.answers.features.grams"),
    "mind.answers.lexicon.concepts": _of("mind.answers.lexicon.concepts"),
    "mind.answers.lexicon.stem": _of("mind.answers.lexicon.stem"),
    "mind.answers.retrieval.ideas": _of("mind.answers.retrieval.ideas"),
    "mind.answers.retrieval.terms": _of("mind.answers.retrieval.terms"),
    "mind.embedded.spoken": _of("mind.embedded.spoken", "en"),
    "mind.knowledge.documents.of_text": _of("mind.knowledge.documents.of_text"),
    "mind.knowledge.documents.whole_words": _of("mind.knowledge.documents.whole_words"),
    "mind.knowledge.faq.read_markdown": _of("mind.knowledge.faq.read_markdown", "faq.md"),
    "mind.knowledge.faq_csv.read_csv": _of("mind.knowledge.faq_csv.read_csv", "faq.csv"),
    "mind.knowledge.html.pieces": _of("mind.knowledge.html.pieces"),
    "mind.knowledge.html.without_tags": _of("mind.knowledge.html.without_tags"),
    "mind.knowledge.markdown.lines": _of("mind.knowledge.markdown.lines"),
    "mind.knowledge.markdown.of_markdown": _of("mind.knowledge.markdown.of_markdown"),
    "mind.knowledge.markdown.words": _of("mind.knowledge.markdown.words"),
    "a document in Markdown": _file("guide.md", "# Guide\n\n"),
    "a document in HTML": _file("guide.html", "<table><tr><td>"),
    "a document in text": _file("guide.txt", "Guide.\n\n"),
    "a FAQ in Markdown": _file("faq.md", "## Where?\n\n"),
    "a FAQ in CSV": _file("faq.csv", "question,answer\nwhere?,"),
    "mind.language_model.events.Events": _fed("mind.language_model.events", "Events", "x"),
    "mind.language_model.events.said": _of("mind.language_model.events.said"),
    "mind.language_model.leads.call": _of("mind.language_model.leads.call"),
    "mind.language_model.leads.label": _of("mind.language_model.leads.label"),
    "mind.language_model.leads.find": lambda text: importlib.import_module(
        "vidol.mind.language_model.leads"
    ).find(text, opening=True),
    "mind.language_model.marks.square_thought": _of("mind.language_model.marks.square_thought"),
    "mind.language_model.marks.thought_marks": _of("mind.language_model.marks.thought_marks"),
    "mind.language_model.prompt.data": _of("mind.language_model.prompt.data"),
    "mind.language_model.prompt.tokens": _of("mind.language_model.prompt.tokens"),
    "mind.language_model.sentences.Sentences": _fed(
        "mind.language_model.sentences", "Sentences", "Mika"
    ),
    "mind.language_model.sentences.has_sound": _of("mind.language_model.sentences.has_sound"),
    "mind.language_model.sentences.plain": _of("mind.language_model.sentences.plain"),
    "mind.language_model.sentences.without_marks": _of(
        "mind.language_model.sentences.without_marks"
    ),
    "mind.language_model.tags.Tags": _fed("mind.language_model.tags", "Tags"),
    "mind.moderation.Moderator.check": _lazily(
        "mind.moderation", lambda room: room.Moderator.standard(("you absolute walnut",)).check
    ),
    "mind.moderation.readings": _of("mind.moderation.readings"),
    "mind.moderation.unmask": _of("mind.moderation.unmask"),
    "mind.normalise.fold": _of("mind.normalise.fold"),
    "show.markup.marks": _of("show.markup.marks"),
    "show.picture.scenes.is_paint": _of("show.picture.scenes.is_paint"),
    "show.script.parse": _of("show.script.parse", Path("/nowhere")),
    "show.script.parse_speech": _of("show.script.parse_speech"),
    "studio.security.cookie": _of("studio.security.cookie", "vidol"),
    "text.abbreviations.full_stop_ends": _of("text.abbreviations.full_stop_ends", " A"),
    "text.chinese.simplify": _of("text.chinese.simplify"),
    "text.cleaning.fit": _of("text.cleaning.fit"),
    "text.cleaning.one_line": _of("text.cleaning.one_line"),
    "text.cleaning.unwrapped": _of("text.cleaning.unwrapped"),
    "text.cleaning.without_controls": _of("text.cleaning.without_controls"),
    "text.colournames.colour_of": _lazily(
        "text.colournames", lambda room: lambda text: room.colour_of(f"#red {text}")
    ),
    "text.encodings.decode": _bytes("text.encodings.decode", "guide.txt"),
    "text.encodings.decode of GB18030": _lazily(
        "text.encodings",
        lambda room: lambda text: room.decode(text.encode("gb18030", "replace"), "guide.txt"),
    ),
    "text.encodings.plausibility": _of("text.encodings.plausibility"),
    "text.language.evidence": _of("text.language.evidence"),
    "text.language.identify": _of("text.language.identify"),
    "text.language.written_by": _of("text.language.written_by"),
    "text.scripts.han": _of("text.scripts.han"),
    "text.scripts.kana": _of("text.scripts.kana"),
    "text.scripts.runs": _of("text.scripts.runs"),
    "text.scripts.weight": _of("text.scripts.weight"),
    "text.sentences.bare_sentences": _of("text.sentences.bare_sentences"),
    "text.sentences.complete": _of("text.sentences.complete"),
    "text.sentences.first_clause": _of("text.sentences.first_clause"),
    "text.sentences.first_sentence": _of("text.sentences.first_sentence"),
    "text.sentences.is_whole": _of("text.sentences.is_whole"),
    "text.sentences.last_clause": _of("text.sentences.last_clause", 0, 1 << 20),
    "text.sentences.sentences": _of("text.sentences.sentences"),
    "text.sentences.spans": _of("text.sentences.spans", 240),
    "studio.languages.translated": _of("studio.languages.translated", "zh"),
    "text.toml.parsed": _of("text.toml.parsed"),
    "text.typesetting.bidi.base_level": _of("text.typesetting.bidi.base_level"),
    "text.typesetting.bidi.embedding_levels": _of("text.typesetting.bidi.embedding_levels", 0),
    "text.typesetting.breaks.units": _of("text.typesetting.breaks.units", "zh"),
    "text.typesetting.fonts.missing_characters": _of(
        "text.typesetting.fonts.missing_characters", "zh"
    ),
    "text.typesetting.linebreak.line_breaks": _of("text.typesetting.linebreak.line_breaks"),
    "text.typesetting.ruby.parse_ruby": _of("text.typesetting.ruby.parse_ruby"),
    "text.typesetting.ruby.strip_ruby": _of("text.typesetting.ruby.strip_ruby"),
    "text.typesetting.shape.clusters": _of("text.typesetting.shape.clusters"),
    "text.typesetting.shape.shape_line": _of("text.typesetting.shape.shape_line", 20, "zh"),
    "voice.languages.pieces.pieces": _of("voice.languages.pieces.pieces"),
    "voice.languages.source.clean": _of("voice.languages.source.clean"),
    "voice.languages.split.split": _of("voice.languages.split.split"),
    "a page's message on the socket": _lazily(
        "studio.messages", lambda room: lambda text: _refused(room.PAGE_MESSAGE.validate_json, text)
    ),
    "a comment hub's message": _lazily(
        "audience.shapes",
        lambda room: lambda text: room.frame_of({"name": text, "comment": text, "text": text}),
    ),
}
"""Every public function that takes text, by name; a few with more around them, in words."""

# They draw, or read word for word: less of it is as much work.
SLOW = {
    "media.captions.caption_pages": 6,
    "media.captions.render_caption": 25,
    "text.typesetting.breaks.units": 4, "text.typesetting.shape.shape_line": 4,
    "voice.languages.pieces.pieces": 6, "voice.languages.split.split": 4,
}  # fmt: skip

ELSEWHERE = {
    # bounded to a message's length, or made of what is measured here
    "media.captions.render_words", "show.picture.cards.question", "show.saying.say",
    "text.typesetting.breaks.cut_apart", "text.typesetting.ruby.apply_ruby",
    # a name or a colour of the program's own
    "show.outputs.output.opened", "text.colournames.is_colour",
    "text.colournames.name_of", "training.data.labels.plain", "training.data.report.safe",
    "face.artist.colour.from_hex", "voice.languages.base.spoken",
}  # fmt: skip


def _seconds(call: Callable[[str], Any], text: str) -> float:
    start = time.process_time()
    with contextlib.suppress(VidolError, ValueError):  # a sentence about the text is an answer, too
        call(text)
    return time.process_time() - start


@pytest.fixture(autouse=True)
def _unhindered():
    """No collection of rubbish in the middle of what is measured."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.parametrize("name", MEASURED)
def test_what_takes_text_takes_time_by_its_length(name):
    call, length = MEASURED[name], SHORT // SLOW.get(name, 1)
    _seconds(call, "Hello 你好。")
    faults = []
    for family, made in FAMILIES.items():
        long = _seconds(call, made(length * TIMES))
        if long < FLOOR:
            continue
        short = min(_seconds(call, made(length)) for _ in range(2))
        long = min(long, _seconds(call, made(length * TIMES)))
        if long >= FLOOR and long > WORST * short:
            faults.append(f"{family!r}: {short:.3f} s, four times as much {long:.3f} s")
    assert not faults, faults


def test_every_public_function_that_takes_text_is_measured():
    source = Path(importlib.import_module("vidol").__file__).parent
    found = {
        f"{'.'.join(path.relative_to(source).with_suffix('').parts)}.{function.name}"
        for path in source.rglob("*.py")
        if path.relative_to(source).parts[0] not in ("cli", "testing")
        for function in ast.parse(path.read_text("utf-8")).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        for argument in function.args.args[:1]
        if argument.arg in ("text", "question", "paragraph", "run", "header", "sentence", "written")
        and argument.annotation is not None
        and ast.unparse(argument.annotation) == "str"
    }
    assert found - MEASURED.keys() - ELSEWHERE == set()
