"""Which of Chinese, Japanese and English a text is in, or a run of Han characters inside one. Not a
general language identifier.

    identify("GPU必要？", "ja")          "ja": the text does not tell, so the default
    identify("我想吃たこ焼き，你呢？")      "zh": each 你 outweighs two kana
    written_by("動画")                   "ja": one traditional and one simplified character

Letters are English and kana Japanese. Han characters alone are told apart by the national
character sets, which are the lists of what each language prints (written_by), and where these do
not decide by characters and words that one of the two uses far more. Some words are written alike
in both and mean the same (了解, 今日): for those the default stands, and only who has none is given
the language in which they are said more often on their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from vidol.core.speech import LANGUAGES, Language
from vidol.text.chinese import simplified_forms
from vidol.text.scripts import UNSPACED, han, kana

LETTERS: Final = 6
"""Latin letters that say as much as one Han character or kana: "Discord链接" is Chinese."""
KANA: Final = 2
"""Kana that a character which Japanese does not write outweighs: either language quotes words of
the other, and the longer part is the speaker's own.
"""
MARGIN: Final = 2
"""Evidence that it takes to decide against a default of Chinese or Japanese."""
_SURE, _LIKELY, _LEANING = 3, 2, 1
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_LETTER: Final = re.compile(f"[A-Za-z\u00c0-\u024f{UNSPACED}]")
# Words and titles of another language stand in quotes: what is outside of them is the speaker's
# own.
_QUOTED: Final = re.compile('「[^「」]*」|『[^『』]*』|《[^《》]*》|“[^“”]*”|"[^"]*"')

# In Japan's set, but whoever types them writes Chinese; in one of China's, but Japanese.
_CHINESE: Final = frozenset("你您們麼呢吧啊呀哦哪佢咁咗它這很怎找啥")
_JAPANESE: Final = frozenset("々〆円浜伝")
# Everyday Chinese; in Japanese in few words or beside kana only.
_MOSTLY_CHINESE: Final = frozenset("我了是好的吃喝把没沒玩什那被只")
# Read and written in both.
_NEITHER: Final = frozenset("〇")


def identify(
    text: str, default: Language = "en", among: Sequence[Language] = LANGUAGES
) -> Language:
    """The language of `text`, one of `among`, in which `default` should be: `default` where the
    text does not tell. Letters count for nothing where English is not among them.

    Han that both languages write are the default's, if that is Chinese or Japanese, else Chinese.
    """
    text = unicodedata.normalize("NFKC", text)
    own = _QUOTED.sub(" ", text)
    text = own if _LETTER.search(own) else text
    characters, marks = han(text), kana(text)
    letters = sum(map(len, _LATIN.findall(text))) if "en" in among else 0
    found: Language = default
    if letters > LETTERS * (len(characters) + len(marks)):
        found = "en"
    elif marks and _is_japanese(characters, marks):
        found = "ja"
    elif characters:
        found = _decided(evidence(text), default)
    return found if found in among else default


def written_by(run: str) -> Literal["zh", "ja"] | None:
    """The language whose national character set holds all of a run of Han characters, where only
    one does: Japan's (JIS X 0208), or one of China's, which mixes no simplified characters (GB
    2312) with traditional ones (Big5). None where both hold it.
    """
    japanese, *chinese = _held(run)
    if japanese and any(chinese):
        return None
    if japanese or any(chinese):
        return "ja" if japanese else "zh"
    return "ja" if evidence(run) < 0 else "zh"


def evidence(text: str) -> int:
    """How much the Han of a text speak for Chinese (above 0) or for Japanese (below): 3 for a
    character that only one of them writes, 2 and 1 for what one writes more.
    """
    characters = han(text)
    said = sum(map(_speaks, characters))
    if characters and _is_mixed(characters):
        said -= 2
    weights, alone = _words()
    rest = text.replace("誕生日", "")  # which holds the Chinese 生日
    found = [each for word, each in weights.items() if word in (rest if each > 0 else text)]
    found += [-2 if word == characters else -1 for word in alone if word in text]
    # Words of both lean, and do not add up to what only one of them says.
    leaning = sum(each for each in found if abs(each) == 1)
    return said + sum(each for each in found if abs(each) > 1) + max(-1, min(1, leaning))


def _decided(said: int, default: Language) -> Literal["zh", "ja"]:
    if default in ("zh", "ja") and abs(said) < MARGIN:
        return "zh" if default == "zh" else "ja"
    return "ja" if said < 0 else "zh"


def _is_japanese(characters: str, marks: str) -> bool:
    """Whether the kana of a text are its own, not a word or an ornament in Chinese (鲜の每日)."""
    foreign = sum(_speaks(character) == 3 for character in characters)
    if foreign:
        return len(marks) >= KANA * foreign
    return len(marks) > len(characters) / 8


def _held(run: str) -> list[bool]:
    """Which sets hold all of a run: see `_sets`."""
    sets = [_sets(character) for character in run] or [(True, True, True)]
    return [all(column) for column in zip(*sets, strict=True)]


def _is_mixed(run: str) -> bool:
    """Whether only Japan writes these characters together, each of which China writes as well."""
    japanese, *chinese = _held(run)
    return japanese and not any(chinese)


@lru_cache(1)
def _words() -> tuple[dict[str, int], frozenset[str]]:
    """Words that one of the two says more, with how much they speak for Chinese; and those that
    speak for Japanese where they are all that is said.
    """
    lines = files("vidol.text").joinpath("data/words.txt").read_text("utf-8").splitlines()
    weights, alone = dict[str, int](), frozenset[str]()
    for weight, *words in (line.split() for line in lines if not line.startswith("#")):
        if weight == "alone":
            alone |= frozenset(words)
        else:
            weights |= dict.fromkeys(words, int(weight))
    return weights, alone


@lru_cache(8192)
def _sets(character: str) -> tuple[bool, bool, bool]:
    """Whether it is in Japan's set, in the simplified one of China, in the traditional one."""
    if character in _NEITHER:
        return True, True, True
    return (
        character not in _CHINESE and _encodes(character, "cp932"),
        character not in _JAPANESE and _encodes(character, "gb2312"),
        character not in _JAPANESE and _encodes(character, "big5"),
    )


@lru_cache(8192)
def _speaks(character: str) -> int:
    """How much one Han character speaks for Chinese, -3 to 3."""
    japanese, simplified, traditional = _sets(character)
    if not japanese or not (simplified or traditional):
        return 3 if not japanese else -3
    if character in _everyday() and _is_rare_in_japan(character):
        return 2
    return 1 if character in _MOSTLY_CHINESE else 0


@lru_cache(1)
def _everyday() -> frozenset[str]:
    """Everyday Chinese characters that have two forms, in either form."""
    return frozenset(simplified_forms()) | frozenset(simplified_forms().values())


def _is_rare_in_japan(character: str) -> bool:
    """Whether it is of the second level of JIS X 0208, where characters stand that Japan has come
    to write in another way (會, 氣, 對) or hardly at all (几, 听, 从).
    """
    code = character.encode("euc_jp", "ignore")
    return len(code) == 2 and code[0] >= 0xD0


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
