"""One source to one finished picture with what is to be noted of it, or to the reason why there is
none. It knows of no other picture.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.core.rights import NOT_STATED
from vidol.face.data import colour, framing, quality
from vidol.face.data.decoding import decode, opaque
from vidol.face.data.duplicates import Look, look_of
from vidol.face.data.framing import Face, Square
from vidol.face.data.kinds import LARGEST_CAPTION, LARGEST_FILE
from vidol.face.data.plan import Plan
from vidol.media.alpha import flattened
from vidol.text import encodings
from vidol.training.data import labels, rights
from vidol.training.data.sources import Source
from vidol.training.pictures.dataset_writer import encoded

_OUTSIDE: Final = 0.08
_RIVAL: Final = 0.5
"""A second face of this share of the first one's side is a rival."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that gives one picture or none."""

    source: Source
    name: str
    frame: U8 | None = None
    scene: str = ""
    """What is held out together with this frame."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that is ready to be written, if nothing like it was."""

    png: bytes
    item: dict[str, Any]
    look: Look
    draw: str
    """A hash, of which the first digits decide whether it is held out."""


def make(plan: Plan, unit: Unit) -> Made | str:
    """One unit's picture with what is to be noted of it, or the reason why there is none."""
    if unit.problem:
        return unit.problem
    own = {**plan.stated, **labels.rights_of(unit.source.fields)}
    if not plan.options.i_have_the_rights and (refusal := rights.missing(own)):
        return refusal
    try:
        picture, sha256 = pixels(unit)
    except InputError as error:
        return str(error)
    return _finished(plan, unit, picture, sha256, own)


def pixels(unit: Unit) -> tuple[U8, str]:
    """RGBA, and the hash that stands for the source."""
    if unit.frame is None:
        data = unit.source.place.read(LARGEST_FILE)
        return decode(data), hashlib.sha256(data).hexdigest()
    alpha = np.full((*unit.frame.shape[:2], 1), 255, np.uint8)
    return np.concatenate((unit.frame, alpha), 2), hashlib.sha256(unit.frame.data).hexdigest()


def _finished(plan: Plan, unit: Unit, picture: U8, sha256: str, own: dict[str, str]) -> Made | str:
    height, width = picture.shape[:2]
    solid = opaque(picture)
    square, faces = square_of(plan, picture, solid=solid)
    if plan.find is not None and not faces:
        return "no face: none was found"
    side = square.side if square else width
    if side < plan.size / 2:
        return f"too small: {side:.0f} pixels, less than half of {plan.size}"
    result = framing.cut(picture, square, plan.size, opaque=solid)
    if plan.channels == 3:
        opaque_ = np.ascontiguousarray(result[..., :3])
        result = opaque_ if solid else flattened(result, plan.background)
    if quality.blank(result):
        return "blank: it shows one colour or nothing"
    look = look_of(result)
    if plan.options.normalise:
        result = colour.evened(result)
    warnings = [
        *_warnings(plan, square, faces, (width, height), solid=solid),
        *quality.warnings(result),
    ]
    if side < plan.size:
        # which the next says better
        warnings = [one for one in warnings if not one.startswith("blurred")]
        warnings.insert(0, f"enlarged: from {side:.0f} to {plan.size} pixels")
    item = {
        "file": unit.name,
        "source_sha256": sha256,
        **_rights(own),
        "width": width,
        "height": height,
        **_framed(square, faces),
        **_labelled(plan, unit.source),
        "warnings": tuple(warnings),
    }
    draw = hashlib.sha256(unit.scene.encode()).hexdigest() if unit.scene else sha256
    return Made(encoded(result), item, look, draw)


def _rights(own: dict[str, str]) -> dict[str, str]:
    return {
        "licence": own.get("licence", NOT_STATED),
        "holder": own.get("holder", NOT_STATED),
        "consent": own.get("consent", ""),
    }


def _framed(square: Square | None, faces: Sequence[Face]) -> dict[str, Any]:
    return {
        "crop": tuple(round(value, 2) for value in square) if square else None,
        "face": round(min(1.0, max(0.0, faces[0].score)), 3) if faces else None,
    }


def _labelled(plan: Plan, source: Source) -> dict[str, Any]:
    return {
        "tags": tuple(dict.fromkeys(_tags(plan, source))),
        "label": labels.class_of(source.fields) or source.label,
    }


def square_of(plan: Plan, picture: U8, *, solid: bool) -> tuple[Square | None, Sequence[Face]]:
    """The square of a picture (H, W, 4) that is taken, None for all of it or where no face was
    found, and the faces; `solid`: nothing shows through.
    """
    height, width = picture.shape[:2]
    if plan.find is None:
        return framing.whole(width, height, opaque=solid), ()
    seen = np.ascontiguousarray(picture[..., :3]) if solid else flattened(picture, plan.background)
    faces = plan.find(seen)
    return (framing.around(faces[0], width, height), faces) if faces else (None, ())


def _warnings(
    plan: Plan, square: Square | None, faces: Sequence[Face], size: tuple[int, int], *, solid: bool
) -> Iterator[str]:
    """What the framing leaves to be looked at."""
    rivals = [face for face in faces[1:] if face.side >= _RIVAL * faces[0].side]
    if rivals:
        yield f"several faces: {len(rivals) + 1}, the best was taken"
    if square is not None and solid:
        if faces and (beyond := framing.outside(square, *size)) > _OUTSIDE:
            yield f"at the edge: {beyond:.0%} of the square lie outside of the picture"
        if not faces and max(size) > 2 * min(size):
            yield f"cut off: of {size[0]}x{size[1]} pixels only a square was taken"
    if not solid and plan.channels == 3 and plan.options.flatten is None:
        yield "transparent: it was laid on white, as most pictures are opaque"


def _tags(plan: Plan, source: Source) -> Iterator[str]:
    yield from plan.listing.keys.tags(source.fields)
    if source.caption is not None:
        with contextlib.suppress(InputError):  # a caption that cannot be read is none
            text = encodings.decode(source.caption.read(LARGEST_CAPTION), "the caption")
            yield from labels.names_of(text)
