"""Become another program that runs on given cores alone and gets SIGTERM when whoever started it
ends: ``python pinned.py 0,1 PROGRAM ...``.

On systems other than Linux only the program itself starts.
"""

import ctypes
import os
import signal
import sys

if sys.platform == "linux":
    os.sched_setaffinity(0, {int(core) for core in sys.argv[1].split(",")})
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG; an exec keeps it
os.execvp(sys.argv[2], sys.argv[2:])
