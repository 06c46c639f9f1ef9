"""From a folder of pictures to samples, as a user types it; networks are tiny."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from vidol.cli import main

from .conftest import blobs

pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from vidol.face.generator import presets
from vidol.training import loop


@pytest.fixture
def vidol(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(loop.Schedule, "previews", lambda _, items, __: items == 80)
    monkeypatch.setitem(
        presets.PRESETS,
        "S",
        presets.Preset(16, (16, 16, 8), (16, 16, 8), (16, 16, 8), batch=8, prior=32),
    )

    def run(*words, refused=""):
        """What the command printed; with `refused`, the one line with which it refuses, which holds
        that text.
        """
        with pytest.raises(SystemExit) as end:
            main.run(words)
        printed, complained = capsys.readouterr()
        assert end.value.code == (2 if refused else 0), printed + complained
        if refused:
            assert refused in complained and complained.count("\n") == 1, complained
        return complained if refused else printed

    return run


def test_from_a_folder_to_samples(vidol, tmp_path) -> None:
    for kind, count in (("红", 60), ("blue", 60)):
        (tmp_path / "pictures" / kind).mkdir(parents=True)
        for k, picture in enumerate(blobs(count, size=48, seed=len(kind))):
            picture[..., 0 if kind == "blue" else 2] //= 4
            Image.fromarray(picture).save(tmp_path / "pictures" / kind / f"{k}.png")
    vidol(
        "data",
        "face",
        "pictures",
        "-o",
        "faces",
        "--whole",
        "--size",
        "16",
        refused="under which licence",
    )
    said = vidol(
        "data",
        "face",
        "pictures",
        "-o",
        "faces",
        "--whole",
        "--size",
        "16",
        "--licence",
        "CC0-1.0",
        "--consent",
        "not-a-person",
    )
    assert "16x16 RGB" in said and "2 classes" in said

    vidol("train", "face", "faces", "-o", "model", refused="Say how long to train")
    said = vidol("train", "face", "faces", "-o", "plan", "--dry-run")
    assert "s per 1,000 pictures" in said and not (tmp_path / "plan").exists()
    assert "recommended for a night on this machine and pictures of 16 px: preset S" in said
    said = vidol(
        "train",
        "face",
        "faces",
        "-o",
        "model",
        "--pictures",
        "160",
        "--licence",
        "CC0-1.0",
        "--rate",
        "0.0003",
    )
    assert "recommended for 0" in said  # minutes: what so many pictures take
    board = EventAccumulator(str(tmp_path / "model" / "run" / "tensorboard")).Reload()
    assert "gamma" in board.Tags()["scalars"] and "samples" in board.Tags()["images"]
    vidol("train", "face", "faces", "-o", "model", "--pictures", "200", refused="exists already")
    said = vidol("train", "face", "faces", "-o", "model", "--pictures", "240", "--resume")
    assert "240 pictures" in said and "recommended" not in said
    card = json.loads((tmp_path / "model" / "model.json").read_text("utf-8"))
    assert (card["licence"], card["training"]["pictures"]) == ("CC0-1.0", 240)
    vidol(
        "train",
        "face",
        "faces",
        "-o",
        "model",
        "--pictures",
        "250",
        "--resume",
        "--rate",
        "0.0004",
        refused="rate (0.0003, now 0.0004)",
    )

    vidol("sample", "model", "-n", "9", "-o", "grid.png")
    with Image.open(tmp_path / "grid.png") as grid:
        assert min(grid.size) >= 3 * 16
    vidol("sample", "model", "-n", "3", "--tag", "class=红", "-o", "single")
    single = sorted((tmp_path / "single").iterdir())
    assert len(single) == 3
    with Image.open(single[0]) as picture:
        assert picture.size == (16, 16)
    vidol("sample", "model", "-o", "single", refused="is not empty")
    vidol(
        "sample", "model", "--tag", "class=green", "-o", "none.png", refused="no tag 'class=green'"
    )
    assert "mean difference" in vidol("reconstruct", "model", str(single[0]), "-o", "seen.png")

    said = vidol(
        "measure",
        "face",
        "model",
        "--against",
        "faces",
        "-n",
        "40",
        "-e",
        "random-conv@3",
        "-o",
        "numbers.json",
    )
    assert "KID" in said and "random-conv@3" in said
    assert json.loads((tmp_path / "numbers.json").read_text("utf-8"))
    assert np.asarray(Image.open(tmp_path / "seen.png")).std() > 0
