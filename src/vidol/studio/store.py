"""Where the studio keeps what it would otherwise hold in memory: named JSON records in collections.

A store is anything with the four methods of `Store`; `MemoryStore` forgets everything when the
studio ends. Which collections there are is the business of those who keep something: sessions
(vidol.studio.sessions), turns and seconds (vidol.studio.history), jobs (vidol.studio.jobs). What
has a file format of its own (bundles, records, runs, ratings) stays in files and is not kept here.
"""

from __future__ import annotations

import json
from collections import deque
from typing import Any, Protocol

Record = dict[str, Any]
"""A JSON object: what `json.dumps` writes and reads back the same."""


class Store(Protocol):
    """Records by collection and name. Each call happens whole or not at all, whoever calls
    meanwhile; what is given and returned is the caller's to change. Raises OutputError where a
    record cannot be kept. `vidol.testing.stores.check_store` checks that something is a store.
    """

    async def get(self, collection: str, name: str) -> Record | None:
        """A record, None when there is none."""
        ...

    async def put(self, collection: str, name: str, record: Record) -> None:
        """Keep a record, in the place of one of the same name. Raises TypeError or ValueError for
        what is no JSON, and then changes nothing.
        """
        ...

    async def list(self, collection: str, last: int | None = None) -> list[tuple[str, Record]]:
        """Names and records of a collection in the order of their names (by code points); with
        `last`, that many from the end.
        """
        ...

    async def delete(self, collection: str, name: str) -> bool:
        """Forget a record; returns whether there was one."""
        ...


class MemoryStore:
    """A store that lasts as long as the process."""

    def __init__(self) -> None:
        self._collections: dict[str, dict[str, str]] = {}

    async def get(self, collection: str, name: str) -> Record | None:
        """A record, None when there is none."""
        text = self._collections.get(collection, {}).get(name)
        return None if text is None else _read(text)

    async def put(self, collection: str, name: str, record: Record) -> None:
        """Keep a record. Raises TypeError or ValueError for what is no JSON."""
        text = json.dumps(record, ensure_ascii=False, allow_nan=False)
        self._collections.setdefault(collection, {})[name] = text

    async def list(self, collection: str, last: int | None = None) -> list[tuple[str, Record]]:
        """Names and records in the order of their names."""
        held = self._collections.get(collection, {})
        names = sorted(held)
        if last is not None:
            names = names[max(0, len(names) - last) :]
        return [(name, _read(held[name])) for name in names]

    async def delete(self, collection: str, name: str) -> bool:
        """Forget a record."""
        return self._collections.get(collection, {}).pop(name, None) is not None


class Latest:
    """The latest records of a collection, whose names grow: so many are kept."""

    def __init__(self, store: Store, collection: str, most: int) -> None:
        self._store, self._collection, self._most = store, collection, most
        self._names: deque[str] | None = None

    async def put(self, name: str, record: Record) -> None:
        """Keep a record; the oldest goes when there are too many."""
        if self._names is None:  # those that are there from before
            self._names = deque(known for known, _ in await self._store.list(self._collection))
        await self._store.put(self._collection, name, record)
        if name not in self._names:
            self._names.append(name)
        while len(self._names) > self._most:
            await self._store.delete(self._collection, self._names.popleft())

    async def all(self) -> list[Record]:
        """All of them, the oldest first."""
        return [record for _, record in await self._store.list(self._collection, self._most)]


def _read(text: str) -> Record:
    record: Record = json.loads(text)
    return record
