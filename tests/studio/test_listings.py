"""One odd file among the others is no reason for a list to be empty: logs, ratings, datasets and
recordings that a person, another program or a torn disk left behind.
"""

from __future__ import annotations

import os

import httpx
import pytest
from fastapi import FastAPI

from vidol.studio.material import Material
from vidol.studio.recordings import Recordings
from vidol.studio.routes import recordings as recording_routes
from vidol.studio.routes import training as training_routes
from vidol.studio.trainings import Trainings

BEGUN = '{"event":"begin","time":1,"items":0,"settings":{"dataset":"d","recipe":"both"}}\n'
DEEP = "[" * 100_000


class NoJobs:
    def latest(self, *_):
        return None

    def subjects(self, *_):
        return []


class NoShow:
    position = 0.0

    class state:  # noqa: N801 - as the show calls it
        recording = False


async def listed(folder, address):
    app = FastAPI()
    jobs = NoJobs()
    app.include_router(training_routes.routes(Trainings(folder, jobs), Material(folder, jobs)))
    app.include_router(recording_routes.routes(Recordings(folder, NoJobs()), NoShow()))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://studio") as client:
        answer = await client.get(address)
    assert answer.status_code == 200
    return answer.json()


def model(folder, name, log=BEGUN):
    (folder / name / "run").mkdir(parents=True)
    (folder / name / "run" / "log.jsonl").write_text(log, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    "line",
    [
        DEEP,
        '{"event":' * 20_000,
        '{"event":"notice","time":1,"items":0,"level":"error","text":"\\ud800"}',
        '{"event":"begin","time":1,"items":0,"settings":{"recipe":"\\ud800","\\udfff":1}}',
        '{"event":"samples","time":1,"items":0,"file":"\\ud800"}',
        '{"event":"curve","time":1e999,"items":5,"seconds":1e999,"values":{"a":NaN}}',
        '{"event":"metrics","time":1,"items":' + "9" * 5000 + ',"values":{}}',
        '{"event":["begin"],"time":1}',
        "[]",
        "null",
        "\0" * 5000,
        "x" * 9_000_000,
    ],
)
async def test_an_odd_line_of_a_log(tmp_path, line):
    model(tmp_path, "good")
    model(tmp_path, "odd", BEGUN + line + "\n" + BEGUN)
    found = await listed(tmp_path, "/api/training")
    assert {one["name"]: one["recipe"] for one in found["models"]} == {
        "good": "both",
        "odd": "both",
    }
    assert (await listed(tmp_path, "/api/training/odd"))["model"]["dataset"] == "d"


@pytest.mark.parametrize(
    "text",
    ["[]", "5", "null", '"x"', DEEP, "{", '{"1": Infinity}', '{"1": []}', '{"1": null}',
     '{"1": {"a": 1}}', '{"1": ' + "9" * 400 + "}", '{"1": -5}', '{"\\ud800": 3}', '{"1": 1e308}'],
)  # fmt: skip
async def test_odd_ratings(tmp_path, text):
    (model(tmp_path, "odd") / "ratings.json").write_text(text)
    (model(tmp_path, "good") / "ratings.json").write_text('{"7": 3, "8": 4}')
    found = await listed(tmp_path, "/api/training")
    given = {one["name"]: one["ratings"] for one in found["models"]}
    assert given == {"odd": {"count": 0, "mean": None}, "good": {"count": 2, "mean": 3.5}}


async def test_ratings_that_are_a_pipe_are_not_waited_for(tmp_path):
    os.mkfifo(model(tmp_path, "odd") / "ratings.json")
    found = await listed(tmp_path, "/api/training")
    assert found["models"][0]["ratings"]["count"] == 0


@pytest.mark.parametrize(
    "stamp",
    ["99999999-999999", "20261128-246199", "00010101-000000", "99991231-235959", "00000000-000000",
     "20260231-000000", "20261128-000060", "20261128-000000-5"],
)  # fmt: skip
async def test_a_recording_whose_name_is_no_time(tmp_path, stamp):
    for name in (stamp, "20260101-000000"):
        (tmp_path / f"show-{name}.jsonl").write_text("x")
    (tmp_path / "show-٢٠٢٦١١٢٨-١٢٣٤٥٦.jsonl").write_text("no name of ours")
    (tmp_path / "show-20260101-000001.jsonl").mkdir()
    (tmp_path / "show-20260101-000002.jsonl").symlink_to("nowhere")
    found = await listed(tmp_path, "/api/recordings")
    assert {one["name"] for one in found["recordings"]} == {f"show-{stamp}", "show-20260101-000000"}
