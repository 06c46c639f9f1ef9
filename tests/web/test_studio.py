"""The studio page, with a real `vidol live` behind it, in a real Chromium: one server and one
browser for all.
"""

from __future__ import annotations

import pytest

import vidol

TABS = ("talk", "create", "character", "record", "health")
LOCALES = {"zh": "zh-CN", "ja": "ja-JP", "en": "en-US"}


@pytest.fixture
def studio(server, browser, until):
    """Open a page of the studio: `studio("talk", language="zh", width=390)`. Afterwards nothing may
    have gone wrong on any of them.
    """
    contexts, problems = [], []

    def opened(tab="talk", language="en", width=1200, height=800, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=LOCALES[language],
            color_scheme=scheme,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        # What the server refuses, the browser notes as an error; the page shows it, and the tests
        # look for that.
        page.on(
            "console",
            lambda line: (
                problems.append(line.text)
                if line.type == "error" and "status of 400" not in line.text
                else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                problems.append(request.url)
                if not request.url.startswith((server.address, "blob:", "data:"))
                else None
            ),
        )
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{server.page()}#{tab}")
        page.wait_for_selector("nav [aria-selected=true]")
        until(page, "window.vidol.stats.connection === 'open'")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


@pytest.mark.parametrize(("language", "one", "other"), [("zh", "聊", "天"), ("ja", "学", "習")])
def test_no_boxes_are_drawn_where_the_system_has_no_fonts(studio, language, one, other) -> None:
    """Two characters that no font has look the same."""
    page = studio(language=language)
    drawn = """character => {
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d');
        context.font = '20px ' + getComputedStyle(document.body).fontFamily;
        context.fillText(character, 2, 30);
        return canvas.toDataURL();
    }"""
    assert page.evaluate(drawn, one) != page.evaluate(drawn, other)


def test_she_answers_and_escape_silences_her(studio, until) -> None:
    page = studio()
    page.fill(".ask input", "Who are you?")
    page.keyboard.press("Enter")
    until(
        page,
        "[...document.querySelectorAll('.chat .hers p')].some((p) =>"
        " p.textContent.includes('Mika'))",
    )
    assert page.locator(".chat .mine p").last.inner_text() == "Who are you?"
    until(page, "window.vidol.stats.answers.length > 0 && window.vidol.stats.speaking")
    until(page, "!document.querySelector('.stop').disabled")
    page.keyboard.press("Escape")
    until(page, "!window.vidol.stats.speaking", 3)
    until(page, "document.querySelector('.chat .hers:last-of-type .cut') !== null")
    until(page, "document.querySelector('.chat .ms') !== null")


@pytest.mark.parametrize("language", LOCALES)
def test_every_tab_opens_in_every_language(studio, language) -> None:
    page = studio(language=language)
    assert page.evaluate("document.documentElement.lang").startswith(language)
    seen = set()
    for tab in TABS:
        page.click(f"#tab-{tab}")
        page.wait_for_selector(f"main[data-tab={tab}]")
        page.wait_for_timeout(300)
        seen.add(page.locator(f"#tab-{tab}").inner_text())
        assert "undefined" not in page.locator("main").inner_text()
    assert len(seen) == len(TABS)
    page.select_option(".language", "ja" if language != "ja" else "zh")
    assert page.locator("#tab-health").inner_text() not in seen
    assert page.locator("#tab-health[aria-selected=true]").count() == 1


@pytest.mark.parametrize("language", LOCALES)
def test_nothing_is_wider_than_a_small_phone(studio, language) -> None:
    page = studio(language=language, width=360, height=740, scheme="dark")
    for tab in TABS:
        page.click(f"#tab-{tab}")
        page.wait_for_timeout(400)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, tab
        assert (
            page.evaluate(
                "document.querySelector('main').scrollWidth -"
                " document.querySelector('main').clientWidth"
            )
            <= 0
        ), tab
        assert page.locator(f"#tab-{tab}").bounding_box()["height"] >= 40


def test_a_look_is_changed_and_put_on_stage(studio, server, until) -> None:
    page = studio("create")
    page.click(".seed:nth-child(4)")
    until(page, "document.querySelector('.preview')?.naturalWidth === 640")
    before = page.get_attribute(".preview", "src")
    page.locator(".groups .chip").nth(2).click()
    page.locator("input[name=eye_size]").evaluate(
        "slider => { slider.value = '0.9'; slider.dispatchEvent(new Event('input'));"
        " slider.dispatchEvent(new Event('change')); }"
    )
    until(page, f"document.querySelector('.preview').src !== '{before}'")
    page.locator("[aria-label=Undo]").click()
    assert page.locator("input[name=eye_size]").input_value() != "0.9"
    page.locator("[aria-label=Redo]").click()
    assert page.locator("input[name=eye_size]").input_value() == "0.9"
    page.fill(".takeover input", "Rin")
    page.keyboard.press("Enter")
    until(
        page,
        "location.hash === '#talk' && document.querySelector('.who').textContent === 'Rin'",
        20,
    )
    saved = vidol.load(server.folder / "rin.vidol")
    assert (saved.name, saved.seed, saved.settings("face").eye_size) == ("Rin", 3, 0.9)


def test_a_document_is_given_and_answers_with_its_source(studio, tmp_path, until) -> None:
    faq = tmp_path / "party.csv"
    faq.write_text(
        "question,answer\nWhen is the tea party?,The tea party is on Sunday at four.\nWhen does the"
        " party start?,The tea party is on Sunday at four.\n"
    )
    page = studio("character")
    page.set_input_files("#knowledge-files", faq)
    page.wait_for_selector("text=party.csv")
    page.fill(
        "textarea[aria-label='Test questions']",
        "When is the tea party?\nWhat is the price of gold in 1920?",
    )
    page.get_by_role("button", name="Try", exact=True).click()
    until(page, "document.querySelectorAll('.result').length === 2")
    first = page.locator(".result").first.inner_text()
    assert "Sunday" in first
    assert "party.csv" in first
    assert page.locator(".result .score.inside").count() == 1
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"no pdf")
    page.set_input_files("#knowledge-files", bad)
    page.wait_for_selector(".toast.error")
    assert "bad.pdf" in page.locator(".toast.error").first.inner_text()


