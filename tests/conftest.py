"""What every test relies on."""

from __future__ import annotations

import signal

from hypothesis import settings

# A machine that is busy with other things is not a failure.
settings.register_profile("vidol", deadline=None)
settings.load_profile("vidol")

# A shell that starts a job in the background makes it ignore Ctrl-C, and its children inherit that: tests that interrupt
# a process would wait for ever. Any handler of our own is undone in children.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
