"""A training of sound and one of motion go through the same loop as pictures: see toys.py."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from safetensors.numpy import load_file  # noqa: E402
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402

from vidol.core.errors import InputError  # noqa: E402
from vidol.training import checkpoint, loop  # noqa: E402
from vidol.training.events import Begin, Curve, End, Metrics, Samples, read  # noqa: E402
from vidol.training.loop import Bounds  # noqa: E402
from vidol.training.runlog import tensorboard  # noqa: E402

from . import toys  # noqa: E402

TOYS = Path(toys.__file__)
WRITE = {"sound": toys.write_tones, "motion": toys.write_motions}


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """As toys.py has it when it is a program: sums are then the same to the bit."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", 1e9)
    yield
    torch.set_num_threads(before)


@pytest.fixture(params=["sound", "motion"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def data(kind, tmp_path) -> Path:
    return WRITE[kind](tmp_path / "set")


def trained(kind, data, out, items=256, **settings) -> toys.Run:
    run = toys.Run(kind, data, out, toys.Settings(**settings))
    run.train(Bounds(items=items))
    return run


def weights(folder: Path) -> dict[str, bytes]:
    newest = checkpoint.found(folder / "run")[-1] / "tensors.safetensors"
    return {name: tensor.tobytes() for name, tensor in load_file(newest).items()}


def test_it_learns_and_tells_what_it_does(kind, data, tmp_path) -> None:
    run = toys.Run(kind, data, tmp_path / "model", toys.Settings(rate=1e-2))
    forecast = run.forecast()
    assert forecast.seconds_per_1000 > 0 and run.training.progress.items == 0
    board = tensorboard(run.folder / "tensorboard")
    assert run.train(Bounds(items=2560), forecast=forecast, boards=[board]) == "finished"

    told = list(read(run.folder / "log.jsonl"))
    assert isinstance(told[0], Begin) and told[0].forecast and isinstance(told[-1], End)
    assert [event.items for event in told if isinstance(event, Metrics)] == list(
        range(64, 2561, 64)
    )
    [name] = {"reconstruction", "prediction"} & next(
        event.values.keys() for event in told if isinstance(event, Curve)
    )
    first = next(event.values[name] for event in told if isinstance(event, Curve))
    assert run.training.step(run.training.feed.get(0))[name] < 0.2 * first
    shown = EventAccumulator(str(run.folder / "tensorboard")).Reload().Tags()
    assert name in shown["scalars"] and "samples" in shown["images"]
    assert bool(shown["audio"]) == (kind == "sound")


def test_samples_are_files_of_their_kind_with_a_picture(kind, data, tmp_path) -> None:
    run = trained(kind, data, tmp_path / "model", items=64)
    [told] = [event for event in read(run.folder / "log.jsonl") if isinstance(event, Samples)]
    with Image.open(run.folder / told.file) as picture:
        assert np.asarray(picture).std() > 1
    if kind == "sound":
        assert told.motion is None
        pcm, rate = soundfile.read(run.folder / told.sound)
        pauses = 2 * round(0.3 * toys.RATE)
        assert (rate, len(pcm)) == (toys.RATE, 3 * toys.LENGTH + pauses) and np.abs(pcm).max() > 0
    else:
        assert told.sound is None
        motion = json.loads((run.folder / told.motion).read_text("utf-8"))
        assert (motion["rate"], motion["unit"]) == (toys.FPS, "radians")
        assert np.shape(motion["motions"]) == (3, toys.FPS, 2)
        assert motion["channels"] == ["shoulder", "elbow"]


def test_a_run_that_is_killed_goes_on_to_the_same_weights(kind, data, tmp_path) -> None:
    killed, words = tmp_path / "killed", [sys.executable, str(TOYS), "train", kind, str(data)]
    with subprocess.Popen([*words, str(killed), "1000000"], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"begun\n"
        end = time.monotonic() + 60
        while not _evaluated_and_saved(killed):
            assert time.monotonic() < end
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not (killed / "weights.safetensors").exists()

    run = toys.Run(kind, data, killed, toys.Settings(), resume=True)
    begun = run.training.progress.items
    assert begun > 0 and run.training.progress.history
    run.train(Bounds(items=begun + 128))
    trained(kind, data, tmp_path / "whole", items=begun + 128)
    assert weights(killed) == weights(tmp_path / "whole")


def _evaluated_and_saved(folder: Path) -> bool:
    """Whether the newest checkpoint was written after an evaluation."""
    looks = [event.items for event in read(folder / "run" / "log.jsonl") if type(event) is Metrics]
    written = [int(path.name.rpartition("-")[2]) for path in checkpoint.found(folder / "run")]
    return bool(looks and written) and written[-1] > looks[0]


def test_the_forecast_changes_nothing(kind, data, tmp_path) -> None:
    run = toys.Run(kind, data, tmp_path / "with", toys.Settings())
    run.forecast()
    run.train(Bounds(items=64))
    trained(kind, data, tmp_path / "without", items=64)
    assert weights(tmp_path / "with") == weights(tmp_path / "without")


def test_another_dataset_and_other_settings_are_refused(kind, data, tmp_path) -> None:
    trained(kind, data, tmp_path / "model", items=16)
    other = WRITE[kind](tmp_path / "other", 48)
    things = {"sound": "tones", "motion": "motions"}[kind]
    with pytest.raises(InputError, match=rf"the number of {things} \(40, now 48\)"):
        toys.Run(kind, other, tmp_path / "model", toys.Settings(), resume=True)
    with pytest.raises(InputError, match=r"rate \(0\.003, now 0\.5\)"):
        toys.Run(kind, data, tmp_path / "model", toys.Settings(rate=0.5), resume=True)


def test_two_processes_have_the_gradients_of_one(tmp_path) -> None:
    words = [f"{kind}={write(tmp_path / kind)}" for kind, write in WRITE.items()]
    launched = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    launched += ["--nproc-per-node", "2", str(TOYS), "gradients"]
    done = subprocess.run(
        [*launched, str(tmp_path / "two.safetensors"), *words],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    two = load_file(tmp_path / "two.safetensors")
    assert two.pop("processes") == 2
    one = {
        name: tensor.numpy()
        for kind in WRITE
        for name, tensor in toys.gradients(kind, tmp_path / kind).items()
    }
    assert one.keys() == two.keys() and len(one) >= 8
    for name, gradient in one.items():
        assert np.linalg.norm(two[name] - gradient) <= 1e-5 * np.linalg.norm(gradient), name
