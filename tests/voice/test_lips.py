"""Mouth shapes from phones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidol.core.controls import INDEX, NAMES, VISEMES
from vidol.core.errors import InputError
from vidol.core.speech import Phone
from vidol.voice.lips import lip_controls, loudness, mouth
from vidol.voice.phones import PHONES, from_espeak, from_openjtalk, gesture, targets


def row(*symbols, start=0.2, each=0.09):
    return [Phone(s, start + i * each, start + (i + 1) * each) for i, s in enumerate(symbols)]


phones = st.lists(
    st.tuples(
        st.sampled_from(PHONES), st.floats(0.012, 0.3), st.sampled_from([0.0, 0.0, 0.0, 0.2, 1.0])
    ),
    max_size=25,
)


def placed(items):
    out, t = [], 0.1
    for symbol, length, gap in items:
        out.append(Phone(symbol, t, t + length))
        t += length + gap
    return out


@settings(max_examples=80, deadline=None)
@given(phones, st.sampled_from([24, 25, 30, 60]), st.floats(0, 0.04))
def test_any_phones(items, fps, phase):
    said = placed(items)
    end = said[-1].end if said else 0.5
    times = np.arange(phase, end + 0.5, 1 / fps)
    weights = mouth(said, times)
    assert weights.shape == (len(times), 15)
    assert np.allclose(weights.sum(1), 1, atol=1e-4)
    assert weights.min() >= -1e-6
    controls = lip_controls(said, times)
    assert controls.shape == (len(times), len(NAMES))
    # Every p, b and m is seen closed on some frame, wherever the frames fall.
    for p in said:
        if gesture(p.symbol).closes == "PP":
            near = (times > p.start - 0.08) & (times < p.end + 0.08)
            assert weights[near, VISEMES.index("PP")].max() >= 0.9
            assert controls[near, INDEX["jawOpen"]].min() < 0.06


def test_closure_lasts_40_ms():
    times = np.arange(0, 1, 0.001)
    closed = mouth(row("a", "m", "a", each=0.05), times)[:, VISEMES.index("PP")] >= 0.9
    assert 0.040 <= closed.sum() * 0.001 <= 0.12


def test_vowels_open_and_pauses_close():
    times = np.arange(0, 1.2, 1 / 120)
    weights = mouth([*row("t", "a", "k", "a"), Phone("a", 0.9, 1.1)], times)
    assert weights[:, VISEMES.index("aa")].max() > 0.8
    assert weights[np.abs(times - 0.73).argmin(), 0] > 0.9
    assert weights[0, 0] > 0.95
    assert np.abs(np.diff(weights, axis=0)).max() < 0.35  # never a jump


def test_rounding_comes_before_its_vowel():
    times = np.array([0.2, 0.28])  # in the s of "su", before the vowel begins at 0.3
    rounded = VISEMES.index("ou")
    before_u = mouth([Phone("s", 0.2, 0.3), Phone("u", 0.3, 0.5)], times)[:, rounded]
    before_i = mouth([Phone("s", 0.2, 0.3), Phone("i", 0.3, 0.5)], times)[:, rounded]
    assert before_u[1] > before_i[1] + 0.15


@pytest.mark.parametrize(
    ("symbol", "path"),
    [
        ("ɑu", ("aa", "oh")),
        ("iɛ", ("ih", "E")),
        ("uai", ("ou", "aa", "ih")),
        ("oʊ", ("oh", "ou")),
        ("aɪ", ("aa", "ih")),
    ],
)
def test_finals_glide(symbol, path):
    times = np.linspace(0.2, 0.5, 60)
    weights = mouth([Phone(symbol, 0.2, 0.5)], times)
    peaks = [weights[:, VISEMES.index(v)].argmax() for v in path]
    assert peaks == sorted(peaks)
    assert all(weights[:, VISEMES.index(v)].max() > 0.4 for v in path)


def test_devoiced_and_nasal_are_small():
    def most(phones, channel):
        return lip_controls(row(*phones), np.linspace(0.2, 0.5, 40))[:, INDEX[channel]].max()

    assert most("kɴt", "jawOpen") < 0.15 < most("kat", "jawOpen")
    devoiced, voiced = most(("s", "ɯ̥", "k"), "mouthPucker"), most(("s", "ɯ", "k"), "mouthPucker")
    assert devoiced < 0.6 * voiced


def test_windows_equal_the_whole():
    said = placed([(s, 0.08, 0.1 if i % 9 == 0 else 0.0) for i, s in enumerate(PHONES * 3)])
    times = np.arange(0, said[-1].end, 1 / 30)
    whole = mouth(said, times)
    near = [p for p in said if p.end > times[200] - 1 and p.start < times[300] + 1]
    assert np.allclose(mouth(near, times[200:300]), whole[200:300], atol=1e-5)


def test_louder_opens_more_and_order_matters():
    times = np.linspace(0.2, 0.4, 30)
    said = row("a", "a")
    quiet, loud = (
        lip_controls(said, times, np.full(30, level, np.float32)) for level in (0.0, 1.0)
    )
    assert loud[:, INDEX["jawOpen"]].max() > quiet[:, INDEX["jawOpen"]].max() * 1.2
    tone = np.concatenate([np.zeros(12000), 0.3 * np.sin(np.arange(12000) * 0.1)]).astype(
        np.float32
    )
    assert loudness(tone, np.array([0.2, 0.8])).round(2).tolist() == [0.0, 1.0]
    with pytest.raises(InputError, match="ascend"):
        mouth(said, times[::-1])


def test_inventory():
    for symbol in PHONES:
        assert np.allclose(targets(symbol).sum(1), 1)
    assert from_espeak("ˈɔːɹ") == ("ɔː", "ɹ")
    assert from_espeak("ts.h") == ("ʈʂʰ",)
    assert from_espeak("(en)") == from_espeak("") == ()
    assert from_openjtalk("pau") == ""
    assert from_openjtalk("U") == "ɯ̥"
