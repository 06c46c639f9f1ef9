"""The studio page as operators and viewers see it, with a real `vidol live` behind it."""

from __future__ import annotations

import pytest

import vidol

from .conftest import Server

TOKENS = {"owner": "mine alone", "operator": "on duty", "viewer": "in the hall"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    bundle = folder / "mika.vidol"
    vidol.new("Mika", seed=7).save(bundle)
    options = ["--token", TOKENS["owner"], "--operator-token", TOKENS["operator"]]
    server = Server(bundle, folder, options=[*options, "--viewer-token", TOKENS["viewer"]])
    server.start()
    yield server
    server.stop()


@pytest.fixture
def opened(house, browser, until):
    """Open the studio as a role; nothing may go wrong on the page."""
    contexts, problems = [], []

    def open_as(role, language="en-US", **options):
        context = browser.new_context(locale=language, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console", lambda line: problems.append(line.text) if line.type == "error" else None
        )
        page.goto(f"{house.address}/?token={TOKENS[role]}")
        page.wait_for_selector("nav [aria-selected=true]")
        until(page, "window.vidol.stats.connection === 'open'")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert problems == []


def tabs(page):
    return [tab.get_attribute("id") for tab in page.locator("nav .tab").all()]


def test_a_viewer_sees_her_and_asks(opened, house, until) -> None:
    page = opened("viewer")
    assert tabs(page) == ["tab-talk"]
    assert page.locator("header .badge").inner_text() == "Viewer"
    until(page, "document.querySelector('.who').textContent === 'Mika'")
    until(page, "window.vidol.stats.shown > 10")
    until(page, "document.querySelector('.place')?.naturalWidth > 0")
    for directing in (".stop", ".moods", ".controls select", ".obs", ".mic:visible"):
        assert page.locator(directing).count() == 0, directing
    long = "One sentence that goes on and on, about the sea, the weather, and all that is in it."
    owner = {"authorization": f"Bearer {TOKENS['owner']}"}
    house.ask("POST", "/api/say", json={"text": long}, headers=owner)
    until(page, "window.vidol.stats.speaking")
    page.fill(".ask input", "Who are you?")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    until(
        page,
        "[...document.querySelectorAll('.chat .hers p')].some((p) =>"
        " p.textContent.includes('Mika'))",
        30,
    )
    # the question waited for its turn: what was being said was said to its end
    said = page.locator(".chat .hers p").all_inner_texts()
    assert any("all that is in it" in text for text in said)
    assert page.locator(".chat .cut").count() == 0
    assert page.locator(".toast").count() == 0


def test_an_operator_directs_and_records(opened, until) -> None:
    page = opened("operator", language="ja-JP")
    assert tabs(page) == ["tab-talk", "tab-record", "tab-health"]
    assert page.locator("header .badge").inner_text() == "オペレーター"
    page.wait_for_selector(".controls select option", state="attached")
    page.select_option(".controls select >> nth=0", "night sky")
    until(page, "document.querySelector('.place').src.includes('night')")
    page.click("#tab-record")
    page.click(".toggle")
    until(page, "document.querySelector('.toggle').classList.contains('active')")
    page.click(".toggle")
    page.wait_for_selector(".recording-row .primary")
    assert page.locator(".recording-row .quiet").count() == 0  # removing is the owner's
    page.click("#tab-health")
    page.wait_for_selector(".health .card")
    page.goto(page.url.partition("#")[0] + "#train")
    until(page, "location.hash === '#talk'")


def test_the_owner_sees_everything(opened) -> None:
    page = opened("owner")
    assert len(tabs(page)) == 6
    assert page.locator("header .badge").count() == 0
    page.click("#tab-record")
    page.wait_for_selector(".recording-row .quiet")


def test_a_token_of_nobody_is_refused_in_words(house, browser) -> None:
    page = browser.new_page()
    page.goto(f"{house.address}/?token=guess")
    page.wait_for_selector(".starting")
    assert "asks for its token" in page.locator(".starting").inner_text()
    page.close()
