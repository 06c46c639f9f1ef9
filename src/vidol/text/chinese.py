"""Traditional Chinese characters to simplified ones, one for one, for comparing texts. Not for
showing them: what one simplified character stands for depends on the word.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def simplified_forms() -> dict[str, str]:
    """The simplified form of everyday traditional characters."""
    lines = files("vidol.text").joinpath("data/simplified.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#")).replace(" ", "")
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    return str.maketrans(simplified_forms())


def simplify(text: str) -> str:
    """The text with traditional characters replaced by simplified ones."""
    return text.translate(_table())
