"""The one place where trained networks are opened: ONNX in, arrays out, by the faster library that
is here. No torch.

    model = open_model(path, threads=1)
    (maps,) = model.run({"picture": planes})
    str(model.runtime)      # "ONNX Runtime 1.32.0 in float32: OpenVINO is not installed"

ONNX Runtime opens every model. Where OpenVINO is installed too (the extra ``openvino``),
the first run of a model tries both on the very arrays that it was given, and OpenVINO goes on with
it if it is clearly faster and says nearly the same: it computes in bfloat16 where the processor
does. Models that are opened as `exact` stay with ONNX Runtime in float32: their numbers are
compared with those of other days and other machines.

The environment variable ``VIDOL_INFERENCE`` decides instead: ``onnxruntime`` or ``openvino`` (for
exact models in float32); ``auto`` is what it is without.

A file may be anybody's: unless it is `own`, it is read for what it is made of first
(vidol.core.onnx_structure) and run in a process with limits of time and memory
(vidol.core.foreign_model).

Both libraries would report their use to those who make them. Opened here, neither does.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from vidol.core.errors import InputError, MissingExtra, VidolError
from vidol.core.foreign_model import ForeignModel
from vidol.core.nearest import suggestion
from vidol.core.onnx_structure import LARGEST, RefusedError, check

SETTING: Final = "VIDOL_INFERENCE"
CHOICES: Final = ("auto", "onnxruntime", "openvino")
FASTER: Final = 1.25
"""How many times as fast OpenVINO must be: on a busy machine two equals differ by less."""
NEAR: Final = 0.05
"""By how much its outputs may differ, as a share of each output's largest value. bfloat16 keeps
eight bits: networks of ten to thirty layers make 0.01 to 0.03 of that (docs/decisions.md).
"""
_TRIAL: Final = 0.3
"""Seconds for which both are timed in turn, after a run that warms them up;"""
_ROUNDS: Final = 7
"""or so many runs of each, if that is less."""

Arrays = Mapping[str, NDArray[Any]]
Precision = Literal["float32", "bfloat16"]
_NUMBERS: Final = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ")
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What runs a model, and why that."""

    name: str
    version: str
    precision: Precision
    """What it computes in; inputs and outputs are what the model says."""
    why: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} in {self.precision}: {self.why}"


@dataclass(frozen=True, slots=True)
class Port:
    """An input or an output: its name and its shape, None for a length that may vary."""

    name: str
    shape: tuple[int | None, ...]


class _Engine(Protocol):
    """A model as one of the two libraries opened it."""

    def run(self, inputs: Arrays) -> tuple[NDArray[Any], ...]: ...

    def runtime(self, why: str) -> Runtime: ...


class Model:
    """An opened network. Several threads may run it at once."""

    def __init__(
        self,
        ports: tuple[tuple[Port, ...], tuple[Port, ...]],
        engine: _Engine,
        why: str,
        rival: Callable[[], _Engine] | None = None,
    ) -> None:
        """What `open_model` makes: inputs and outputs, what runs it and why. `rival` opens what is
        to be tried against that.
        """
        self.inputs, self.outputs = ports
        self._engine = engine
        self._why = why
        self._rival = rival
        self._choosing = threading.Lock()

    @property
    def runtime(self) -> Runtime:
        """What runs it. Where two could, that is known after the first run."""
        return self._engine.runtime(self._why)

    def run(self, inputs: Arrays) -> tuple[NDArray[Any], ...]:
        """The outputs, in the order of `outputs`, for an array under each name of `inputs`."""
        if self._rival is not None:
            with self._choosing:
                if self._rival is not None:
                    self._choose(self._rival, inputs)
                    self._rival = None
                    _log.info("%s", self.runtime)
        return self._engine.run(inputs)

    def _choose(self, rival: Callable[[], _Engine], inputs: Arrays) -> None:
        """Go on with the better of the two on these inputs."""
        ours = self._engine
        try:
            theirs = rival()
            off = _difference(ours.run(inputs), theirs.run(inputs))
        except (VidolError, RuntimeError) as error:
            self._why = f"OpenVINO does not run it ({first_line(error)})"
            return
        if off > NEAR:
            self._why = f"OpenVINO's outputs are off by {off:.2g} of their range"
            return
        here, there = _timed(ours, theirs, inputs)
        times = f"{1e3 * there:.3g} ms against {1e3 * here:.3g} ms"
        if there * FASTER > here:
            self._why = f"OpenVINO is not clearly faster on this model, {times}"
            return
        self._engine = theirs
        self._why = f"{here / there:.1f} times as fast on this model, {times}"


