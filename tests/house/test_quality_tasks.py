"""The trainings of the quality benchmark go on after whatever stopped them; a fake system stands
for the real ones.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAKE = """
import json, signal, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
task = json.loads((folder / "task.json").read_text())
stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
state = folder / "state.json"
steps = json.loads(state.read_text())["steps"] if state.exists() else 0
if task.get("fails"):
    sys.exit("no luck")
with (folder / "starts").open("a") as starts:
    starts.write(f"{steps}\\n")
while steps < task["steps"] and not stopped:
    time.sleep(0.05)
    steps += 1
    state.write_text(json.dumps({"steps": steps}))
if not stopped:
    (folder / "done.json").write_text(json.dumps({"steps": steps}))
"""


@pytest.fixture
def tasks(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    module = importlib.import_module("benchmarks.quality.tasks")
    monkeypatch.setattr(module, "WAIT", 0.02)
    return module


def made(tasks, place, name="one", **settings):
    (place / "fake.py").write_text(FAKE)
    return tasks.Task(
        place / name, (sys.executable, str(place / "fake.py")), {"steps": 4, **settings}
    )


def core():
    return min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0


def test_all_are_done_and_done_ones_are_left_alone(tasks, tmp_path):
    wanted = [made(tasks, tmp_path, f"task {k}") for k in range(3)]
    said = []
    tasks.finish(wanted, (core(), core()), None, said.append)
    assert [task.done() for task in wanted] == [{"steps": 4}] * 3
    said.clear()
    tasks.finish(wanted, (core(),), None, said.append)
    assert said == []


def test_time_over_stops_at_a_checkpoint_and_the_same_call_goes_on(tasks, tmp_path):
    unfinished = importlib.import_module("benchmarks").Unfinished
    task = made(tasks, tmp_path, steps=30)
    with pytest.raises(unfinished):
        tasks.finish([task], (core(),), time.monotonic() + 0.6, lambda _: None)
    reached = json.loads((task.folder / "state.json").read_text())["steps"]
    assert 0 < reached < 30 and task.done() is None
    tasks.finish([task], (core(),), None, lambda _: None)
    assert task.done() == {"steps": 30}
    assert (task.folder / "starts").read_text().split() == ["0", str(reached)]


@pytest.mark.skipif(sys.platform != "linux", reason="a parent's death is told on Linux alone")
def test_a_killed_benchmark_takes_its_trainings_with_it(tasks, tmp_path):
    task = made(tasks, tmp_path, steps=2000)
    script = (
        "from pathlib import Path; from benchmarks.quality.tasks import Task,"
        f" finish\nfinish([Task(Path({str(task.folder)!r}), {task.command!r}, {task.settings!r})],"
        f" ({core()},), None)"
    )
    parent = subprocess.Popen((sys.executable, "-c", script), cwd=ROOT, stdout=subprocess.DEVNULL)
    state = task.folder / "state.json"
    until = time.monotonic() + 10
    while not state.exists() and time.monotonic() < until:
        time.sleep(0.02)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    time.sleep(0.3)
    stood = state.read_text()
    time.sleep(0.3)
    assert state.read_text() == stood


def test_a_failure_says_what_the_training_said_last(tasks, tmp_path):
    with pytest.raises(RuntimeError, match="no luck"):
        tasks.finish([made(tasks, tmp_path, fails=True)], (core(),), None, lambda _: None)


def test_a_folder_of_other_settings_is_not_gone_on_with(tasks, tmp_path):
    tasks.finish([made(tasks, tmp_path, steps=1)], (core(),), None, lambda _: None)
    (tmp_path / "one" / "done.json").unlink()
    with pytest.raises(ValueError, match=r"other settings \(steps\)"):
        tasks.finish([made(tasks, tmp_path, steps=2)], (core(),), None, lambda _: None)


@pytest.mark.usefixtures("tasks")
def test_tables_stand_between_their_markers(tmp_path):
    page = importlib.import_module("benchmarks.quality.page")
    file = tmp_path / "quality.md"
    file.write_text("before\n<!-- peers -->\nold\n<!-- end of peers -->\nafter\n")
    page.between(file, "peers", "new\n")
    page.between(file, "losses", "more\n")
    assert (
        file.read_text()
        == "before\n<!-- peers -->\nnew\n<!-- end of peers -->\nafter\n<!-- losses -->\nmore\n<!--"
        " end of losses -->\n"
    )


@pytest.mark.usefixtures("tasks")
def test_peers_get_the_better_of_their_generators_and_are_compared_where_all_have_been():
    peers, page = (
        importlib.import_module("benchmarks.peers"),
        importlib.import_module("benchmarks.quality.page"),
    )
    scores = {
        "end": {page.CHOOSES: 3.0},
        "end-raw": {page.CHOOSES: 2.0},
        "0000000512": {page.CHOOSES: 5.0},
    }
    assert {moment: one.array for moment, one in peers._better(scores).items()} == {
        "end": "end-raw",
        "0000000512": "0000000512",
    }
    assert peers._latest([{"end", "0000000512", "0000001024"}, {"end", "0000000512"}]) == [
        "0000000512"
    ]
    assert peers._latest([{"end", "0000000512"}, {"end"}]) == []
