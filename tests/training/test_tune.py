"""The search for settings, with a dataset and networks that are tiny."""

from __future__ import annotations

import json
from itertools import count

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from vidol.core.errors import InputError
from vidol.face.generator import presets
from vidol.face.generator.recipes import tune
from vidol.face.generator.recipes.family import Both
from vidol.face.generator.recipes.train import Run
from vidol.face.generator.settings import Search, Settings

TINY = presets.Preset(16, (16, 16, 8), (16, 16, 8), (16, 16, 8), batch=8, prior=32)


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    monkeypatch.setitem(presets.PRESETS, "T", TINY)
    monkeypatch.setattr(tune, "SHORTEST", 8)
    monkeypatch.setattr(tune, "COUNT", 24)
    monkeypatch.setattr(tune, "LOOKS", 2)
    monkeypatch.setattr(tune._Folds, "length", lambda _: 32)
    seconds = count()
    # a step takes one, on a machine of any speed
    monkeypatch.setattr(tune, "monotonic", lambda: next(seconds))


def search(tmp_path, data, **settings):
    return Search(
        dataset=data,
        out=tmp_path / "search",
        minutes=settings.pop("minutes", 0.5),
        preset="T",
        folds=2,
        **settings,
    )


def test_a_search_tries_settings_within_its_time_and_goes_on(tmp_path, small):
    data, said = small(count=96), []
    found = tune.tune(search(tmp_path, data), said.append)
    assert len(found) >= 2
    assert len({trial.choice for trial in found}) == len(found)
    finished = [trial.score for trial in found if trial.finished]
    assert finished == sorted(finished)
    written = json.loads((tmp_path / "search" / "tune.json").read_text("utf-8"))
    assert written["best"]["rate"] == found[0].choice.rate
    assert found[0].choice.options() in " ".join(said)
    # The first trial is what training does when nothing is said.
    first = next(trial for trial in found if trial.number == 0)
    run = Run(data, tmp_path / "model", Settings(preset="T"))
    assert (first.choice.recipe, first.choice.rate, first.choice.batch, first.choice.floor) == (
        run.recipe.name,
        run.recipe.rate,
        TINY.batch,
        run.recipe.few,
    )

    again = tune.tune(search(tmp_path, data, minutes=0.3), said.append)
    assert len(again) > len(found)


def test_a_trial_that_was_broken_is_tried_again(tmp_path, small, monkeypatch):
    data, real = small(count=96), tune._Folds.score

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(tune._Folds, "score", broken)
    with pytest.raises(KeyboardInterrupt):
        tune.tune(search(tmp_path, data), lambda _: None)
    monkeypatch.setattr(tune._Folds, "score", real)
    found = tune.tune(search(tmp_path, data), lambda _: None)
    assert any(trial.number == 1 and trial.choice.rate == Both.RATE for trial in found)


def test_what_cannot_be_searched_is_refused(tmp_path, small):
    with pytest.raises(InputError, match="cross-validation needs 60"):
        tune.tune(search(tmp_path, small(count=40, name="few")), lambda _: None)
    with pytest.raises(InputError, match="no recipe"):
        search(tmp_path, tmp_path, recipes=("diffusion",))
    tune.tune(search(tmp_path, small(count=96), minutes=0.05), lambda _: None)
    with pytest.raises(InputError, match="another folder"):
        tune.tune(search(tmp_path, small(count=96, name="other", seed=5)), lambda _: None)


def test_a_search_that_was_refused_binds_the_next_one_to_nothing(tmp_path, small, monkeypatch):
    def refused(*_):
        raise InputError("too little time")

    data = small(count=96)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(tune._Folds, "length", refused)
        with pytest.raises(InputError, match="too little time"):
            tune.tune(search(tmp_path, data), lambda _: None)
    assert tune.tune(search(tmp_path, data, recipes=("adversarial",)), lambda _: None)
