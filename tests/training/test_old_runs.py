"""Runs of the time when all items were pictures go on: their logs, checkpoints and datasets.

old_run/ was written by that version: a dataset of 20 pictures, and of a run on it that stopped
after 48 pictures the log, the state of its checkpoint and the names, kinds and shapes of its
tensors. The tensors themselves are made here, by the same training.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from safetensors import safe_open  # noqa: E402

from vidol.cli import main  # noqa: E402
from vidol.face.generator import presets  # noqa: E402
from vidol.face.generator.recipes import train  # noqa: E402
from vidol.face.generator.settings import Settings  # noqa: E402
from vidol.training import checkpoint, events, loop  # noqa: E402
from vidol.training.loop import Bounds, Judged  # noqa: E402

OLD = Path(__file__).parent / "old_run"
SCORES = {16: 3.0, 32: 1.0, 48: 2.0}


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    preset = presets.Preset(16, (16, 16, 8), (16, 16, 8), (16, 16, 8), batch=8, prior=32, deep=1)
    monkeypatch.setitem(presets.PRESETS, "T", preset)
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", 1e9)
    monkeypatch.setattr(loop.Schedule, "evaluates", lambda _, items, __: items in SCORES)


def evaluate(_, items) -> Judged:
    return Judged(SCORES[items], {"spread": 0.5})


@pytest.fixture
def whole(tmp_path) -> Path:
    """The same run, by the code of today, at 48 pictures."""
    asked = Settings(preset="T", seed=3, precision="fp32", licence="CC0-1.0")
    run = train.Run(OLD / "set", tmp_path / "whole", asked)
    run.train(Bounds(items=48), evaluate=evaluate)
    return tmp_path / "whole"


@pytest.fixture
def old(whole, tmp_path) -> Path:
    """A model's folder as that version left it."""
    newest = checkpoint.found(whole / "run")[-1]
    place = tmp_path / "old" / "run" / newest.name
    place.mkdir(parents=True)
    shutil.copy(newest / "tensors.safetensors", place)
    state = json.loads((OLD / "state.json").read_text("utf-8"))
    tensors = (place / "tensors.safetensors").read_bytes()
    state["tensors_sha256"] = hashlib.sha256(tensors).hexdigest()
    (place / "state.json").write_text(json.dumps(state), "utf-8")
    shutil.copy(OLD / "log.jsonl", place.parent)
    return tmp_path / "old"


def test_tensors_are_called_as_before(whole) -> None:
    file = checkpoint.found(whole / "run")[-1] / "tensors.safetensors"
    with safe_open(file, "np") as tensors:
        found = {
            name: [tensors.get_slice(name).get_dtype(), tensors.get_slice(name).get_shape()]
            for name in tensors.keys()  # noqa: SIM118 - it is no dict
        }
    assert found == json.loads((OLD / "tensors.json").read_text("utf-8"))


def test_an_old_run_goes_on_exactly(old, whole) -> None:
    asked = train.begun(old)
    assert (asked.preset, asked.recipe, asked.seed, asked.licence) == ("T", "both", 3, "CC0-1.0")
    run = train.Run(OLD / "set", old, asked, resume=True)
    progress = run.training.progress
    assert (progress.items, progress.step, progress.best, progress.best_items) == (48, 6, 1.0, 32)
    assert progress.history[1] == {"items": 32, "score": 1.0, "spread": 0.5}
    run.train(Bounds(items=80), evaluate=evaluate)
    again = train.Run(OLD / "set", whole, train.begun(whole), resume=True)
    again.train(Bounds(items=80), evaluate=evaluate)
    mine, theirs = (
        checkpoint.load(checkpoint.found(folder / "run")[-1])[0] for folder in (old, whole)
    )
    assert mine.keys() == theirs.keys()
    assert all(torch.equal(mine[name], theirs[name]) for name in mine)
    card = json.loads((old / "model.json").read_text("utf-8"))
    assert card["training"]["pictures"] == 80 and card["training"]["metrics"]["pictures"] == 48


def test_an_old_run_goes_on_from_the_command_line(old, capsys) -> None:
    words = ["train", "face", str(OLD / "set"), "-o", str(old), "--resume", "--pictures", "64"]
    with pytest.raises(SystemExit) as end:
        main.run(words)
    assert end.value.code == 0
    assert "64 pictures in" in capsys.readouterr().out
    told = list(events.read(old / "run" / "log.jsonl"))
    assert [event.event for event in told].count("begin") == 2
    assert told[-1].items == 64 and told[-1].as_json()["pictures"] == 64


def test_an_old_log_is_read_and_written_as_pages_know_it(tmp_path) -> None:
    lines = (OLD / "log.jsonl").read_text("utf-8").splitlines()
    torn = tmp_path / "log.jsonl"
    later = '{"event": "weather", "time": 1.0, "pictures": 64, "sky": "blue"}'
    damaged = ['{"event": "curve", "ti', "[]", '{"event": []}', '{"event": "curve", "time": 2.0}']
    torn.write_text("\n".join([*lines[:2], *damaged, later, *lines[2:], lines[0][:80]]), "utf-8")
    told = list(events.read(torn))
    assert [event.event for event in told] == [
        *("begin", "curve", "weather", "samples", "metrics", "metrics", "metrics", "end")
    ]
    assert [event.items for event in told] == [0, 8, 64, 16, 16, 32, 48, 48]
    for event, line in zip([*told[:2], *told[3:]], lines, strict=True):
        assert event.as_json() == json.loads(line) | {"items": event.items}
    assert told[2].as_json()["sky"] == "blue"
    assert list(events.read(tmp_path / "none.jsonl")) == []
