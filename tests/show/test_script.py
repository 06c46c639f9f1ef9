"""The script language: what each construct means, and that what means nothing is refused where it
stands.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vidol.core.acts import ACTS, Feel, Gesture, Look
from vidol.core.errors import InputError
from vidol.mind.knowledge.markdown import words
from vidol.mind.language_model.sentences import plain
from vidol.show.data import DEMO
from vidol.show.events import Cue, HidePicture, Line, Pause, Question, Ruby, Scene, ShowPicture
from vidol.show.picture.scenes import BACKGROUNDS, FRAMINGS
from vidol.show.script import LOOKS, load, parse


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (4, 4)).save(tmp_path / "pic.png")
    (tmp_path / "file.wav").write_bytes(b"sound")
    return tmp_path


def events(text: str, folder: Path = Path()) -> list[object]:
    return [
        replace(event, at="") if isinstance(event, Line) else event
        for event in parse(text, folder, "show.md").events
    ]


def test_paragraphs_are_speech_and_directions_keep_their_place() -> None:
    assert events("Hello\nthere [wave] everyone!\n\n[happy] Next.") == [
        Line("Hello there everyone!", cues=(Cue(12, Gesture("wave")),)),
        Line("Next.", cues=(Cue(0, Feel("happy")),)),
    ]


def test_a_direction_at_the_end_or_alone() -> None:
    assert events("Bye. [bow]\n\n[look left]\n\nx") == [
        Line("Bye.", cues=(Cue(4, Gesture("bow")),)),
        Look(-1.0, 0.0),
        Line("x"),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1. First\n   - inner one\n   - inner two\n2. Second", "First|inner one|inner two|Second"),
        ("1. A\n   1. B\n   2. C\n2. D", "A|B|C|D"), ("1) A\n2) B", "A|B"),
        ("Intro:\n1. A\n2. B", "Intro:|A|B"), ("- a\n- b\n1. c\n2. d", "a|b|c|d"),
        ("* a\n\n  10. b\n  11. c\n* d", "a|b|c|d"), ("- 1. x\n- [x] y", "x|y"),
        ("1.\t甲\n2.\t乙\n* * *\n丙", "甲|乙|丙"),
        ("I was born in\n1999. It was cold.", "I was born in 1999. It was cold."),
        ("See\n2. Section two.", "See 2. Section two."), ("2024. The year.", "2024. The year."),
    ],
)  # fmt: skip
def test_the_numbers_of_lists_are_not_said(written: str, said: str) -> None:
    assert [line.text for line in events(written)] == said.split("|")


EMPHASISED = [
    ("**粗体**后面", "粗体后面"), ("他说**“好”**了", "他说“好”了"),
    ("这是*真的*吗？", "这是真的吗？"), ("***粗斜***后", "粗斜后"), ("*強調*です", "強調です"),
    ("__太字__です", "太字です"), ("**“你好”**，他说", "“你好”，他说"),
    ("**外*内*外**", "外内外"), ("**100**元", "100元"), ("**未完", "未完"),
    ("《**书名**》", "《书名》"), ("仅*5*元", "仅5元"), ("a **b** _c_", "a b c"),
    ("2*3*4", "2*3*4"), ("5 ** 2", "5 ** 2"), ("snake_case_name", "snake_case_name"),
    ("(^_^)", "(^_^)"), ("a * b", "a * b"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), EMPHASISED)
def test_emphasis_leaves_no_marks_in_scripts_knowledge_and_replies(written, said) -> None:
    assert [event.text for event in events(f"{written}\n\n> {written}\n")] == [said, said]
    assert words(written) == said
    assert plain(written) == said


def test_pauses_and_languages_break_the_speech() -> None:
    assert events("One [pause 0.5s] two [ja] 三 [pause 250ms]") == [
        Line("One"), Pause(0.5), Line("two"), Line("三", language="ja"), Pause(0.25),
    ]  # fmt: skip


def test_scenes_choose_background_and_framing(folder: Path) -> None:
    script = (
        "# Scene: night sky | close-up\n# 场景：pink to white\n# Scene: pic.png\n# シーン: #fde |"
        " left third\nx"
    )
    assert events(script, folder)[:4] == [
        Scene("night sky", "close-up"), Scene("pink to white"), Scene(folder / "pic.png"),
        Scene("#fde", "left third"),
    ]  # fmt: skip


def test_pictures_recordings_and_questions(folder: Path) -> None:
    script = (
        "See ![a cat](pic.png) this. [hide image]\n\n[audio file.wav]\n\nWhat it says.\n\n> What"
        " is\n> this?"
    )
    assert events(script, folder) == [
        Line(
            "See this.",
            cues=(Cue(4, ShowPicture(folder / "pic.png", "a cat")), Cue(9, HidePicture())),
        ),
        Line("What it says.", recording=folder / "file.wav"),
        Question("What is this?"),
    ]


def test_markdown_that_is_not_spoken_and_text_that_is() -> None:
    script = (
        "---\ntitle: My show\n---\n<!-- not\n\n[this] -->\n\n**Bold** and *soft*, `code`, [a"
        " link](http://x.y), \\[brackets\\], 3*4*5.\n\n- an item"
    )
    assert parse(script, Path()).title == "My show"
    assert events(script) == [
        Line("Bold and soft, code, a link, [brackets], 3*4*5."),
        Line("an item"),
    ]
    assert parse("# My show\n\nx", Path()).title == "My show"


def test_ruby_and_chinese_lines_join_without_a_space() -> None:
    (line,) = events("今日は{天気|てんき}が\n[happy]\n良い。")
    assert line == Line(
        "今日は天気が良い。", cues=(Cue(6, Feel("happy")),), ruby=(Ruby(3, 2, "てんき"),)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n\nb [hapy] c", ["show.md:3", "[hapy]", "'happy'"]),
        ("a\nb\nc [wavee]", ["show.md:3", "'wave'"]),
        ("[look behind] x", ["show.md:1", "[look behind]", "'look "]),
        ("# Scene: nite sky\n\nx", ["show.md:1", "'nite sky'", "'night sky'"]),
        ("# Scnee: bokeh\n\nx", ["show.md:1", "# Scene"]),
        ("![x](../pic.png) x", ["show.md:1", "'../pic.png'", "outside the script's folder"]),
        ("![x](/etc/passwd.png) x", ["outside the script's folder"]),
        ("![x](C:\\pic.png) x", ["outside the script's folder"]),
        ("![x](https://x.y/pic.png) x", ["outside the script's folder"]),
        ("[audio none.wav]\n\nx", ["show.md:1", "'none.wav'"]),
        ("[pause 900s] x", ["show.md:1", "[pause 900s]", "60 seconds"]),
        ("```\ncode\n```", ["show.md:1", "code block"]),
        ("  \n\n", ["show.md", "nothing to perform"]),
    ],
)
def test_what_cannot_be_performed_names_its_place_and_the_way_out(
    text: str, said: list[str]
) -> None:
    with pytest.raises(InputError) as error:
        events(text)
    assert all(part in str(error.value) for part in said), str(error.value)


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (inside / "out.png").symlink_to(folder / "pic.png")
    with pytest.raises(InputError, match="outside the script's folder"):
        events("![x](out.png) x", inside)


def test_a_recording_needs_its_words(folder: Path) -> None:
    with pytest.raises(InputError, match=r"show.md:1: \[audio file.wav\] needs the text"):
        events("[audio file.wav]\n\n# Scene: bokeh\n\nx", folder)


def test_files_are_read_in_the_encodings_of_their_writers(tmp_path: Path) -> None:
    path = tmp_path / "s.md"
    for encoding, text in (
        ("utf-8", "你好"),
        ("utf-8-sig", "你好"),
        ("utf-16", "你好"),
        ("gb18030", "大家好，我们一起唱歌吧"),
        ("cp932", "こんにちは、みなさん"),
    ):
        path.write_text(text, encoding=encoding)
        assert [event.text for event in load(path).events if isinstance(event, Line)] == [text]
    path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(InputError, match=r"s\.md is not readable as text"):
        load(path)


def test_a_hundred_thousand_characters() -> None:
    (line,) = events("word [nod] " * 10_000)
    assert isinstance(line, Line)
    assert (len(line.text), len(line.cues)) == (49_999, 10_000)


@given(st.text(max_size=300))
def test_any_text_gives_a_script_or_one_clear_sentence(text: str) -> None:
    said = ""
    found: list[object] = []
    try:
        found = events(text, Path("/nowhere"))
    except InputError as error:
        said = str(error)
    assert bool(found) != said.startswith("show.md")
    assert "\n" not in said
    for line in found:
        if isinstance(line, Line):
            assert line.text == line.text.strip() != ""
            assert all(0 <= cue.offset <= len(line.text) for cue in line.cues)


def test_the_documentation_names_everything_that_can_be_written() -> None:
    page = (Path(__file__).parents[2] / "docs" / "scripts.md").read_text(encoding="utf-8")
    assert not [name for name in (*ACTS, *LOOKS, *BACKGROUNDS, *FRAMINGS) if name not in page]


def test_the_demo_script_can_be_performed() -> None:
    assert len(load(DEMO).events) > 10
