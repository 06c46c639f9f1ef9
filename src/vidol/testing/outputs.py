"""A check of outputs: see vidol.show.outputs.output."""

from __future__ import annotations

import tempfile
from pathlib import Path

from vidol.core.arrays import U8
from vidol.show.film import perform
from vidol.show.moment import Moment
from vidol.show.outputs.output import Output, Performance
from vidol.testing.conformance import hold
from vidol.testing.organs import PlainCharacter

SCRIPT = "[happy] Hello there. [nod] How are you?\n"


def check_output(output: Output) -> int:
    """An output takes a short performance from its first moment to its last, as a film gives it,
    leaves pictures as they were given, and can be told that she was silenced. Returns how many
    moments it took; what it wrote is the caller's to look at.
    """
    witness = _Witness(output)
    with tempfile.TemporaryDirectory(prefix="vidol-") as folder:
        script = Path(folder) / "script.md"
        script.write_text(SCRIPT, encoding="utf-8")
        perform(PlainCharacter(), script, outputs=[witness], size=(160, 96))
    hold(
        witness.changed == 0,
        "An output must not change the pictures that it is given: others read them too.",
    )
    hold(witness.taken > 0, "An output must take moments, or be full at once.")
    hold(witness.stopped, "An output must be told to stop: nothing came to its end.")
    return witness.taken


class _Witness(Output):
    """Stands between a performance and the output that is checked."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self.layout, self.ahead, self.full = output.layout, output.ahead, output.full
        self.taken = self.changed = 0
        self.stopped = False

    def watched(self) -> bool:
        """As the output says."""
        return self._output.watched()

    def start(self, performance: Performance) -> None:
        """Start it, and silence her before she speaks: that must not harm."""
        self._output.start(performance)
        self._output.clear(0, 0)
        self.layout, self.ahead = self._output.layout, self._output.ahead

    def give(self, moment: Moment, picture: U8 | None) -> None:
        """Hand the moment on and look at the picture afterwards."""
        before = None if picture is None else picture.tobytes()
        self._output.give(moment, picture)
        self.changed += picture is not None and picture.tobytes() != before
        self.taken += 1
        self.full = self._output.full

    def stop(self, *, complete: bool) -> None:
        """It is over."""
        self._output.stop(complete=complete)
        self.stopped = True
