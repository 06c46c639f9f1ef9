"""Trainings as folders on disk, one for each core at a time; whoever stops them, the same call goes
on.

A task is a folder with task.json (what is to be done), and done.json once it is. Its command gets
the folder as last argument, keeps its own checkpoints there, stops cleanly on SIGTERM and goes on
when it is called again. A lock in the folder, which the command and what it starts hold open, keeps
two of them from working on one task.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import Unfinished

WAIT: Final = 0.5
PATIENCE: Final = 900.0
"""Seconds that a process of an earlier call may go on holding a task: a step of the slowest peer
takes minutes.
"""
ENVIRONMENT: Final = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "KMP_BLOCKTIME": "0",
    "PYTHONUNBUFFERED": "1",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, in its own folder."""

    folder: Path
    command: tuple[str, ...]
    settings: dict[str, Any]
    """What task.json says."""

    @property
    def name(self) -> str:
        return self.folder.name

    def done(self) -> dict[str, Any] | None:
        """What it left behind, when it is done."""
        path = self.folder / "done.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def begin(self) -> None:
        """Make the folder. Raises ValueError when it was begun with other settings."""
        path = self.folder / "task.json"
        if path.exists():
            before = json.loads(path.read_text("utf-8"))
            if before != json.loads(json.dumps(self.settings)):
                other = sorted(
                    key
                    for key in {*before, *self.settings}
                    if before.get(key) != self.settings.get(key)
                )
                raise ValueError(
                    f"{self.folder} was begun with other settings ({', '.join(other)}): remove it,"
                    " or use another --work."
                )
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        written(path, self.settings)


@dataclass(slots=True)
class _Working:
    task: Task
    process: subprocess.Popen[bytes]
    core: int


def finish(
    tasks: Sequence[Task],
    cores: Sequence[int],
    until: float | None,
    tell: Callable[[str], None] = print,
) -> None:
    """Do all `tasks` that are not done, one per core at a time.

    Raises Unfinished when it is `until` (of time.monotonic) before they are; what was at work has
    then stopped at a checkpoint. Raises RuntimeError with the last lines of its output when a task
    fails.
    """
    waiting = [task for task in tasks if task.done() is None]
    for task in waiting:
        task.begin()
    working: list[_Working] = []
    free = list(cores)
    try:
        while waiting or working:
            for one in [one for one in working if one.process.poll() is not None]:
                working.remove(one)
                free.append(one.core)
                if one.task.done() is None:
                    raise RuntimeError(
                        f"{one.task.name} failed ({one.process.returncode}); its output ends"
                        f" with:\n{_tail(one.task.folder / 'output.log')}"
                    )
                tell(f"{one.task.name}: done; {len(waiting)} waiting")
            if until is not None and time.monotonic() >= until:
                raise Unfinished(f"{len(waiting)} trainings wait and {len(working)} are under way")
            while waiting and free:
                task, core = waiting.pop(0), free.pop(0)
                tell(f"{task.name}: on core {core}")
                working.append(_Working(task, _started(task, core), core))
            time.sleep(WAIT)
    finally:
        for one in working:
            one.process.send_signal(signal.SIGTERM)
        for one in working:
            one.process.wait()


def _started(task: Task, core: int) -> subprocess.Popen[bytes]:
    """Start a task's command on a core; it gets SIGTERM when this process dies."""
    with (
        (task.folder / "lock").open("w") as lock,
        (task.folder / "output.log").open("ab") as output,
    ):
        _locked(lock.fileno(), task)
        return subprocess.Popen(
            on((core,), (*task.command, str(task.folder))),
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | ENVIRONMENT,
            # Ctrl-C is for this process, which tells them
            pass_fds=(lock.fileno(),),
            start_new_session=True,
        )


def on(cores: Iterable[int], command: Sequence[str]) -> tuple[str, ...]:
    """A command that runs on these cores alone and is stopped when this process dies."""
    return (
        sys.executable,
        str(Path(__file__).with_name("pinned.py")),
        ",".join(map(str, cores)),
        *command,
    )


def _locked(lock: int, task: Task) -> None:
    begun = time.monotonic()
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() - begun > PATIENCE:
                raise RuntimeError(
                    f"{task.name} is still being worked on by another process: wait for it, or"
                    " end it."
                ) from None
            time.sleep(WAIT)
        else:
            return


def _tail(path: Path, lines: int = 12) -> str:
    return (
        "\n".join(path.read_text("utf-8", errors="replace").splitlines()[-lines:])
        if path.exists()
        else ""
    )


def written(path: Path, what: Any) -> None:
    """A JSON file that is whole or not there."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(what, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path)
