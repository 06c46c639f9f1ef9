"""The Train page: pictures become a dataset; the stage asks for pictures as large as it is."""

from __future__ import annotations

import pytest
from PIL import Image

from vidol.core.controls import rest
from vidol.face.artist.artist import Artist
from vidol.face.artist.look import Look


@pytest.fixture(scope="module")
def trained(started, tmp_path_factory):
    return started(options=("--training", str(tmp_path_factory.mktemp("training"))))


@pytest.fixture(scope="module")
def faces(tmp_path_factory):
    """A folder of drawings, one file that is none, and what systems leave in folders."""
    folder = tmp_path_factory.mktemp("faces")
    for seed in range(4):
        Image.fromarray(Artist(Look.from_seed(seed)).frame(rest(), 160)).save(
            folder / f"{seed}.png"
        )
    (folder / "broken.png").write_bytes(b"\x89PNG nothing")
    (folder / "Thumbs.db").write_bytes(b"litter")
    return folder


def test_a_folder_becomes_a_dataset_with_its_rights_and_its_report(trained, browser, faces) -> None:
    page = browser.new_page()
    page.goto(trained.page(language="zh"))
    page.click("#tab-train")
    page.fill("input[name=dataset]", "脸")
    page.set_input_files("#dataset-folder", str(faces))
    page.wait_for_selector(".new-dataset >> text=已选 5 个文件")
    page.click(".new-dataset button.primary")
    page.wait_for_selector(".toast >> text=许可")
    page.fill("input[name=licence]", "free for all!")
    page.check("input[name=drawn]")
    page.click(".new-dataset button.primary")
    page.wait_for_selector(".toast.error >> text=必须是 SPDX 许可表达式")
    page.fill("input[name=licence]", "CC0-1.0")
    page.click(".new-dataset button.primary")
    page.wait_for_selector(":is(.waiting, button.dataset) >> text=脸", timeout=60_000)
    page.reload()
    page.click("#tab-train")
    page.click("button.dataset", timeout=120_000)
    page.wait_for_selector(".dataset-report >> text=4 张图片")
    report = page.locator(".dataset-report").inner_text()
    for said in ("CC0-1.0 (4)", "图画，非真人 (4)", "不是图片: 1", "训练的图片只有"):
        assert said in report
    assert page.locator(".dataset-report img.sheet").evaluate("one => one.naturalWidth") > 100
    page.click(".dataset-report button")
    assert page.locator(".train form select option").first.inner_text().startswith("脸（4 张")
    page.close()


def test_a_folder_that_is_dropped_is_taken_with_all_that_is_in_it(trained, browser, faces) -> None:
    page = browser.new_page()
    page.goto(trained.page(language="en"))
    page.click("#tab-train")
    box = page.locator(".new-dataset .drop").bounding_box()
    hand = page.context.new_cdp_session(page)
    held = {"items": [], "files": [str(faces)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"x": box["x"] + 40, "y": box["y"] + 20}
        hand.send("Input.dispatchDragEvent", {"type": kind, **place, "data": held})
    page.wait_for_selector(".new-dataset >> text=5 files")
    page.close()


def test_the_stage_is_as_sharp_as_it_is_large(trained, browser, until) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(trained.page("/stage"))
    until(page, "document.querySelector('canvas').width === 1080")
    page.set_viewport_size({"width": 400, "height": 400})
    until(page, "document.querySelector('canvas').width === 512")
    page.close()