def open_model(
    model: str | Path | bytes,
    *,
    threads: int | None = None,
    exact: bool = False,
    own: bool = False,
    name: str = "The model",
) -> Model:
    """Open an ONNX model: a file, or what is in one, which `name` then stands for in errors.

    threads: of one run; None takes as many as the machine has. Who runs a model from several
    threads at once gives each run one. own: it comes with this package or was just made here, and
    is run in this process; of others several threads take turns.

    Raises InputError when there is no such file, when it is no model that can be run here, or when
    VIDOL_INFERENCE is none of its choices; MissingExtra when that asks for OpenVINO and it is not
    installed. A model that is not `own` raises InputError from `Model.run` too: where it fails, and
    where it takes more time or memory than a model may.
    """
    setting = os.environ.get(SETTING, "").strip().lower() or "auto"
    if setting not in CHOICES:
        hint = suggestion(setting, CHOICES)
        raise InputError(f"{SETTING} is '{setting[:40]}', which is no runtime; {hint}")
    source = model if isinstance(model, bytes) else Path(model)
    if isinstance(source, Path) and not source.is_file():
        raise InputError(f"There is no model {source}: give the path of an .onnx file.")
    if not own:
        return _foreign(source, name, threads, exact=exact)
    first = _OnnxRuntime(source, threads)
    if setting == "openvino":
        return Model(first.ports, _OpenVino(source, threads, exact=exact), f"{SETTING} says so")
    if setting == "onnxruntime":
        return Model(first.ports, first, f"{SETTING} says so")
    if exact:
        return Model(first.ports, first, "its numbers are compared with those of other runs")
    if importlib.util.find_spec("openvino") is None:
        return Model(first.ports, first, "OpenVINO is not installed")
    rival = partial(_OpenVino, source, threads, exact=False)
    return Model(first.ports, first, "OpenVINO is tried at the first run", rival)


def _foreign(source: Path | bytes, name: str, threads: int | None, *, exact: bool) -> Model:
    """A model that anybody may have made. Raises InputError, and MissingExtra, as `open_model`
    does.
    """
    if os.environ.get(SETTING, "").strip().lower() == "openvino":
        _openvino()
    if isinstance(source, Path):
        name, source = str(source), _bytes_of(source)
    try:
        check(source)
    except RefusedError as error:
        raise _broken(name, str(error)) from error
    engine = _Foreign(ForeignModel(source, name, threads=threads, exact=exact))
    return Model(engine.ports, engine, "")


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise _broken(str(path), f"it has {size:,} bytes, and {LARGEST:,} are allowed")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"Cannot read the model {path}: {error.strerror}.") from error


class _Foreign:
    """A model in the process that runs it, where one of the two libraries opened it."""

    def __init__(self, model: ForeignModel) -> None:
        self._model = model
        inputs, outputs = (
            tuple(Port(name, tuple(shape)) for name, shape in side)
            for side in model.header["ports"]
        )
        self.ports = inputs, outputs
        self._runtime = Runtime(*model.header["runtime"])

    def run(self, inputs: Arrays) -> tuple[NDArray[Any], ...]:
        answer = self._model.run(inputs)
        self._runtime = Runtime(*answer.header["runtime"])
        return answer.arrays

    def runtime(self, why: str) -> Runtime:
        """What the process says of it, which knows better than `why`."""
        return self._runtime


class _OnnxRuntime:
    """A model in ONNX Runtime, on the processor."""

    def __init__(self, source: Path | bytes, threads: int | None) -> None:
        """Raises InputError when it is no model."""
        # Its builds report on their use to their maker, unless this is set before they are loaded.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # what it logs below errors is for those who build models
        options.intra_op_num_threads = threads or 0
        try:
            self._session = onnxruntime.InferenceSession(
                source if isinstance(source, bytes) else str(source),
                options,
                providers=["CPUExecutionProvider"],
            )
        except Exception as error:  # its errors have no parent of their own
            raise _broken(_name(source), first_line(error)) from error
        self._version = onnxruntime.__version__
        self.ports = (
            tuple(_port(port) for port in self._session.get_inputs()),
            tuple(_port(port) for port in self._session.get_outputs()),
        )

    def run(self, inputs: Arrays) -> tuple[NDArray[Any], ...]:
        return tuple(self._session.run(None, dict(inputs)))

    def runtime(self, why: str) -> Runtime:
        return Runtime("ONNX Runtime", self._version, "float32", why)


