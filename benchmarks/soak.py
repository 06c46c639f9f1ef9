"""An hour on air: whether memory grows and whether sound and picture drift apart. Not part of `make
bench`, for its length.

    python -m benchmarks soak            # an hour; VIDOL_SOAK_MINUTES=10 for less

A real server, a browser on the stage, a question or a speech every quarter of a minute. Memory is
the server's resident memory, compared between the end of the fifth minute, when everything has been
used once, and the last minute. The clock of the show is compared with this machine's, the distance
of sound and picture of the last ten minutes with that of the first.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator
from typing import Any, Final

import httpx
import numpy as np
from playwright.async_api import Page

from benchmarks import Row
from benchmarks.live import OWNER, TEXT, browser_page, questions, serving

MINUTES: Final = float(os.environ.get("VIDOL_SOAK_MINUTES", "60"))
WARM: Final = 5
"""Minutes after which memory is compared."""
EVERY: Final = 15.0
"""Seconds from one thing said to the next."""


def measure() -> Iterator[Row]:
    """See the module."""
    samples, answers = asyncio.run(_hour())
    memory = np.array([sample["memory"] for sample in samples])
    start = min(WARM, len(samples) // 2)
    early, late = samples[:10], samples[-10:]
    name = f"{MINUTES:g} minutes on air"
    yield Row(
        f"{name}: growth of the server's memory from minute {start} on",
        round(float(memory[-1] - memory[start - 1]), 1),
        "MB",
        "<= 50",
    )
    yield Row(f"{name}: memory at the end", round(float(memory[-1]), 1), "MB")
    yield Row(
        f"{name}: growth of the page's script memory from minute {start} on",
        round(samples[-1]["heap"] - samples[start - 1]["heap"], 1),
        "MB",
    )
    first, last = (float(np.mean([sample["sync"] for sample in part])) for part in (early, late))
    yield Row(
        f"{name}: picture against sound, mean of the first ten minutes (positive: the picture is"
        " late)",
        round(first, 1),
        "ms",
    )
    yield Row(f"{name}: the same of the last ten minutes", round(last, 1), "ms", "<= 45")
    yield Row(
        f"{name}: worst p99 of the distance in any minute",
        round(max(sample["sync_p99"] for sample in samples), 1),
        "ms",
        "<= 45",
    )
    yield Row(
        f"{name}: the show's clock against this machine's at the end",
        round(samples[-1]["drift"], 1),
        "ms",
    )
    yield Row(
        f"{name}: worst p99 of the interval between pictures in any minute",
        round(max(sample["interval_p99"] for sample in samples), 1),
        "ms",
    )
    yield Row(
        f"{name}: median over the minutes of that p99",
        round(float(np.median([sample["interval_p99"] for sample in samples])), 1),
        "ms",
        "<= 40",
    )
    yield Row(
        f"{name}: question to first word at the page, {len(answers)} questions, p50",
        round(float(np.quantile(answers, 0.5)), 1),
        "ms",
        "<= 300",
    )
    yield Row(f"{name}: the same, p95", round(float(np.quantile(answers, 0.95)), 1), "ms", "<= 600")
    yield Row(f"{name}: sound stretches that came too late", samples[-1]["underruns"], "")


async def _hour() -> tuple[list[dict[str, float]], list[float]]:
    samples, answers = list[dict[str, float]](), list[float]()
    async with (
        serving() as address,
        browser_page(address) as page,
        httpx.AsyncClient(base_url=address, headers=OWNER) as client,
    ):
        asked = questions(120)
        health = (await client.get("/api/health")).json()
        begun, position = time.perf_counter(), health["position"]
        for minute in range(round(MINUTES)):
            await page.evaluate("() => { window.vidol.reports.restart(); }")
            await _minute(page, client, asked, begun + 60 * (minute + 1))
            before = time.perf_counter()
            health = (await client.get("/api/health")).json()
            drift = 1000 * (
                (health["position"] - position) - ((before + time.perf_counter()) / 2 - begun)
            )
            stats = await page.evaluate("window.vidol.stats")
            answers += stats["answers"]
            samples.append(
                _sample(
                    stats,
                    health,
                    drift,
                    await page.evaluate("performance.memory.usedJSHeapSize / 1e6"),
                )
            )
            print(f"minute {minute + 1}: {samples[-1]}", flush=True)
    return samples, answers


async def _minute(page: Page, client: httpx.AsyncClient, asked: list[str], until: float) -> None:
    """Talk with her for a minute: a question, a long speech, sometimes an interruption."""
    while time.perf_counter() < until - EVERY / 2:
        if random.random() < 0.6:
            await page.evaluate(
                "text => { window.vidol.ask(text, { behaviour: 'queue' }); }", random.choice(asked)
            )
        else:
            await client.post("/api/say", json={"text": TEXT})
        await asyncio.sleep(min(EVERY, max(0.0, until - time.perf_counter() - 1)))
        if random.random() < 0.2:
            await client.post("/api/interrupt", json={})
    await asyncio.sleep(max(0.0, until - time.perf_counter()))


def _sample(
    stats: dict[str, Any], health: dict[str, Any], drift: float, heap: float
) -> dict[str, float]:
    sync, intervals = np.array(stats["sync"] or [0.0]), np.array(stats["intervals"] or [0.0])
    return {
        "memory": health["memory_mb"],
        "heap": round(heap, 1),
        "sync": round(float(sync.mean()), 1),
        "sync_p99": round(float(np.quantile(np.abs(sync), 0.99)), 1),
        "interval_p99": round(float(np.quantile(intervals, 0.99)), 1),
        "underruns": stats["underruns"],
        "drift": round(drift, 1),
    }
