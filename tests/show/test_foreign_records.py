"""A record may be anybody's: what is no show's is a sentence, and costs no more than its length."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from vidol.core.errors import VidolError
from vidol.core.speech import SAMPLE_RATE
from vidol.show.record import read
from vidol.show.replay import replay

KNOWN = Path(__file__).parent / "records" / "show-1.jsonl"
LINES: list[dict[str, Any]] = [json.loads(line) for line in KNOWN.read_bytes().splitlines()]
SHOW = LINES[0] | {"controls": []}
END = {"type": "end", "frame": 3}
ODD = st.sampled_from([
    None, True, -1, 0, 2**31, 10**30, 1e308, float("nan"), float("-inf"), "", "x" * 10**5,
    "\0\x1b[31m", "/etc/passwd", "../x", [], {}, [[]], [1, 2, 3], {"a": 1}, [None] * 5,
])  # fmt: skip


def take(frame: int = 0, **fields: Any) -> dict[str, Any]:
    """A second of silence."""
    return {"type": "take", "frame": frame, "sound": "", "samples": SAMPLE_RATE} | fields


def ten_minutes() -> str:
    """As FLAC, which packs what does not change."""
    memory = io.BytesIO()
    pcm = np.full(600 * SAMPLE_RATE, 1000, np.int16)
    soundfile.write(memory, pcm, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return base64.b64encode(memory.getvalue()).decode()


def begun(**what: Any) -> list[dict[str, Any]]:
    return [SHOW, {"type": "begin", "frame": 0, "what": what}, END]


HOSTILE = {
    "two gigabytes of sound": lambda: [
        SHOW,
        *[take(sound=ten_minutes(), samples=600 * SAMPLE_RATE)] * 40,
        END,
    ],
    "silence without end": lambda: [SHOW, *[take(samples=600 * SAMPLE_RATE)] * 1000, END],
    "a day in two lines": lambda: [SHOW, END | {"frame": 24 * 3600 * 120}],
    "ten minutes in a torn record": lambda: [SHOW, take(samples=600 * SAMPLE_RATE)],
    "back in time": lambda: [SHOW, take(30), take(0), END],
    "two shows": lambda: [SHOW, SHOW, END],
    "a crowd": lambda: [SHOW, *begun(gesture="wave")[1:2] * 5000, END],
    "many characters": lambda: [
        SHOW,
        *[{"type": "face", "frame": 0, "performer": SHOW["performer"]}] * 50,
        END,
    ],
    "a file as a background": lambda: [SHOW | {"background": "/etc/passwd"}, END],
    "a scene that there is not": lambda: begun(scene=[None, "nowhere"]),
    "an emotion that there is not": lambda: begun(feel="nothing"),
    "no happening": begun,
    "a look into the distance": lambda: begun(look=[1e300, 0]),
    "no number": lambda: [SHOW, take(phones=[["a", float("nan"), 1]]), END],
    "a late phone": lambda: [SHOW, take(phones=[["a", 1e9, 1e9]]), END],
    "too many words": lambda: [SHOW, take(words=[["a", 0, 1, 0, 1]] * 30_000), END],
    "a caption as long as a book": lambda: [
        SHOW,
        take(captions=[["x" * 10**6, 0, 1, "en", 0, True]]),
        END,
    ],
    "another length than its sound": lambda: [SHOW, LINES[2] | {"samples": 5}, END],
    "sound that is none": lambda: [SHOW, take(sound="AAAA"), END],
    "a face of nobody": lambda: [
        SHOW | {"performer": {"name": "x", "face": {"plugin": "os:system"}}},
        END,
    ],
    "a file that leads out": lambda: [
        SHOW | {"performer": {"name": "x", "face": {"plugin": "drawn", "files": {"../x": "aaaa"}}}},
        END,
    ],
    "no controls of ours": lambda: [SHOW | {"controls": [0.5] * 3}, END],
}


@pytest.mark.parametrize("lines", HOSTILE.values(), ids=HOSTILE)
def test_what_no_show_writes_is_a_sentence(lines, tmp_path: Path) -> None:
    path = tmp_path / "show.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines()), encoding="utf-8")
    begin, held = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(VidolError) as caught:
        replay(path, tmp_path / "film.mp4")
    assert len(str(caught.value).splitlines()) == 1
    assert time.process_time() - begin < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < 400 << 10
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\0" * 1000,
        b'{"type":"show","x":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n",
        b'{"type":"show","version":' + b"9" * 5000 + b"}\n",
        b'{"type":"show","version":[' + b"9," * 5000 + b"1]}\n",
        json.dumps(SHOW).encode() + b"\n" + b" " * (9 << 20),
        json.dumps(SHOW).encode("utf-16") + b"\n",
    ],
    ids=["nothing", "lines", "zeros", "deep", "digits", "list", "long", "utf-16"],
)
def test_what_is_no_record_is_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "show.jsonl"
    path.write_bytes(data)
    with pytest.raises(VidolError) as caught:
        read(path)
    assert len(str(caught.value)) < 600


def test_a_record_is_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "show.jsonl")
    for path in (tmp_path, tmp_path / "show.jsonl", Path("/dev/zero"), tmp_path / ("x" * 300)):
        with pytest.raises(VidolError, match=r"a file|record"):
            read(path)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a line, and of its longer lists the first entries."""
    yield at
    entries = value.items() if isinstance(value, dict) else ()
    for name, entry in [*entries, *enumerate(value[:2] if isinstance(value, list) else ())]:
        yield from places(entry, (*at, name))


def changed(value: Any, at: tuple[Any, ...], odd: Any) -> Any:
    """The value with something else in a place."""
    if not at:
        return odd
    inside = changed(value[at[0]], at[1:], odd)
    if isinstance(value, dict):
        return value | {at[0]: inside}
    return [*value[: at[0]], inside, *value[at[0] + 1 :]]


# One line of each kind, and all places in them.
KINDS = {(line["type"], *line.get("what", {})): number for number, line in enumerate(LINES)}
PLACES = [(number, place) for number in KINDS.values() for place in places(LINES[number])]


@given(st.sampled_from(PLACES), ODD)
@example((0, ("performer", "look")), {"seed": 10**400})
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_stands_in_a_field_is_played_or_a_sentence(tmp_path: Path, where, odd) -> None:
    number, place = where
    path = tmp_path / "show.jsonl"
    lines = [*LINES[:number], changed(LINES[number], place, odd), *LINES[number + 1 :]]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    begin = time.process_time()
    with contextlib.suppress(VidolError):
        replay(path, tmp_path / "film.mp4")
    assert time.process_time() - begin < 20
