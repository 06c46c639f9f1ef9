"""A model that was trained just now, measured: with conditions, it is asked for what the pictures
of the dataset have.
"""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from vidol.face.generator import presets
from vidol.face.generator.measuring import source
from vidol.face.generator.recipes import train
from vidol.face.generator.settings import Settings
from vidol.training.loop import Bounds
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.extractors import RandomConvolutions
from vidol.training.pictures.metrics import report


@pytest.mark.parametrize(
    ("recipe", "tagged"), [("both", True), ("both", False), ("quantised", False)]
)
def test_a_trained_model_is_measured(small, tmp_path, monkeypatch, recipe, tagged) -> None:
    monkeypatch.setitem(
        presets.PRESETS,
        "T",
        presets.Preset(16, (16, 16, 8), (16, 16, 8), (16, 16, 8), batch=8, prior=32, deep=1),
    )
    monkeypatch.setattr(report, "RESAMPLES", 5)
    data = small(count=320, tagged=tagged)
    train.Run(data, tmp_path / "model", Settings(preset="T", recipe=recipe)).train(Bounds(items=16))
    dataset = PictureDataset(data)
    model = source(tmp_path / "model", dataset)
    first, again, other = (np.concatenate(list(model.draw(24, seed, 16))) for seed in (3, 3, 4))
    assert first.shape == (24, 16, 16, 3) and (first == again).all() and (first != other).any()
    found = report.measure(model, dataset, [RandomConvolutions(0)], count=24)
    assert found.n == 24 and found.fakes == "model"
    one = found.number("FD", "random-conv@0")
    assert one.value > 3 * one.floor  # it has learnt next to nothing
