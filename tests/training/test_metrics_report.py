"""Extractors, the report that is made with them, and `vidol measure face`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidol.core.errors import InputError
from vidol.training.pictures import weights
from vidol.training.pictures.dataset import PictureDataset
from vidol.training.pictures.extractors import (
    GREY,
    RandomConvolutions,
    Trained,
    extractor,
    on_grey,
    resized,
)
from vidol.training.pictures.metrics import report
from vidol.training.pictures.metrics.report import measure, parted
from vidol.training.pictures.metrics.sources import dataset_source, folder_source, prepared

RANDOM_0 = "e9725eece452e76233eaf0644264c7ee04f15cec708604ac6e643de54cb6e41e"


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    monkeypatch.setattr(report, "RESAMPLES", 10)


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).integers(0, 256, (70, 20, 20, 3)).astype(np.uint8)


@pytest.fixture
def as_folder(tmp_path):
    def write(pictures, name="made"):
        (tmp_path / name).mkdir()
        for k, picture in enumerate(pictures):
            Image.fromarray(picture).save(tmp_path / name / f"{k:03}.png")
        return tmp_path / name

    return write


def test_the_random_network_is_the_same_everywhere_and_another_for_another_seed(pictures) -> None:
    first, other = extractor("random-conv@0"), extractor("random-conv@1")
    assert first.sha256 == RANDOM_0 != other.sha256
    features = first.features(pictures)
    assert features.shape == (70, first.dimension) and features.dtype == np.float32
    np.testing.assert_allclose(first.features(pictures[3:4]), features[3:4], atol=1e-4)
    assert not np.allclose(other.features(pictures[:1]), features[:1], atol=0.1)


def test_the_trained_network_is_the_one_on_its_card(pictures) -> None:
    ours = Trained()
    file = Path(weights.__file__).with_name("vidol-ssl-1.onnx")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == ours.sha256
    assert ours.sha256 in file.with_suffix(".md").read_text(encoding="utf-8")
    assert file.stat().st_size < 6_500_000
    seen = ours.seen(pictures)
    assert seen.features.shape == (70, ours.dimension) and np.isfinite(seen.features).all()
    assert len(seen.answers) == len(ours.questions) and "hair_colour" in ours.questions
    np.testing.assert_allclose(ours.features(pictures[3:4]), seen.features[3:4], atol=1e-3)


def test_an_unknown_extractor_is_refused() -> None:
    with pytest.raises(
        InputError,
        match=r"'clip' is no feature extractor: there are vidol-ssl@1 and random-conv@SEED",
    ):
        extractor("clip")


def test_what_is_transparent_is_mid_grey_both_ways() -> None:
    picture = np.zeros((8, 8, 4), np.uint8)
    picture[:4] = (200, 100, 0, 255)
    picture[4:] = (255, 255, 255, 0)
    picture[0] = (200, 100, 0, 128)
    for made in (on_grey(picture[None])[0], prepared(picture, 8)):
        assert (made[4:] == GREY).all() and (made[1:4] == (200, 100, 0)).all()
        np.testing.assert_allclose(made[0], np.broadcast_to((164, 114, 64), (8, 3)), atol=1)


def test_shrinking_averages_and_keeps_colours() -> None:
    stripes = np.zeros((1, 64, 64, 3), np.uint8)
    stripes[:, :, ::2] = 255
    # without antialiasing: 0 or 255
    assert np.abs(resized(stripes, 16)[:, 2:-2, 2:-2] - 127.5).max() < 2
    plain = np.full((1, 30, 30, 3), (10, 200, 90), np.uint8)
    np.testing.assert_allclose(
        resized(plain, 64), np.broadcast_to((10, 200, 90), (1, 64, 64, 3)), atol=0.1
    )


def test_reference_and_floor_are_real_pictures_apart(small) -> None:
    dataset = PictureDataset(small(count=400))
    held = parted(dataset, 40, 0)
    assert "held-out" in held.said
    assert set(held.floor) <= set(dataset.indices(test=True)) and set(held.reference) <= set(
        dataset.indices(test=False)
    )
    halves = parted(dataset, 300, 0)
    assert "halves" in halves.said and len(halves.reference) == len(halves.floor) == 200
    assert not set(halves.reference) & set(halves.floor)


def test_real_pictures_reach_the_floor_noise_does_not_and_copies_are_named(small) -> None:
    dataset = PictureDataset(small(count=480, channels=4))
    ours = [RandomConvolutions(0)]
    real = measure(
        dataset_source(small(count=100, channels=4, name="others", seed=9)), dataset, ours, count=60
    )
    copied = measure(dataset_source(dataset.path), dataset, ours, count=60)
    assert real.n == 60 and real.number("KID x 1000", "random-conv@0").n == 60
    for metric in ("FD", "MIND"):
        one = real.number(metric, "random-conv@0")
        assert 0.5 * one.floor < one.value < 2 * one.floor
    fd = real.number("FD", "random-conv@0")
    assert fd.low is not None and fd.high is not None and fd.low < fd.value < fd.high
    assert (
        copied.number("memorised", "random-conv@0").value
        > 0.7
        > 0.3
        > real.number("memorised", "random-conv@0").value
    )
    names = {one.metric for one in copied.numbers}
    assert not names & {"FID", "IS"} and "SWD x 1000, mean" in names
    assert all(len(one.sha256) == 64 and one.extractor for one in copied.numbers)


def test_measure_face_prints_the_floor_and_writes_all_numbers(small, as_folder, tmp_path) -> None:
    noise = as_folder(np.random.default_rng(1).integers(0, 256, (30, 24, 31, 3)).astype(np.uint8))
    out = tmp_path / "numbers.json"
    said = _run(noise, "--against", small(count=320), "-n", 30, "-e", "random-conv@3", "-o", out)
    assert "real against real" in said and "30 pictures of 16 px a side" in said
    numbers = {one["metric"]: one for one in json.loads(out.read_text(encoding="utf-8"))["numbers"]}
    for metric in ("FD", "MIND", "KID x 1000", "SWD x 1000, 16 px"):
        assert numbers[metric]["value"] > 2 * abs(numbers[metric]["floor"]), metric
    assert numbers["coverage"]["value"] < numbers["coverage"]["floor"]
    assert {one["extractor"] for one in numbers.values()} == {"random-conv@3", "laplacian-patches"}


def test_what_cannot_be_measured_is_said_in_a_sentence(small, as_folder, tmp_path) -> None:
    dataset = PictureDataset(small(count=64))
    (tmp_path / "empty").mkdir()
    for path, says in (
        (tmp_path / "empty", "holds no pictures"),
        (tmp_path / "nowhere", "neither a model nor a dataset nor a folder"),
    ):
        with pytest.raises(InputError, match=says):
            folder_source(path)
    three = as_folder(np.zeros((3, 16, 16, 3), np.uint8))
    with pytest.raises(InputError, match=r"made has 3 pictures: at least 20 are needed"):
        measure(folder_source(three), dataset, [RandomConvolutions(0)])
    with pytest.raises(InputError, match=r"has 24 pictures: at least 40 are needed"):
        parted(PictureDataset(small(count=24, name="few")), 100, 0)


def _run(*words) -> str:
    """What `vidol measure face` prints."""
    import contextlib
    import io

    from vidol.cli import main

    said = io.StringIO()
    with contextlib.redirect_stdout(said), pytest.raises(SystemExit) as end:
        main.run(["measure", "face", *map(str, words)])
    assert end.value.code == 0
    return said.getvalue()
