"""Routes: recordings and their films."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from vidol.core.errors import InputError
from vidol.show.live.show import LiveShow
from vidol.studio.languages import Said
from vidol.studio.models import Sent
from vidol.studio.recordings import Recordings


class Film(BaseModel):
    state: Literal["none", "running", "ready", "failed"]
    progress: float
    bytes: int = 0
    error: Said = ""


class Recording(BaseModel):
    name: str
    started: float = Field(description="Seconds since 1970.")
    seconds: float
    bytes: int
    recording: bool
    film: Film


class RecordingList(BaseModel):
    recordings: list[Recording]


class Named(BaseModel):
    name: str


class FilmWanted(Sent):
    """How the film is to be."""

    size: Annotated[str, Field(pattern=r"^\d{2,4}x\d{2,4}$")] | None = Field(
        default=None, examples=["1280x720"]
    )


def routes(recordings: Recordings, show: LiveShow) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["recordings"])

    @router.get("/api/recordings", summary="All recordings, the newest first")
    async def every() -> RecordingList:
        return await asyncio.to_thread(lambda: RecordingList(recordings=list(_views(recordings))))

    @router.post("/api/recordings", summary="Begin to record the show")
    async def start() -> Named:
        return Named(name=recordings.start(show))

    @router.post("/api/recordings/stop", summary="End the recording")
    async def stop() -> Named:
        return Named(name=recordings.stop(show))

    @router.get(
        "/api/recordings/{name}",
        summary="Download a record, show.jsonl",
        response_class=FileResponse,
    )
    async def download(name: str) -> FileResponse:
        return FileResponse(
            recordings.path(name), media_type="application/jsonl", filename=f"{name}.jsonl"
        )

    @router.delete(
        "/api/recordings/{name}", summary="Delete a recording and its film", status_code=204
    )
    async def delete(name: str) -> None:
        recordings.delete(name)

    @router.post("/api/recordings/{name}/film", summary="Make its film", status_code=202)
    async def make(name: str, wanted: FilmWanted | None = None) -> Recording:
        """It is made beside the show, with little priority; `film.progress` of the list tells how
        far it is.
        """
        size = None
        if wanted and wanted.size:
            width, height = map(int, wanted.size.split("x"))
            size = width, height
        recordings.make_film(name, size)
        return _view(recordings, name)

    @router.post("/api/recordings/{name}/film/stop", summary="Give its film up", status_code=204)
    async def give_up(name: str) -> None:
        recordings.stop_film(name)

    @router.get(
        "/api/recordings/{name}/film",
        summary="Watch or download its film",
        response_class=FileResponse,
    )
    async def film(name: str, download: bool = False) -> FileResponse:
        path = recordings.film(name)
        if not path.is_file():
            raise InputError(f"There is no film of '{name}' yet: make one first.")
        return FileResponse(
            path,
            media_type="video/mp4",
            filename=path.name,
            content_disposition_type="attachment" if download else "inline",
        )

    return router


def _views(recordings: Recordings) -> Iterator[Recording]:
    """All that are still there; one that was deleted meanwhile is no reason to show none."""
    for name in recordings.names():
        with contextlib.suppress(InputError, OSError):
            yield _view(recordings, name)


def _view(recordings: Recordings, name: str) -> Recording:
    path = recordings.path(name)
    running = recordings.running()
    current = running is not None and running[0] == name
    state, progress, error = recordings.film_state(name)
    status = path.stat()
    started = _started(name, status.st_mtime)
    return Recording(
        name=name,
        started=started,
        seconds=running[1] if running and current else max(0.0, status.st_mtime - started),
        bytes=status.st_size,
        recording=current,
        film=Film(
            state=state,
            progress=progress,
            bytes=_size(path.with_suffix(".mp4")) if state == "ready" else 0,
            error=error,
        ),
    )


def _started(name: str, changed: float) -> float:
    """When a record began, by its name; by its file where someone gave it another name."""
    with contextlib.suppress(ValueError, OverflowError, OSError):
        return datetime.strptime(name[5:20], "%Y%m%d-%H%M%S").astimezone().timestamp()
    return changed


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
