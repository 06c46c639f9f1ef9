"""Stores: ours keeps the protocol, and the check of it notices stores that do not."""

from __future__ import annotations

import json

import pytest

from vidol.studio.store import Latest, MemoryStore
from vidol.testing.stores import check_store


async def test_the_store_in_memory_is_a_store() -> None:
    store = MemoryStore()
    await check_store(store)
    assert await store.list("check") == []


class Keeps(MemoryStore):
    """Hands out what it was handed."""

    def __init__(self) -> None:
        super().__init__()
        self.held = {}

    async def put(self, collection, name, record) -> None:
        json.dumps(record, allow_nan=False)
        self.held.setdefault(collection, {})[name] = record

    async def get(self, collection, name):
        return self.held.get(collection, {}).get(name)

    async def list(self, collection, last=None):
        found = sorted(self.held.get(collection, {}).items())
        return found if last is None else found[max(0, len(found) - last) :]

    async def delete(self, collection, name) -> bool:
        return self.held.get(collection, {}).pop(name, None) is not None


class Merges(MemoryStore):
    async def put(self, collection, name, record) -> None:
        before = await self.get(collection, name) or {}
        await super().put(collection, name, before | record)


class OneCollection(MemoryStore):
    async def put(self, collection, name, record) -> None:
        await super().put("all", name, record)

    async def get(self, collection, name):
        return await super().get("all", name)

    async def list(self, collection, last=None):
        return await super().list("all", last)

    async def delete(self, collection, name) -> bool:
        return await super().delete("all", name)


class AsWritten(MemoryStore):
    async def list(self, collection, last=None):
        found = [(name, json.loads(t)) for name, t in self._collections.get(collection, {}).items()]
        return found if last is None else found[max(0, len(found) - last) :]


@pytest.mark.parametrize(
    ("store", "fault"),
    [
        (Keeps, "is the caller's|stays the caller's"),
        (Merges, "replace the whole"),
        (OneCollection, "must not mix"),
        (AsWritten, "code points"),
    ],
)
async def test_a_store_that_does_otherwise_is_noticed(store, fault) -> None:
    with pytest.raises(AssertionError, match=fault):
        await check_store(store())


async def test_the_latest_are_kept_and_those_from_before_are_counted() -> None:
    store = MemoryStore()
    for k in range(3):
        await Latest(store, "turns", 4).put(f"{k:03}", {"k": k})
    latest = Latest(store, "turns", 4)
    for k in range(3, 6):
        await latest.put(f"{k:03}", {"k": k})
    await latest.put("005", {"k": 50})
    assert [record["k"] for record in await latest.all()] == [2, 3, 4, 50]
    assert len(await store.list("turns")) == 4
