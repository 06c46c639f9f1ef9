import os
import random
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.core.errors import InputError
from vidol.mind import Knowledge
from vidol.text.encodings import decode
from vidol.text.sentences import bare_sentences

CHINESE = (
    "question,answer\n几点开门？|什么时候营业,我们早上九点开门，晚上八点关门。"
    "\n可以退货吗？,七天之内可以退货。\n"
)
JAPANESE = (
    "question,answer\n何時に開きますか？|営業時間は,朝九時から夜八時まで営業しています。"
    "\n返品できますか？,七日以内なら返品できます。\n"
)
TRADITIONAL = "question,answer\n請問幾點開門？,我們早上九點開門，晚上八點關門，歡迎您來。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, one)
        for one in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
    ]
    + [(JAPANESE, one) for one in ("utf-8", "utf-16", "cp932", "euc_jp", "gb18030")]
    + [(TRADITIONAL, "big5"), ("“Quotes” – it’s 5 €, café", "cp1252")],
)
def test_text_is_read_in_whatever_it_was_saved_in(text, encoding):
    assert decode(text.encode(encoding), "faq.csv") == text
    if "question" in text:
        assert Knowledge.from_files({"faq.csv": text.encode(encoding)}).entries[0].answers[
            0
        ].language == ("ja" if text is JAPANESE else "zh")


@given(st.integers(0, 2**32 - 1))
def test_noise_is_refused_with_the_way_out(seed):
    noise = random.Random(seed).randbytes(500)
    with pytest.raises(InputError, match=r"noise\.csv.*save it as UTF-8"):
        decode(noise, "noise.csv")


@given(
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.md", "faq.md", "a.txt", "a.html", "a.pdf"]),
)
def test_any_bytes_are_read_or_refused_in_one_sentence(data, name):
    try:
        Knowledge.from_files({name: data})
    except InputError as error:
        assert name in str(error)  # noqa: PT017 - either outcome is right


def test_phrasings_join_by_answer_and_translations_by_topic():
    rows = (
        "topic,language,question,answer,action\n,,When?|What time?,At eight.,nod\n"
        ",,How late?,At eight.,\nwho,en,Who?,Mika.,\nwho,ja,誰？,ミカ。,wave\n"
    ).encode()
    when, who = Knowledge.from_files({"faq.csv": rows}).entries
    assert [question for question, _ in when.questions] == ["When?", "What time?", "How late?"]
    assert when.answers[0].action == "nod"
    assert {answer.language for answer in who.answers} == {"en", "ja"}


def test_a_faq_may_be_markdown_with_directions():
    entry, other = Knowledge.from_files(
        {
            "My FAQ.md": (
                b"# Shop\n\n## Do you ship? | Delivery?\n[happy] Yes,\nworldwide.\n\n##"
                b" Refunds?\nIn a week.\n"
            )
        }
    ).entries
    assert (entry.answers[0].text, entry.answers[0].action) == ("Yes, worldwide.", "happy")
    assert [question for question, _ in entry.questions] == ["Do you ship?", "Delivery?"]
    assert other.answers[0].text == "In a week."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("questoin,answer\na,b\n", "did you mean 'question'"),
        ("question,answer\na,b,c\n", "line 2.*double quotes"),
        ("question,answer\na,\n", "line 2.*lacks its answer"),
        ("question,answer,action\na,b,hapy\n", "did you mean 'happy'"),
        ("question,answer,language\na,b,fr\n", "language 'fr'"),
        ('question,answer\n"a,b\n', "quotes"),
        ("question,answer\n", "no questions"),
        ("question\na\n", "column 'answer'"),
        ("question,answer\n" + "x" * 600 + ",b\n", "too long"),
        ("", "empty"),
    ],
)
def test_a_faulty_faq_is_refused_by_file_and_line(content, said):
    with pytest.raises(InputError, match=said) as error:
        Knowledge.from_files({"shop.csv": content.encode()})
    assert "shop.csv" in str(error.value)


