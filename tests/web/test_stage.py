"""The stage page, with a real `vidol live` behind it, in a real Chromium."""

from __future__ import annotations

import io
import time
from contextlib import closing

import numpy as np
import pytest
from PIL import Image

from vidol.media.visible_label import TEXTS

LONG = (
    "This is one long sentence, which goes on and on about the weather and the sea, so that"
    " somebody can cut it off in the middle of it."
)


@pytest.fixture
def stage(server, browser, until):
    page = browser.new_page(viewport={"width": 512, "height": 512})
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(server.page("/stage", captions=0))
    until(page, "window.vidol?.stats.shown > 30")
    yield page
    page.close()
    assert not problems


def picture(page):
    return np.asarray(
        Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA"), np.int16
    )


def number(page, name):
    return page.evaluate(f"window.vidol.stats.{name}")


def test_she_stands_on_nothing_and_moves(stage):
    before = picture(stage)
    shown, begun = number(stage, "shown"), time.monotonic()
    stage.wait_for_timeout(1500)
    rate = (number(stage, "shown") - shown) / (time.monotonic() - begun)
    after = picture(stage)
    assert (before[:12, :12, 3] == 0).all() and (before[:12, -12:, 3] == 0).all()
    assert (before[220:260, 240:280, 3] == 255).all()
    assert np.abs(after - before).max() > 20
    assert rate > 12  # 30 on a machine that has nothing else to do


def test_she_answers_in_sync_and_falls_silent_at_once(stage, until):
    still = picture(stage)
    stage.evaluate("() => { window.vidol.ask('What is your favourite food?') }")
    until(stage, "window.vidol.stats.answers.length > 0")
    mouths = []
    for _ in range(6):
        mouths.append(picture(stage)[255:330, 200:310, :3])
        stage.wait_for_timeout(90)
    assert max(np.abs(mouth - still[255:330, 200:310, :3]).mean() for mouth in mouths) > 1
    assert max(np.abs(a - b).mean() for a, b in zip(mouths, mouths[1:], strict=False)) > 0.5
    stage.evaluate(f"() => {{ window.vidol.say('{LONG}') }}")
    epoch = number(stage, "epoch")
    until(stage, f"window.vidol.stats.epoch >= {epoch} && window.vidol.stats.speaking")
    stage.wait_for_timeout(800)
    assert number(stage, "scheduled") > 1
    assert number(stage, "answers")[0] < 3000
    silences = len(number(stage, "silences"))
    stage.evaluate("() => { window.vidol.interrupt() }")
    until(stage, f"window.vidol.stats.silences.length > {silences}")
    assert number(stage, "silences")[-1] < 100
    until(stage, "!window.vidol.stats.speaking", 0.5)
    # nearly all of them, on a machine that has nothing else to do: benchmarks live
    assert np.median(np.abs(number(stage, "sync"))) < 45
    turns = stage.evaluate(
        "async () => { await new Promise((done) => setTimeout(done, 1200)); return (await"
        " fetch('/api/turns')).json() }"
    )
    assert any(0 < (turn["page_ms"] or 0) < 3000 for turn in turns["turns"])
    assert turns["turns"][-1]["interrupted"] and 0 < len(turns["turns"][-1]["heard"]) < len(
        turns["turns"][-1]["said"]
    )


def test_captions_light_up_with_the_words_and_explain_themselves(server, browser, until):
    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.goto(server.page("/stage", language="en"))
    until(page, "window.vidol?.stats.shown > 30")
    page.evaluate(
        "() => { window.vidol.say('{漢字|かんじ}が読めるようになりました。', { language: 'ja' }) }"
    )
    until(page, "document.querySelector('.vidol-spoken')?.textContent.includes('漢字')")
    assert page.evaluate("document.querySelector('.vidol-spoken').lang") == "ja"
    assert page.evaluate("document.querySelector('.vidol-spoken ruby rt').textContent") == "かんじ"
    until(page, "document.querySelectorAll('.vidol-spoken .said').length >= 2")
    page.close()


def test_it_survives_a_reload_and_another_show(server, browser, until):
    page = browser.new_page(viewport={"width": 512, "height": 512})
    page.goto(server.page("/stage"))
    until(page, "window.vidol?.stats.shown > 30")
    page.reload()
    until(page, "window.vidol?.stats.shown > 10")
    show = number(page, "show")
    server.stop()
    until(page, "window.vidol.stats.connection !== 'open'")
    assert (picture(page)[220:260, 240:280, 3] == 255).all()  # the last picture stays
    shown = number(page, "shown")
    server.start()
    until(
        page, f"window.vidol.stats.show !== '{show}' && window.vidol.stats.shown > {shown} + 20", 20
    )
    page.evaluate("() => { window.vidol.say('I am back.') }")
    until(page, "window.vidol.stats.speaking")
    page.close()


def test_a_browser_that_blocks_sound_shows_the_picture_and_a_button(server, launched, until):
    with closing(
        launched("--no-sandbox", "--autoplay-policy=document-user-activation-required")
    ) as browser:
        page = browser.new_page(viewport={"width": 512, "height": 512})
        page.goto(server.page("/stage"))
        until(page, "window.vidol?.stats.shown > 30")
        # Over HTTP: what Playwright evaluates counts as a gesture, and speaking from the page would
        # use it.
        server.ask("POST", "/api/say", json={"text": LONG})
        until(page, "window.vidol.stats.speaking && !window.vidol.stats.running")
        page.locator(".vidol-unlock").click()
        until(page, "window.vidol.stats.running && window.vidol.stats.scheduled > 0.3")
        until(page, "document.querySelector('.vidol-unlock').hidden")
        position, seen = page.evaluate("[window.vidol.stats.position, window.vidol.stats.picture]")
        assert abs(position - seen) < 0.5


def test_it_says_what_she_is_in_the_viewers_language(server, browser, until):
    for language, said in TEXTS.items():
        page = browser.new_page(viewport={"width": 390, "height": 700})
        page.goto(server.page("/stage", language=language))
        until(page, "window.vidol?.stats.shown > 5")
        label = page.get_by_text(said, exact=True)
        box = label.bounding_box()
        assert label.is_visible() and label.get_attribute("lang") == language
        assert box["x"] + box["width"] <= 390 and box["y"] < 40 and box["height"] > 15
        page.close()
