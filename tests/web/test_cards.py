"""The page of a card draws Chinese and Japanese where the system has no font for them."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import vidol.studio.cards
from vidol.studio.cards import Card, document
from vidol.text.typesetting.fonts import FONTS


def test_a_card_takes_the_fonts_of_the_page_behind_its_own(browser, tmp_path, until) -> None:
    assert Path(vidol.studio.cards.__file__).with_name("card.js").is_file()
    file = tmp_path / "card.html"
    file.write_text(
        "<style>:root { font: 16px/1.6 system-ui, serif } pre { font: inherit }</style>"
        "<p lang=ja>文</p><button>字</button><script>addEventListener('message', () => {"
        " parent.postMessage([...document.fonts].map(one => one.family).concat("
        "['html', 'p', 'button'].map(name => getComputedStyle(document.querySelector(name))"
        ".fontFamily)), '*') })</script>",
        encoding="utf-8",
    )
    whole = document(Card({"zh": "a", "ja": "a", "en": "a"}, file))
    font = base64.b64encode((FONTS / "NotoSansJP-Bold.ttf").read_bytes()).decode()
    page = browser.new_page()
    page.set_content("<iframe sandbox='allow-scripts'></iframe>")
    page.evaluate("addEventListener('message', (event) => (window.told = event.data))")
    page.evaluate(f"document.querySelector('iframe').srcdoc = {json.dumps(whole)}")
    page.wait_for_timeout(500)
    page.evaluate(
        """async (font) => {
            const bytes = await (await fetch("data:font/ttf;base64," + font)).arrayBuffer();
            const fonts = { "vidol JP": bytes };
            const { contentWindow } = document.querySelector("iframe");
            contentWindow.postMessage({ vidol: "fonts", fonts }, "*");
        }""",
        font,
    )
    until(page, "window.told !== undefined")
    family, *named = page.evaluate("window.told")
    assert "vidol JP" in family
    assert all("vidol JP" in one for one in named), named
    page.close()
