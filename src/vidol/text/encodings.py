"""Reading text of unknown encoding: UTF-8, UTF-16, GB18030, Shift-JIS (CP932), Big5, EUC-JP, and
Windows' Western.

Legacy encodings carry no mark, and GB18030 decodes nearly any bytes. So every candidate is decoded
strictly and the result is judged as text: characters that everyday Chinese and Japanese use speak
for it, rare ones against. Bytes that are no plausible text in any of them are refused.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from typing import Final

from vidol.core.errors import InputError
from vidol.text.scripts import han, is_han, is_kana

_LEGACY: Final = ("gb18030", "cp932", "big5", "euc_jp")
_LEAST: Final = 0.5
"""Plausibility below which bytes are not taken for text: right guesses lie above 0.7, wrong ones
below 0.4.
"""
_SAMPLE: Final = 20_000
_WESTERN: Final = frozenset("‘’“”–—…•€£©®°±²³½¼×äöüßéèêëàâçñôîïûùáíóúÄÖÜÉ")
_COMMON_MARKS: Final = frozenset("、。，．・：；？！“”‘’（）「」『』【】《》〈〉…—～ー　〜々·")


def decode(data: bytes, name: str, declared: str = "") -> str:
    """The text of a file, with line feeds as line ends and without a byte order mark. `name` is for
    the error; `declared` is the encoding that the file itself names, which stands where it fits.

    Raises InputError when the bytes are no text in any known encoding.
    """
    text = _strictly(data, declared) if declared else None
    text = _decoded(data) if text is None else text
    if text is None or _is_binary(text):
        raise InputError(
            f"{name} is not readable as text in UTF-8, UTF-16, GB18030, Shift-JIS or Big5: open it"
            " in an editor and save it as UTF-8."
        )
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str | None:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data:
        # Text has NUL bytes only in UTF-16: ASCII's high bytes, which stand at odd places in
        # little-endian order.
        return _strictly(
            data, "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
        )
    text = _strictly(data, "utf-8")
    if text is not None:
        return text
    candidates = [
        (plausibility(text), text)
        for text in (_strictly(data, encoding) for encoding in _LEGACY)
        if text is not None
    ]
    western = _strictly(data, "cp1252")
    if western is not None and all(char.isascii() or char in _WESTERN for char in western):
        candidates.append((sum(map(str.isascii, western)) / len(western) - 0.05, western))
    best = max(candidates, default=(0.0, None), key=lambda pair: pair[0])
    return best[1] if best[0] >= _LEAST else None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_binary(text: str) -> bool:
    controls = sum(
        count
        for char, count in Counter(text[:_SAMPLE]).items()
        if unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in "\t\n\r\f"
    )
    return controls > max(2, len(text[:_SAMPLE]) // 200)


@lru_cache(maxsize=1)
def _familiar() -> frozenset[str]:
    """Han characters of everyday questions in Chinese and Japanese."""
    folder = files("vidol.text").joinpath("data")
    texts = [
        folder.joinpath(f"{name}.txt").read_text("utf-8") for name in ("familiar", "simplified")
    ]
    return frozenset(han("".join(texts)))


def plausibility(text: str) -> float:
    """How much a decoded text looks like Chinese or Japanese, 0..1, judged by its characters
    outside ASCII.
    """
    counts = Counter(char for char in text[:_SAMPLE] if not char.isascii())
    total = counts.total()
    good = sum(count * _worth(char) for char, count in counts.items())
    return max(0.0, good / total) if total else 0.0


def _worth(char: str) -> float:
    if (is_kana(char) and char < "\uff66") or char in _familiar() or char in _COMMON_MARKS:
        return 1.0
    if is_han(char):
        return 0.15
    if "！" <= char <= "～":
        return 0.8
    # Half-width katakana, private use and box drawing are what a wrong guess produces.
    return -0.5
