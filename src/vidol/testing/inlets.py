"""For inlets (vidol.audience.inlet): one that gives what a script says, and a check of any.

inlet = ScriptedInlet([(0.0, "Ann: Hello"), (1.5, ConnectionError("lost")), (2.0, "Bob: Hi")])
await check_inlet(MyInlet("target"), somebody_writes_a_line)
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, Final

from vidol.audience.inlet import Inlet
from vidol.audience.message import Author, Message

STALL: Final = 0.25
"""Seconds that an inlet may hold up everything else while it waits."""
ENDING: Final = 2.0
"""Seconds that an inlet may take to end."""


def line(written: str, **fields: Any) -> Message:
    """A message of ``NAME: TEXT``, or of a text alone; other fields of Message by name."""
    name, colon, text = written.partition(": ")
    author = Author(name=name) if colon else Author(id="somebody")
    said = text if colon else name
    return Message(**{"platform": "script", "author": author, "text": said, **fields})


class ScriptedInlet:
    """Gives messages at given times, fails where the script says so, and goes on from there when it
    is asked again. It ends with the script.
    """

    def __init__(
        self,
        script: Iterable[tuple[float, str | Message | BaseException]],
        *,
        private: bool = False,
    ) -> None:
        """`script` has steps of (seconds since it began, what happens): a message, a line as `line`
        takes it, or an exception to be raised. `private` see vidol.audience.inlet.
        """
        self.private = private
        self.said: list[tuple[str, str]] = []
        """(text, to) of what was written into its chat."""
        self.connections = 0
        """How often messages were asked for."""
        self.closed = False
        self._steps = iter(sorted(script, key=lambda step: step[0]))
        self._at = 0.0
        self._end = asyncio.Event()

    async def messages(self) -> AsyncIterator[Message]:
        """What the script says, from where it stopped."""
        self.connections += 1
        for at, happens in self._steps:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._end.wait(), at - self._at)
            self._at = at
            if self.closed:
                return
            if isinstance(happens, BaseException):
                raise happens
            yield line(happens) if isinstance(happens, str) else happens

    async def say(self, text: str, to: str = "") -> None:
        """Keep what is said."""
        self.said.append((text, to))

    async def close(self) -> None:
        """End `messages`."""
        self.closed = True
        self._end.set()


async def check_inlet(
    inlet: Inlet, write: Callable[[], Awaitable[None]], *, seconds: float = 10.0
) -> list[Message]:
    """Check that an inlet keeps what vidol.audience.inlet promises; returns the messages that it
    gave.

    `write` makes a viewer write one line, another one each time, and is called twice; `seconds` is
    how long a line may take. The inlet is closed afterwards. Raises AssertionError, which says what
    is wrong.
    """
    found = inlet.messages()
    assert not inspect.iscoroutine(found), (
        "messages() must be an asynchronous iterator: let it yield messages instead of returning"
        " them"
    )
    assert hasattr(found, "__anext__"), "messages() must return an asynchronous iterator"
    watch = asyncio.create_task(_stalls())
    got = [await _next(found, write, seconds) for _ in range(2)]
    _check_messages(got)
    await _check_cancelling(found)
    waiting = asyncio.create_task(_drained(inlet.messages()))
    await asyncio.sleep(0.1)
    await _within(inlet.close(), "close()")
    await _within(waiting, "messages(), once close() was called,")
    await _within(inlet.close(), "close(), called again,")
    watch.cancel()
    (stall,) = await asyncio.gather(watch, return_exceptions=True)
    assert not isinstance(stall, float), (
        f"the inlet held up the show for {stall:.2f} s: whatever takes time must be awaited"
    )
    say = getattr(inlet, "say", None)
    assert say is None or inspect.iscoroutinefunction(say), "say() must be async"
    return got


async def _next(
    found: AsyncIterator[Message], write: Callable[[], Awaitable[None]], seconds: float
) -> Message:
    """The message of one line."""
    coming = asyncio.ensure_future(anext(found))
    await asyncio.sleep(0.2)  # an inlet may have to connect before it can hear anything
    await write()
    done, _ = await asyncio.wait((coming,), timeout=seconds)
    assert done, f"a line was written, and no message came in {seconds:g} s"
    try:
        return coming.result()
    except StopAsyncIteration:
        raise AssertionError(
            "messages() ended although a line was written: it must go on until there is nothing"
            " more to come, and raise when the connection is lost"
        ) from None


def _check_messages(messages: list[Message]) -> None:
    for message in messages:
        assert isinstance(message, Message), (
            f"messages() must give vidol.audience.message.Message, not {type(message).__name__}"
        )
        again = Message.model_validate_json(message.model_dump_json())
        assert again == message, "a message must be the same after it was written as JSON"
        assert message.time < time.time() + 366 * 86_400, (
            f"time is in seconds since 1970, and {message.time:g} is not: are they milliseconds?"
        )
    ids = {message.id for message in messages}
    assert len(ids) == len(messages), (
        "two messages have the same id, so that the second would be dropped as a repeat of the"
        " first"
    )


async def _check_cancelling(found: AsyncIterator[Message]) -> None:
    """An iteration that waits can be given up."""
    waiting = asyncio.ensure_future(anext(found))
    await asyncio.sleep(0.1)
    waiting.cancel()
    done, _ = await asyncio.wait((waiting,), timeout=ENDING)
    assert done, "messages() does not end when it is cancelled: let CancelledError pass"
    assert waiting.cancelled() or isinstance(waiting.exception(), StopAsyncIteration), (
        "messages() turned its cancellation into something else: let CancelledError pass"
    )


async def _drained(found: AsyncIterator[Message]) -> None:
    async for _ in found:
        pass


async def _within(work: Awaitable[None], what: str) -> None:
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait((task,), timeout=ENDING)
    if not done:
        task.cancel()
        raise AssertionError(f"{what} does not end within {ENDING:g} s")
    error = task.exception()
    assert error is None, f"{what} raised {type(error).__name__}: {error}"


async def _stalls() -> float:
    """Ends with how long nothing else could happen, where that was longer than STALL."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        late = time.perf_counter() - before - 0.01
        if late > STALL:
            return late
