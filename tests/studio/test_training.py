"""Training from the studio: a real `vidol train face` of a few seconds, watched, stopped, continued
and judged.
"""

from __future__ import annotations

import signal
import time

import httpx
import numpy as np
import pytest

from vidol.training.pictures.dataset import PictureItem
from vidol.training.pictures.dataset_writer import PictureWriter

from .test_api import refused
from .test_endings import OWN, Live

pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")


@pytest.fixture(scope="module")
def dataset(studio):
    """64 px pictures of coloured squares in the studio's folder."""
    folder = studio.folder / "training"
    folder.mkdir()
    rng = np.random.default_rng(0)
    work = PictureWriter(folder / "squares", name="squares", size=64, channels=3, settings={})
    for k in range(40):
        picture = np.full((64, 64, 3), rng.integers(0, 256, 3), np.uint8)
        picture[20:44, 20:44] = rng.integers(0, 256, 3)
        work.add(
            picture,
            PictureItem(
                file=f"{k}.png",
                source_sha256="0" * 64,
                licence="CC0-1.0",
                holder="",
                consent="not-a-person",
                width=64,
                height=64,
            ),
        )
    work.finish()
    return "squares"


def wait(client, name, states, seconds=600.0):
    end = time.monotonic() + seconds
    while True:
        found = {model["name"]: model for model in client.get("/api/training").json()["models"]}
        if found.get(name, {}).get("state") in states:
            return found[name]
        assert time.monotonic() < end, found
        time.sleep(0.2)


def test_a_model_is_trained_stopped_continued_and_rated(studio, dataset) -> None:
    with studio.client() as client:
        assert client.get("/api/training").json()["datasets"] == [
            {"name": "squares", "pictures": 40, "held_out": 0, "size": 64, "transparent": False}
        ]
        wanted = {"dataset": dataset, "name": "面孔 1", "minutes": 30, "recipe": "variational"}
        assert client.post("/api/training", json=wanted).status_code == 202
        refused(
            client.post("/api/training", json=wanted | {"name": "another"}),
            400,
            "A training runs already",
        )
        wait(client, "面孔 1", {"running"})
        end = time.monotonic() + 600
        while not [
            event
            for event in client.get("/api/training/面孔 1").json()["events"]
            if event["event"] == "curve"
        ]:
            assert time.monotonic() < end
            time.sleep(0.2)
        refused(client.get("/api/training/面孔 1/pictures/5.png"), 400, "has no model yet")
        assert client.get("/api/training/面孔 1").json()["model"]["stoppable"]
        assert client.post("/api/training/面孔 1/stop").status_code == 202
        model = wait(client, "面孔 1", {"interrupted"})
        assert client.post("/api/training/面孔 1/resume", json={"minutes": 0.02}).status_code == 202
        finished = wait(client, "面孔 1", {"finished"})
        assert not finished["stoppable"]
        assert (
            finished["pictures"] > model["pictures"]
            and finished["usable"]
            and finished["problem"] == ""
        )
        first = client.get("/api/training/面孔 1/pictures/5.png")
        assert first.headers["content-type"] == "image/png"
        assert client.get("/api/training/面孔 1/pictures/5.png").content == first.content
        assert client.get(f"/api/training/面孔 1/files/{finished['cover']}").status_code == 200
        for stars in (2, 4):
            client.put("/api/training/面孔 1/ratings/5", json={"stars": stars})
        assert client.put("/api/training/面孔 1/ratings/6", json={"stars": 5}).json() == {
            "count": 2,
            "mean": 4.5,
        }
        assert client.get("/api/training").json()["models"][0]["ratings"] == {
            "count": 2,
            "mean": 4.5,
        }


def test_what_cannot_be_trained_is_said(studio, dataset) -> None:
    with studio.client() as client:
        wanted = {"dataset": dataset, "name": "m", "minutes": 1}
        refused(
            client.post("/api/training", json=wanted | {"dataset": "none"}),
            400,
            "There is no dataset 'none'",
        )
        refused(
            client.post("/api/training", json=wanted | {"name": "../up"}),
            400,
            "cannot be the name of a model",
        )
        refused(
            client.post("/api/training", json=wanted | {"name": "squares"}),
            400,
            "already: choose another name",
        )
        refused(client.post("/api/training", json=wanted | {"minutes": 0}), 422)
        refused(client.post("/api/training/none/stop"), 400, "not being trained by this studio")
        refused(client.get("/api/training/none"), 400, "There is no model 'none'")
        assert (
            client.post(
                "/api/training", json=wanted | {"name": "too large", "preset": "M"}
            ).status_code
            == 202
        )
        assert "choose a smaller preset" in wait(client, "too large", {"broken"})["problem"]


def test_files_beside_a_model_stay_there(studio, dataset) -> None:
    with studio.client() as client:
        for file in (
            "run/log.jsonl",
            "../../mika.vidol",
            "%2e%2e/%2e%2e/mika.vidol",
            "weights.safetensors",
            "samples/../model.json",
        ):
            assert client.get(f"/api/training/{dataset}/files/{file}").status_code in (400, 404)


def test_a_studio_that_is_told_to_end_lets_its_training_write_a_checkpoint(
    studio, dataset, tmp_path
) -> None:
    folder = studio.folder / "training"
    live = Live(tmp_path, options=("--training", str(folder)))
    with httpx.Client(base_url=live.address, headers=OWN, timeout=30) as client:
        wanted = {"dataset": dataset, "name": "ended", "minutes": 30, "recipe": "variational"}
        assert client.post("/api/training", json=wanted).status_code == 202
        wait(client, "ended", {"running"})
        end = time.monotonic() + 600
        log = folder / "ended/run/log.jsonl"
        while not (log.exists() and '"curve"' in log.read_text("utf-8")):
            assert time.monotonic() < end
            time.sleep(0.2)
    live.process.send_signal(signal.SIGTERM)
    assert live.ended()[0] == 128 + signal.SIGTERM
    assert list((folder / "ended/run").glob("checkpoint-*"))
    with studio.client() as client:
        assert wait(client, "ended", {"interrupted"})["usable"]
