"""The process that speaks Japanese: ``python -m vidol.voice.engines.japanese_worker``.

It reads messages of vidol.core.workers, and answers each with one:

    -> {"take": 1, "words": [["はい", 0, 2, false]], "manner": {"variant": "mei", ...}}
    -> {"take": 1}
    <- {"phones": [["h", 0.01, 0.05], ...], "words": [[offset, length, start, end], ...]} and the
       samples of a stretch, float32

The first message of a take has its words, every other one asks for its next stretch. The answer is
{"end": true} after the last, {"error": "..."} where the engine refuses. A message with "leave"
gives a take up; it has no answer. Several takes may be under way. The process ends when its input
closes.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator, Iterator
from typing import Any, Final

from vidol.core.workers import receive, send
from vidol.voice.engines.base import Manner, Sound
from vidol.voice.engines.openjtalk import OpenJTalk
from vidol.voice.languages.base import Spoken

_LARGEST: Final = 0
"""Bytes of arrays that a request has."""


def main() -> None:
    """Serve until the input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that this helps
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    engine: OpenJTalk | None = None
    takes: dict[int, Iterator[Sound]] = {}
    while True:
        try:
            request = receive(sys.stdin.buffer, _LARGEST).header
        except OSError:
            return
        if "leave" in request:
            take = takes.pop(request["leave"], None)
            if isinstance(take, Generator):
                take.close()
            continue
        number = request["take"]
        try:
            if "words" in request:
                engine = engine or OpenJTalk()
                words = [Spoken(*word) for word in request["words"]]
                takes[number] = engine.synthesise(words, Manner(**request["manner"]))
            found = next(takes[number], None)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the engine's, and told
            takes.pop(number, None)
            send(answers, {"error": f"{type(error).__name__}: {error}"[:300]}, ())
            continue
        if found is None:
            del takes[number]
        send(answers, *_message(found))


def _message(found: Sound | None) -> tuple[dict[str, Any], list[Any]]:
    if found is None:
        return {"end": True}, []
    phones = [(phone.symbol, phone.start, phone.end) for phone in found.phones]
    words = [(word.offset, word.length, word.start, word.end) for word in found.words]
    return {"phones": phones, "words": words}, [found.pcm]


if __name__ == "__main__":
    main()
    os._exit(0)  # takes that are under way have threads, whose memory an orderly end would free
