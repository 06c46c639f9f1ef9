"""Folders of models that anybody may have made: what model.json says is held, and what a network
gives is a picture or refused.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from vidol.core.errors import InputError
from vidol.face.generator.model import FaceModel

onnx = pytest.importorskip("onnx", reason="pip install 'vidol[train]'")
helper = pytest.importorskip("onnx.helper")
SIZE = 8


def network(give, input_="latent", width=64):
    """The bytes of a generator whose every picture is `give` (3, 8, 8), or of that shape."""
    value = onnx.numpy_helper.from_array(np.asarray(give, np.float32)[None], "give")
    nodes = [
        helper.make_node("ReduceMax", [input_], ["all"], keepdims=1),
        helper.make_node("Mul", ["all", "zero"], ["nothing"]),
        helper.make_node("Reshape", ["nothing", "one"], ["small"]),
        helper.make_node("Add", ["small", "give"], ["picture"]),
    ]
    known = [
        value,
        onnx.numpy_helper.from_array(np.float32(0), "zero"),
        onnx.numpy_helper.from_array(np.array([1, 1, 1, 1], np.int64), "one"),
    ]
    made = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info(input_, onnx.TensorProto.FLOAT, ["count", width])],
        [helper.make_tensor_value_info("picture", onnx.TensorProto.FLOAT, None)],
        known,
    )
    opset = [helper.make_opsetid("", 18)]
    return helper.make_model(made, opset_imports=opset, ir_version=8).SerializeToString()


@pytest.fixture
def folder(tmp_path):
    """`folder(data, **card)` writes a model and returns its path."""

    def make(data, **changes):
        path = tmp_path / "model"
        path.mkdir(exist_ok=True)
        (path / "generator.onnx").write_bytes(data)
        card = {
            "name": "m",
            "made_with": "1",
            "recipe": "adversarial",
            "size": SIZE,
            "channels": 3,
            "training": {},
            "data": {},
            "licence": "CC0-1.0",
            "files": {"generator.onnx": hashlib.sha256(data).hexdigest()},
        }
        (path / "model.json").write_text(json.dumps({**card, **changes}))
        return path

    return make


def test_a_plain_one_draws(folder):
    half = np.full((3, SIZE, SIZE), 0.5)
    assert FaceModel(folder(network(half))).sample(1).tolist()[0][0][0] == [191, 191, 191]


@pytest.mark.parametrize(
    ("give", "why"),
    [
        (np.full((3, SIZE, SIZE), np.nan), r"numbers that are none \(nan, inf\)"),
        (np.full((3, SIZE, SIZE), np.inf), r"numbers that are none \(nan, inf\)"),
        (np.zeros((4, SIZE, SIZE)), r"output should be \(1, 3, 8, 8\) numbers"),
        (np.zeros((3, SIZE, 2 * SIZE)), r"output should be \(1, 3, 8, 8\) numbers"),
        (np.zeros(3), r"output should be \(1, 3, 8, 8\) numbers"),
    ],
)
def test_what_is_no_picture_of_the_size_is_refused(folder, give, why):
    with pytest.raises(InputError, match=f"generator.onnx .*{why}"):
        FaceModel(folder(network(give))).sample(1)


@pytest.mark.parametrize(("input_", "width"), [("pixels", 64), ("latent", 9)])
def test_another_input_is_refused(folder, input_, width):
    data = network(np.zeros((3, SIZE, SIZE)), input_, width)
    with pytest.raises(InputError, match=r"generator\.onnx cannot be run here"):
        FaceModel(folder(data)).sample(1)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"files": {}}, r"generator\.onnx is missing"),
        ({"files": {"README.md": "0" * 64}}, r"generator\.onnx is missing"),
        ({"files": {"generator.onnx": "x"}}, "no model that this version reads"),
        ({"files": {"../generator.onnx": "0" * 64}}, r"generator\.onnx is missing"),
        (
            {"files": {"generator.onnx": "0" * 64, "../x": "0" * 64}},
            r"generator\.onnx is not the file|\.\./x is missing",
        ),
        ({"files": {"a" * 5000: "0" * 64}}, "no model that this version reads"),
        ({"files": {"..": "0" * 64, "generator.onnx": "0" * 64}}, r"\.\. is missing"),
        ({"levels": [8, 5], "grid": 4}, r"decoder\.onnx is missing"),
        ({"levels": [8, 5]}, "not those of a quantised model"),
        ({"levels": [64] * 9, "grid": 4}, "not those of a quantised model"),
        ({"levels": [0], "grid": 4}, "no model that this version reads"),
        ({"levels": [8], "grid": 1 << 40}, "no model that this version reads"),
        ({"size": 1 << 40}, "no model that this version reads"),
        ({"size": -1}, "no model that this version reads"),
        ({"channels": 7}, "no model that this version reads"),
    ],
)
def test_a_card_that_asks_for_anything_else_is_refused(folder, changes, why):
    path = folder(network(np.zeros((3, SIZE, SIZE))), **changes)
    with pytest.raises(InputError, match=why) as said:
        FaceModel(path)
    assert len(str(said.value)) < 400


def test_a_network_that_changes_after_it_was_checked_is_not_opened(folder):
    path = folder(network(np.zeros((3, SIZE, SIZE))))
    model = FaceModel(path)
    (path / "generator.onnx").write_bytes(network(np.ones((3, SIZE, SIZE))))
    with pytest.raises(InputError, match=r"generator\.onnx is not the file that model\.json names"):
        model.sample(1)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "\ud800", '{"name": 1e999}'])
def test_what_is_no_card_is_refused(folder, text):
    path = folder(network(np.zeros((3, SIZE, SIZE))))
    (path / "model.json").write_text(text, "utf-8", "surrogatepass")
    with pytest.raises(InputError, match="no model that this version reads") as said:
        FaceModel(path)
    assert len(str(said.value)) < 400


def test_a_training_that_wrote_no_model_is_not_told_to_begin_where_it_is(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "log.jsonl").write_text("")
    with pytest.raises(InputError, match="its training writes that when it ends"):
        FaceModel(tmp_path)
