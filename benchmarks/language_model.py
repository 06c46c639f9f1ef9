"""What vidol adds to a language model's own time: retrieval, prompt, tags, clauses, moderation.

Against the tests' server over real HTTP on loopback, which sends its answer at once: the time from
the question to the mind's first piece to speak, less the time in which a bare client gets the token
that completes this piece.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import cast

import numpy as np

from benchmarks import Row

SERVER = Path(__file__).parents[1] / "tests" / "mind" / "babbler.py"
ROUNDS = 100


def measure() -> Iterator[Row]:
    from vidol.core import endpoints

    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, SERVER, f"{folder}/log"], stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        os.environ[endpoints.CONFIG] = folder
        try:
            assert server.stdout is not None
            url = f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
            endpoints.approve(url)
            raw, spoken = asyncio.run(_times(url))
        finally:
            server.kill()
    yield Row(
        "language model, loopback: token that completes the first clause, bare client, median",
        float(np.median(raw)) * 1000,
        "ms",
    )
    yield Row(
        "language model, loopback: first piece to speak, median",
        float(np.median(spoken)) * 1000,
        "ms",
    )
    yield Row(
        "language model: time that vidol adds before the first piece, median",
        float(np.median(spoken) - np.median(raw)) * 1000,
        "ms",
    )
    yield Row(
        "language model: first piece to speak, p95", float(np.percentile(spoken, 95)) * 1000, "ms"
    )


async def _times(url: str) -> tuple[list[float], list[float]]:
    import httpx

    from vidol.core.dialogue import Message, ReplyPart, Say
    from vidol.mind import EmbeddedMind, Knowledge, Persona
    from vidol.mind.language_model import LanguageModel, LanguageModelMind

    persona, knowledge = Persona.default("Mika"), Knowledge.default()
    mind = LanguageModelMind(
        persona,
        knowledge,
        LanguageModel(base_url=url, model="script:hello"),
        EmbeddedMind(persona, knowledge),
    )
    raw, spoken = list[float](), list[float]()
    body = {
        "model": "script:hello",
        "stream": True,
        "messages": [{"role": "user", "content": "x" * 3000}],
    }
    async with httpx.AsyncClient() as http:
        for n in range(ROUNDS):
            began = time.perf_counter()
            async with http.stream("POST", f"{url}/chat/completions", json=body) as response:
                async for line in response.aiter_lines():
                    if "how are" in line:
                        raw.append(time.perf_counter() - began)
                        break
            began = time.perf_counter()
            conversation = [Message("viewer", f"Tell me story number {n} about the purple moon")]
            async with aclosing(
                cast("AsyncGenerator[ReplyPart]", mind.reply(conversation))
            ) as parts:
                async for part in parts:
                    if isinstance(part, Say):
                        spoken.append(time.perf_counter() - began)
                        break
    await mind.close()
    return raw, spoken
