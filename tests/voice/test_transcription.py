"""Speech of viewers to text: over real HTTP, bounded, and never without leave."""

from __future__ import annotations

import time

import pytest

from vidol.core import endpoints
from vidol.core.errors import InputError
from vidol.voice.transcription import MAX_BYTES, Transcription, transcribe


async def test_speech_is_transcribed_with_the_key_of_its_origin(server) -> None:
    endpoints.store_key(server.url, "sk-own")
    assert (
        await transcribe(b"sound", "audio/webm;codecs=opus", Transcription(base_url=server.url))
        == "你好 Mika"
    )
    assert [one["key"] for one in server.noted("audio")] == ["Bearer sk-own"]


@pytest.mark.parametrize(
    ("audio", "kind", "sentence"),
    [
        (b"", "audio/wav", "is empty"), (b"a" * (MAX_BYTES + 1), "audio/wav", "at most 10 MB"),
        (b"x", "text/html", "not transcribed"),
    ],
)  # fmt: skip
async def test_what_cannot_be_a_recording_is_not_sent(server, audio, kind, sentence) -> None:
    with pytest.raises(InputError, match=sentence):
        await transcribe(audio, kind, Transcription(base_url=server.url))
    assert server.noted() == []


@pytest.mark.parametrize(
    ("audio", "sentence"),
    [
        (b"broken", "did not answer with a text"), (b"status 401", "valid key"),
        (b"status 404", "no model 'whisper-1'"),
        (b"status 307", "redirects are refused"), (b"status 500", "HTTP 500"),
    ],
)  # fmt: skip
async def test_a_fault_of_the_endpoint_is_one_sentence(server, audio, sentence) -> None:
    with pytest.raises(InputError, match=sentence):
        await transcribe(audio, "audio/wav", Transcription(base_url=server.url))


async def test_an_endpoint_is_not_waited_for_longer_than_said(server) -> None:
    began = time.monotonic()
    with pytest.raises(InputError, match="within 1 seconds"):
        await transcribe(b"late", "audio/wav", Transcription(base_url=server.url, timeout=1))
    assert time.monotonic() - began < 10


async def test_nobody_hears_a_viewer_without_leave(server) -> None:
    endpoints.revoke(server.url)
    with pytest.raises(InputError, match="not approved"):
        await transcribe(b"sound", "audio/wav", Transcription(base_url=server.url))
    assert server.noted() == []


async def test_the_endpoints_own_reason_is_told(server) -> None:
    with pytest.raises(InputError, match=r"HTTP 422: body\.file: the sound is too short"):
        await transcribe(b"status 422", "audio/wav", Transcription(base_url=server.url))
    with pytest.raises(InputError, match="reports an error: the sound is too short"):
        await transcribe(b"error", "audio/wav", Transcription(base_url=server.url))
