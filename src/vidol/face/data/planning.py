"""A look at some of the pictures before the first one is written: how large the dataset's are, and
whether transparency is kept.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.face.data import films
from vidol.face.data.decoding import decode, opaque
from vidol.face.data.kinds import FILM, LARGEST_FILE
from vidol.face.data.making import Unit, pixels, square_of
from vidol.face.data.options import SIZES, Options
from vidol.face.data.plan import Find, Plan
from vidol.training.data.listing import Listing

_SAMPLE: Final = 48
"""Pictures that are looked at."""
_FIT: Final = 0.9
"""A picture fits a size when its square has at least this share of it."""
_MOST_FIT: Final = 0.8
"""The share of pictures that must fit the size that is chosen."""


def planned(listing: Listing, options: Options, stated: dict[str, str], find: Find | None) -> Plan:
    """The size and the channels that suit the material, unless they were asked for."""
    red, green, blue = bytes.fromhex((options.flatten or "#ffffff")[1:])
    background = (red, green, blue)
    rough = Plan(SIZES[-1], 4, background, options, stated, listing, find)
    sides, clear = [], 0
    for picture in _sampled(rough):
        solid = opaque(picture)
        square, faces = square_of(rough, picture, solid=solid)
        if find is None or faces:
            sides.append(square.side if square else picture.shape[1])
            clear += not solid
    keeps = options.flatten is None and clear * 2 > len(sides)
    channels: Literal[3, 4] = 4 if keeps else 3
    return Plan(
        options.size or _fitting(sides), channels, background, options, stated, listing, find
    )


def _fitting(sides: Sequence[float]) -> int:
    """The largest size that most squares of these sides fit."""
    if not sides:
        return SIZES[-1]

    def fits(size: int) -> bool:
        large = sum(side >= _FIT * size for side in sides)
        return large >= _MOST_FIT * len(sides)

    return next((size for size in reversed(SIZES) if fits(size)), SIZES[0])


def _sampled(plan: Plan) -> Iterator[U8]:
    for source in plan.listing.sample(_SAMPLE):
        with contextlib.suppress(InputError):  # it will be told of when its turn comes
            if source.kind == FILM:
                frame = next(films.frames(source.place.path, plan.options.every), None)
                if frame is not None:
                    yield pixels(Unit(source, source.name, frame.picture))[0]
            else:
                yield decode(source.place.read(LARGEST_FILE))
