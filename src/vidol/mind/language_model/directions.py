"""Stage directions in a model's text: ``*waves*``, ``(laughs softly)``, ``（挥手）``. They are told
from what is only emphasised or in brackets, ``(green tea, that is)``, by their words and place.
"""

from __future__ import annotations

import re
from typing import Final

from vidol.core.acts import EMOTIONS

LONGEST: Final = 120
"""Characters of a direction."""

# What a body does; each in any form, and found anywhere.
_STEMS: Final = (
    "wave wav smil grin laugh laughter giggl chuckl snicker wink nod sigh blush bow shrug gasp"
    " whisper yawn pout cough clap twirl blink sob sniff sniffl squeal gulp snort smirk frown scowl"
    " wiggl purr meow groan mumbl mutter murmur curtsy curtsi facepalm tear cackl hiccup whistl"
)
_SURE: Final = re.compile(
    rf"(?:(?:she|he|they)\s+)?"
    rf"(?:(?!only|really|actually|usually)[a-z]+ly\s+|an?\s+|soft\s+|small\s+|little\s+)*"
    rf"(?:{'|'.join(_STEMS.split())})(?:[a-z])?(?:e|es|s|ing|ed|d)?(?![a-z])"
    r"(?!\s+(?:is|are|was|at \d))"
)
# What may be one where it stands alone: a verb of the third person, or how something is said.
_ALONE: Final = re.compile(
    r"(?:[a-z]+(?:s|ing)|[a-z]+ly|(?:\w+ )?(?:pause|beat|silence)|sounds? of"
    r"|in an? [a-z]+|with an? [a-z]+|to \w+self)"
    r"(?![a-z'])"
)
_NO_VERB_WORDS: Final = (
    "this is yes as was his hers its ours yours theirs us thus plus perhaps always sometimes "
    "unless besides thanks bless sorry guess has less across towards afterwards nothing something "
    "anything everything morning evening king thing spring string during including according "
    "assuming only really actually usually hopefully finally especially mostly possibly probably "
    "definitely seriously honestly literally obviously fortunately unfortunately basically "
    "technically apparently supposedly early family july reply kidding joking meaning lots being "
    "having starting depending nearly roughly exactly ideally clearly frankly surely news games "
    "tickets pets things times cats dogs euros dollars minutes hours days weeks years"
)
_NO_VERB: Final = frozenset(_NO_VERB_WORDS.split())
_HAN: Final = re.compile(
    r"笑|挥手|揮手|招手|挥挥|摆手|眨眼|眨了|点头|點頭|点点头|摇头|搖頭|歪头|歪頭|歪着|叹气|嘆氣|叹了|鞠躬|"
    r"脸红|臉紅|害羞|捂嘴|捂脸|捂住|拍手|拍了|拍拍|转圈|轉圈|转身|小声|小聲|低声|轻声|輕聲|大声|咳|停顿|停頓|"
    r"沉默|沉思|鼓掌|比心|吐舌|哭|流泪|瞪|凑近|伸懒腰|打哈欠|哈欠|哼歌|嘟嘴|撅嘴|挠头|托腮|抱抱|抱住|蹦|"
    r"跳起|清嗓|清了清|吸气|深呼吸|开心地|高兴地|兴奋地|温柔地|认真地|轻轻地|俏皮地|看向|望向|低头|抬头|"
    r"手を振|うなず|頷|首をかし|首を傾|ため息|溜息|照れ|小声|ささや|囁|にっこり|にこ|ニコ|ウインク|ウィンク|"
    r"お辞儀|拍手|泣|ジャンプ|手を合わせ|手を叩|目を|頬を|深呼吸|咳払い|沈黙|ながら\Z|そうに\Z|気味に\Z"
)
_FEELING: Final = re.compile(
    r"开心|高兴|难过|生气|惊讶|兴奋|委屈|得意|无奈|尴尬|紧张|温柔|认真|傲娇|嬉しい|楽しい|悲しい|驚き|怒り"
)
_SPEECH: Final = re.compile(r"[0-9０-９]|[.!?。！？]\s*\S")
_WRAP: Final = " \t~～♪♡♥*_…."


def is_direction(inner: str, *, alone: bool, starred: bool = False) -> bool:
    """Whether what stands in brackets or between asterisks is something to do, not to say.

    alone: it stands where a sentence begins, so that it is no part of one; starred: between
    asterisks, where whole sentences are hardly emphasised.
    """
    words = inner.strip(_WRAP)
    if not words or len(words) > LONGEST or _SPEECH.search(words):
        return False
    if _HAN.search(words):
        return len(words) <= (40 if alone else 16)
    lower = words.casefold()
    count = len(lower.split())
    if _SURE.match(lower) and (alone or (count <= 2 and "," not in lower)):
        return True
    if not alone or words[-1] in "?!？！":
        return False
    if lower in EMOTIONS or _FEELING.fullmatch(words):
        return True
    first = re.split(r"[^a-z']+", lower, maxsplit=1)[0]
    if first not in _NO_VERB and _ALONE.match(lower):
        return True
    doing = {word for word in re.findall(r"[a-z']+", lower) if re.fullmatch(r"\w+(?:s|ing)", word)}
    return starred and count > 1 and words[0].islower() and bool(doing - _NO_VERB)
