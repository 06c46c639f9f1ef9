"""The recordings of a studio: records of shows in a folder, and the films that are made of them.

A film is made by `vidol replay`, as a job (vidol.studio.jobs).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from vidol.core.errors import InputError
from vidol.show.live.show import LiveShow
from vidol.studio.jobs import Jobs

_NAME: Final = re.compile(r"show-[0-9]{8}-[0-9]{6}(-[0-9]{1,4})?")
_FILM: Final = "film"

FilmState = Literal["none", "running", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class _Running:
    """A record that was begun."""

    name: str
    since: float
    """On the show's time line."""
    show: LiveShow


@dataclass
class Recordings:
    """The folder and what runs in it."""

    folder: Path
    jobs: Jobs
    _running: _Running | None = None

    def start(self, show: LiveShow) -> str:
        """Begin a record; returns its name. Raises InputError while one runs, OutputError when it
        cannot be written.
        """
        stamp = datetime.now().astimezone().strftime("show-%Y%m%d-%H%M%S")
        name = next(
            n
            for n in (stamp, *(f"{stamp}-{k}" for k in range(1, 1000)))
            if not (self.folder / f"{n}.jsonl").exists()
        )
        show.record(self.folder / f"{name}.jsonl")
        self._running = _Running(name, show.position, show)
        return name

    def stop(self, show: LiveShow) -> str:
        """End the record; returns its name. Raises InputError when there is none, OutputError when
        the disk was too full for its end: what was written before stays.
        """
        self._running = None
        return show.stop_recording().stem

    def running(self) -> tuple[str, float] | None:
        """(name, seconds so far) of the record that runs. A disk that is full ends one too."""
        running = self._running
        if running is None or not running.show.state.recording:
            return None
        return running.name, running.show.position - running.since

    def names(self) -> list[str]:
        """All of them, the newest first."""
        if not self.folder.is_dir():
            return []
        return sorted(
            (path.stem for path in self.folder.glob("show-*.jsonl") if _NAME.fullmatch(path.stem)),
            reverse=True,
        )

    def path(self, name: str) -> Path:
        """The record of a name. Raises InputError when there is none."""
        path = self.folder / f"{name}.jsonl"
        if not _NAME.fullmatch(name) or not path.is_file():
            raise InputError(f"There is no recording '{name[:60]}'.")
        return path

    def film(self, name: str) -> Path:
        """Where its film is, or will be."""
        return self.path(name).with_suffix(".mp4")

    def film_state(self, name: str) -> tuple[FilmState, float, str]:
        """(state, share that is done 0..1, what went wrong)."""
        job = self.jobs.latest(_FILM, name)
        if job and job.state == "running":
            return "running", job.progress or 0.0, ""
        if self.film(name).is_file():
            return "ready", 1.0, ""
        return ("failed", 0.0, job.error) if job and job.state == "failed" else ("none", 0.0, "")

    def make_film(self, name: str, size: tuple[int, int] | None) -> None:
        """Begin to make the film of a record; one at a time. Raises InputError while another is
        being made.
        """
        path = self.path(name)
        if self._is_running(name):
            raise InputError("This recording still runs: stop it first.")
        if self.jobs.running(_FILM):
            raise InputError("A film is being made already: wait until it is done, or stop it.")
        words = ["replay", str(path), "-o", str(path.with_suffix(".mp4")), "--progress-lines"]
        words += ["--size", f"{size[0]}x{size[1]}"] if size else []
        self.jobs.start(_FILM, name, words)

    def stop_film(self, name: str) -> None:
        """Give up a film that is being made. Raises InputError when none is."""
        if not self.jobs.stop(_FILM, name):
            raise InputError(f"No film of '{name[:60]}' is being made.")

    def delete(self, name: str) -> None:
        """Remove a record and its film. Raises InputError while it runs."""
        path = self.path(name)
        if self._is_running(name) or self.film_state(name)[0] == "running":
            raise InputError("This recording is in use: stop it first.")
        for made in (path, path.with_suffix(".mp4"), path.with_suffix(".srt")):
            made.unlink(missing_ok=True)
        self.jobs.forget(_FILM, name)

    def _is_running(self, name: str) -> bool:
        running = self.running()
        return running is not None and running[0] == name
