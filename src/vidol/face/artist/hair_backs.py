"""Hair behind the head: falls, tails, braids, buns and ringlets. Coordinates as in `hair_styles`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from vidol.face.artist.colour import from_hex
from vidol.face.artist.curves import Points, ellipse
from vidol.face.artist.hair import Forms, chain, form, grown, shadow
from vidol.face.artist.head import LINE
from vidol.face.artist.look import HairBack
from vidol.face.artist.sketch import LOCK

if TYPE_CHECKING:
    from vidol.face.artist.hair_styles import Styles

Line = Sequence[tuple[float, float]]


def draw(h: Styles) -> None:
    """Draw what lies behind the neck."""
    behind, _ = BACKS[h.look.hair_back]
    behind(h)


def draw_over(h: Styles) -> None:
    """Draw what falls over the clothes."""
    _, over = BACKS[h.look.hair_back]
    if over:
        over(h)


# ---- the elements


def _mass(
    h: Styles, half: Line, low: float, locks: Sequence[Forms] = (), corner: Sequence[float] = ()
) -> None:
    """The dark inside of the hair behind the neck, from its right half, with strands that catch a
    little light.
    """
    hair = h.hair
    hair.group(h.top, float(h.at((0, low))[1]))
    outline = h.at([*half, *[(-x, y) for x, y in half[::-1] if x > 0]])
    hair.mask([outline, *[o for f in locks for o in f.outline]], fresh=True)
    dim = hair.back
    s = hair.s
    top, neck, end = (float(h.at((0, y))[1]) for y in (0.3, 1.35, max(low, 1.5)))
    inner = h.look.hair_pattern == "inner"
    paint = s.linear(
        (h.a.cx, top), (h.a.cx, end), (0, dim.shade, 1),
        ((neck - top) / (end - top), dim.shade if inner else dim.deep, 1),
        (1, shadow(dim.tip, 0.3 if inner else 0.9), 1),
    )  # fmt: skip
    marks = (
        [*corner, *[c for c, (x, _) in zip(corner[::-1], half[::-1], strict=True) if x > 0]]
        if corner
        else 0.0
    )
    s.fill(outline, paint, corner=marks, grain=hair.hand.grain * 0.2)


def _fall(
    h: Styles, lines: Sequence[Line], halves: Sequence[float], profile: str = "point"
) -> Forms:
    """Mirrored pairs of locks with slightly different sides."""
    p = np.array(lines, float)
    both = np.stack([p, p * (-1, 1)], axis=1).reshape(-1, p.shape[1], 2)
    both[:, 1:] += h.jitter((len(both), both.shape[1] - 1, 2), 0.02)
    both[1::2, -1, 1] += 0.035
    return form(h.at(both), np.repeat(halves, 2) * h.wide, profile)


def _locks(
    h: Styles, lines: Sequence[Line], halves: Sequence[float], profile: str = "point"
) -> Forms:
    p = np.array(lines, float)
    p[:, 1:] += h.jitter((len(p), p.shape[1] - 1, 2), 0.015)
    return form(h.at(p), np.asarray(halves) * h.wide, profile)


def _skull(low: float, reach: float, flare: float = 1.22) -> list[tuple[float, float]]:
    """Right half of hair that falls to `low`, `flare` wide at the cheeks and `reach` at its end."""
    tips = [
        (0.97 * reach, low - 0.01), (0.90 * reach, low - 0.10), (0.60 * reach, low + 0.11),
        (0.53 * reach, low - 0.01), (0.36 * reach, low + 0.06), (0, low + 0.02),
    ]  # fmt: skip
    return [
        (0, 0.0), (0.5, 0.03), (0.96, 0.2), (1.20, 0.55), (flare, 1.0), (reach * 1.04, low - 0.22),
        *tips,
    ]  # fmt: skip


_TIPS: Final = (0, 0, 0, 0, 0, 0, 1, 0.6, 1, 0.6, 1, 0)
"""Corners of the outlines that end in three tips."""


def _grouped(h: Styles, forms: Sequence[Forms], *, fresh: bool = True) -> None:
    h.hair.group(h.top, float(max(f.spine[..., 1].max() for f in forms)))
    h.hair.mask([o for f in forms for o in f.outline], fresh=fresh)
    for f in forms:
        h.hair.locks(f, bare=0.10, shine=0.8 if f.half[0] > 0.19 * h.wide else 0)


def _tie(h: Styles, x: float, y: float, size: float, turn: float) -> None:
    """A scrunchie in the accent colour, at style coordinates, `size` its half-width in head
    half-widths.
    """
    hair = h.hair
    s, hand = hair.s, hair.hand
    colour = hand.tone(from_hex(h.look.accent))
    cx, cy = h.at((x, y)).tolist()
    r = size * h.wide
    t = np.arange(14) * (2 * np.pi / 14)
    ripple = 1 + 0.10 * np.cos(7 * t)
    px, py = r * np.cos(t) * ripple, 0.52 * r * np.sin(t) * ripple
    c, d = np.cos(turn), np.sin(turn)
    puff = np.stack([cx + px * c - py * d, cy + px * d + py * c], axis=1)
    if hand.line:
        s.fill(grown(puff, LINE * 0.8 * hand.line), s.solid(colour.line()), opacity=hand.ink)
    s.fill(puff, s.solid(colour), keep=LOCK, grain=hand.grain * 0.2)
    folds = (
        np.array(
            [
                [(u - 0.10 * u, -0.42), (u * 1.1, 0.0), (u - 0.05, 0.42)]
                for u in (-0.62, -0.22, 0.2, 0.62)
            ]
        )
        * r
    )
    turned = np.stack(
        [cx + folds[..., 0] * c - folds[..., 1] * d, cy + folds[..., 0] * d + folds[..., 1] * c],
        axis=-1,
    )
    hair.strands(
        hair.curve(turned, 5),
        np.array([0.07, 0.05, 0.07, 0.10]) * r,
        colour.shade(1.2 * hand.shade),
        opacity=0.9,
        clip=LOCK,
    )


def _shell(
    h: Styles,
    outlines: Sequence[Points],
    tone: str,
    corners: Sequence[Sequence[float]] | None = None,
) -> None:
    """Separate shapes of hair with one ink and one fill."""
    hair = h.hair
    s, hand = hair.s, hair.hand
    if hand.line:
        ink, c = chain([grown(o, LINE * 0.75 * hand.line) for o in outlines], corners)
        s.fill(ink, s.solid(hair.tones_of(tone).line), corner=c, opacity=hand.ink)
    points, c = chain(outlines, corners)
    s.fill(points, hair.body(tone), corner=c, keep=LOCK, grain=hand.grain * 0.2)


# fmt: off
# ---- short hair


def _pixie(h: Styles) -> None:
    up = 0.14 if h.masculine else 0.0
    lines = [((0.7, 0.4), (1.16, 0.8), (1.20, 1.12 - up), (1.06, 1.44 - up)), ((0.6, 0.5), (1.02, 1.0), (0.98, 1.30 - up), (0.80, 1.56 - up)), ((0.4, 0.6), (0.70, 1.1), (0.62, 1.40 - up), (0.48, 1.62 - up))]
    f = [_fall(h, lines, (0.15, 0.16, 0.16))]
    _mass(h, _skull(1.42 - up, 0.85, 1.12), 1.6, f, _TIPS)
    _grouped(h, f, fresh=False)


def _undercut(h: Styles) -> None:
    _mass(h, [(0, 0.0), (0.5, 0.05), (0.9, 0.25), (1.06, 0.6), (0.98, 0.95), (0.70, 1.12), (0.40, 1.28), (0.30, 1.36), (0, 1.40)], 1.5)


def _bob(h: Styles) -> None:
    low = h.length(1.60)
    f = [
        _fall(h, [((0.72, 0.15), (1.10, 0.62), (1.30, 1.15), (1.06, low)), ((0.7, 0.4), (1.12, 1.0), (1.14, 1.35), (0.84, low + 0.03))], (0.26, 0.24), "full"),
        _fall(h, [((0.6, 0.6), (0.95, 1.1), (0.86, 1.40), (0.58, low + 0.05))], (0.22,), "full"),
    ]
    _mass(h, _skull(low + 0.02, 1.05, 1.34), low, f, _TIPS)
    _grouped(h, f[::-1], fresh=False)


def _medium(h: Styles) -> None:
    low = h.length(1.92)
    f = [
        _fall(h, [((0.6, 0.5), (0.92, 1.2), (0.80, 1.6), (0.62, low + 0.10)), ((0.8, 0.4), (1.20, 1.1), (1.10, 1.55), (0.98, low + 0.08))], (0.20, 0.22)),
        _fall(h, [((0.78, 0.2), (1.18, 0.78), (1.28, 1.35), (1.38, low - 0.02)), ((0.84, 0.25), (1.22, 0.74), (1.38, 1.22), (1.60, low - 0.30))], (0.21, 0.15)),
    ]
    _mass(h, _skull(low, 1.16, 1.28), low, f, _TIPS)
    _grouped(h, f, fresh=False)


def _wolf(h: Styles) -> None:
    low = h.length(1.78)
    f = [
        _fall(h, [((0.4, 0.7), (0.72, 1.2), (0.60, 1.55), (0.66, low + 0.18)), ((0.6, 0.6), (1.00, 1.15), (0.90, 1.50), (1.04, low + 0.12))], (0.15, 0.17), "spike"),
        _fall(h, [((0.8, 0.4), (1.20, 0.95), (1.14, 1.35), (1.40, low - 0.10)), ((0.9, 0.35), (1.30, 0.8), (1.26, 1.10), (1.56, 1.40)), ((0.9, 0.3), (1.28, 0.62), (1.32, 0.86), (1.52, 1.10))], (0.18, 0.16, 0.13), "spike"),
    ]
    _mass(h, _skull(low - 0.12, 0.95, 1.20), low, f, _TIPS)
    _grouped(h, f, fresh=False)


def _spiky(h: Styles) -> None:
    ends = ((0.55, 1.66, 0.72, 1.15), (0.98, 1.60, 1.08, 1.05), (1.36, 1.40, 1.24, 0.9), (1.56, 1.06, 1.26, 0.7), (1.56, 0.66, 1.16, 0.46), (1.46, 0.24, 1.00, 0.20), (1.16, -0.10, 0.76, 0.04))
    lines = [((0.5, 0.45), (0.5 * (0.5 + bx), 0.5 * (0.45 + by)), (bx, by), (x, y)) for x, y, bx, by in ends]
    f = [_fall(h, lines, (0.16, 0.18, 0.20, 0.22, 0.22, 0.22, 0.20), "spike")]
    _mass(h, _skull(1.42, 0.9, 1.16), 1.6, f, _TIPS)
    _grouped(h, f, fresh=False)


# ---- long hair


def _long(h: Styles) -> None:
    low = h.length(2.42)
    f = [
        _fall(h, [((0.7, 0.5), (0.98, 1.2), (0.96, 1.8), (0.80, low + 0.12)), ((0.9, 0.4), (1.26, 1.1), (1.28, 1.7), (1.14, low + 0.16))], (0.22, 0.26)),
        _fall(h, [((0.76, 0.18), (1.20, 0.80), (1.44, 1.60), (1.46, low + 0.05)), ((0.82, 0.22), (1.24, 0.76), (1.52, 1.45), (1.80, low - 0.25))], (0.25, 0.17)),
    ]
    _mass(h, [(0, 0), (0.5, 0.03), (0.92, 0.2), (1.15, 0.55), (1.30, 1.0), (1.45, 1.7), (1.35, low), (0.9, low + 0.05), (0, low + 0.1)], low, f)
    _grouped(h, f, fresh=False)


def _long_wavy(h: Styles) -> None:
    low = h.length(2.32)
    f = [
        _fall(h, [((0.7, 0.5), (1.05, 1.05), (0.86, 1.45), (1.08, 1.85), (0.82, low + 0.14)), ((0.9, 0.4), (1.36, 0.95), (1.16, 1.40), (1.42, 1.85), (1.14, low + 0.10))], (0.24, 0.27), "swell"),
        _fall(h, [((0.76, 0.18), (1.26, 0.76), (1.26, 1.25), (1.66, 1.68), (1.46, low - 0.02)), ((0.82, 0.22), (1.30, 0.72), (1.40, 1.10), (1.78, 1.46), (1.84, low - 0.36))], (0.26, 0.18), "swell"),
    ]
    _mass(h, [(0, 0), (0.5, 0.03), (0.92, 0.2), (1.15, 0.55), (1.34, 1.0), (1.40, 1.5), (1.45, 1.9), (1.1, low), (0, low + 0.1)], low, f)
    _grouped(h, f, fresh=False)


# ---- tied hair


def _nape(h: Styles, low: float = 1.36) -> None:
    half = [(0, 0.0), (0.5, 0.05), (0.94, 0.2), (1.14, 0.55), (1.13, 0.95), (0.97, 1.14), (0.84, low - 0.04), (0.78, low - 0.13), (0.56, low + 0.17), (0.50, low), (0.36, low + 0.09), (0, low + 0.02)]
    _mass(h, half, low + 0.2, corner=_TIPS)


def _twin_tails(h: Styles) -> None:
    _nape(h)
    low = h.length(2.35)
    with h.hair.s.on("hair_side", "hair_back"):
        lines = [
            ((0.85, 0.42), (1.50, 0.30), (2.06, 0.78), (2.04, 1.50), (2.22, low - 0.42)),
            ((0.85, 0.46), (1.34, 0.44), (1.62, 0.95), (1.50, 1.60), (1.36, low + 0.02)),
            ((0.85, 0.42), (1.46, 0.34), (1.90, 0.84), (1.86, 1.55), (1.96, low - 0.02)),
            ((0.85, 0.44), (1.40, 0.40), (1.74, 0.90), (1.70, 1.60), (1.62, low + 0.16)),
        ]  # fmt: skip
        _grouped(h, [_fall(h, lines, (0.18, 0.20, 0.22, 0.24), "swell")])
        for side in (1, -1):
            _tie(h, side * 1.22, 0.40, 0.17, side * 1.15)


def _low_twins(h: Styles) -> None:
    f = [_fall(h, [((0.7, 0.5), (1.18, 0.85), (1.24, 1.15), (1.06, 1.52))], (0.22,), "full")]
    _mass(h, _skull(1.46, 0.95, 1.2), 1.6, f, _TIPS)
    _grouped(h, f, fresh=False)


def _low_twins_over(h: Styles) -> None:
    low = h.length(2.36)
    lines = [((1.02, 1.40), (1.34, 1.62), (1.36, 1.95), (1.44, low - 0.16)), ((1.02, 1.40), (1.12, 1.64), (1.06, 1.95), (0.94, low - 0.10)), ((1.02, 1.36), (1.24, 1.62), (1.22, 1.98), (1.18, low + 0.06))]
    _grouped(h, [_fall(h, lines, (0.15, 0.15, 0.20), "swell")])
    for side in (1, -1):
        _tie(h, side * 1.05, 1.46, 0.15, side * 0.35)


def _ponytail(h: Styles) -> None:
    low = h.length(2.25)
    lines = [
        ((0.45, 0.16), (0.86, -0.10), (1.60, 0.16), (1.98, 0.95), (2.10, low - 0.45)),
        ((0.45, 0.18), (0.86, 0.02), (1.42, 0.38), (1.56, 1.10), (1.44, low)),
        ((0.45, 0.16), (0.86, -0.07), (1.54, 0.22), (1.84, 1.00), (1.84, low - 0.10)),
        ((0.45, 0.16), (0.86, -0.03), (1.48, 0.28), (1.70, 1.05), (1.66, low + 0.12)),
    ]  # fmt: skip
    _grouped(h, [_locks(h, lines, (0.16, 0.20, 0.22, 0.24), "swell")])
    _tie(h, 0.84, -0.01, 0.17, 1.25)
    _nape(h)


def _side_pony(h: Styles) -> None:
    f = [_fall(h, [((0.7, 0.5), (1.16, 0.9), (1.20, 1.20), (1.00, 1.54))], (0.20,), "full")]
    _mass(h, _skull(1.48, 0.95, 1.18), 1.6, f, _TIPS)
    _grouped(h, f, fresh=False)


def _side_pony_over(h: Styles) -> None:
    low = h.length(2.38)
    lines = [((1.00, 1.30), (1.50, 1.50), (1.58, 1.90), (1.68, low - 0.22)), ((1.00, 1.30), (1.22, 1.56), (1.16, 1.95), (0.98, low - 0.12)), ((1.00, 1.30), (1.40, 1.52), (1.42, 1.95), (1.44, low)), ((1.00, 1.28), (1.32, 1.54), (1.30, 2.0), (1.20, low + 0.10))]
    _grouped(h, [_locks(h, lines, (0.16, 0.17, 0.20, 0.22), "swell")])
    _tie(h, 1.10, 1.42, 0.18, 0.55)


def _braid_over(h: Styles) -> None:
    hair = h.hair
    hand = hair.hand
    low = min(h.length(2.25), 2.30)
    count = 9
    hair.group(h.top, float(h.at((0, low + 0.25))[1]))
    spine = hair.curve(h.at([(1.04, 1.24), (1.26, 1.56), (1.22, 1.90), (1.08, low)]), count + 1)
    tuft = _locks(h, [((1.06, low - 0.06), (1.15, low + 0.06), (1.12, low + 0.26)), ((1.05, low - 0.06), (0.96, low + 0.06), (0.92, low + 0.22)), ((1.06, low - 0.06), (1.06, low + 0.08), (1.02, low + 0.34))], (0.07, 0.07, 0.09), "swell")
    hair.mask(list(tuft.outline), fresh=True)
    hair.locks(tuft, bare=0.1, shine=0)
    for i in range(count - 1, -1, -1):
        a, b = spine[i], spine[i + 1]
        along, w = (b - a), (0.205 - 0.008 * i) * h.wide
        across = np.array([-along[1], along[0]]) / max(1e-9, float(np.hypot(*along)))
        side = 1 if i % 2 else -1
        # A drop from the outer edge down over the middle: it covers the beginning of the next one.
        lobe = np.array([(0.15, -0.55), (0.85, -0.50), (1.10, 0.05), (0.85, 0.70), (0.20, 1.35), (-0.55, 1.55), (-0.45, 0.75), (-0.25, 0.0)])
        points = a + lobe[:, :1] * side * across * w + lobe[:, 1:] * along
        corner = [0.2, 0, 0, 0, 0, 1, 0, 0]
        tone = hair.tone(float(a[0]))
        _shell(h, [points], tone, [corner])
        t = hair.tones_of(tone)
        dark = np.array([(0.98, 0.55), (0.20, 1.35), (-0.55, 1.55), (-0.45, 0.75), (-0.10, 1.05), (0.45, 0.78)]) if side > 0 else np.array([(-0.25, 0.0), (0.1, -0.5), (0.16, 0.15), (0.0, 0.9), (-0.55, 1.55), (-0.45, 0.75)])
        hair.shade(a + dark[:, :1] * side * across * w + dark[:, 1:] * along, t.shade, [0.6, 0, 1, 0, 0, 0])
        hairs = np.array([[(0.55, -0.35), (0.62, 0.2), (0.25, 0.95)], [(0.85, -0.1), (0.82, 0.4), (0.4, 1.0)]])
        hair.strands(hair.curve(a + hairs[..., :1] * side * across * w + hairs[..., 1:] * along, 6), np.array([0.08, 0.05]) * w, t.light if i % 3 else t.deep, opacity=0.5 * max(0.4, hand.glow), clip=LOCK)
    _tie(h, 1.06, low - 0.01, 0.11, 0.1)


def _buns(h: Styles) -> None:
    _nape(h)
    f = [_fall(h, [((0.7, 0.6), (1.08, 1.0), (1.06, 1.30), (0.90, 1.62))], (0.10,), "strand")]
    _grouped(h, f, fresh=False)
    hair = h.hair
    s, hand = hair.s, hair.hand
    with s.on("hair_side", "hair_back"):
        for side in (1, -1):
            cx, cy = h.at((side * 0.98, 0.07)).tolist()
            r = 0.38 * h.wide
            tone = hair.tone(cx)
            t = hair.tones_of(tone)
            ball = ellipse(cx, cy, r * 1.04, r * 0.96, 12, 0.2)
            hair.group(cy - r, cy + 2.2 * r)
            hair.mask([ball], fresh=True)
            _shell(h, [ball], tone)
            crescent = np.array([(0.95, -0.45), (1.08, 0.2), (0.7, 0.9), (0.0, 1.05), (-0.8, 0.75), (-0.2, 0.70), (0.45, 0.42), (0.72, 0.0)]) * r + (cx, cy)
            hair.shade(crescent, t.shade)
            turns = np.array([
                [(-0.95, 0.35), (-0.70, -0.45), (0.0, -0.78), (0.72, -0.35)],
                [(-0.80, 0.60), (-0.35, -0.15), (0.20, -0.42), (0.88, 0.05)],
                [(-0.50, 0.85), (-0.05, 0.20), (0.40, 0.02), (0.80, 0.45)],
                [(-0.15, 0.98), (0.15, 0.55), (0.4, 0.4), (0.55, 0.72)],
            ]) * (r * side, r) + (cx, cy)  # fmt: skip
            hair.strands(hair.curve(turns, 8), np.array([0.030, 0.040, 0.034, 0.026]) * r, t.deep, opacity=0.85, clip=LOCK)
            lights = np.array([[(-0.72, -0.05), (-0.45, -0.52), (0.0, -0.62)], [(-0.42, 0.05), (-0.12, -0.22), (0.2, -0.3)]]) * r + (cx, cy)
            hair.strands(hair.curve(lights, 6), np.array([0.09, 0.06]) * r, t.light, opacity=0.7 * hand.glow, clip=LOCK)
            _tie(h, side * 0.84, 0.22, 0.26, side * 0.75)


def _drills(h: Styles) -> None:
    f = [_fall(h, [((0.7, 0.5), (1.20, 0.8), (1.28, 1.05), (1.20, 1.30))], (0.22,), "full")]
    _mass(h, _skull(1.46, 0.95, 1.2), 1.6, f, _TIPS)
    _grouped(h, f, fresh=False)


def _drills_over(h: Styles) -> None:
    for side in (-1, 1):
        ringlet(h, (side * 1.34, 0.98), (side * 1.40, min(h.length(2.25), 2.32)), 0.36, side, 6)


def ringlet(h: Styles, start: tuple[float, float], end: tuple[float, float], width: float, side: int, count: int) -> None:
    """A drill curl: bands that wind around a narrowing cone, its dark inside showing."""
    hair = h.hair
    s = hair.s
    (x0, y0), (x1, y1) = start, end
    tone = hair.tone(float(h.at(start)[0]))
    t = hair.tones_of(tone)
    hair.group(float(h.at((0, y0))[1]), float(h.at((0, y1))[1]))
    cone = [(x0 - 0.55 * width, y0), (x0 + 0.55 * width, y0), (x0 + 0.66 * width, y0 + 0.3 * (y1 - y0)), (x1 + 0.08 * width, y1 - 0.05), (x1 - 0.08 * width, y1 - 0.05), (x0 - 0.66 * width, y0 + 0.3 * (y1 - y0))]
    inside = hair.second.shade if h.look.hair_pattern == "inner" else t.deep
    s.fill(h.at(cone), s.solid(inside))
    bands, shades, lights = [], [], []
    step = (y1 - y0) / (count + 0.3)
    for i in range(count):
        u = i / count
        w = width * (1.0 - 0.66 * u**1.4) * (0.88 if i == 0 else 1.0)
        x, y, tilt = x0 + (x1 - x0) * u, y0 + step * i, -side * 0.22 * step
        k = 0.90 if i < count - 1 else 0.5

        def put(px: float, py: float, x: float = x, y: float = y, w: float = w, tilt: float = tilt) -> tuple[float, float]:
            return x + px * w, y + py * step + px * tilt

        bands.append([put(-0.90, 0.02), put(-0.45, 0.24), put(0.05, 0.30), put(0.52, 0.22), put(0.90, 0.02), put(1.05, 0.42), put(1.0 * k, 0.86), put(0.55 * k, 1.12), put(0.0, 1.22), put(-0.55 * k, 1.14), put(-1.0 * k, 0.88), put(-1.05, 0.44)])
        shades.append([put(0.42, 0.25), put(0.90, 0.02), put(1.05, 0.42), put(1.0 * k, 0.86), put(0.55 * k, 1.12), put(0.0, 1.22), put(-0.45 * k, 1.15), put(0.10, 1.0), put(0.44, 0.70)])
        lights.append([put(-0.66, 0.24), put(-0.42, 0.32), put(-0.36, 0.84), put(-0.56, 0.74)])
    _shell(h, [h.at(b) for b in bands], tone, [[0.5, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0]] * count)
    points, c = chain([h.at(p) for p in shades], [[0.5, 0.5, 0, 0, 0, 0, 1, 0, 0]] * count)
    hair.shade(points, t.shade, c)
    points, c = chain([h.at(p) for p in lights])
    hair.light(points, t.light, c)


def _braid(h: Styles) -> None:
    f = [_fall(h, [((0.7, 0.5), (1.16, 0.9), (1.20, 1.18), (1.00, 1.50))], (0.20,), "full")]
    _mass(h, _skull(1.46, 0.95, 1.18), 1.6, f, _TIPS)
    _grouped(h, f, fresh=False)


HANGING: Final[dict[HairBack, tuple[int, ...]]] = {"braid": (0,), "side_pony": (0,), "low_twins": (0, 1), "drills": (0, 1)}
"""On which sides (0 right, 1 left of the picture) a style's own pieces hang before the shoulders,
where long side locks would hide them.
"""

Draw = Callable[["Styles"], None]
BACKS: Final[dict[HairBack, tuple[Draw, Draw | None]]] = {
    "pixie": (_pixie, None), "bob": (_bob, None), "medium": (_medium, None), "long": (_long, None), "long_wavy": (_long_wavy, None), "twin_tails": (_twin_tails, None),
    "low_twins": (_low_twins, _low_twins_over), "ponytail": (_ponytail, None), "side_pony": (_side_pony, _side_pony_over), "braid": (_braid, _braid_over), "buns": (_buns, None),
    "wolf": (_wolf, None), "spiky": (_spiky, None), "drills": (_drills, _drills_over), "undercut": (_undercut, None),
}
# fmt: on

__all__ = ["BACKS", "HANGING", "draw", "draw_over", "ringlet"]
