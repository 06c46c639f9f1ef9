"""Long work beside the show: films, trainings, datasets. A job is a vidol command in a process of
its own, with little priority, so that the show keeps its pace and the work outlives no studio
unasked.

A command that can say how far it is writes lines with a number from 0 to 1 to its standard output.
What went wrong are its last words on standard error. What it made lies in files, and those who
began a job look there first; a job is only how the files come about.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import BaseModel, Field

from vidol.studio.languages import Said
from vidol.studio.store import Latest, Store

JobState = Literal["running", "done", "stopped", "failed"]

KEPT: Final = 100
"""Jobs that are told of, the latest."""
CLOSING_SECONDS: Final = 30
"""What jobs have to end after they were told to, before they are killed."""
_NICE: Final = 10
_WORDS: Final = 8192
"""Bytes of standard error that are kept, from its end."""
_INTERRUPTED: Final = 130  # how vidol ends after SIGINT


class Job(BaseModel):
    """One job."""

    name: str
    kind: str = Field(examples=["film", "training", "dataset"])
    subject: str = Field(description="What it is about: the recording or the model.")
    state: JobState
    progress: float | None = Field(description="From 0 to 1; null where nobody knows.")
    error: Said = Field(description='What went wrong, "" where nothing did.')
    started: float = Field(description="Seconds since 1970.")
    ended: float | None


@dataclass(slots=True)
class _Process:
    """What stands behind a job that runs."""

    job: Job
    command: Sequence[str]
    process: asyncio.subprocess.Process | None = None
    stopping: bool = False
    signalled: bool = False
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    def stop(self) -> None:
        """Interrupt it, or let it be interrupted as soon as it has begun."""
        self.stopping = True
        if self.process is not None and not self.signalled:
            self.signalled = True  # a second interrupt would break it in the middle
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGINT)


class Jobs:
    """All jobs of a studio."""

    def __init__(self, store: Store) -> None:
        self._kept = Latest(store, "jobs", KEPT)
        self._running: dict[str, _Process] = {}
        self._latest: dict[tuple[str, str], Job] = {}

    async def begin(self) -> None:
        """Say of jobs that a studio before this one left running that they were cut off."""
        for record in await self._kept.all():
            job = Job(**record)
            if job.state == "running":
                cut = {"state": "failed", "error": "The studio ended before it.", "ended": None}
                await self._kept.put(job.name, record | cut)

    def start(self, kind: str, subject: str, words: Sequence[str]) -> Job:
        """Run `vidol WORDS...`."""
        now = time.time()
        job = Job(
            name=f"{now:017.6f}-{secrets.token_hex(3)}",
            kind=kind,
            subject=subject,
            state="running",
            progress=None,
            error="",
            started=now,
            ended=None,
        )
        command = (*_gently(), sys.executable, "-m", "vidol.cli.main", *words)
        work = self._running[job.name] = _Process(job, command)
        self._latest[kind, subject] = job
        work.task = asyncio.get_running_loop().create_task(self._run(work))
        return job

    def running(self, kind: str) -> Job | None:
        """The job of a kind that runs."""
        return next((work.job for work in self._running.values() if work.job.kind == kind), None)

    def latest(self, kind: str, subject: str) -> Job | None:
        """The last job of this studio about something; those of studios before have left files."""
        return self._latest.get((kind, subject))

    def forget(self, kind: str, subject: str) -> None:
        """What it was about is gone."""
        self._latest.pop((kind, subject), None)

    def subjects(self, kind: str) -> list[str]:
        """What the jobs of this studio are or were about, the oldest first."""
        return [subject for known, subject in self._latest if known == kind]

    def stop(self, kind: str, subject: str) -> bool:
        """Interrupt a job, as Ctrl-C would; returns whether it ran."""
        job = self.latest(kind, subject)
        if job is None or job.name not in self._running:
            return False
        self._running[job.name].stop()
        return True

    async def ended(self, kind: str, subject: str) -> None:
        """Interrupt a job where it runs, and wait until it has ended."""
        job = self.latest(kind, subject)
        work = self._running.get(job.name) if job else None
        if work is not None and work.task is not None:
            work.stop()
            await asyncio.wait([work.task], timeout=CLOSING_SECONDS)

    async def every(self) -> list[Job]:
        """The latest jobs, the newest first."""
        known = {record["name"]: Job(**record) for record in await self._kept.all()}
        known |= {name: work.job for name, work in self._running.items()}
        return sorted(known.values(), key=lambda job: job.name, reverse=True)

    async def close(self) -> None:
        """Interrupt what runs and wait for it; what does not end is killed."""
        tasks = [work.task for work in self._running.values() if work.task]
        for work in self._running.values():
            work.stop()
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, work: _Process) -> None:
        job = work.job
        await self._kept.put(job.name, job.model_dump())
        try:
            code, words = await _done(work)
            stopped = work.stopping or code == _INTERRUPTED
            job.state = "done" if code == 0 else "stopped" if stopped else "failed"
            if job.state == "failed":
                job.error = words or f"The command ended with code {code} and said nothing."
        except OSError as error:
            job.state, job.error = "failed", f"The command could not be run: {error.strerror}."
        except asyncio.CancelledError:
            job.state, job.error = "failed", "It did not end when it was told to."
            raise
        finally:
            job.ended = time.time()
            del self._running[job.name]
            await self._kept.put(job.name, job.model_dump())


async def _done(work: _Process) -> tuple[int, str]:
    """Run the command to its end; returns its code and its last words."""
    pipe = asyncio.subprocess.PIPE
    # In a session of its own: Ctrl-C in the terminal, or closing it, is for the studio, which lets
    # it end well.
    process = await asyncio.create_subprocess_exec(
        *work.command, stdout=pipe, stderr=pipe, start_new_session=True
    )
    work.process = process
    assert process.stdout is not None
    assert process.stderr is not None
    if work.stopping:
        work.stop()
    try:
        _, said = await asyncio.gather(_follow(process.stdout, work.job), _end_of(process.stderr))
        return await process.wait(), _last_words(said)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _follow(stream: asyncio.StreamReader, job: Job) -> None:
    """Note how far a job is, from the lines that are numbers."""
    rest = b""
    while chunk := await stream.read(_WORDS):
        *lines, rest = (rest + chunk).split(b"\n")
        rest = rest[-_WORDS:]
        for line in lines:
            with contextlib.suppress(ValueError):
                job.progress = min(1.0, max(0.0, float(line)))


async def _end_of(stream: asyncio.StreamReader) -> bytes:
    """The last bytes of a stream; it is read to its end, so that nobody waits for room in it."""
    held = b""
    while chunk := await stream.read(_WORDS):
        held = (held + chunk)[-_WORDS:]
    return held


def _last_words(said: bytes) -> str:
    """The sentence of vidol's last error, without one the end of what was said."""
    text = said.decode(errors="replace").strip()
    sentences = [line for line in text.splitlines() if line.startswith("vidol:")]
    return sentences[-1].removeprefix("vidol:").strip() if sentences else text[-500:]


def _gently() -> list[str]:
    """What stands before a command that is to yield to the show."""
    nice = shutil.which("nice")
    return [nice, "-n", str(_NICE)] if nice else []
