"""Networks of strangers: read for what they are made of, run where their time and memory end."""

from __future__ import annotations

import random
import time
from pathlib import Path

import numpy as np
import pytest

from vidol.core import foreign_model
from vidol.core.errors import InputError, VidolError
from vidol.core.inference import open_model
from vidol.core.onnx_structure import RefusedError, check
from vidol.face import weights
from vidol.training.pictures import weights as more_weights

onnx = pytest.importorskip("onnx", reason="pip install 'vidol[train]'")
helper = pytest.importorskip("onnx.helper")
FINDER = Path(weights.__file__).with_name("vidol-finder-1.onnx")
EXTRACTOR = Path(more_weights.__file__).with_name("vidol-ssl-1.onnx")
FLOAT = onnx.TensorProto.FLOAT
LATENT = {"latent": np.ones((2, 64), np.float32)}


def graph(nodes, weights=(), outputs=("picture",), domain="", **model):
    """The bytes of a network from `latent` (count, 64) to `outputs`."""
    made = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("latent", FLOAT, ["count", 64])],
        [helper.make_tensor_value_info(name, FLOAT, None) for name in outputs],
        list(weights),
    )
    uses = [helper.make_opsetid("", 18), *([helper.make_opsetid(domain, 1)] if domain else [])]
    return helper.make_model(made, opset_imports=uses, ir_version=8, **model)


def node(kind, inputs, outputs, **attributes):
    return helper.make_node(kind, inputs, outputs, **attributes)


def weight(name, value):
    return onnx.numpy_helper.from_array(np.asarray(value), name)


def loop():
    value = helper.make_tensor_value_info
    body = helper.make_graph(
        [node("Identity", ["again"], ["go_on"])],
        "body",
        [value("round", onnx.TensorProto.INT64, []), value("again", onnx.TensorProto.BOOL, [])],
        [value("go_on", onnx.TensorProto.BOOL, [])],
    )
    weights = [weight("count", np.int64(2**62)), weight("yes", np.bool_(True))]
    return graph([node("Loop", ["count", "yes"], ["picture"], body=body)], weights)


def elsewhere():
    made = graph([node("Add", ["latent", "w"], ["picture"])])
    tensor = made.graph.initializer.add(name="w", data_type=FLOAT, dims=[2], data_location=1)
    tensor.external_data.add(key="location", value="/dev/zero")
    return made


def announced(*dims, data=b""):
    made = graph([node("Add", ["latent", "w"], ["picture"])])
    made.graph.initializer.add(name="w", data_type=FLOAT, dims=dims, raw_data=data)
    return made


def functions():
    made = graph([node("Identity", ["latent"], ["picture"])])
    made.functions.add(name="f", domain="")
    return made


def many(count):
    names = ["latent", *(f"x{k}" for k in range(count - 1)), "picture"]
    return graph([node("Identity", [a], [b]) for a, b in zip(names, names[1:], strict=False)])


@pytest.mark.parametrize("path", [FINDER, EXTRACTOR])
def test_the_networks_that_come_with_vidol_are_plain(path):
    check(path.read_bytes())


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (loop(), "Loop runs another graph"),
        (elsewhere(), "lie in another file"),
        (announced(1 << 40, 1 << 40, data=b"1234"), "larger than any"),
        (announced(-5), "larger than any"),
        (announced(1 << 24), "another size than it says"),
        (announced(3, data=b"1234"), "another size than it says"),
        (functions(), "functions of its own"),
        (many(20_001), "20,001 operators"),
        (graph([]), "computes nothing"),
        (
            graph(
                [node("Gelu", ["latent"], ["picture"], domain="com.microsoft")],
                domain="com.microsoft",
            ),
            r"operators of 'com\.microsoft'",
        ),
    ],
)
def test_what_is_no_straight_graph_is_refused_before_a_runtime_sees_it(made, why, monkeypatch):
    monkeypatch.setattr(foreign_model, "start", lambda _: pytest.fail("a runtime was started"))
    with pytest.raises(InputError, match=f"is not an ONNX model that can be run here .*{why}"):
        open_model(made.SerializeToString())


