"""Pictures that a page sends become a dataset: what `vidol data face` makes, within bounds."""

from __future__ import annotations

import io
import time
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vidol.core.errors import InputError
from vidol.studio import material
from vidol.studio.material import plain_parts

from .test_api import refused

DRAWN = {"licence": "CC0-1.0", "consent": "not-a-person", "whole": True, "size": 32}


def png(seed: int, size: int = 48) -> bytes:
    small = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)
    stream = io.BytesIO()
    Image.fromarray(small).resize((size, size), Image.Resampling.NEAREST).save(stream, "png")
    return stream.getvalue()


def send(client, name: str, files: dict[str, bytes]) -> None:
    for file, data in files.items():
        assert client.put(f"/api/material/{name}/{file}", content=data).status_code == 204


def waiting(client) -> dict:
    return {one["name"]: one for one in client.get("/api/training").json()["waiting"]}


def made(client, name: str, seconds: float = 120.0) -> dict | None:
    """The dataset's report; None when it could not be made."""
    end = time.monotonic() + seconds
    while (there := waiting(client).get(name)) and there["state"] != "failed":
        assert time.monotonic() < end, there
        time.sleep(0.2)
    return None if there else client.get(f"/api/datasets/{name}").json()


def test_a_folder_with_its_rights_becomes_a_dataset_that_can_be_chosen(studio) -> None:
    with studio.client() as client:
        begun = {"name": "顔 1", "holder": "Mika", **DRAWN}
        assert client.post("/api/datasets", json=begun).status_code == 201
        send(client, "顔 1", {f"a/{k}.png": png(k) for k in range(6)})
        send(client, "顔 1", {"broken.png": b"\x89PNG no", "labels.csv": b"file,tags\na/1.png,x\n"})
        assert waiting(client)["顔 1"] | {"progress": 0} == {
            "name": "顔 1",
            "state": "arriving",
            "files": 8,
            "progress": 0,
            "problem": "",
        }
        assert client.post("/api/datasets/顔 1/prepare").status_code == 202
        report = made(client, "顔 1")
        assert report is not None
        assert (report["pictures"], report["size"], report["rights_claimed"]) == (6, 32, False)
        assert report["licences"] == {"CC0-1.0": 6}
        assert sum(one["count"] for one in report["left_out"]) == 1
        assert report["advice"]
        sheet = client.get("/api/datasets/顔 1/sheets/contact.png")
        assert sheet.content.startswith(b"\x89PNG")
        assert "顔 1" in [one["name"] for one in client.get("/api/training").json()["datasets"]]
        assert not list((studio.folder / "training" / ".material").iterdir())
        refused(client.post("/api/datasets", json=begun), 400, "called '顔 1' already")


def test_a_zip_is_prepared_and_what_one_has_the_rights_to_is_recorded(studio) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for k in range(3):
            packed.writestr(f"p/{k}.png", png(20 + k))
        packed.writestr("../../up.png", png(30))
    with studio.client() as client:
        asked = {"name": "zipped", "whole": True, "size": 32}
        assert client.post("/api/datasets", json=asked | {"i_have_the_rights": True}).is_success
        send(client, "zipped", {"p.zip": stream.getvalue()})
        assert client.post("/api/datasets/zipped/prepare").status_code == 202
        report = made(client, "zipped")
        assert report is not None
        assert (report["pictures"], report["rights_claimed"]) == (3, True)
        assert [one["kind"] for one in report["left_out"]] == ["unsafe path"]


