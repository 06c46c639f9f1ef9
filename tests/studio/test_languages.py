"""What the studio refuses, it refuses in the page's language: every sentence has its texts."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vidol
from vidol.studio import languages
from vidol.studio.languages import asked_for, known, translated

from .conftest import joined

SOURCE = Path(vidol.__file__).parent
SAID_TO_PAGES = (
    "studio", "show/live", "avatar/archive.py", "avatar/bundle.py", "avatar/members.py",
    "mind/knowledge", "mind/language_model/connection.py", "voice/transcription.py",
    "core/endpoints.py", "core/storage.py", "core/organs.py", "text/encodings.py",
    "training/data/archives.py", "training/data/listing.py", "training/folder.py",
    "face/data/preparation.py",
)  # fmt: skip
"""Where it is raised what an ordinary act in the studio can cause."""
IN_TERMINALS = ("studio/server.py",)
"""What only those meet who start a studio."""
OF_A_FILE = ("too large: ", "damaged in the zip", "damaged: ", "unreadable: ")
"""Reasons why a file is left out: pages have words for their kinds."""
TOKENS = ("A token has", "Two roles have", "The owner needs a token")
ERRORS = {"InputError", "OutputError", "Refused", "VidolError"}
OF_LICENCES = (
    "{}: the licence {} must be an SPDX licence expression such as CC-BY-4.0 or LicenseRef-studio,"
    " or 'not stated'."
)
OF_OTHERS = {  # put together of pieces, or pydantic's
    "it can be {}.", "there are {}.", "the uploaded file", "the look", "the persona", "the voice",
    "the language model", "the knowledge", "the face", "the transcription",
    "input should be greater than or equal to {}",
    OF_LICENCES.lower(), "there are no pictures in {} (only {}).",
    "input should be less than or equal to {}", "string should have at most {} characters",
    "string should have at least {} character", "input should be a valid number",
    "input should be a valid string", "{} cannot have {}={}: {}.",
}  # fmt: skip
TEXTS = json.loads((SOURCE / "studio" / "sentences.json").read_text(encoding="utf-8"))


def template(node: ast.AST) -> str | None:
    """A string with `{}` where a value stands."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(template(part) or "{}" for part in node.values)
    return None


def strings(where: str = "") -> Iterator[tuple[Path, ast.AST]]:
    path = SOURCE / where
    for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            yield file, node


def raised() -> Iterator[str]:
    """The sentences of errors that pages are told."""
    for where in SAID_TO_PAGES:
        for file, node in strings(where):
            name = getattr(getattr(node, "func", None), "id", "")
            if name in ERRORS and node.args and str(file.relative_to(SOURCE)) not in IN_TERMINALS:
                said = template(node.args[-1])
                if said and said.strip("{}. ") and not said.startswith(OF_A_FILE + TOKENS):
                    yield said


def test_every_sentence_that_pages_are_told_has_its_texts() -> None:
    lacking = sorted({said for said in raised() if said not in TEXTS})
    assert not lacking, "add them to studio/sentences.json, in Chinese and Japanese"
    assert len(set(raised())) > 120


def test_every_text_has_its_sentence_and_all_of_its_values() -> None:
    there = {said.lower() for _, node in strings() if (said := template(node))}
    for sentence, texts in TEXTS.items():
        assert sentence.lower() in there | OF_OTHERS, "nobody says this any more"
        assert len(texts) == 2
        for text in texts:
            assert text
            used = {int(found) for found in languages._PLACE.findall(text)}
            assert used <= set(range(sentence.count("{}"))), text


@pytest.mark.parametrize("sentence", sorted(TEXTS))
def test_a_sentence_with_values_is_recognised(sentence) -> None:
    pieces = sentence.split("{}")  # of values that nothing keeps apart the first has all
    values = ["" if k and not pieces[k] else f"value-{k}" for k in range(len(pieces) - 1)]
    whole = sentence
    for value in values:
        whole = whole.replace("{}", value, 1)
    for k, language in enumerate(("zh", "ja")):
        wanted = TEXTS[sentence][k]
        for place, value in enumerate(values):
            wanted = wanted.replace(f"{{{place}}}", value)
        assert translated(whole, language) == wanted
    assert translated(whole, "en") == whole


def test_what_nobody_translated_is_shown_behind_words_of_the_page() -> None:
    assert translated("Quite new.", "zh") == "没有做成（原文）：Quite new."
    assert translated("Quite new.", "ja").endswith("：Quite new.")
    assert translated("", "zh") == ""


@given(st.text(max_size=1600))
def test_any_text_is_some_text(text) -> None:
    assert translated(text, "en") == text
    assert isinstance(translated(text, "ja"), str)


def test_hostile_values_cost_no_more_than_others() -> None:
    piece = "' is not "
    begun = time.process_time()
    for _ in range(20):
        translated("'" + piece * 170, "zh")
    assert time.process_time() - begun < 1
    assert known()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("ja", "ja"), ("JA-jp", "ja"),
        ("fr,de;q=0.9", "en"), ("fr, ja;q=0.5", "ja"), ("", "en"), ("*", "en"), (",;,q", "en"),
        ("x" * 10_000, "en"),
    ],
)  # fmt: skip
def test_the_language_that_is_asked_for(header, language) -> None:
    assert asked_for(header) == language


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "没有录制"), ("ja", "録画「nö」はありません")]
)
def test_an_answer_is_in_the_language_of_the_request(studio, language, said) -> None:
    with studio.client(**{"accept-language": language}) as client:
        answer = client.get("/api/recordings/nö")
        assert answer.status_code == 400
        assert said in answer.json()["error"]["message"]
        look = {"parts": {"face": {"hair_bakc": "bob"}}}
        told = client.patch("/api/character", json=look).json()["error"]["message"]
        assert "hair_back" in told
        assert "did you mean" not in told
        assert "has no" not in told
        assert (
            client.get("/api/none").json()["error"]["message"]
            in TEXTS["There is nothing at this address."]
        )
    with studio.client() as client:
        assert "There is no recording" in client.get("/api/recordings/nö").text


async def test_a_page_on_the_socket_is_told_in_its_language(studio) -> None:
    async with joined(studio, language="ja") as page:
        await page.send("act", name="no such")
        notice = (await page.until(lambda page: page.of("notice")))[0]
        assert "表情でも動作でもありません" in notice["text"]
