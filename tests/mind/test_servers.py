"""Servers of language models have habits: streams are understood, and their own reasons told."""

from __future__ import annotations

import pytest

from vidol.core import endpoints
from vidol.core.dialogue import Message
from vidol.core.errors import InputError
from vidol.mind.language_model import LanguageModel, LanguageModelMind, check, models
from vidol.voice.transcription import Transcription, transcribe

from .babbler import BODIES, FAULTS, STREAMS
from .conftest import QUESTION, ask, heard, problems

pytestmark = pytest.mark.usefixtures("config")


@pytest.mark.parametrize("stream", [f"stream-{name}" for name in STREAMS] + ["streamed-json"])
async def test_streams_of_common_servers_are_understood(server, embedded, stream):
    parts = await ask(server, embedded, f"script:{stream}")
    assert heard(parts).strip() == "Hello there, I like green tea."
    assert problems(parts) == []


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_reason_of_a_server_is_told_from_its_stream(server, embedded, fault):
    (problem,) = problems(await ask(server, embedded, f"script:fault-{fault}"))
    assert "the request exceeds the available context size" in problem


@pytest.mark.parametrize("body", BODIES)
async def test_the_reason_of_a_server_is_told_from_its_refusal(server, embedded, body):
    (problem,) = problems(await ask(server, embedded, f"script:{body}"))
    assert "it is asked for too much" in problem
    assert "it is asked for too much" in await check(
        LanguageModel(base_url=server.url, model=f"script:{body}")
    )


async def test_a_parameter_that_a_422_names_is_left_out(server, embedded):
    assert heard(await ask(server, embedded, "script:picky")).startswith("Hello there")
    assert len(server.noted("chat")) == 2


async def test_a_key_that_a_server_repeats_is_not_told(server, embedded):
    endpoints.store_key(server.url, "asked for")
    (problem,) = problems(await ask(server, embedded, "script:422"))
    assert "asked for" not in problem and "too much" in problem


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9", "ALL_PROXY"),
        ("HTTPS_PROXY", "http://127.0.0.1:9", "HTTPS_PROXY"),
        ("SSL_CERT_FILE", "/nonexistent.pem", "SSL_CERT_FILE"),
    ],
)
async def test_an_environment_that_cannot_be_used_is_a_problem_while_her_own_mind_answers(
    embedded, monkeypatch, name, value, words
):
    monkeypatch.setenv(name, value)
    where = "https://llm.example.invalid/v1"
    settings = LanguageModel(base_url=where, model="m", first_words_timeout=5)
    mind = LanguageModelMind(embedded.persona, embedded.knowledge, settings, embedded)
    unapproved = [part async for part in mind.reply([Message("viewer", QUESTION)])]
    assert "not approved" in problems(unapproved)[0] and heard(unapproved)
    endpoints.approve(where)
    parts = [part async for part in mind.reply([Message("viewer", QUESTION)])]
    await mind.close()
    assert words in problems(parts)[0]
    assert heard(parts) == heard(unapproved)
    assert words in await check(settings)
    with pytest.raises(InputError, match=words):
        await models(where)
    with pytest.raises(InputError, match=words):
        await transcribe(b"sound", "audio/wav", Transcription(base_url=where))