@pytest.mark.parametrize("data", [b"", b"\x08\x08", b"hello", b"\0" * 999, b"\xff" * 999])
def test_what_is_no_protobuf_is_refused(data):
    with pytest.raises(RefusedError, match="damaged, or no ONNX file"):
        check(data)


SIZES = weight("sizes", np.array([1 << 16, 1 << 16], np.int64))


@pytest.mark.parametrize(
    ("nodes", "weights", "why"),
    [
        ([node("ConstantOfShape", ["sizes"], ["picture"])], [SIZES], r"more than 1\.5 GiB"),
        (
            [node("Tile", ["latent", "sizes"], ["picture"])],
            [weight("sizes", np.array([1 << 18, 4], np.int64))],
            "more than 256 MiB at once",
        ),
        (
            [node("RandomNormal", [], ["picture"], shape=[1 << 15, 1 << 15])],
            [],
            r"more than 1\.5 GiB",
        ),
        (
            [node("Gather", ["latent", "at"], ["picture"])],
            [weight("at", np.array([1 << 40], np.int64))],
            "indices element out of data bounds",
        ),
    ],
)
def test_what_costs_too_much_or_fails_ends_in_a_sentence(nodes, weights, why):
    model = open_model(graph(nodes, weights).SerializeToString(), name="them.onnx")
    for _ in range(2):  # and the process answers the next time too
        with pytest.raises(InputError, match=rf"^them\.onnx cannot be run here \(.*{why}") as said:
            model.run(LATENT)
        assert "\n" not in str(said.value) and len(str(said.value)) < 400


def test_what_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(foreign_model, "SECONDS", 4.0)
    names = ["x0", *(f"x{k}" for k in range(1, 300)), "picture"]
    nodes = [
        node("ReduceSum", ["latent"], ["sum"], keepdims=0),
        node("Expand", ["sum", "sizes"], ["x0"]),
        *(node("MatMul", [a, a], [b]) for a, b in zip(names, names[1:], strict=False)),
    ]
    made = graph(nodes, [weight("sizes", np.array([4000, 4000], np.int64))])
    model = open_model(made.SerializeToString())
    began = time.monotonic()
    with pytest.raises(InputError, match="it takes more than 4 s"):
        model.run(LATENT)
    assert time.monotonic() - began < 12
    with pytest.raises(InputError, match="cannot be run here"):
        model.run(LATENT)


def test_a_process_that_falls_is_told_and_ours_goes_on():
    model = open_model(FINDER)
    model._engine._model._process.kill()
    with pytest.raises(InputError, match="ends the process that runs it"):
        model.run({"picture": np.zeros((1, 3, 64, 64), np.float32)})


def test_inputs_that_a_network_does_not_take_are_told():
    model = open_model(many(2).SerializeToString(), name="them.onnx")
    with pytest.raises(InputError, match=r"^them\.onnx cannot be run here"):
        model.run({"other": np.zeros(3, np.float32)})
    with pytest.raises(InputError, match=r"^them\.onnx cannot be run here"):
        model.run({"latent": np.zeros((2, 7), np.float32)})
    assert model.run(LATENT)[0].shape == (2, 64)


def test_damaged_ones_are_refused_or_run():
    whole, rnd = FINDER.read_bytes(), random.Random(5)
    reasons = list[str]()
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rnd.choice((1, 3))):
            data[rnd.randrange(len(data) // 50)] = rnd.randrange(256)
        try:
            check(bytes(data))
        except RefusedError as error:
            reasons.append(str(error))
    assert len(reasons) > 10 and max(map(len, reasons)) < 200
    for cut in (1, 100, len(whole) // 2, len(whole) - 1):
        with pytest.raises(VidolError, match="is not an ONNX model"):
            open_model(whole[:cut])
