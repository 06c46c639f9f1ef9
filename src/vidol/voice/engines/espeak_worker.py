"""The helper process that holds espeak-ng: ``python -m vidol.voice.engines.espeak_worker``.

espeak-ng is licensed GPL-3.0-or-later, so vidol never loads it into its own process; this program
is all that does, and it imports nothing of vidol. It reads one JSON request per line and answers
each with one JSON line, followed by the sound:

    -> {"voice": "en-us+f3", "text": "Hello.", "rate": 175, "pitch": 50, "range": 50, "gap": 0}
    <- {"samples": 15032, "rate": 22050,
        "phones": [[start, "h"], ...], "words": [[start, position, length], ...]}
    <- 15032 samples, int16 little-endian

or with {"error": "..."} alone.

Phones carry espeak-ng's IPA ("" is a pause) and words their place in the request's text in
characters; starts are samples. The process ends when its input closes.
"""

from __future__ import annotations

import ctypes
import json
import signal
import sys
from typing import Any, BinaryIO, Final

import espeakng_loader

MAX_TEXT: Final = 4000
"""Characters that one request may hold, which bound this process's memory and the wait for it."""

_AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
_INITIALIZE_PHONEME_IPA: Final = 1 | 2
_UTF8_WITH_FINAL_PAUSE: Final = 1 | 0x1000
_PARAMETERS: Final = {"rate": 1, "pitch": 3, "range": 4, "gap": 7}
_EVENT_END: Final = 0
_EVENT_WORD: Final = 1
_EVENT_PHONEME: Final = 7


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """espeak-ng with the events of the sentence it is speaking."""

    def __init__(self) -> None:
        self._lib: Any = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self._rate = int(
            self._lib.espeak_Initialize(
                _AUDIO_OUTPUT_SYNCHRONOUS, 200, data, _INITIALIZE_PHONEME_IPA
            )
        )
        if self._rate <= 0:
            raise OSError("espeak-ng cannot start: its data is missing")
        self._callback = _Callback(self._collect)  # kept: the library holds only a bare pointer
        self._lib.espeak_SetSynthCallback(self._callback)
        self._voice = ""
        self._clear()

    def _clear(self) -> None:
        self._sound: list[bytes] = []
        self._phones: list[tuple[int, str]] = []
        self._words: list[tuple[int, int, int]] = []

    def _collect(self, wave: Any, count: int, events: Any) -> int:
        i = 0
        while (event := events[i]).type != _EVENT_END:
            if event.type == _EVENT_PHONEME:
                self._phones.append((event.sample, event.id.string.decode("utf-8", "ignore")))
            elif event.type == _EVENT_WORD:
                self._words.append((event.sample, event.text_position - 1, event.length))
            i += 1
        if wave and count:
            self._sound.append(ctypes.string_at(wave, count * 2))
        return 0

    def speak(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer to one request: its header and its sound."""
        text = str(request["text"])
        if len(text) > MAX_TEXT:
            raise ValueError(f"text of {len(text)} characters: at most {MAX_TEXT} fit one request")
        voice = str(request["voice"])
        if voice != self._voice:
            if self._lib.espeak_SetVoiceByName(voice.encode()):
                raise ValueError(f"espeak-ng has no voice '{voice}'")
            self._voice = voice
        for name, parameter in _PARAMETERS.items():
            self._lib.espeak_SetParameter(parameter, int(request[name]), 0)
        self._clear()
        raw = text.encode("utf-8") + b"\0"
        self._lib.espeak_Synth(
            raw, ctypes.c_size_t(len(raw)), 0, 1, 0, _UTF8_WITH_FINAL_PAUSE, None, None
        )
        sound = b"".join(self._sound)
        header = {
            "samples": len(sound) // 2,
            "rate": self._rate,
            "phones": self._phones,
            "words": self._words,
        }
        return header, sound


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the input closes."""
    engine = Espeak()
    for line in requests:
        try:
            header, sound = engine.speak(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            header, sound = {"error": str(error)}, b""
        answers.write(json.dumps(header).encode() + b"\n" + sound)
        answers.flush()


if __name__ == "__main__":
    # Ctrl-C is for the program that this helps; it closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(sys.stdin.buffer, sys.stdout.buffer)
