"""The embedded voice: sound, phones and words, streaming, and what it cannot say."""

import asyncio
import importlib.util
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise

import numpy as np
import pytest

from vidol.core.errors import InputError, MissingExtra
from vidol.core.speech import SAMPLE_RATE, Utterance
from vidol.voice import EmbeddedVoice, VoiceProfile, fit, sound
from vidol.voice.engines.base import Manner
from vidol.voice.engines.japanese import Japanese
from vidol.voice.engines.openjtalk import OpenJTalk
from vidol.voice.languages import pieces
from vidol.voice.phones import PHONES

TEXTS = {
    "zh": "大家好，我是米卡。今天我们一起唱歌，好不好？",
    "ja": "みなさん、こんにちは！今日は一緒に歌いましょう。",
    "en": "Hello everyone, I'm Mika. Today we will sing together, and I'd love to hear from you.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_sound_with_timed_phones_and_words(said, language):
    text = TEXTS[language]
    pcm, phones, words, unspoken = said(text, language)
    assert pcm.dtype == np.float32
    assert np.abs(pcm).max() <= sound.PEAK
    assert 0.7 * sound.LEVEL < sound.level(pcm) < 1.4 * sound.LEVEL
    assert np.flatnonzero(np.abs(pcm) > 0.01)[0] <= 0.02 * SAMPLE_RATE  # -40 dBFS within 20 ms
    assert not unspoken
    assert {p.symbol for p in phones} <= set(PHONES)
    times = [t for p in phones for t in (p.start, p.end)]
    assert all(a <= b + 1e-6 for a, b in pairwise(times))
    assert times[-1] <= len(pcm) / SAMPLE_RATE
    # Words cover all that is written, in order, with their own times.
    assert all(text[w.offset : w.offset + w.length] == w.text for w in words)
    assert "".join(w.text for w in words) == "".join(c for c in text if c.isalnum() or c == "'")
    assert all(a.start < a.end <= b.start + 1e-6 for a, b in pairwise(words))


@pytest.mark.parametrize("language", TEXTS)
def test_phones_lie_where_the_sound_is(said, language):
    pcm, phones, _, _ = said(TEXTS[language], language)
    voiced = np.zeros(len(pcm), bool)
    for p in phones:
        voiced[int(p.start * SAMPLE_RATE) : int(p.end * SAMPLE_RATE)] = True
    energy = np.square(pcm, dtype=np.float64)
    assert energy[voiced].sum() > 0.995 * energy.sum()


def test_no_steps_at_joins(said):
    pcm, _, _, _ = said(
        "今日はgood dayです。大家好，とても長い文章を途中で切れ目なく話し続けることができますか。",
        "ja",
    )
    # A click is a jump far beyond what the sound around it does.
    jump = np.abs(np.diff(pcm, n=2))
    around = np.convolve(jump, np.ones(480) / 480, mode="same")
    quiet = around < 1e-3
    assert jump[quiet].max() < 0.02


def test_colour_of_bits_is_the_colour_of_the_whole():
    pcm = np.random.default_rng(0).normal(0, 0.1, 5000).astype(np.float32)
    whole = sound.Colour(0.4, 4.0).push(pcm, last=True)
    bits = sound.Colour(0.4, 4.0)
    cuts = [0, 10, 700, 701, 2500, 5000]
    parts = [bits.push(pcm[a:b]) for a, b in pairwise(cuts)] + [bits.push(pcm[:0], last=True)]
    assert len(whole) == len(pcm)
    assert np.allclose(np.concatenate(parts), whole, atol=1e-6)


def test_japanese_stretches_are_the_whole_sentence():
    engine, words = (
        OpenJTalk(),
        next(pieces("とても長い文章を途中で切れ目なく話し続けることができますか", "ja")).words,
    )
    manner = Manner("mei", 300.0)
    stretches = list(engine.synthesise(words, manner))
    assert len(stretches) >= 2
    cut = [p for s in stretches for p in s.phones]
    # the fallback finds the same times without the library's symbols
    plain = list(OpenJTalk(native=False).synthesise(words, manner))
    assert [p.symbol for s in plain for p in s.phones] == [p.symbol for p in cut]
    assert np.allclose(
        [p.start for s in plain for p in s.phones], [p.start for p in cut], atol=0.006
    )
    whole = np.concatenate([s.pcm for s in plain])
    bits = np.concatenate([s.pcm for s in stretches])
    assert len(whole) == pytest.approx(len(bits), abs=2)
    common = min(len(whole), len(bits))
    assert np.allclose(whole[:common], bits[:common], atol=2e-3)


def test_a_take_that_is_left_stops():
    engine, words = (
        OpenJTalk(),
        next(pieces("とても長い文章を途中で切れ目なく話し続けることができますか", "ja")).words,
    )
    for _ in range(3):
        stream = engine.synthesise(words, Manner("mei", 300.0))
        next(stream)
        stream.close()
    assert [len(s.pcm) for s in engine.synthesise(words, Manner("mei", 300.0))]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("presentation", ["feminine", "masculine"])
def test_one_person_has_one_pitch_in_every_language(language, presentation):
    profile = fit({"presentation": presentation, "age": "adult", "energy": 0.5, "seed": 5})
    voice = EmbeddedVoice(profile)
    try:
        pcm = np.concatenate([s.pcm for s in voice.render(Utterance(TEXTS[language], language))])
    finally:
        voice.stop()
    heard = sound.median_pitch(pcm, SAMPLE_RATE)
    assert abs(12 * np.log2(heard / profile.pitch)) < 2
    assert (heard < 165) == (presentation == "masculine")


def test_fit_is_deterministic_and_varied():
    traits = [
        {"presentation": p, "age": a, "energy": e, "seed": s}
        for p in ("feminine", "masculine", "androgynous")
        for a in ("teen-adult", "mascot")
        for e in (0, 1)
        for s in range(5)
    ]
    voices = [fit(t) for t in traits]
    assert voices == [fit(t) for t in traits]
    assert len(set(voices)) == len(voices)
    assert all(VoiceProfile.model_validate_json(v.model_dump_json()) == v for v in voices)
    assert fit({}) == fit({"unknown": object(), "seed": 0})


def test_rate_pitch_and_emotion_are_heard(said):
    base, *_ = said(TEXTS["en"], "en")
    fast, *_ = said(TEXTS["en"], "en", rate=1.5)
    high, *_ = said(TEXTS["en"], "en", pitch=4.0)
    glad, *_ = said(TEXTS["en"], "en", emotion="excited")
    assert 1.3 < len(base) / len(fast) < 1.7
    pitch = {
        name: sound.median_pitch(x, SAMPLE_RATE)
        for name, x in (("base", base), ("high", high), ("glad", glad))
    }
    assert pitch["high"] > 1.15 * pitch["base"]
    assert pitch["glad"] > 1.05 * pitch["base"]
    with pytest.raises(InputError, match=r"between 0\.5 and 2"):
        said("x", "en", rate=3.0)


def test_what_cannot_be_said_is_reported_in_its_place(said):
    pcm, _, words, unspoken = said("Hi مرحبا 안녕하세요 there 😀\x00\u202e", "en")
    assert " ".join(unspoken) == "مرحبا 안녕하세요"
    assert [w.text for w in words] == ["Hi", "there"]
    assert len(pcm) > SAMPLE_RATE // 2
    for nothing in ("", " \n", "😀🎉", "...", "\x00\x1b[31m"):
        pcm, phones, words, _ = said(nothing if nothing[:1] != "\x00" else "\x00")
        assert len(phones) == len(words) == 0
        assert np.abs(pcm).max(initial=0.0) == 0.0


def test_a_language_that_is_not_installed_is_unspoken(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pyopenjtalk" else find(name)
    )
    voice = EmbeddedVoice()
    try:
        parts = list(voice.render(Utterance("Hello です")))
        assert voice.available() == ("zh", "en")
        with pytest.raises(MissingExtra, match=r"\[ja\]'"):
            voice.require("ja")
    finally:
        voice.stop()
    assert [u for p in parts for u in p.unspoken] == ["です"]
    assert sum(len(p.pcm) for p in parts) > 0


async def test_streams_and_stops():
    long_text = "This sentence is one of very many, and it goes on. " * 400
    async with EmbeddedVoice() as voice:
        await voice.warm("en")
        begun = time.perf_counter()
        taken = 0.0
        stream = voice.speak(Utterance(long_text, "en"))
        async for part in stream:
            taken += len(part.pcm) / SAMPLE_RATE
            if taken > 5:
                break
        await stream.aclose()
        assert time.perf_counter() - begun < 5  # the whole would be half an hour of speech
        parts = [part async for part in voice.speak(Utterance("Still here.", "en"))]
        assert any(p.words for p in parts)
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    assert not tasks


async def test_an_answer_left_unfinished_holds_up_no_other():
    """A listener may go away in the middle, and two may speak at once."""
    long = "これはとても長い文章なので、話し終わるまでにかなりの時間がかかります。"
    async with EmbeddedVoice() as voice, asyncio.timeout(30):
        left = [voice.speak(Utterance(long, "ja")) for _ in range(2)]
        for one in left:
            assert len((await anext(one)).pcm)
        said = [part async for part in voice.speak(Utterance("はい。", "ja"))]
        assert sum(len(part.pcm) for part in said) > 0.2 * SAMPLE_RATE
        for one in left:
            await one.aclose()


def test_voices_that_start_together_leave_the_standard_output_alone():
    code = (
        "import threading, sys; from vidol.core.speech import Utterance; from vidol.voice import"
        " EmbeddedVoice; out = sys.stdout\ndef go():\n    voice = EmbeddedVoice();"
        " sys.stdout.write('said %s\\n' % len(list(voice.render(Utterance('はい')))));"
        " voice.stop()\nthreads = [threading.Thread(target=go) for _ in range(3)]; [t.start() for t"
        " in threads]; [t.join() for t in threads]\nassert sys.stdout is out"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        check=True,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.count("said") == 3
    assert "ONNX" not in done.stdout


def test_the_helper_process_comes_back():
    from vidol.voice.engines.espeak_process import EspeakProcess

    process = EspeakProcess()
    first = process.render("One.", voice="en-us+f2", rate=170, pitch=50, spread=50)
    os.kill(process.pid, signal.SIGKILL)
    second = process.render("One.", voice="en-us+f2", rate=170, pitch=50, spread=50)
    assert len(first.pcm) == len(second.pcm)
    process.close()
    assert process.pid is None


def test_japanese_goes_on_when_its_process_is_killed_in_a_sentence(caplog):
    text = "とても長い文章を途中で切れ目なく話し続けることができますか"
    words = next(pieces(text, "ja")).words
    engine, manner = Japanese(), Manner("mei", 300.0)
    whole = list(engine.synthesise(words, manner))
    stream = engine.synthesise(words, manner)
    other = engine.synthesise(words, manner)
    heard = [next(stream), next(stream)]
    assert np.array_equal(next(other).pcm, whole[0].pcm)
    os.kill(engine.pid, signal.SIGKILL)
    heard += stream
    assert [s.phones for s in heard] == [s.phones for s in whole]
    assert all(np.array_equal(a.pcm, b.pcm) for a, b in zip(heard, whole, strict=True))
    assert [s.words for s in other] == [s.words for s in whole[1:]]
    assert len(caplog.records) == 2
    engine.close()
    assert engine.pid is None


def test_a_sentence_that_ends_its_process_each_time_is_left_unsaid(voice, monkeypatch):
    def fall(*_):
        raise OSError("the process died")

    monkeypatch.setattr(Japanese, "_ask", fall)
    parts = list(voice.render(Utterance("はい。 Yes.", "ja")))
    assert [said for part in parts for said in part.unspoken] == ["はい。"]
    assert any(len(part.pcm) for part in parts)


@pytest.mark.parametrize("text", ["え" * 40 + "！", "う" * 20, "あ" * 40, "っっっ", "ん" * 30])
@pytest.mark.parametrize("emotion", ["neutral", "excited"])
def test_a_burst_of_the_japanese_engine_is_silence(said, text, emotion):
    ordinary = said("えっと、そうですね、こんにちは。", "ja")[0]
    pcm = said(text, "ja", emotion=emotion)[0]
    assert np.isfinite(pcm).all()
    assert np.abs(pcm).max(initial=0) <= sound.PEAK
    assert tenths(pcm) < 2.5 * tenths(ordinary)


def tenths(pcm):
    """RMS of the loudest tenth of a second."""
    size = SAMPLE_RATE // 10
    whole = pcm[: len(pcm) // size * size].reshape(-1, size)
    return np.sqrt(np.mean(whole**2, axis=1)).max(initial=0)


def test_a_voice_that_ends_in_mid_sentence_falls_nowhere():
    code = """
import sys
from vidol.core.speech import Utterance
from vidol.voice import EmbeddedVoice
from vidol.voice.engines.base import Manner
from vidol.voice.engines.openjtalk import OpenJTalk
from vidol.voice.languages import pieces
text = "とても長い文章を途中で切れ目なく話し続けることができますか"
parts = EmbeddedVoice().render(Utterance(text))
within = OpenJTalk().synthesise(next(pieces(text, "ja")).words, Manner("mei", 300.0))
next(parts), next(within)
sys.exit(0)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], check=False, env=environment, timeout=60)
    assert done.returncode == 0


def test_import_is_light_and_espeak_stays_outside():
    code = (
        "import sys, vidol.voice; assert 'numpy' not in sys.modules, 'import is not lazy';from"
        " vidol.core.speech import Utterance; from vidol.voice import EmbeddedVoice;v ="
        " EmbeddedVoice(); n = sum(len(p.pcm) for p in v.render(Utterance('hi 你好'))); v.stop();"
        " assert n;assert 'espeakng_loader' not in sys.modules; assert 'scipy' not in"
        " sys.modules;import pathlib; m = pathlib.Path('/proc/self/maps'); assert not m.exists() or"
        " 'espeak' not in m.read_text()"
    )
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