def test_the_keyboard_is_enough(studio, until) -> None:
    page = studio()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#tab-talk")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "tab-create"
    page.wait_for_selector(".seed")
    page.focus(".seed")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "#1"
    page.keyboard.press("Enter")
    page.wait_for_selector(".preview")
    page.focus("#tab-create")
    for tab in ("character", "record", "train", "health", "talk"):
        page.keyboard.press("ArrowRight")
        until(page, f"location.hash === '#{tab}' && document.activeElement.id === 'tab-{tab}'")


def test_a_show_is_recorded_and_watched(studio, until) -> None:
    page = studio("record")
    page.click(".toggle")
    until(
        page,
        "document.querySelector('.toggle').classList.contains('active') &&"
        " document.querySelector('.time').textContent !== ''",
    )
    page.wait_for_timeout(1200)
    page.click(".toggle")
    page.wait_for_selector(".recording-row .primary")
    page.click(".recording-row .primary")
    until(
        page,
        "document.querySelector('.recording-row .making') === null &&"
        " document.querySelectorAll('.recording-row a.button').length === 2",
        60,
    )
    page.click(".recording-row .primary")
    until(
        page,
        "document.querySelector('video')?.readyState >= 2 ||"
        " document.querySelector('video')?.error",
    )
    assert page.evaluate("document.querySelector('video').error") is None
    page.click(".recording-row .quiet")
    until(page, "document.querySelector('.recording-row') === null")


def test_health_draws_the_turns(studio, server, until) -> None:
    server.ask("POST", "/api/ask", json={"text": "Who are you?"})
    page = studio("health")
    until(
        page,
        "document.querySelectorAll('.chart rect.area').length >= 4 &&"
        " document.querySelectorAll('tbody tr').length > 0",
        20,
    )
    assert page.locator(".chart path.line").count() >= 4
    page.locator(".plot").first.hover()
    assert "ms" in page.locator(".tip:visible").inner_text()


def test_another_language_of_the_page_keeps_the_talk_and_the_work(studio, until) -> None:
    page = studio()
    page.fill(".ask input", "Who are you?")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.chat .ms') !== null")
    lines = page.locator(".chat p").count()
    page.click("#tab-create")
    page.click(".seed:nth-child(4)")
    page.fill(".takeover input", "Rin")
    page.select_option(".language", "ja")
    page.wait_for_selector(".preview")
    assert page.input_value(".takeover input") == "Rin"
    page.click("#tab-talk")
    assert page.locator(".chat p").count() >= lines > 0  # an answer may have come in meanwhile
    assert page.locator(".chat .ms").count() >= 1
    page.fill(".ask input", "What can you do?")
    page.keyboard.press("Enter")
    until(
        page,
        "[...document.querySelectorAll('.chat .mine p')].some((p) => p.textContent === 'What can"
        " you do?')",
    )
    page.click("#tab-character")
    page.get_by_role("button", name="反映する").first.click()
    page.wait_for_selector(".toast.info")


def test_what_is_being_typed_stays_while_another_card_is_applied(studio) -> None:
    page = studio("character")
    page.locator("textarea").first.fill("She collects lighthouses.")
    page.locator("input[name=rate]").evaluate(
        "slider => { slider.value = '1.2'; slider.dispatchEvent(new Event('input')); }"
    )
    page.get_by_role("button", name="Listen").click()
    page.wait_for_selector(".toast.info")
    assert page.locator("textarea").first.input_value() == "She collects lighthouses."
    assert (
        page.evaluate(
            "fetch('/api/character').then((answer) => answer.json()).then(({ voice }) =>"
            " voice.rate)"
        )
        == 1.2
    )


