import json
import tomllib
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.core.errors import InputError
from vidol.mind.answers.features import Vocabulary, grams
from vidol.mind.answers.linear import train
from vidol.mind.answers.matcher import Matcher
from vidol.mind.measure import Split, evaluate, pick, read_clinc, read_labelled
from vidol.mind.normalise import fold
from vidol.text.language import identify

TOPICS = tomllib.loads(files("vidol.mind").joinpath("data/smalltalk.toml").read_text("utf-8"))
PAIRS = {
    language: [(ask, name) for name, entry in TOPICS.items() for ask in entry[language]["ask"]]
    for language in ("zh", "ja", "en")
}


@pytest.fixture(scope="module")
def matcher():
    return Matcher.fit(PAIRS["en"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("What's  NEW?", "what is new"), ("ＶＩＤＯＬ", "vidol"), ("ゲーム", "げーむ"),
     ("ｹﾞｰﾑ", "げーむ"), ("請問幾點開門？", "请问几点开门"), ("a\u200bb", "ab"),
     ("don’t", "do not")],
)  # fmt: skip
def test_what_is_typed_differently_is_compared_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello", "en"), ("你好", "zh"), ("こんにちは", "ja"), ("营业时间", "zh"),
        ("営業時間", "ja"), ("何時", "ja"), ("多少钱", "zh"), ("Discord链接在哪", "zh"),
        ("Discordのリンクは？", "ja"), ("東京の天気", "ja"), ("GPU必要？", "zh"),
        ("幾點開門", "zh"), ("誕生日", "ja"), ("生日", "zh"), ("ok 好的", "zh"), ("値段", "ja"),
        ("價格", "zh"),
    ],
)  # fmt: skip
def test_the_language_of_short_questions(text, language):
    assert identify(text) == language


def test_text_that_does_not_tell_takes_the_default():
    assert identify("123 😀", "ja") == identify("大人", "ja") == "ja"


def test_the_classifier_separates_what_can_be_separated():
    rows = [
        grams(text)
        for text in ("red apple", "green apple", "blue sky", "grey sky", "deep sea", "wide sea")
    ]
    vocabulary = Vocabulary.learn(rows, (1, 1, 1))
    labels = np.array([0, 0, 1, 1, 2, 2])
    weights = train(vocabulary.matrix(rows), labels, 3, epochs=20)
    margins = np.array(
        [
            values @ weights[columns] + weights[-1]
            for columns, values in map(vocabulary.vector, rows)
        ]
    )
    assert (margins.argmax(1) == labels).all()
    assert ((margins > 0).sum(1) == 1).all()


def test_a_question_finds_its_intent_and_a_strange_one_none(matcher):
    asked = matcher.match("could you tell me your name please")
    assert (asked.intent, asked.inside) == ("who_are_you", True)
    assert asked.score > asked.runner_up_score
    assert not matcher.match("what is the boiling point of mercury").inside
    assert not matcher.match("").inside


def test_the_very_words_are_always_in_scope(matcher):
    for ask, name in PAIRS["en"]:
        found = matcher.match(ask.upper() + " ?!")
        assert (found.intent, found.score, found.inside) == (name, 1.0, True)


@pytest.mark.parametrize("language", ["zh", "ja", "en"])
def test_the_gate_keeps_about_the_share_it_states(language):
    taken, rest = pick(PAIRS[language], 6, 0)
    strange = tomllib.loads(files("vidol.mind").joinpath("data/elsewhere.toml").read_text("utf-8"))[
        language
    ]
    matcher = Matcher.fit(taken, keep=0.9)
    right = [
        found
        for found, name in ((matcher.match(text), name) for text, name in rest)
        if found.intent == name
    ]
    assert sum(found.inside for found in right) >= 0.75 * len(right)
    assert sum(matcher.match(text).inside for text in strange) <= 0.2 * len(strange)


@pytest.mark.parametrize(
    "pairs",
    [
        [("Do you ship?", "a")],
        [("Do you ship?", "a"), ("Can I pay by card?", "b")],
        [(f"word{i}", str(i)) for i in range(40)],
    ],
)
def test_one_phrasing_per_answer_is_enough(pairs):
    matcher = Matcher.fit(pairs)
    assert matcher.match(pairs[0][0] + " please").intent == pairs[0][1]
    assert not matcher.match("explain quantum gravity").inside


def test_a_matcher_is_deterministic_and_survives_its_file(matcher, tmp_path):
    path = tmp_path / "matcher.npz"
    matcher.save(path)
    questions = ["who r u", "what time", "something else entirely"]
    for other in (Matcher.load(path), Matcher.fit(PAIRS["en"])):
        assert [other.match(question) for question in questions] == [
            matcher.match(question) for question in questions
        ]
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError, match="rebuild it"):
        Matcher.load(path)


def test_nothing_to_learn_is_refused():
    with pytest.raises(InputError, match="nothing to answer"):
        Matcher.fit([])


@given(st.text(max_size=200))
def test_any_question_is_judged(matcher, text):
    found = matcher.match(text)
    assert 0 <= found.score <= 1
    assert found.intent in TOPICS


def test_measuring_reads_both_formats(tmp_path):
    (tmp_path / "data").mkdir()
    pairs = [[text, name] for text, name in PAIRS["en"]]
    held = {
        "train": pairs,
        "test": pairs[::3],
        "oos_test": [["how deep is the Pacific", "oos"], ["solve x squared equals nine", "oos"]],
    }
    (tmp_path / "data" / "data_full.json").write_text(json.dumps(held))
    report = evaluate(read_clinc(tmp_path))
    assert report.accuracy == 1.0
    assert report.chosen.oos_recall == 1.0
    assert [point.threshold for point in report.curve] == sorted(
        point.threshold for point in report.curve
    )
    (tmp_path / "l.csv").write_text("question,intent\na | b,one\nc,oos\n")
    assert read_labelled(tmp_path / "l.csv") == ([("a", "one"), ("b", "one")], ["c"])
    for faulty in ("question,intent\nc,oos\n", "q,i\na,b\n", "question,intent\na\n"):
        (tmp_path / "l.csv").write_text(faulty)
        with pytest.raises(InputError, match=r"l\.csv"):
            read_labelled(tmp_path / "l.csv")
    with pytest.raises(InputError, match="oos-eval"):
        read_clinc(tmp_path / "none")


def test_a_measurement_counts_right_and_refused():
    split = Split(*pick(PAIRS["zh"], 8, 0), ["太平洋有多深", "解方程"])
    report = evaluate(split)
    assert report.tested == len(split.test)
    assert 0 < report.chosen.in_scope_accuracy <= report.accuracy <= 1
