"""The live show as a viewer has it: a real server, a real browser on the stage at 512 px, nine more
viewers on the socket.

    python -m benchmarks live

Everything about sound and picture is measured by the page (web/src/player/reports.ts). Questions
are made anew for every run and were never asked before. Needs Chromium and the `dev` extra
(Playwright).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import numpy as np
import websockets
from playwright.async_api import Page, async_playwright

import vidol
from benchmarks import Row
from vidol.mind import default_files
from vidol.show.messages import HEADER, PICTURE

QUESTIONS: Final = 60
INTERRUPTIONS: Final = 40
SPEAKING: Final = 60
"""Seconds of speech during which pictures are timed."""
VIEWERS: Final = 9
TOKEN: Final = secrets.token_urlsafe(16)
OWNER: Final = {"authorization": f"Bearer {TOKEN}"}
_FORMS: Final = (
    "Do you like {0}?", "What do you think about {0}?", "Have you ever tried {0}?", "你喜欢{1}吗？",
    "你觉得{1}怎么样？", "{2}は好きですか？", "{2}についてどう思う？",
    "Tell me something about {0}", "Who are you, and what is {0}?", "Can you sing about {0}?",
)  # fmt: skip
_THINGS: Final = (
    ("rainy mornings", "下雨的早晨", "雨の朝"), ("old trains", "老火车", "古い電車"),
    ("lemon cake", "柠檬蛋糕", "レモンケーキ"), ("chess", "国际象棋", "チェス"),
    ("deep sea fish", "深海鱼", "深海魚"), ("the moon", "月亮", "月"),
    ("paper planes", "纸飞机", "紙飛行機"), ("folk songs", "民歌", "民謡"),
    ("tall ships", "帆船", "帆船"), ("winter coats", "冬天的大衣", "冬のコート"),
    ("ghost stories", "鬼故事", "怪談"), ("morning runs", "晨跑", "朝のランニング"),
)  # fmt: skip
TEXT: Final = (
    "The quick brown fox jumps over the lazy dog while the band plays on. 今天的天气非常好，"
    "我们一起出去散步吧。 明日はもっといい日になると思います。"
)


def measure() -> Iterator[Row]:
    """See the module."""
    numbers = asyncio.run(_measured())
    answers, silences, sync = (np.array(numbers[key]) for key in ("answers", "silences", "sync"))
    intervals = np.array(numbers["intervals"])
    yield Row(
        f"question to its answer's first word above -40 dBFS at the page, {len(answers)} new"
        " questions, p50",
        round(float(np.quantile(answers, 0.5)), 1),
        "ms",
        "<= 300",
    )
    yield Row("the same, p95", round(float(np.quantile(answers, 0.95)), 1), "ms", "<= 600")
    yield Row(
        f"interruption to silence at the page, {len(silences)} interruptions, p95",
        round(float(np.quantile(silences, 0.95)), 1),
        "ms",
        "<= 100",
    )
    yield Row(
        f"sound against picture at the page, {len(sync)} pictures while speaking, p99 of the"
        " distance",
        round(float(np.quantile(np.abs(sync), 0.99)), 1),
        "ms",
        "<= 45",
    )
    yield Row("the same, mean (positive: the picture is late)", round(float(sync.mean()), 1), "ms")
    yield Row(
        f"interval between pictures at the page, {len(intervals)} while speaking, 512 px, 10"
        " viewers, p50",
        round(float(np.quantile(intervals, 0.5)), 1),
        "ms",
    )
    yield Row("the same, p99", round(float(np.quantile(intervals, 0.99)), 1), "ms", "<= 40")
    yield Row(
        "pictures per second at the page while speaking",
        round(numbers["rate"], 2),
        "1/s",
        ">= 29.5",
    )
    yield Row("sound stretches that came too late", numbers["underruns"], "")
    yield Row(
        "viewers that got every picture of the show, of nine on the socket",
        numbers["complete"],
        "",
        f">= {VIEWERS}",
    )
    yield Row(
        "pictures drawn and encoded per picture of the show, with ten viewers",
        round(numbers["drawn_per_picture"], 3),
        "",
        "<= 1",
    )
    yield Row("server's memory with ten viewers", numbers["memory"], "MB")


async def _measured() -> dict[str, Any]:
    async with (
        serving() as address,
        browser_page(address) as page,
        _nine(address) as viewers,
        httpx.AsyncClient(base_url=address, headers=OWNER) as client,
    ):
        await asyncio.sleep(3)
        answers = await _answers(page)
        silences = await _silences(page)
        before = (await client.get("/api/health")).json()
        first = {viewer: len(viewer.pictures) for viewer in viewers}
        spoken = await _speaking(page, client)
        health = (await client.get("/api/health")).json()
        drawn, frames = health["drawn"] - before["drawn"], health["frames"] - before["frames"]
        got = [len(viewer.pictures) - first[viewer] for viewer in viewers]
        complete = sum(
            abs(count - drawn) <= 4 and viewer.whole
            for count, viewer in zip(got, viewers, strict=True)
        )
        return {
            "answers": answers,
            "silences": silences,
            **spoken,
            "complete": complete,
            "drawn_per_picture": drawn / frames,
            "memory": health["memory_mb"],
        }


@asynccontextmanager
async def serving(*, size: int = 512) -> AsyncIterator[str]:
    """A live show of its own process, on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mika.vidol"
        vidol.new("Mika", seed=7).with_files("knowledge", default_files()).save(path)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "vidol.cli.main",
            "live",
            str(path),
            "--no-browser",
            "--port",
            "0",
            "--size",
            str(size),
            "--recordings",
            str(Path(folder) / "recordings"),
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "VIDOL_TOKEN": TOKEN},
        )
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        try:
            told = urlsplit(next(word for word in line.split() if word.startswith("http")))
            yield f"{told.scheme}://{told.netloc}"
        finally:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def browser_page(address: str) -> AsyncIterator[Page]:
    """The stage in Chromium, its sound on."""
    chromium = (
        os.environ.get("VIDOL_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("google-chrome")
    )
    async with async_playwright() as playwright:
        arguments = [
            "--autoplay-policy=no-user-gesture-required",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ]
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = await browser.new_page(viewport={"width": 512, "height": 512})
        await page.goto(f"{address}/stage?token={TOKEN}")
        await until(page, "Boolean(window.vidol) && window.vidol.stats.shown > 30")
        yield page
        await browser.close()


async def until(page: Page, condition: str, seconds: float = 30.0) -> None:
    """Wait for an expression to be true. Playwright's own waiting evaluates strings in the page,
    which its policy forbids.
    """
    end = time.perf_counter() + seconds
    while not await page.evaluate(condition):
        if time.perf_counter() > end:
            raise TimeoutError(condition)
        await asyncio.sleep(0.02)


class _Viewer:
    """A viewer on the socket that looks at the header of everything."""

    def __init__(self) -> None:
        self.pictures: list[int] = []
        self.whole = True

    async def watch(self, address: str) -> None:
        async with websockets.connect(
            f"{address.replace('http', 'ws')}/api/live?token={TOKEN}",
            compression=None,
            max_size=None,
        ) as socket:
            await socket.send('{"type":"join","seq":1}')
            async for message in socket:
                if isinstance(message, bytes):
                    kind, _, _, _, position = HEADER.unpack_from(message)
                    if kind == PICTURE:
                        self.whole = self.whole and (
                            not self.pictures or position > self.pictures[-1]
                        )
                        self.pictures.append(position)


@asynccontextmanager
async def _nine(address: str) -> AsyncIterator[list[_Viewer]]:
    viewers = [_Viewer() for _ in range(VIEWERS)]
    tasks = [asyncio.create_task(viewer.watch(address)) for viewer in viewers]
    try:
        yield viewers
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def questions(count: int) -> list[str]:
    """Different questions, others in every run."""
    every = [form.format(*things) for form, things in itertools.product(_FORMS, _THINGS)]
    return random.Random(time.time_ns()).sample(every, count)


async def _answers(page: Page) -> list[float]:
    """Ask one after another, each a moment after the answer before has begun and was cut off."""
    for question in questions(QUESTIONS):
        known = await page.evaluate("window.vidol.stats.answers.length")
        await page.evaluate("text => { window.vidol.ask(text, { behaviour: 'queue' }); }", question)
        await until(page, f"window.vidol.stats.answers.length > {known}")
        await asyncio.sleep(0.5 + random.random())
        await page.evaluate("() => { window.vidol.interrupt(); }")
        await asyncio.sleep(0.7 + 0.4 * random.random())
    return list(await page.evaluate("window.vidol.stats.answers"))


async def _silences(page: Page) -> list[float]:
    """Milliseconds from the page's wish to the end of sound at the ear: the clear's arrival, its
    fade, and what the sound card holds.
    """
    times = []
    for _ in range(INTERRUPTIONS):
        await page.evaluate("text => { window.vidol.say(text); }", TEXT)
        await until(page, "window.vidol.stats.speaking")
        await asyncio.sleep(0.4 + random.random())
        times.append(
            await page.evaluate("""async () => {
                    const asked = performance.now();
                    window.vidol.interrupt();
                    while (window.vidol.stats.silencedAt < asked)
                        await new Promise((done) => setTimeout(done, 1));
                    const { silencedAt, latency } = window.vidol.stats;
                    return silencedAt - asked + 6 + 1000 * latency;
                }""")
        )
        await asyncio.sleep(0.4)
    return times


async def _speaking(page: Page, client: httpx.AsyncClient) -> dict[str, Any]:
    await asyncio.sleep(2)
    await page.evaluate("() => { window.vidol.reports.restart(); }")
    started = await page.evaluate("window.vidol.stats.shown")
    for _ in range(SPEAKING // 9 + 1):
        await client.post("/api/say", json={"text": TEXT})
    begun = time.perf_counter()
    await asyncio.sleep(SPEAKING)
    seconds = time.perf_counter() - begun
    stats = await page.evaluate("window.vidol.stats")
    await client.post("/api/interrupt", json={})
    return {
        "intervals": stats["intervals"],
        "sync": stats["sync"],
        "underruns": stats["underruns"],
        "rate": (stats["shown"] - started) / seconds,
    }
