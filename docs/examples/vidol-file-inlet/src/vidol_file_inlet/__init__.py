"""A platform for vidol where viewers write into a text file: the smallest complete inlet, to start
your own from (vidol.audience.inlet).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from vidol.audience.message import Author, Message


class FileInlet:
    """Every line that is added to the file ``target`` is a message, as ``name: text``."""

    def __init__(self, target: str) -> None:
        self._path, self._open = Path(target), True

    async def messages(self) -> AsyncIterator[Message]:
        """What is added from now on. A file that is not there (an OSError) is tried again."""
        with self._path.open(encoding="utf-8", errors="replace") as file:
            file.seek(0, 2)
            line = ""
            while self._open:
                line += file.readline()
                if line.endswith("\n"):
                    name, _, text = line.partition(": ")
                    yield Message(platform="file", author=Author(name=name), text=text)
                    line = ""
                else:
                    await asyncio.sleep(0.1)

    async def close(self) -> None:
        """End `messages`."""
        self._open = False
