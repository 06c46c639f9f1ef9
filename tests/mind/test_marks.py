"""What a model marks as not for people is neither said nor shown, in whatever marks and pieces."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.core.dialogue import Act, Message, Say
from vidol.mind.language_model import LanguageModel, LanguageModelMind
from vidol.mind.language_model.sentences import Nonsense, Sentences
from vidol.mind.language_model.tags import Tags

from .conftest import QUESTION, ask, heard, problems

pytestmark = pytest.mark.usefixtures("config")

TEA = "Hello there, I like green tea."
CALL = '{"name": "get_weather", "arguments": {"q": "x}"}}'
THOUGHTS = [
    "<THINK>{}</think>", '<think time="3">{}</think>', "<think>{}<think>{}</think>{}</think>",
    "<thinking>{}</think>", "[THINK]{}[/THINK]", "◁think▷{}◁/think▷", "【思考】{}【/思考】",
    "<|begin_of_thought|>{}<|end_of_thought|>", "<seed:think>{}</seed:think>",
    "<scratchpad>{}</scratchpad>", "<foo>{}</foo>", "<|channel>thought\n{}<channel|>",
    "<unused94>{}<unused95>", "&lt;think&gt;{}&lt;/think&gt;", "<!-- {} -->",
    '<details type="reasoning">{}</details>', "Thinking: {}.\n\n**Answer:** ",
    "{}\n</think>", "{}[/THINK]", "{}\n<|end_of_thought|>",
    "[PLAN]{}[/PLAN]", "(thinking: {}) ", "（思考：{}）", "## Thinking\n{}.\n## Answer\n",
    "analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>",
    "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>",
    "<|channel|>analysis<|message|>{}<|channel|>final<|message|>", "analysisThe {}.assistantfinal",
    "assistantanalysis{}.assistantfinal",
]  # fmt: skip
CALLS = [
    "<tool_call>\n{}\n</tool_call>", "[TOOL_CALLS] [{}]", "[TOOL_REQUEST]{}[END_TOOL_REQUEST]",
    "<function=get_weather>{}</function>", "<|tool_call|>[{}]<|/tool_call|>", "<|python_tag|>{}",
    "```json\n{}\n```", "{}", "[{}]", '<invoke name="get_weather">{}</invoke>', "\nfunctools[{}]",
    "<｜tool▁calls▁begin｜>get_weather{}<｜tool▁calls▁end｜>", "\nAction: get_weather\nInput: {}",
    "<|channel|>commentary to=functions.get_weather<|message|>{}<|call|>",
]  # fmt: skip
KEPT = [
    ("I like tea (green tea, that is). It is warm.",) * 2,
    ("我喜欢茶（绿茶）。",) * 2,
    ("*Really*, I do. I *love* it.", "Really, I do. I love it."),
    ("(waves) Hi! *giggles* I am (laughs) fine.", "Hi! I am fine."),
    ("（挥手）你好！【笑】我很好。", "你好！我很好。"), ("[laughs] So **nice**!", "So nice!"),
    ("*tail wags* Hi! (she smiles) {winks} （开心）Bye. (sound of rain)", "Hi! Bye."),
    ("He (laughing at the time) fell. 1, 2, 3! （注：免费）",) * 2,
    ("<p>Tom &amp; <b>Mia</b></p><script>x()</script><p>Hi.</p>", "Tom & Mia Hi."),
    ("**Mika:** Hello.<|im_end|>\nUser: secret", "Hello."), ("他说**“好”**了。", "他说“好”了。"),
    ("Let's go! Let's go! Let's go! We can.", "Let's go! Let's go! Let's go! We can."),
    ("OK...", "OK..."), ("42", "42"), ("嗯……我想想。", "嗯……我想想。"), ("えっと……", "えっと……"),
    ("(´▽｀)", "(´▽｀)"), ("😊", "😊"), ("！？", "！？"),
    ("hahahahahahahahahahahahahahaha! Ha ha!",) * 2,
    ("「你好。“真的？”她问。」", "「你好。“真的？”她问。」"),
    ("See https://example.com/a?b=c_d#e for more tea.", "See for more tea."),
    ("1 < 2, AT&T, snake_case, 2*3*4.",) * 2,
    ("If a < b and c > d, then.",) * 2, ("### Response:\nHi there.", "Hi there."),
]  # fmt: skip


def spelled(words, size=4, pause=0.0):
    """The name of the model that says them; in rot13, since names tell of thinking too."""
    return f"text:{size}:{pause}:{codecs.encode(words, 'rot13')}"


async def told(server, embedded, words, size=4, pause=0.0):
    return await ask(server, embedded, spelled(words, size, pause))


@pytest.mark.parametrize("form", THOUGHTS)
@pytest.mark.parametrize("size", [1, 5, 200])
async def test_thoughts_are_left_out(server, embedded, form, size):
    thought = "secret plan. Or two"
    parts = await told(server, embedded, form.replace("{}", thought) + TEA, size)
    assert (heard(parts).strip(), problems(parts)) == (TEA, [])


@pytest.mark.parametrize("form", CALLS)
@pytest.mark.parametrize("size", [1, 200])
async def test_calls_are_left_out(server, embedded, form, size):
    parts = await told(server, embedded, f"Let me look. {form.replace('{}', CALL)}", size)
    assert (heard(parts).strip(), problems(parts)) == ("Let me look.", [])


@pytest.mark.parametrize(("words", "said"), KEPT)
async def test_style_is_said_and_is_no_fault(server, embedded, words, said):
    parts = await told(server, embedded, words)
    assert (" ".join(heard(parts).split()), problems(parts)) == (said, [])


@pytest.mark.parametrize("cut", ["<think>secret", "[THINK]secret", "Sure. <think>secret</thi"])
async def test_a_thought_that_is_cut_off_is_not_said(server, embedded, cut):
    assert "secret" not in heard(await told(server, embedded, cut))


async def test_her_tags_are_acts(server, embedded):
    parts = await told(server, embedded, "[happy] Hi you! <wave> [thinking, nod]Well.")
    assert [part.name for part in parts if isinstance(part, Act)] == [
        "happy", "wave", "thinking", "nod",
    ]  # fmt: skip


def timed(mind):
    """The words of a reply, and the seconds to the first of them."""

    async def reply():
        began, first, text = time.monotonic(), None, ""
        async for part in mind.reply([Message("viewer", QUESTION)]):
            if isinstance(part, Say):
                first = first or time.monotonic() - began
                text += part.text
        return first, text

    return reply()


async def test_what_streams_slowly_is_held_back_only_where_it_thinks(server, embedded):
    def mind(words, name=""):
        settings = LanguageModel(
            base_url=server.url, model=spelled(words + name, 3, 0.03), pause_timeout=1
        )
        return LanguageModelMind(embedded.persona, embedded.knowledge, settings, embedded)

    ordinary = mind("Well, I like it. " + "And so on and on. " * 6)
    first, _ = await timed(ordinary)
    assert first < 1.0  # all of it takes more
    wants = mind("Okay. The user wants secret plan. </think>" + TEA)
    assert await heard_of(wants) == f"Okay. {TEA}"
    unopened = mind("No idea. This is a secret. </think>" + TEA)
    await timed(unopened)  # which nobody could know
    assert await heard_of(unopened) == TEA  # and now it is known
    named = mind("No idea. This is a secret. </think> Yes.", codecs.encode(" qwq.", "rot13"))
    assert await heard_of(named) == "Yes. djd."
    for each in (ordinary, wants, unopened, named):
        await each.close()


async def heard_of(mind):
    return " ".join((await timed(mind))[1].split())


WORDS = """<think> </think> [THINK] [/THINK] <|channel|> final <|message|> <|end|> analysis { " }
[ ] * ( ) waves 你好 <b> < | > &amp; & ` ``` _ ** （笑） Thinking : assistant [happy] [1] a 1 . !
<foo> </foo> ◁ 《 》 think Action: <|im_start|> </s>"""
MARKS = st.sampled_from([*WORDS.split(), " ", "\n"])


@given(st.lists(MARKS, max_size=14).map("".join), st.integers(1, 7))
def test_marks_do_not_depend_on_how_tokens_fall(text, size):
    def run(pieces):
        tags = Tags()
        found = [one for piece in pieces for one in tags.feed(piece)] + tags.end()
        return "".join(one for one in found if isinstance(one, str)), [
            one for one in found if not isinstance(one, str)
        ]

    assert run([text[i : i + size] for i in range(0, len(text), size)]) == run([text])


@given(
    st.text(st.sampled_from("ab你好。，、：—！？.,?!…「」“”\"'()（） \n1-"), max_size=60),
    st.integers(1, 9),
)
def test_sentences_do_not_depend_on_how_tokens_fall(text, size):
    def run(pieces):
        sentences = Sentences("Mika")
        found = [one for piece in pieces for one in sentences.feed(piece)] + sentences.end()
        return [one.strip() for one in found if any(map(str.isalnum, one))]

    assert run([text[i : i + size] for i in range(0, len(text), size)]) == run([text])


def test_a_loop_is_bounded():
    sentences = Sentences("Mika")
    with pytest.raises(Nonsense, match="repeats"):
        for _ in range(1000):
            list(sentences.feed("This is the one and only line that I know. And a second one! "))
