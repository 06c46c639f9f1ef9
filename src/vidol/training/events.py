"""What a run tells, as models: one event a line in its log.jsonl, which the terminal, the studio
and anyone's plots read.

{"event": "begin",   "time": ..., "items": 0, "settings": {...}, "forecast": {...}}
{"event": "curve",   "time": ..., "items": 1600, "seconds": 41.2, "values": {"generator": 0.7}}
{"event": "samples", "time": ..., "items": 2000, "file": "samples/0000002000.png"}   and "film",
"sound" or "motion" where there is one
{"event": "metrics", "time": ..., "items": 8000, "values": {"score": 0.93, ...}}
{"event": "notice",  "time": ..., "items": 8000, "level": "warning", "text": "..."}
{"event": "end",     "time": ..., "items": 50000, "why": "finished"}

`items` are pictures, sounds, motions: what the run is fed with, as seen so far. Every event says
the same number as `pictures` again, its name when there were no other runs, for pages and scripts.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    computed_field,
    model_validator,
)
from pydantic_core import from_json

from vidol.core.errors import InputError
from vidol.core.files import regular

LONGEST_LINE: Final = 4 << 20
"""Characters of a line of a log that is read as one."""

Why = Literal["finished", "interrupted", "stopped", "broken"]


class Event(BaseModel):
    """A line of a log. What a later version adds is kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    event: str
    time: float = Field(default_factory=lambda: round(time.time(), 3))
    """Seconds since 1970."""
    items: int = Field(default=0, ge=0)
    """Seen so far."""

    @model_validator(mode="before")
    @classmethod
    def _as_it_is_called_today(cls, line: Any) -> Any:
        if not isinstance(line, dict) or "pictures" not in line:
            return line
        rest = {name: value for name, value in line.items() if name != "pictures"}
        return {"items": line["pictures"], **rest}

    @computed_field(description="The same as `items`.")  # type: ignore[prop-decorator]
    @property
    def pictures(self) -> int:
        return self.items

    def as_json(self) -> dict[str, Any]:
        """As it stands in the log."""
        return self.model_dump(mode="json", exclude_none=True)


class Forecasted(BaseModel):
    """What a run was going to cost."""

    seconds_per_1000: float
    """Items, training alone."""
    memory_mb: float


class Begin(Event):
    """A run begins, or goes on."""

    event: Literal["begin"] = "begin"
    settings: dict[str, Any]
    forecast: Forecasted | None = None


class Curve(Event):
    """Means since the last one."""

    event: Literal["curve"] = "curve"
    seconds: float
    """Of training."""
    values: dict[str, float]


class Samples(Event):
    """What it makes now, in files below the folder of the run."""

    event: Literal["samples"] = "samples"
    file: str
    """A picture of it, of sound and motion too."""
    film: str | None = None
    """Below the folder of the model."""
    sound: str | None = None
    motion: str | None = None


class Metrics(Event):
    """An evaluation; `score` among the values, lower is better."""

    event: Literal["metrics"] = "metrics"
    values: dict[str, float]


class Notice(Event):
    """Something that a person should know."""

    event: Literal["notice"] = "notice"
    level: Literal["warning", "error"]
    text: str


class End(Event):
    """A run is over; the same log may go on with another one."""

    event: Literal["end"] = "end"
    why: Why


RunEvent = Annotated[Begin | Curve | Samples | Metrics | Notice | End, Field(discriminator="event")]
"""Any of those that this vidol knows."""
_KINDS: Final[dict[str, type[Event]]] = {
    "begin": Begin,
    "curve": Curve,
    "samples": Samples,
    "metrics": Metrics,
    "notice": Notice,
    "end": End,
}


def read(path: Path) -> Iterator[Event]:
    """The events of a log, old ones and those of a later version's kinds among them. Lines that are
    being written, were torn, or are no events of any version are left out; a log that is not there,
    or cannot be read, has none.
    """
    with (
        contextlib.suppress(OSError, InputError),
        regular(path).open(encoding="utf-8", errors="replace") as lines,
    ):
        while line := lines.readline(LONGEST_LINE):
            # pydantic's parser, not Python's: of what it reads everything can be written again
            with contextlib.suppress(ValueError):
                said = from_json(line)
                kind = said.get("event") if isinstance(said, dict) else None
                if isinstance(kind, str):
                    yield _KINDS.get(kind, Event).model_validate(said)