def test_persona_and_language_model_are_applied(studio, until) -> None:
    page = studio("character", language="ja")
    page.locator("textarea").first.fill("She collects lighthouses.")
    page.get_by_role("button", name="反映する").first.click()
    kept = (
        "fetch('/api/character').then((answer) => answer.json()).then((her) =>"
        " [her.persona.description, her.language_model?.base_url ?? ''].join())"
    )
    until(page, f"{kept}.then((now) => now === 'She collects lighthouses.,')")
    model = page.locator("[data-kind=language_model] form")
    model.locator("input[type=url]").fill("http://127.0.0.1:9/v1")
    model.locator("input[type=text]").fill("tiny")
    model.get_by_role("button", name="反映する").click()
    until(page, f"{kept}.then((now) => now.endsWith('http://127.0.0.1:9/v1'))")
    model.get_by_role("button", name="外す").click()
    until(page, f"{kept}.then((now) => now.endsWith(','))")


def test_what_is_said_into_the_microphone_is_asked(
    server, launched, language_server, until
) -> None:
    browser = launched(
        "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"
    )
    page = browser.new_page(locale="en-US")
    page.goto(f"{server.page()}#talk")
    page.wait_for_selector(".ask input")
    assert page.locator(".mic").is_hidden()
    page.click("#tab-character")
    card = page.locator("section.card", has=page.get_by_role("heading", name="Voice input"))
    card.locator("input[type=url]").fill(language_server.url)
    card.locator("input[type=text]").fill("whisper-1")
    card.get_by_role("button", name="Apply").click()
    card.get_by_role("button", name="Remove").wait_for()
    page.click("#tab-talk")
    page.locator(".mic").hover()
    page.mouse.down()
    page.wait_for_selector(".mic.active")
    page.wait_for_timeout(1500)
    page.mouse.up()
    until(
        page,
        "[...document.querySelectorAll('.chat .mine p')].some((p) => p.textContent === '你好"
        " Mika')",
    )
    assert language_server.noted("audio")[-1]["detail"] > 1000
    page.evaluate("window.vidol.interrupt()")
    browser.close()


def test_a_reload_and_another_tab_change_nothing_that_is_seen(studio, server, until) -> None:
    page = studio()
    place = page.locator(".controls select").first
    until(page, "document.querySelector('.controls select').length > 3")
    place.select_option("sunset")
    until(page, "window.vidol.stats.connection === 'open'")
    server.ask("POST", "/api/ask", json={"text": "Do you like trains?"})
    page.fill(".ask input", "Do you like boats?")
    page.keyboard.press("Enter")
    said = (
        "Object.fromEntries([...document.querySelectorAll('.chat .mine')].map((line) =>"
        " [line.querySelector('p').innerText, line.querySelector('.name').innerText]))"
    )
    until(page, f"'Do you like boats?' in {said}")
    for again in (False, True):
        if again:
            page.reload()
            until(page, f"'Do you like boats?' in {said}")
        names = page.evaluate(said)
        assert names["Do you like boats?"] == "You"
        assert names["Do you like trains?"] == "Viewer"
        until(page, "document.querySelector('.controls select').value === 'sunset'")
    page.set_viewport_size({"width": 1200, "height": 420})
    log = "document.querySelector('.chat')"
    until(page, f"{log}.scrollHeight > {log}.clientHeight + 100")
    page.evaluate(f"{log}.scrollTop = 40")
    until(page, f"{log}.scrollTop === 40")
    page.wait_for_timeout(200)  # for the page to hear of it
    page.click("#tab-health")
    page.click("#tab-talk")
    assert page.evaluate(f"{log}.scrollTop") == 40


def test_a_model_of_a_recipe_that_the_page_does_not_know_is_shown_with_the_others(studio) -> None:
    """A plug-in's, or a later version's."""
    model = {
        "state": "finished",
        "stoppable": False,
        "problem": "",
        "dataset": "set",
        "preset": "S",
        "pictures": 5,
        "seconds": 1.0,
        "usable": False,
        "cover": "",
        "ratings": {"count": 0, "mean": None},
    }
    models = [model | {"name": name, "recipe": name} for name in ("flow", "constructor", "both")]
    page = studio()
    page.route(
        "**/api/training",
        lambda route: route.fulfill(json={"datasets": [], "waiting": [], "models": models}),
    )
    page.click("#tab-train")
    page.wait_for_selector(".models >> text=flow ·")
    shown = page.locator(".models").inner_text()
    assert "constructor ·" in shown
    assert "Adversarial + variational" in shown
