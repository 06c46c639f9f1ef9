"""Whether something is a store (vidol.studio.store)."""

from __future__ import annotations

import asyncio
from typing import Final

from vidol.studio.store import Record, Store

_ANYTHING: Final[Record] = {
    "text": '未来 ✨ \U0001f3a4 "quoted" \\ \n\t',
    "whole": 2**53,
    "negative": -1,
    "part": 0.1,
    "nothing": None,
    "flags": [True, False],
    "deep": {"": {"empty": [], "object": {}}},
}
_NAMES: Final = ("a", "B", "a b", "a/b", "../a", "名前", "é", "\U0001f3a4", "0" * 200, "%", "'; --")


async def check_store(store: Store) -> None:
    """Check that an empty store keeps the protocol; nothing is left in it. Raises AssertionError
    with what it does otherwise.
    """
    await _check_one(store)
    await _check_names(store)
    await _check_separation(store)
    await _check_whole(store)


async def _check_one(store: Store) -> None:
    assert await store.get("check", "a") is None, "get of what is not there must be None"
    assert await store.list("check") == [], "a collection that nobody wrote to must be empty"
    assert await store.delete("check", "a") is False, "delete of what is not there must be False"
    await store.put("check", "a", _ANYTHING)
    assert await store.get("check", "a") == _ANYTHING, "a record must come back the same"
    await store.put("check", "a", {"n": 1})
    assert await store.get("check", "a") == {"n": 1}, "put must replace the whole record"
    for nothing in ({"n": float("nan")}, {"n": object()}):
        assert await _refuses(store, nothing), "what is no JSON must be refused"
    assert await store.get("check", "a") == {"n": 1}, "a put that fails must change nothing"
    assert await store.delete("check", "a") is True, "delete of what was there must be True"
    assert await store.get("check", "a") is None, "what was deleted must be gone"


async def _refuses(store: Store, record: Record) -> bool:
    try:
        await store.put("check", "a", record)
    except (TypeError, ValueError):
        return True
    return False


async def _check_names(store: Store) -> None:
    for name in _NAMES:
        await store.put("check", name, {"name": name})
    found = await store.list("check")
    assert [name for name, _ in found] == sorted(_NAMES), "list must go by code points of names"
    assert all(record == {"name": name} for name, record in found), "names must not be mixed up"
    for last in (0, 1, 3, 100):
        wanted = found[len(found) - min(last, len(found)) :]
        assert await store.list("check", last) == wanted, f"list must give the last {last}"
    for name in _NAMES:
        await store.delete("check", name)


async def _check_separation(store: Store) -> None:
    given: Record = {"list": [1]}
    await store.put("check", "a", given)
    await store.put("check again", "a", {"other": True})
    await store.put("check again", "b", {})
    assert [name for name, _ in await store.list("check")] == ["a"], "collections must not mix"
    await store.delete("check again", "b")
    given["list"].append(2)
    taken = await store.get("check", "a")
    assert taken is not None, "a record must come back"
    assert taken == {"list": [1]}, "what is given to put stays the caller's"
    taken["list"].append(3)
    assert await store.get("check", "a") == {"list": [1]}, "what get returns is the caller's"
    await store.delete("check", "a")
    assert await store.get("check again", "a") == {"other": True}, "collections must not mix"
    await store.delete("check again", "a")


async def _check_whole(store: Store) -> None:
    """Many who write and read one record see whole ones."""
    whole = [{"who": k, "many": [k] * 2000} for k in range(20)]
    await store.put("check", "a", whole[0])

    async def write(record: Record) -> None:
        for _ in range(5):
            await store.put("check", "a", record)
            assert await store.get("check", "a") in whole, "a record must be seen whole"

    await asyncio.gather(*map(write, whole))
    assert await store.delete("check", "a") is True, "a record that many wrote is one record"
    assert await store.get("check", "a") is None, "a record that many wrote is one record"
