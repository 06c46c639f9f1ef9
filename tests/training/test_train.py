"""Training faces, with small networks that are otherwise those of the presets. A run that is killed
is a process of its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from safetensors.torch import load_file  # noqa: E402

from vidol.core.errors import InputError, OutputError  # noqa: E402
from vidol.core.inference import open_model  # noqa: E402
from vidol.face.generator import presets  # noqa: E402
from vidol.face.generator.model import FaceModel  # noqa: E402
from vidol.face.generator.recipes import train  # noqa: E402
from vidol.face.generator.recipes.family import RECIPES  # noqa: E402
from vidol.face.generator.settings import Settings  # noqa: E402
from vidol.media.alpha import premultiplied  # noqa: E402
from vidol.training import checkpoint, loop  # noqa: E402
from vidol.training.events import read  # noqa: E402
from vidol.training.forecast import Forecast  # noqa: E402
from vidol.training.loop import Bounds, Stopped  # noqa: E402

TINY = presets.Preset(16, (16, 16, 8), (16, 16, 8), (16, 16, 8), batch=8, prior=32, deep=1)
# The same networks in a process of its own: `python -c PROGRAM DATASET OUT PICTURES resume?`
PROGRAM = """
import sys
from vidol.face.generator import presets
from vidol.face.generator.recipes import train
from vidol.face.generator.settings import Settings
from vidol.training import loop
presets.PRESETS["T"] = presets.Preset(16, (16, 16, 8), (16, 16, 8), (16, 16, 8), batch=8, prior=32)
loop.CHECKPOINT_SECONDS = 0.3
data, out, pictures, resume = sys.argv[1:]
settings = Settings(preset="T", recipe="both", seed=3, precision="fp32")
run = train.Run(data, out, settings, resume=resume == "resume")
print("begun", flush=True)
run.train(loop.Bounds(items=int(pictures)))
"""


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    monkeypatch.setitem(presets.PRESETS, "T", TINY)
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", 1e9)


@pytest.fixture
def trained(tmp_path, small):
    """`trained("both", pictures=160)` trains a model and returns its folder."""

    def make(recipe="both", pictures=160, name="model", data=None, **settings):
        run = train.Run(
            data or small(), tmp_path / name, Settings(preset="T", recipe=recipe, **settings)
        )
        run.train(Bounds(items=pictures))
        return tmp_path / name

    return make


def weights(folder: Path) -> dict[str, bytes]:
    """The newest checkpoint's tensors, byte by byte."""
    return {
        name: tensor.numpy().tobytes()
        for name, tensor in load_file(
            checkpoint.found(folder / "run")[-1] / "tensors.safetensors"
        ).items()
    }


@pytest.mark.parametrize(
    ("recipe", "channels"), [*((recipe, 4) for recipe in RECIPES), ("both", 3)]
)
def test_every_recipe_makes_a_model_that_runs_without_torch(
    trained, small, recipe, channels
) -> None:
    model = FaceModel(trained(recipe, data=small(channels=channels, tagged=True)))
    made = model.sample(3, seed=1, tags=["light=high"])
    assert made.shape == (3, 16, 16, channels) and made.dtype == np.uint8
    assert np.array_equal(made[:2], model.sample(2, seed=1, tags=["light=high"]))
    assert not np.array_equal(made, model.sample(3, seed=2, tags=["light=high"]))
    assert set(model.card.conditions) == {"light=high", "light=low", "even"}
    with pytest.raises(InputError, match=r"no tag 'light=hihg': did you mean 'light=high'"):
        model.sample(1, tags=["light=hihg"])
    if recipe == "adversarial":
        with pytest.raises(InputError, match="has no encoder"):
            model.reconstruct(made[0])
    else:
        assert model.reconstruct(model.seen(np.full((40, 30, 4), 200, np.uint8))).shape == (
            16,
            16,
            channels,
        )


