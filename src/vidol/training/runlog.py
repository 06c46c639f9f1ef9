"""The log of a run: its events (vidol.training.events), appended line by line; and TensorBoard or
Weights & Biases beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vidol.core.arrays import F32, U8
from vidol.core.errors import MissingExtra, OutputError
from vidol.training.events import Curve, Event, Metrics
from vidol.training.samples import Board


class RunLog:
    """The log of a run, appended to when the run goes on."""

    def __init__(self, folder: Path, boards: Sequence[Board] = ()) -> None:
        self.path, self.boards = folder / "log.jsonl", boards
        if self.path.exists():
            _mend(self.path)
        self._stream = self.path.open("a", encoding="utf-8")

    def write(self, event: Event) -> None:
        """Add an event. Raises OutputError when the disk is full."""
        try:
            self._stream.write(json.dumps(event.as_json(), ensure_ascii=False) + "\n")
            self._stream.flush()
        except OSError as error:
            raise OutputError(
                f"The log {self.path} cannot be written: {error.strerror}."
            ) from error
        if isinstance(event, Curve | Metrics):
            for board in self.boards:
                board.curve(event.items, event.values)

    def close(self) -> None:
        """Close it and the boards."""
        self._stream.close()
        for board in self.boards:
            board.close()


def tensorboard(folder: Path) -> Board:
    """Curves and samples for TensorBoard, in `folder`. Raises MissingExtra where it is not
    installed.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise MissingExtra("TensorBoard's curves", "train") from error

    class TensorBoard:
        def __init__(self) -> None:
            self._writer = SummaryWriter(str(folder), flush_secs=30)

        def curve(self, items: int, values: Mapping[str, float]) -> None:
            for name, value in values.items():
                self._writer.add_scalar(name, value, items)

        def picture(self, items: int, name: str, picture: U8) -> None:
            self._writer.add_image(name, picture, items, dataformats="HWC")

        def sound(self, items: int, name: str, pcm: F32, rate: int) -> None:
            self._writer.add_audio(name, pcm[None], items, sample_rate=rate)

        def close(self) -> None:
            self._writer.close()

    return TensorBoard()


def weights_and_biases(project: str, settings: Mapping[str, Any]) -> Board:
    """Curves and samples for Weights & Biases, under the account that `wandb login` stored. Raises
    MissingExtra where the package is missing.
    """
    try:
        import wandb
    except ImportError as error:
        raise MissingExtra("Weights & Biases", "wandb") from error

    class Wandb:
        def __init__(self) -> None:
            self._run = wandb.init(project=project, config=dict(settings))

        def curve(self, items: int, values: Mapping[str, float]) -> None:
            self._run.log(dict(values), step=items)

        def picture(self, items: int, name: str, picture: U8) -> None:
            self._run.log({name: wandb.Image(picture)}, step=items)

        def sound(self, items: int, name: str, pcm: F32, rate: int) -> None:
            self._run.log({name: wandb.Audio(pcm, sample_rate=rate)}, step=items)

        def close(self) -> None:
            self._run.finish()

    return Wandb()


def _mend(path: Path) -> None:
    """End a line that a crash tore, so that the next one stands by itself."""
    with path.open("rb+") as stream:
        stream.seek(0, 2)
        if stream.tell():
            stream.seek(-1, 2)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
