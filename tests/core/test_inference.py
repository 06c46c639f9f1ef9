"""Opening networks: one door, one error, and a word on what runs them.

The half that needs OpenVINO runs where it is installed: pip install 'vidol[openvino]'.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from vidol.core import inference
from vidol.core.errors import InputError, MissingExtra
from vidol.core.inference import SETTING, Port, open_model
from vidol.face import weights

FINDER = Path(weights.__file__).with_name("vidol-finder-1.onnx")


@pytest.fixture(autouse=True)
def _no_setting(monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)


@pytest.fixture
def _no_openvino(monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)


def planes(width=96, height=64, seed=0):
    noise = np.random.default_rng(seed).uniform(-1, 1, (2, 3, height, width))
    return {"picture": noise.astype(np.float32)}


def test_a_file_and_its_bytes_are_the_same_model():
    sources = (FINDER, str(FINDER), FINDER.read_bytes())
    opened = [open_model(source, exact=True, own=True) for source in sources]
    first, *others = (model.run(planes()) for model in opened)
    assert all(np.array_equal(first[0], other[0]) for other in others)
    assert opened[0].inputs == (Port("picture", (None, 3, None, None)),)
    assert [port.name for port in opened[0].outputs] == ["maps"]
    assert first[0].shape == (2, 5, 16, 24)


@pytest.mark.parametrize("spoil", [lambda data: data[: len(data) // 2], lambda _: b"no model"])
def test_a_broken_file_is_named_in_one_sentence(tmp_path, spoil):
    path = tmp_path / "broken.onnx"
    path.write_bytes(spoil(FINDER.read_bytes()))
    with pytest.raises(InputError, match=r"broken\.onnx is not an ONNX model") as caught:
        open_model(path)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400
    with pytest.raises(InputError, match="The model is not an ONNX model"):
        open_model(path.read_bytes())
    with pytest.raises(InputError, match=r"no model .*absent\.onnx"):
        open_model(tmp_path / "absent.onnx")


@pytest.mark.usefixtures("_no_openvino")
def test_without_openvino_it_says_so(monkeypatch):
    model = open_model(FINDER, own=True)
    model.run(planes())
    assert (model.runtime.name, model.runtime.precision) == ("ONNX Runtime", "float32")
    assert str(model.runtime).endswith("OpenVINO is not installed")
    monkeypatch.setenv(SETTING, "openvino")
    with pytest.raises(MissingExtra, match=r"\[openvino\]'"):
        open_model(FINDER, own=True)


def test_the_setting_decides_and_a_wrong_one_is_answered(monkeypatch):
    monkeypatch.setenv(SETTING, "OnnxRuntime")
    assert open_model(FINDER, own=True).runtime.why == f"{SETTING} says so"
    monkeypatch.setenv(SETTING, "open-vino")
    with pytest.raises(InputError, match="did you mean 'openvino'"):
        open_model(FINDER, own=True)


def test_what_is_compared_stays_with_one_runtime():
    model = open_model(FINDER, exact=True, own=True)
    model.run(planes())
    assert (model.runtime.name, model.runtime.precision) == ("ONNX Runtime", "float32")


def test_openvino_gives_the_same_and_the_faster_one_goes_on(monkeypatch):
    pytest.importorskip("openvino", reason="pip install 'vidol[openvino]'")
    expected = open_model(FINDER, exact=True, own=True).run(planes())[0]
    monkeypatch.setenv(SETTING, "openvino")
    assert np.abs(open_model(FINDER, exact=True, own=True).run(planes())[0] - expected).max() < 1e-4
    assert open_model(FINDER, exact=True, own=True).runtime.precision == "float32"
    near = open_model(FINDER, threads=1, own=True)
    assert np.abs(near.run(planes())[0] - expected).max() < inference.NEAR * np.abs(expected).max()
    monkeypatch.delenv(SETTING)
    tried = open_model(FINDER, threads=1, own=True)
    assert "tried at the first run" in tried.runtime.why
    tried.run(planes())
    slower = "not clearly faster" in tried.runtime.why
    assert slower or "times as fast" in tried.runtime.why
    assert tried.runtime.name == ("ONNX Runtime" if slower else "OpenVINO")


@pytest.mark.parametrize(("name", "value"), [("NEAR", 0.0), ("FASTER", 1e9)])
def test_openvino_is_not_taken_where_it_is_wrong_or_slow(monkeypatch, name, value):
    pytest.importorskip("openvino", reason="pip install 'vidol[openvino]'")
    monkeypatch.setattr(inference, name, value)
    model = open_model(FINDER, threads=1, own=True)
    model.run(planes())
    assert model.runtime.name == "ONNX Runtime"


def test_openvino_is_run_by_many_threads_at_once(monkeypatch):
    pytest.importorskip("openvino", reason="pip install 'vidol[openvino]'")
    monkeypatch.setenv(SETTING, "openvino")
    model = open_model(FINDER, threads=1, own=True)
    pictures = [planes(64 + 16 * (k % 4), seed=k) for k in range(40)]
    expected = [model.run(picture)[0] for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda picture: model.run(picture)[0], pictures))
    assert all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


@pytest.mark.parametrize("name", ["onnxruntime", "openvino"])
def test_nothing_is_reported_to_those_who_make_the_runtime(tmp_path, name):
    """Both would write a number for this machine into the home folder, and call home with it."""
    pytest.importorskip(name, reason="pip install 'vidol[openvino]'")
    program = (
        "import sys, numpy\n"
        "from vidol.core.inference import open_model\n"
        "model = open_model(sys.argv[1])\n"
        "model.run({'picture': numpy.zeros((2, 3, 64, 64), numpy.float32)})\n"
        "print(model.runtime.name)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, FINDER],
        env=os.environ | {"HOME": str(tmp_path), SETTING: name},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.replace(" ", "").strip().lower() == name
    assert list(tmp_path.iterdir()) == []