@pytest.mark.parametrize("channels", [3, 4])
def test_pictures_have_the_colours_that_the_network_gives(trained, small, channels) -> None:
    """A network's colours are weighted by its alpha, a picture's are not."""
    model = FaceModel(trained("adversarial", data=small(channels=channels)), exact=True)
    latents = model.latents(4, 0)
    network = open_model(model.folder / "generator.onnx", exact=True)
    (planes,) = network.run({"latent": latents})
    expected = np.round(np.clip(planes.transpose(0, 2, 3, 1) * 127.5 + 127.5, 0, 255)).astype(int)
    if channels == 4:  # a network may give more colour than there is to see
        expected[..., :3] = np.minimum(expected[..., :3], expected[..., 3:])
    made = [premultiplied(picture) for picture in model.draw(latents)]
    assert np.abs(np.array(made) - expected).max() <= 1
    assert np.ptp(expected[..., :3]) > 20


def test_previews_have_a_film_of_the_way_between_latents(trained, small, monkeypatch) -> None:
    monkeypatch.setattr(loop.Schedule, "previews", lambda _, items, __: items == 16)
    monkeypatch.setattr(train, "FILMED", 16)
    folder = trained("both", pictures=24, data=small(tagged=True))
    [told] = [event for event in read(folder / "run" / "log.jsonl") if event.event == "samples"]
    assert (folder / "run" / told.file).is_file()
    with av.open(str(folder / told.film)) as film:
        assert sum(1 for _ in film.decode(video=0)) == 64


def test_reconstructions_come_nearer(trained, small) -> None:
    data = small()
    from vidol.training.pictures.dataset import PictureDataset

    read = PictureDataset(data)
    held_out = [read.picture(int(k)) for k in read.indices(test=True)]

    def error(folder) -> float:
        model = FaceModel(folder)
        return float(
            np.mean(
                [
                    np.abs(model.reconstruct(picture).astype(float) - picture).mean()
                    for picture in held_out
                ]
            )
        )

    assert error(trained("variational", 4000, "later", data)) < 0.6 * error(
        trained("variational", 80, "early", data)
    )


def test_a_run_that_is_killed_goes_on_to_the_same_weights(tmp_path, small) -> None:
    data = small()

    def start(out, resume="") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, str(data), str(tmp_path / out), "2400", resume]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"}
        )

    with start("whole") as whole:
        assert whole.stdout.readline() == "begun\n"
    assert whole.returncode == 0
    with start("killed") as killed:
        assert killed.stdout.readline() == "begun\n"
        wait(lambda: len(checkpoint.found(tmp_path / "killed" / "run")) >= 2)
        time.sleep(0.15)  # in the middle of whatever it does
        killed.send_signal(signal.SIGKILL)
    assert not (tmp_path / "killed" / "model.json").exists()
    with start("killed", "resume") as again:
        assert again.stdout.readline() == "begun\n"
    assert again.returncode == 0
    assert weights(tmp_path / "killed") == weights(tmp_path / "whole")
    assert [event.event for event in read(tmp_path / "killed" / "run" / "log.jsonl")].count(
        "begin"
    ) == 2


