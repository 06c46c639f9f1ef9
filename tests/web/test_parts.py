"""The Character tab draws a form for any part: here for a kind that a package brings and neither
vidol nor the page has heard of.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import vidol

PET = Path(__file__).resolve().parents[1] / "house" / "vidol-pet"


@pytest.fixture(scope="module")
def server(started, pip_installed):
    """`vidol live` where the package vidol-pet is installed."""
    return started(environment=pip_installed(PET))


@pytest.fixture
def page(server, browser, until):
    problems = []
    context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="en-US")
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{server.page()}#character")
    until(page, "window.vidol?.stats.connection === 'open'")
    page.wait_for_selector(".card[data-kind=pet]")
    yield page
    context.close()
    assert problems == []


def pet(server) -> dict | None:
    parts = server.ask("GET", "/api/parts")
    return next(kind["part"] for kind in parts["kinds"] if kind["kind"] == "pet")


def test_a_form_for_a_part_that_nobody_knows(page, server, tmp_path) -> None:
    card = page.locator(".card[data-kind=pet]")
    for group in card.locator("details.group summary").all()[1:]:
        group.click()
    names = ("call", "fur", "pattern", "mood", "lives", "indoors", "tricks", "favourite")
    for name in names:
        assert card.locator(f"[name={name}]").count() == 1, name
    card.locator("[name=call]").fill("Tama")
    card.locator("[name=fur]").evaluate(
        "input => { input.value = '#102030'; input.dispatchEvent(new Event('change')); }"
    )
    card.locator("[name=pattern]").select_option("striped")
    card.locator("[name=mood]").evaluate(
        "input => { input.value = '0.8'; input.dispatchEvent(new Event('input')); }"
    )
    card.locator("[name=lives]").fill("7")
    card.locator("[name=lives]").blur()
    card.locator("[name=indoors]").uncheck()
    card.get_by_role("button", name="feather").click()
    card.get_by_role("button", name="ball").click()
    card.locator("[name=tricks]").fill("sit\n\nroll over")
    card.locator("[name=ja]").fill("にゃあ")
    card.locator("[name=favourite]").select_option("fish")
    card.get_by_role("button", name="Apply").click()
    page.wait_for_selector(".toast.info")
    assert pet(server)["settings"] == {
        "call": "Tama",
        "fur": "#102030",
        "pattern": "striped",
        "mood": 0.8,
        "lives": 7,
        "indoors": False,
        "toys": ["feather", "ball"],
        "tricks": ["sit", "roll over"],
        "sounds": {"en": "Meow.", "ja": "にゃあ"},
        "favourite": "fish",
    }
    card.get_by_role("button", name="Remove").wait_for()  # drawn anew, as it is now
    (tmp_path / "tama.png").write_bytes(b"\x89PNG of a cat")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    page.set_input_files("#pet-files", tmp_path / "bad.png")
    page.wait_for_selector(".toast.error")
    assert "bad.png is no PNG" in page.locator(".toast.error").first.inner_text()
    page.set_input_files("#pet-files", tmp_path / "tama.png")
    card.get_by_text("tama.png", exact=True).wait_for()
    card.locator(".rights summary").click()
    assert "pet/tama.png" in card.locator(".rights").inner_text()
    page.locator("[data-kind=pet] .files button").click()
    card.locator(".files").wait_for(state="detached")
    page.get_by_role("button", name="Save mika.vidol").click()
    page.wait_for_selector("text=Saved: mika.vidol")
    assert vidol.load(server.bundle).parts["pet"].settings["call"] == "Tama"
    card.get_by_role("button", name="Remove").click()
    card.get_by_role("button", name="Remove").wait_for(state="detached")
    assert pet(server) is None


def test_another_plugin_has_another_form(page, server) -> None:
    def voice() -> tuple[str, list[str]]:
        view = server.ask("GET", "/api/character")
        return view["plugins"]["voice"], list(view["voice"])

    def applied() -> None:
        drawn = card.element_handle()
        card.get_by_role("button", name="Apply").click()
        page.wait_for_function("card => !card.isConnected", arg=drawn)  # and drawn anew

    card = page.locator(".card[data-kind=voice]")
    assert card.locator("[name=pitch]").count() == 1
    card.locator("[name=plugin]").select_option("meow")
    assert card.locator("[name=pitch]").count() == 0
    card.locator("[name=volume]").evaluate(
        "input => { input.value = '0.25'; input.dispatchEvent(new Event('input')); }"
    )
    applied()
    assert voice() == ("meow", ["volume"])
    assert card.locator("[name=plugin]").input_value() == "meow"
    card.locator("[name=plugin]").select_option("embedded")
    applied()
    plugin, settings = voice()
    assert plugin == "embedded"
    assert "pitch" in settings
