import json

import pytest

import vidol
from vidol.cli.ask import ask
from vidol.core.errors import InputError
from vidol.mind import default_files


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    path = tmp_path_factory.mktemp("ask") / "mika.vidol"
    vidol.new("Mika", seed=7).with_files("knowledge", default_files()).save(path)
    return path


def test_ask_shows_the_answer_and_its_reasons(bundle, capsys):
    ask(bundle, ["Do I need a graphics card?"])
    shown = capsys.readouterr().out
    for part in (
        "ordinary laptop",
        "language: en",
        "actions: nod",
        "match: ",
        "runner-up: ",
        "source: faq.csv",
    ):
        assert part in shown
    ask(bundle, ["需要显卡吗"], json=True)
    answer = json.loads(capsys.readouterr().out)
    assert (answer["language"], answer["how"], answer["match"]["in_scope"]) == ("zh", "faq", True)


def test_ask_says_why_a_language_model_did_not_answer(server, tmp_path, capsys):
    path = tmp_path / "mika.vidol"
    mika = vidol.new("Mika", seed=7)
    mika.with_plugin("language_model", "openai", base_url=server.url, model="script:hello").save(
        path
    )
    ask(path, ["Tell me a story about the purple moon", "Tell me one about the green sea"])
    assert capsys.readouterr().out.count("Hello there, how are you today?") == 2
    mika.with_plugin("language_model", "openai", base_url=server.url, model="script:429").save(path)
    ask(path, ["Tell me a story about the purple moon"])
    assert "problem: The language model failed" in capsys.readouterr().out


def test_a_mind_is_measured_on_a_labelled_file(bundle, tmp_path, capsys):
    labelled, out = tmp_path / "l.csv", tmp_path / "r.json"
    labelled.write_text(
        "question,intent\ndo i need a gpu,hardware\nis it free,licence\nwhat is the capital of"
        " Peru,oos\n"
    )
    vidol.measure("mind", character=bundle, labelled=labelled, out=out)
    assert "in-scope accuracy" in capsys.readouterr().out
    assert json.loads(out.read_text())["tested"] == 2
    labelled.write_text("question,intent\na,hardwear\n")
    with pytest.raises(InputError, match="did you mean 'hardware'"):
        vidol.measure("mind", character=bundle, labelled=labelled)
    with pytest.raises(InputError, match="Say what to measure"):
        vidol.measure("mind")