def test_ctrl_c_leaves_a_checkpoint_and_says_so(tmp_path, small) -> None:
    command = [sys.executable, "-c", PROGRAM, str(small()), str(tmp_path / "model"), "10000000", ""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "begun\n"
        wait(
            lambda: (
                (tmp_path / "model" / "run" / "log.jsonl").exists()
                and len(list(read(tmp_path / "model" / "run" / "log.jsonl"))) > 1
            )
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    last = list(read(tmp_path / "model" / "run" / "log.jsonl"))[-1]
    assert (last.event, last.why) == ("end", "interrupted")
    assert checkpoint.found(tmp_path / "model" / "run")[-1].name.endswith(f"{last.items:010}")


def test_penalties_stay_strong_where_pictures_are_few(trained, small) -> None:
    data = small()
    gamma = {}
    for few in (False, True):
        folder = trained("adversarial", pictures=320, name=f"few {few}", data=data, floor=few)
        gamma[few] = checkpoint.newest(folder / "run")[1]["numbers"]["gamma"]
    assert gamma[False] < 0.12 < gamma[True]  # it begins with 0.125 at 16 px


def test_the_forecast_changes_nothing(tmp_path, small) -> None:
    data = small()
    for name in ("with", "without"):
        run = train.Run(data, tmp_path / name, Settings(preset="T", precision="fp32"))
        if name == "with":
            forecast = run.forecast()
            assert forecast.seconds_per_1000 > 0 and forecast.memory_mb > 50
            assert forecast.items(forecast.minutes(5000)) == 5000
        run.train(Bounds(items=80))
    assert weights(tmp_path / "with") == weights(tmp_path / "without")


def test_a_torn_checkpoint_is_passed_over(trained, small) -> None:
    data = small()
    folder = trained(data=data, pictures=160)
    run = train.Run(data, folder, Settings(preset="T"), resume=True)
    run.train(Bounds(items=240))
    newest = checkpoint.found(folder / "run")[-1] / "tensors.safetensors"
    newest.write_bytes(newest.read_bytes()[:-100] + bytes(100))
    run = train.Run(data, folder, Settings(preset="T"), resume=True)
    assert run.training.progress.items == 160
    assert "is damaged" in run.problems[0]
    for path in checkpoint.found(folder / "run"):
        (path / "state.json").write_text("{")
    with pytest.raises(InputError, match="No older one is whole either"):
        train.Run(data, folder, Settings(preset="T"), resume=True)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"recipe": "adversarial"}, r"other settings: recipe \(both, now adversarial\)"),
        ({"seed": 7}, r"seed \(0, now 7\)"),
        ({"loss": "hinge"}, r"loss \(pairing, now hinge\)"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(trained, small, settings, sentence) -> None:
    data = small()
    folder = trained(data=data, pictures=40)
    with pytest.raises(InputError, match=sentence):
        train.Run(data, folder, Settings(preset="T", **settings), resume=True)


def test_a_dataset_that_changed_is_refused_and_named(trained, small) -> None:
    folder = trained(data=small(), pictures=40)
    with pytest.raises(
        InputError,
        match=r"has changed since .* the number of pictures \(64, now 72\)"
        r".* how it was prepared \(seed\)",
    ):
        train.Run(small(72, name="other", seed=1), folder, Settings(preset="T"), resume=True)


def test_nothing_is_trained_over_or_without_rights(trained, small, tmp_path) -> None:
    folder = trained(data=small(), pictures=40)
    with pytest.raises(OutputError, match="exists already: go on with it by --resume"):
        train.Run(small(name="again"), folder, Settings(preset="T"))
    unstated = small(name="unstated", licence="not stated")
    with pytest.raises(
        InputError, match="64 pictures of unstated have no licence or no consent stated"
    ):
        train.Run(unstated, tmp_path / "new", Settings(preset="T"))
    run = train.Run(unstated, tmp_path / "new", Settings(preset="T", rights_claimed=True))
    run.train(Bounds(items=40))
    assert FaceModel(tmp_path / "new").card.data["rights_claimed"] is True
    with pytest.raises(InputError, match="'Q' is no preset"):
        Settings(preset="Q")
    with pytest.raises(InputError, match="0 pictures to train on"):
        train.Run(small(0, name="empty"), tmp_path / "empty-model", Settings(preset="T"))


def test_steps_that_are_not_finite_are_skipped_counted_and_end_a_run(
    tmp_path, small, monkeypatch
) -> None:
    run = train.Run(small(), tmp_path / "model", Settings(preset="T", recipe="variational"))
    broken = set(range(5, 8))
    plain = type(run.recipe).step

    def step(self, batch, random, now, update):
        if now.number in broken:
            spoilt = {name: tensor * float("nan") for name, tensor in batch.tensors.items()}
            batch = replace(batch, tensors=spoilt)
        return plain(self, batch, random, now, update)

    monkeypatch.setattr(type(run.recipe), "step", step)
    run.train(Bounds(items=160))
    assert run.training.progress.skipped == 3
    assert all(
        torch.isfinite(parameter).all()
        for parameter in run.recipe.modules["generator"].parameters()
    )
    broken.update(range(20, 1000))
    with pytest.raises(Stopped, match="not finite any more"):
        run.train(Bounds(items=10_000))


def test_an_alarm_goes_back_to_the_best_checkpoint(tmp_path, small, monkeypatch) -> None:
    monkeypatch.setattr(loop.Schedule, "evaluates", lambda _, items, __: items % 80 == 0)
    run = train.Run(small(), tmp_path / "model", Settings(preset="T"))
    scores = iter([3.0, 1.0, 2.0])

    def evaluate(_, pictures):
        return loop.Judged(
            next(scores),
            {"diversity": 0.5},
            "The pictures are all alike: give more." if pictures == 240 else "",
        )

    with pytest.raises(Stopped, match="all alike"):
        run.train(Bounds(items=10_000), evaluate=evaluate)
    assert run.training.progress.items == 160
    told = list(read(tmp_path / "model" / "run" / "log.jsonl"))
    assert [event.items for event in told if event.event == "metrics"] == [80, 160, 240]
    assert (
        told[-1].why == "stopped" and FaceModel(tmp_path / "model").card.training["pictures"] == 160
    )


def test_a_full_disk_keeps_the_checkpoint_before(trained, small, monkeypatch) -> None:
    data = small()
    folder = trained(data=data, pictures=40)
    run = train.Run(data, folder, Settings(preset="T"), resume=True)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(
        OutputError, match=r"cannot be written: No space left on device\. The one before is kept"
    ):
        run.train(Bounds(items=80))
    assert [path.name for path in checkpoint.found(folder / "run")] == ["checkpoint-0000000040"]


def test_a_model_whose_files_were_changed_is_refused(trained) -> None:
    folder = trained(pictures=40)
    (folder / "generator.onnx").write_bytes(b"something else")
    with pytest.raises(InputError, match=r"generator\.onnx is not the file that model\.json names"):
        FaceModel(folder)
    card = json.loads((folder / "model.json").read_text())
    card["files"] = {"../../etc/passwd": "0" * 64}
    (folder / "model.json").write_text(json.dumps(card))
    with pytest.raises(InputError, match="is missing"):
        FaceModel(folder)
    with pytest.raises(InputError, match="is no model"):
        FaceModel(folder / "run")


def test_the_preset_that_is_recommended_is_ready_in_the_time_there_is(monkeypatch) -> None:
    monkeypatch.delitem(presets.PRESETS, "T")
    forecast = Forecast(seconds_per_1000=20.0, memory_mb=500.0)  # of preset S
    chosen = [
        train.recommended("S", forecast, 512, minutes) for minutes in (1, 10, 60, 600, 60_000)
    ]
    assert (chosen[0], chosen[-1]) == ("S", "XL") and chosen == sorted(
        chosen, key=list(presets.PRESETS).index
    )
    assert train.recommended("S", forecast, 128, 60_000) == "M"  # nothing larger than the pictures
    slower = Forecast(20.0 * presets.PRESETS["M"].cost, 500.0)
    assert [
        train.recommended("M", slower, 512, minutes) for minutes in (1, 10, 60, 600, 60_000)
    ] == chosen


def wait(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("recipe", ["adversarial", "quantised"])
def test_no_network_is_loaded_that_the_card_does_not_name(trained, recipe) -> None:
    """Whoever writes a card could leave out what is not to be checked."""
    folder = trained(recipe, pictures=40)
    card = json.loads((folder / "model.json").read_text("utf-8"))
    needed = [name for name in card["files"] if name.endswith(".onnx") and name != "encoder.onnx"]
    for without in [*([name] for name in needed), list(card["files"])]:
        rest = {name: sha for name, sha in card["files"].items() if name not in without}
        (folder / "model.json").write_text(json.dumps(card | {"files": rest}), "utf-8")
        with pytest.raises(InputError, match="is missing among its files"):
            FaceModel(folder)
