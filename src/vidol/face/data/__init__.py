"""From raw pictures to a dataset that a face can be trained on: `vidol data face`.

    preparation.py  the loop: sources in, a dataset out; `prepare` is what others call
    verb.py         `vidol data face`
    options.py      what is asked for
    kinds.py        which files are looked at
    plan.py         what is settled before the first picture is written; planning.py settles it
    making.py       one source to one finished picture
    films.py        frames of a film
    decoding.py     one file to pixels, bounded
    framing.py      which square is taken, and how it is made small
    colour.py       exposure and white evened out, where that is wanted
    quality.py      what a person should look at
    duplicates.py   the same picture twice
    report.py       what came of it, before anything is trained

Listing, labels, rights and the format of a dataset are vidol.training.data's; where faces are is
vidol.face.finder's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidol.face.data.options import Options

if TYPE_CHECKING:
    from vidol.face.data.preparation import Prepared, prepare

__all__ = ["Options", "Prepared", "prepare"]


def __getattr__(name: str) -> Any:
    """What prepares brings codecs and networks: it is imported when it is first used, so that a
    help can show the options at once.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from vidol.face.data import preparation

    return getattr(preparation, name)
