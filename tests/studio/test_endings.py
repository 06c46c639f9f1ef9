"""How a studio ends: told to by a service, a container or a closed terminal; on a full disk; and
what several people do at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

import vidol
from vidol.core.errors import InputError
from vidol.core.interruption import interruptible, told_to_end
from vidol.show import record as records
from vidol.studio.jobs import Jobs
from vidol.studio.store import MemoryStore
from vidol.studio.trainings import Trainings
from vidol.training.events import Begin

from .test_api import refused

OWN = {"authorization": "Bearer of-mine"}


class Live:
    """`vidol live` in a process of its own."""

    def __init__(self, tmp_path, *, ignored: bool = False, options: tuple[str, ...] = ()) -> None:
        path = tmp_path / "mika.vidol"
        vidol.new("Mika", seed=7).save(path)
        command = [sys.executable, "-m", "vidol.cli.main", "live", str(path), "--no-browser"]
        command += ["--port", "0", "--size", "64", "--recordings", str(tmp_path), "--token"]
        self.process = subprocess.Popen(
            [*(["nohup"] if ignored else []), *command, "of-mine", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"VIDOL_CONFIG": str(tmp_path / "config")},
        )
        said = self.process.stdout.readline()
        self.address = said.split()[4].partition("?")[0] if said else self.process.stderr.read()

    def ended(self) -> tuple[int, str]:
        """The code with which it ends, and what it said of that."""
        said = self.process.communicate(timeout=60)[1]
        return self.process.returncode, said

    def post(self, path: str):
        return httpx.post(self.address + path, headers=OWN, timeout=20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_to_end_ends_the_record(tmp_path, number) -> None:
    live = Live(tmp_path)
    name = live.post("api/recordings").json()["name"]
    live.post("api/recordings")
    time.sleep(0.5)
    live.process.send_signal(number)
    assert live.ended() == (128 + number, "Mika is off air.\n")
    lines = (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[-1])["type"] == "end"
    assert not records.read(tmp_path / f"{name}.jsonl").torn


def test_what_was_begun_to_outlive_its_terminal_does(tmp_path) -> None:
    live = Live(tmp_path, ignored=True)
    live.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert live.post("api/interrupt").status_code == 200
    live.process.send_signal(signal.SIGTERM)
    assert live.ended()[0] == 128 + signal.SIGTERM


async def test_a_job_hears_neither_ctrl_c_of_the_terminal_nor_that_it_is_closed(tmp_path) -> None:
    path = tmp_path / "mika.vidol"
    vidol.new("Mika", seed=7).save(path)
    jobs = Jobs(MemoryStore())
    job = jobs.start("film", "one", ["live", str(path), "--no-browser", "--port", "0"])
    await asyncio.sleep(1)
    process = jobs._running[job.name].process
    assert os.getpgid(process.pid) != os.getpgid(0)
    jobs.stop("film", "one")
    jobs.stop("film", "one")
    await jobs.close()
    assert job.state == "stopped"


def test_being_told_to_end_and_interrupted_is_one_wish() -> None:
    """A service's manager tells every process, and the studio its trainings once more."""
    with interruptible() as wish:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            os.kill(os.getpid(), number)
        assert wish.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


async def test_a_loop_is_told() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with told_to_end() as told:
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(told, 5) == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


class Disk:
    """A file on a disk that takes `room` bytes more, and at most `piece` at once."""

    def __init__(self, file, room: int, piece: int) -> None:
        self.file, self.room, self.piece = file, room, piece

    def write(self, data) -> int:
        taken = bytes(data)[: min(self.piece, self.room)]
        if not taken:
            raise OSError(28, "No space left on device")
        self.room -= len(taken)
        return self.file.write(taken)

    def __getattr__(self, name):
        return getattr(self.file, name)


@pytest.fixture
def disk(monkeypatch):
    """`disk(room, piece)`: what records are written to from now on."""
    made = records.Recorder.__init__

    def on(room: int, piece: int = 1 << 30) -> None:
        def init(self, path, opening) -> None:
            made(self, path, opening)
            self._file = Disk(self._file, room, piece)

        monkeypatch.setattr(records.Recorder, "__init__", init)

    return on


def lines_of(studio, name: str) -> list[bytes]:
    data = (studio.folder / f"recordings/{name}.jsonl").read_bytes()
    assert data.endswith(b"\n")
    return data.splitlines()


