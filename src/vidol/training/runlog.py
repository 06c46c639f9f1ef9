"""What a run tells: one event a line in log.jsonl, which the terminal, the studio and anyone's
plots read; and TensorBoard or W&B beside it.

{"event": "begin",   "time": ..., "settings": {...}, "forecast": {...}}
{"event": "curve",   "time": ..., "pictures": 1600, "seconds": 41.2, "values": {"generator": 0.7,
...}}
{"event": "samples", "time": ..., "pictures": 2000, "file": "samples/0000002000.png"}   and "film"
where there is one
{"event": "metrics", "time": ..., "pictures": 10000, "values": {"diversity": 0.93, ...}}
{"event": "notice",  "time": ..., "pictures": 10000, "level": "warning", "text": "..."}
{"event": "end",     "time": ..., "pictures": 50000, "why": "finished"}
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from vidol.core.arrays import U8
from vidol.core.errors import MissingExtra, OutputError


class Sink(Protocol):
    """Somewhere else that curves and samples go."""

    def curve(self, pictures: int, values: Mapping[str, float]) -> None: ...
    def samples(self, pictures: int, grid: U8) -> None: ...
    def close(self) -> None: ...


class RunLog:
    """The log of a run, appended to when the run goes on."""

    def __init__(self, folder: Path, sinks: tuple[Sink, ...] = ()) -> None:
        self.path = folder / "log.jsonl"
        self._sinks = sinks
        if self.path.exists():
            _mend(self.path)
        self._stream = self.path.open("a", encoding="utf-8")

    def write(self, event: str, **fields: Any) -> None:
        """Add an event. Raises OutputError when the disk is full."""
        try:
            self._stream.write(
                json.dumps(
                    {"event": event, "time": round(time.time(), 3), **fields}, ensure_ascii=False
                )
                + "\n"
            )
            self._stream.flush()
        except OSError as error:
            raise OutputError(
                f"The log {self.path} cannot be written: {error.strerror}."
            ) from error
        if event in ("curve", "metrics"):
            for sink in self._sinks:
                sink.curve(fields["pictures"], fields["values"])

    def samples(self, pictures: int, file: str, grid: U8, film: str = "") -> None:
        """Add samples that were written to `file`, and show them, (H, W, 3), wherever else the log
        goes.
        """
        self.write("samples", pictures=pictures, file=file, **({"film": film} if film else {}))
        for sink in self._sinks:
            sink.samples(pictures, grid)

    def close(self) -> None:
        """Close it and the sinks."""
        self._stream.close()
        for sink in self._sinks:
            sink.close()


def events(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a log; one that is being written, or was torn, is left out."""
    with (
        contextlib.suppress(FileNotFoundError),
        path.open(encoding="utf-8", errors="replace") as lines,
    ):
        for line in lines:
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict) and "event" in event:
                    yield event


def tensorboard(folder: Path) -> Sink:
    """Curves and samples for TensorBoard, in `folder`. Raises MissingExtra where it is not
    installed.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise MissingExtra("TensorBoard's curves", "train") from error

    class Board:
        def __init__(self) -> None:
            self._writer = SummaryWriter(str(folder), flush_secs=30)

        def curve(self, pictures: int, values: Mapping[str, float]) -> None:
            for name, value in values.items():
                self._writer.add_scalar(name, value, pictures)

        def samples(self, pictures: int, grid: U8) -> None:
            self._writer.add_image("samples", grid, pictures, dataformats="HWC")

        def close(self) -> None:
            self._writer.close()

    return Board()


def weights_and_biases(project: str, settings: Mapping[str, Any]) -> Sink:
    """Curves and samples for Weights & Biases, under the account that `wandb login` stored. Raises
    MissingExtra where the package is missing.
    """
    try:
        import wandb
    except ImportError as error:
        raise MissingExtra("Weights & Biases", "wandb") from error

    class Run:
        def __init__(self) -> None:
            self._run = wandb.init(project=project, config=dict(settings))

        def curve(self, pictures: int, values: Mapping[str, float]) -> None:
            self._run.log(dict(values), step=pictures)

        def samples(self, pictures: int, grid: U8) -> None:
            self._run.log({"samples": wandb.Image(grid)}, step=pictures)

        def close(self) -> None:
            self._run.finish()

    return Run()


def _mend(path: Path) -> None:
    """End a line that a crash tore, so that the next one stands by itself."""
    with path.open("rb+") as stream:
        stream.seek(0, 2)
        if stream.tell():
            stream.seek(-1, 2)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
