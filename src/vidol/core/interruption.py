"""Ctrl-C and being told to end as a wish instead of a break."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_TOLD: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""How services and containers end a process, and what comes of a terminal that is closed."""


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Ctrl-C and being told to end set the event instead of breaking a step in the middle; a second
    Ctrl-C breaks.
    """
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield event
        return
    numbers = (signal.SIGINT, *filter(_heeded, _TOLD))
    before = {number: signal.getsignal(number) for number in numbers}
    pressed = 0

    def wish(number: int, _: Any) -> None:
        nonlocal pressed
        pressed += number == signal.SIGINT
        if pressed > 1:
            raise KeyboardInterrupt
        event.set()

    for number in before:
        signal.signal(number, wish)
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def told_to_end() -> Iterator[asyncio.Future[int]]:
    """In an event loop: a future that has the signal's number when the process is told to end.
    Without signals, in another thread than the first for instance, it never has.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Future[int] = loop.create_future()

    def tell(number: int) -> None:
        if not told.done():
            told.set_result(number)

    handled = list[int]()
    for number in filter(_heeded, _TOLD):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, tell, number)
            handled.append(number)
    try:
        yield told
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


def _heeded(number: int) -> bool:
    """Whether a signal is one that this process may be ended by: `nohup` has it ignore SIGHUP."""
    return signal.getsignal(number) is not signal.SIG_IGN