def test_a_record_is_whole_where_the_system_takes_pieces(studio, disk) -> None:
    disk(1 << 30, piece=7)
    with studio.client() as client:
        name = client.post("/api/recordings").json()["name"]
        client.post("/api/say", json={"text": "Hello, hello, hello!"})
        time.sleep(2)
        assert client.post("/api/recordings/stop").json() == {"name": name}
        kinds = [json.loads(line)["type"] for line in lines_of(studio, name)]
        assert kinds[-1] == "end"
        assert "take" in kinds
        client.delete(f"/api/recordings/{name}")


@pytest.mark.parametrize("room", [0, 30, 300, 3000])
def test_a_full_disk_ends_a_record_that_can_be_filmed_and_deleted(studio, disk, room) -> None:
    disk(room)
    with studio.client() as client:
        name = client.post("/api/recordings").json()["name"]
        client.post("/api/say", json={"text": "Hello, hello, hello! " * 5})
        end = time.monotonic() + 20
        while client.get("/api/health").json()["state"]["recording"]:
            assert time.monotonic() < end
            time.sleep(0.1)
        for line in lines_of(studio, name):
            json.loads(line)
        assert records.read(studio.folder / f"recordings/{name}.jsonl").torn
        (listed,) = client.get("/api/recordings").json()["recordings"]
        assert not listed["recording"]
        refused(client.post("/api/recordings/stop"), 400, "not being recorded")
        assert client.post(f"/api/recordings/{name}/film").status_code == 202
        end = time.monotonic() + 120
        while client.get("/api/recordings").json()["recordings"][0]["film"]["state"] == "running":
            assert time.monotonic() < end
            time.sleep(0.2)
        assert client.delete(f"/api/recordings/{name}").status_code == 204
        assert client.get("/api/recordings").json() == {"recordings": []}


def test_a_disk_that_is_full_at_the_end_of_a_record_ends_it(studio, monkeypatch) -> None:
    with studio.client() as client:
        name = client.post("/api/recordings").json()["name"]
        time.sleep(0.3)
        write = records.Recorder.write

        def full(self, line) -> None:
            self._file = Disk(self._file, 5, 3)
            write(self, line)

        monkeypatch.setattr(records.Recorder, "write", full)
        assert client.post("/api/recordings/stop").status_code in (503, 400)
        monkeypatch.undo()
        assert not client.get("/api/recordings").json()["recordings"][0]["recording"]
        assert client.delete(f"/api/recordings/{name}").status_code == 204
        again = client.post("/api/recordings").json()["name"]
        client.post("/api/recordings/stop")
        client.delete(f"/api/recordings/{again}")


def test_a_record_that_cannot_begin_leaves_nothing(tmp_path, monkeypatch) -> None:
    def full(_self, _line) -> None:
        raise vidol.OutputError("full")

    monkeypatch.setattr(records.Recorder, "write", full)
    with pytest.raises(vidol.OutputError):
        records.Recorder(tmp_path / "show.jsonl", None)
    assert list(tmp_path.iterdir()) == []


def test_ratings_that_are_given_at_once_are_all_kept(tmp_path) -> None:
    (tmp_path / "model/run").mkdir(parents=True)
    (tmp_path / "model/run/log.jsonl").write_text(Begin(settings={}).model_dump_json() + "\n")
    trainings = Trainings(tmp_path, Jobs(MemoryStore()))
    with ThreadPoolExecutor(20) as several:
        list(several.map(lambda seed: trainings.rate("model", seed, 1 + seed % 5), range(40)))
    assert trainings.ratings("model") == {str(seed): 1 + seed % 5 for seed in range(40)}


def test_a_training_that_ended_before_its_first_checkpoint_is_spoken_of_in_one_way(
    tmp_path, monkeypatch
) -> None:
    pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")
    from vidol.training.run import folder_of

    out = tmp_path / "model"
    (out / "run").mkdir(parents=True)
    (out / "run/log.jsonl").write_text(Begin(settings={}, time=1).model_dump_json() + "\n")
    trainings = Trainings(tmp_path, Jobs(MemoryStore()))
    monkeypatch.setattr(trainings, "datasets", lambda: [("squares", None)])
    said = set()
    for resume in (False, True):
        with pytest.raises(vidol.VidolError) as refusal:
            folder_of(out, resume=resume)
        said.add(str(refusal.value))
        with pytest.raises(InputError) as refusal:
            trainings.start("squares", "model", [], resume=resume)
        said.add(str(refusal.value))
    (sentence,) = said
    assert "nothing to go on with: remove that folder" in sentence
    assert "--resume" not in sentence