def test_what_cannot_become_a_dataset_is_said_and_given_up(studio) -> None:
    with studio.client() as client:

        def begin(**asked):
            return client.post("/api/datasets", json={"name": "d", **asked})

        refused(begin(name="../up"), 400, "cannot be the name")
        refused(begin(licence="free for all!"), 400, "SPDX")
        refused(begin(files=20_001), 400, "up to 20,000 files")
        refused(begin(bytes=9 << 30), 400, "more than the 8 GiB")
        refused(client.put("/api/material/none/a.png", content=b"x"), 400, "No material")
        refused(client.post("/api/datasets/none/prepare"), 400, "No material")
        refused(client.get("/api/datasets/none"), 400, "There is no dataset 'none'")
        assert begin().status_code == 201
        refused(client.post("/api/datasets/d/prepare"), 400, "Nothing came")
        send(client, "d", {"a.txt": b"x"})
        refused(client.post("/api/datasets/d/prepare"), 400, "Nobody says under which licence")
        refused(client.put("/api/material/d/..%2F..", content=b"x"), 400, "no name of a file")
        assert client.delete("/api/datasets/d").status_code == 204
        assert begin(**DRAWN).status_code == 201
        send(client, "d", {"a.png": b"no picture"})
        assert client.post("/api/datasets/d/prepare").status_code == 202
        assert made(client, "d") is None
        assert "'d'" in waiting(client)["d"]["problem"]
        assert ".material" not in waiting(client)["d"]["problem"]
        assert client.delete("/api/datasets/d").status_code == 204
        assert "d" not in waiting(client)


def test_a_preparation_that_runs_is_given_up(studio) -> None:
    with studio.client() as client:
        assert client.post("/api/datasets", json={"name": "long", **DRAWN}).is_success
        send(client, "long", {f"{k}.png": png(k) for k in range(40)})
        assert client.post("/api/datasets/long/prepare").status_code == 202
        assert waiting(client)["long"]["state"] == "preparing"
        refused(client.put("/api/material/long/b.png", content=b"x"), 400, "being prepared")
        assert client.delete("/api/datasets/long").status_code == 204
        assert "long" not in waiting(client)
        left = [path.name for path in (studio.folder / "training").iterdir()]
        assert not [name for name in left if name.startswith((".long", "long"))]


def test_more_than_is_taken_is_refused_and_leaves_nothing(studio, monkeypatch) -> None:
    monkeypatch.setattr(material, "MOST_FILES", 2)
    monkeypatch.setattr(material, "MOST_BYTES", 100)
    with studio.client() as client:
        assert client.post("/api/datasets", json={"name": "much", **DRAWN}).is_success
        refused(client.put("/api/material/much/a.png", content=b"x" * 101), 400, "more than")
        send(client, "much", {"a.png": b"x" * 50, "b.png": b"y"})
        refused(client.put("/api/material/much/c.png", content=b"z"), 400, "up to 2 files")
        place = studio.folder / "training" / ".material" / "much"
        assert sorted(path.name for path in place.rglob("*")) == [
            "a.png", "asked.json", "b.png", "coming", "files",
        ]  # fmt: skip
        client.delete("/api/datasets/much")


@given(st.text(max_size=400))
def test_names_stay_below_any_folder_and_fit_any_file_system(name) -> None:
    try:
        parts = plain_parts(name)
    except InputError:
        return
    assert 1 <= len(parts) <= 16
    for part in parts:
        assert part not in ("", ".", "..")
        assert not part.startswith(".")
        assert not set(part) & set('/\\:*?"<>|\0\n\r')
        assert len(part.encode()) <= 255


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", ["etc", "passwd"]),
        ("C:\\Users\\a\\b.png", ["C_", "Users", "a", "b.png"]),
        ("/abs/a.png", ["abs", "a.png"]),
        ("a/./b/../c.png", ["a", "b", "c.png"]),
        (".hidden/x.png", ["hidden", "x.png"]),
        ("x" * 300 + ".png", ["x" * 96 + ".png"]),
        ("だ" * 90 + ".png", ["だ" * 65 + ".png"]),
        ("a\u0000b\u202e.png", ["a_b_.png"]),
    ],
)
def test_names_of_strangers(name, kept) -> None:
    assert plain_parts(name) == kept