def test_documents_keep_headings_and_leave_scripts_out():
    page = (
        "<html><head><title>t</title></head><body><script>var"
        " secret=1</script><style>x</style><h1>Rules</h1><p>Be kind.</p><p>No spoilers.</p>"
    )
    passages = Knowledge.from_files(
        {
            "a.html": page.encode(),
            "b.md": "# 交通\n\n- 坐**地铁**一号线。\n- 见[地图](x)。\n".encode(),
        }
    ).passages
    assert [(passage.heading, passage.text) for passage in passages] == [
        ("Rules", "Be kind."), ("Rules", "No spoilers."), ("交通", "坐地铁一号线。"),
        ("交通", "见地图。"),
    ]  # fmt: skip
    assert passages[0].place == "a.html, Rules"


def test_long_documents_are_cut_between_sentences():
    text = "今天天气很好。" * 200
    passages = Knowledge.from_files({"a.txt": text.encode()}).passages
    assert "".join(passage.text for passage in passages) == text
    assert max(len(passage.text) for passage in passages) <= 260


@given(st.text(max_size=300))
def test_sentences_lose_nothing_but_space(text):
    assert "".join("".join(bare_sentences(text)).split()) == "".join(text.split())


def pdf(text):
    """A PDF of one page, written by hand so that the test owes nothing to the library that reads
    it.
    """
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0"
            b" R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    out, offsets = BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, body))
    start = out.tell()
    out.write(
        b"xref\n0 5\n0000000000 65535 f \n"
        + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    )
    out.write(b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_pdf_pages_are_cited_and_broken_ones_refused():
    passage = Knowledge.from_files({"guide.pdf": pdf("The museum opens at nine.")}).passages[0]
    assert (passage.text, passage.place) == ("The museum opens at nine.", "guide.pdf, page 1")
    for broken in (b"%PDF-1.4 nothing", pdf("x")[:150], b"PK\x03\x04"):
        with pytest.raises(InputError, match=r"guide\.pdf"):
            Knowledge.from_files({"guide.pdf": broken})
    with pytest.raises(InputError, match="only pictures"):
        Knowledge.from_files({"guide.pdf": pdf("")})


def test_a_folder_is_read_without_following_links_out(tmp_path):
    folder = tmp_path / "knowledge"
    (folder / "more").mkdir(parents=True)
    (folder / ".hidden").write_text("no")
    (folder / "more" / "a.txt").write_text("Cats are welcome.")
    assert [passage.source for passage in Knowledge.from_folder(folder).passages] == ["more/a.txt"]
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(InputError, match="leads out of"):
        Knowledge.from_folder(folder)
    (folder / "b.txt").unlink()
    (folder / "c.docx").write_text("x")
    with pytest.raises(InputError, match=r"c\.docx.*save it as"):
        Knowledge.from_folder(folder)
    with pytest.raises(InputError, match="not a folder"):
        Knowledge.from_folder(folder / "none")
    (folder / "c.docx").unlink()
    os.truncate(folder / "more" / "a.txt", 9 * 2**20)
    with pytest.raises(InputError, match="8 MiB is the most"):
        Knowledge.from_folder(folder)


def test_html_in_markdown_is_read_as_people_see_it():
    text = (
        "# Shop\n\n<div class=x>The shop > market is open <b>Monday</b> to Friday.</div>\n"
        "<script>\n\nsecret()</script>\n<STYLE>.secret {}</STYLE>"
        "Write `<script>` or <template> yourself."
        "\n\n> quoted > text\n> goes on\n"
    )
    said = " ".join(p.text for p in Knowledge.from_files({"a.md": text.encode()}).passages)
    assert said == (
        "The shop > market is open Monday to Friday. Write <script> or yourself."
        " quoted > text goes on"
    )


def test_a_spreadsheet_may_be_parted_by_tabs():
    faq = b"question\tanswer\nWhen is it open?\tMonday, Friday.\n"
    assert Knowledge.from_files({"faq.tsv": faq}).entries[0].answers[0].text == "Monday, Friday."
