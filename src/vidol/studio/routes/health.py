"""Routes: what can be seen of the show, and how it goes."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache, partial
from typing import Annotated, Final, Literal

import numpy as np
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from vidol.core.version import __version__
from vidol.media.labels import Label
from vidol.media.stills import still
from vidol.show.live.conversation import latency
from vidol.show.live.show import LiveShow
from vidol.show.messages import State, Turn
from vidol.show.outputs import OutputHealth
from vidol.show.picture.scenes import BACKGROUNDS, paint
from vidol.studio.drawing import Shared, drawn
from vidol.studio.history import History, Second, memory_mb
from vidol.studio.messages import Stats
from vidol.studio.sockets import Sockets

STILLS: Final = 10.0
"""Pictures of the moment that are drawn a second, whoever asks."""


class Turns(BaseModel):
    turns: list[Turn]


class LastMinutes(BaseModel):
    """The last ten minutes, second by second, and what pages report of themselves."""

    seconds: list[Second]
    pages: list[Stats]


class Healthy(BaseModel):
    status: Literal["ok"]
    version: str
    character: str
    state: State
    position: float
    uptime: float
    frames: int
    drawn: int
    dropped: int
    draw_ms: float
    late_ms: float
    memory_mb: float
    outputs: list[OutputHealth]


def routes(show: LiveShow, history: History, sockets: Sockets) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["show"])
    frames = Shared(partial(_still, show), STILLS)

    @router.get(
        "/api/frame.png",
        tags=["show"],
        summary="The picture of this moment",
        response_class=Response,
        responses={200: {"content": {"image/png": {}}}},
    )
    async def frame() -> Response:
        """PNG with a transparent background, labelled as generated; the same for all who ask in a
        tenth of a second.
        """
        return Response(
            await frames.get(),
            media_type="image/png",
            headers={"cache-control": "no-store"},
        )

    @router.get(
        "/api/background.jpg",
        tags=["show"],
        summary="The place of the show",
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}}},
    )
    async def background(
        width: Annotated[int, Query(ge=16, le=3840)] = 1280,
        height: Annotated[int, Query(ge=16, le=2160)] = 720,
        name: str | None = None,
    ) -> Response:
        """The background without the character, to be laid behind the pictures of the socket."""
        chosen = name if name in BACKGROUNDS else show.state.background
        data = await drawn(partial(_painted, chosen, width, height))
        return Response(data, media_type="image/jpeg", headers={"cache-control": "no-store"})

    @router.get("/api/turns", summary="The last turns with their latencies")
    async def turns() -> Turns:
        return Turns(turns=await history.turns())

    @router.get("/api/stats", summary="The last ten minutes, for graphs")
    async def stats() -> LastMinutes:
        pages = [viewer.stats for viewer in sockets.viewers if viewer.stats]
        return LastMinutes(seconds=await history.seconds(), pages=pages)

    @router.get("/api/health", summary="Whether all is well")
    async def health() -> Healthy:
        return Healthy(
            status="ok",
            version=__version__,
            character=show.character.name,
            state=show.state,
            position=show.position,
            memory_mb=round(memory_mb(), 1),
            **asdict(show.health()),
        )

    @router.get(
        "/metrics",
        summary="The same for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {}}}},
    )
    async def metrics() -> Response:
        return Response(_prometheus(show), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


async def _still(show: LiveShow) -> bytes:
    rgba = await show.still()
    label = Label(visible=show.label.said)
    return await drawn(partial(still, rgba, ".png", label=label))


@lru_cache(maxsize=8)
def _painted(name: str, width: int, height: int) -> bytes:
    return still(paint(name, width, height), ".jpg", label=Label())


def _prometheus(show: LiveShow) -> str:
    """The text exposition format, version 0.0.4."""
    health = show.health()
    latencies = [ms for turn in show.turns if (ms := latency(turn)) is not None]
    rows = [
        ("vidol_uptime_seconds", "gauge", "Since the show began.", round(health.uptime, 3)),
        ("vidol_frames_total", "counter", "Frames of the show.", health.frames),
        (
            "vidol_pictures_drawn_total",
            "counter",
            "Pictures drawn and encoded, each once for all viewers.",
            health.drawn,
        ),
        (
            "vidol_pictures_dropped_total",
            "counter",
            "Pictures left out because drawing was behind.",
            health.dropped,
        ),
        (
            "vidol_draw_milliseconds",
            "gauge",
            "Drawing and encoding a picture, mean of the last seconds.",
            health.draw_ms,
        ),
        (
            "vidol_tick_late_milliseconds",
            "gauge",
            "Lateness of ticks, 99th percentile of the last minute.",
            health.late_ms,
        ),
        ("vidol_viewers", "gauge", "Viewers that are connected.", show.state.viewers),
        ("vidol_turns_waiting", "gauge", "Turns in the queue.", show.state.waiting),
        ("vidol_resident_memory_bytes", "gauge", "Of this process.", round(memory_mb() * 1e6)),
    ]
    lines = [
        f"# HELP {name} {text}\n# TYPE {name} {kind}\n{name} {value}"
        for name, kind, text, value in rows
    ]
    name = "vidol_answer_milliseconds"
    lines.append(
        f"# HELP {name} From a question to the first audible sample of the answer; quantiles of the"
        f" last thousand turns.\n# TYPE {name} summary"
    )
    if latencies:
        lines += [
            f'{name}{{quantile="{q}"}} {float(np.quantile(latencies, q)):.1f}'
            for q in (0.5, 0.95, 0.99)
        ]
    answers = show.answers
    lines += [f"{name}_sum {answers.milliseconds:.1f}", f"{name}_count {answers.count}"]
    return "\n".join(lines) + "\n"