class _OpenVino:
    """A model in OpenVINO, on the processor."""

    def __init__(self, source: Path | bytes, threads: int | None, *, exact: bool) -> None:
        """Raises MissingExtra when it is not installed, InputError when it does not take the
        model.
        """
        package = _openvino()
        core = package.Core()
        able = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._precision: Precision = "bfloat16" if able and not exact else "float32"
        # One run at a time on all threads, or, where a run takes fewer, so many runs side by side.
        processors = os.cpu_count() or 1
        each = min(threads or processors, processors)
        streams = processors // each
        settings = {
            "INFERENCE_PRECISION_HINT": {"bfloat16": "bf16", "float32": "f32"}[self._precision],
            "INFERENCE_NUM_THREADS": streams * each,
            "NUM_STREAMS": streams,
        }
        try:
            self._compiled = core.compile_model(core.read_model(source), "CPU", settings)
        except RuntimeError as error:
            raise _broken(_name(source), first_line(error)) from error
        self._version = package.__version__.partition("-")[0]
        self._requests = threading.local()

    def run(self, inputs: Arrays) -> tuple[NDArray[Any], ...]:
        request = getattr(self._requests, "own", None)
        if request is None:
            request = self._requests.own = self._compiled.create_infer_request()
        found = request.infer(dict(inputs))
        # Copied: the arrays are the request's own, and its next run writes over them.
        return tuple(np.array(found[port]) for port in self._compiled.outputs)

    def runtime(self, why: str) -> Runtime:
        return Runtime("OpenVINO", self._version, self._precision, why)


def _openvino() -> ModuleType:
    """The package. Raises MissingExtra when it is not installed."""
    # It brings a package that counts its users, whose mere import writes a mark of this person into
    # the home folder. OpenVINO does without where that is not installed, and so it looks here.
    counter = "openvino_telemetry"
    hidden = sys.modules.get(counter) is None
    if hidden:
        sys.modules[counter] = None  # type: ignore[assignment] # how Python says: not to be imported
    try:
        import openvino
    except ImportError as error:
        raise MissingExtra(f"{SETTING}=openvino", "openvino") from error
    finally:
        if hidden:
            sys.modules.pop(counter, None)
    return openvino  # type: ignore[no-any-return]


def _port(port: Any) -> Port:
    return Port(
        port.name, tuple(length if isinstance(length, int) else None for length in port.shape)
    )


def _name(source: Path | bytes) -> str:
    return "The model" if isinstance(source, bytes) else f"{source}"


def _broken(name: str, why: str) -> InputError:
    return InputError(f"{name} is not an ONNX model that can be run here ({why}): export it again.")


def first_line(error: BaseException) -> str:
    """What a library says is wrong: of its report the last line, without its own numbers."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = lines[-1] if lines else type(error).__name__
    return _NUMBERS.sub("", said)[:200].rstrip(".")


def _difference(ours: tuple[NDArray[Any], ...], theirs: tuple[NDArray[Any], ...]) -> float:
    """The largest difference of any output, as a share of its largest value."""
    most = 0.0
    for one, other in zip(ours, theirs, strict=True):
        if one.shape != other.shape:
            return np.inf
        if one.size:
            off = np.abs(one.astype(np.float64) - other.astype(np.float64)).max()
            if not np.isfinite(off):
                return np.inf
            most = max(most, float(off / max(np.abs(one).max(), 1e-12)))
    return most


def _timed(ours: _Engine, theirs: _Engine, inputs: Arrays) -> tuple[float, float]:
    """Seconds of a run of each: medians of runs in turn, so that both see the same of what else the
    machine does.
    """
    times: tuple[list[float], list[float]] = ([], [])
    end = time.perf_counter() + _TRIAL
    while not times[1] or (len(times[1]) < _ROUNDS and time.perf_counter() < end):
        for engine, taken in zip((ours, theirs), times, strict=True):
            began = time.perf_counter()
            engine.run(inputs)
            taken.append(time.perf_counter() - began)
    return median(times[0]), median(times[1])
