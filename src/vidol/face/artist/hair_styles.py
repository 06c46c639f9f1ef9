"""Hair styles: a look's fringe, side locks and crown, and the order in which a head of hair is
drawn.

Style coordinates: x in half-widths of the head from the midline, y 0 at the top of the hair, 0.83
at the upper lids, 1 at the eye line (the chin lies near 1.45, the shoulders near 1.75). The tables
of fringes and side locks are in `hair_tables`, the hair behind the head is in `hair_backs`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from vidol.core.arrays import F64
from vidol.face.artist import hair_backs
from vidol.face.artist.anatomy import Anatomy
from vidol.face.artist.colour import mix
from vidol.face.artist.curves import Points
from vidol.face.artist.hair import MASS, Forms, Hair, chain, form, gleam
from vidol.face.artist.hair_tables import CALM, FRONTS, LID, SIDES, TUFTS, Lock
from vidol.face.artist.head import skin_colour
from vidol.face.artist.look import Look
from vidol.face.artist.sketch import LOCK

# Right half of the hairline when the hair is combed back, from the middle to the temple.
_FOREHEAD: Final = ((0, 0.445), (0.16, 0.415), (0.50, 0.405), (0.80, 0.53), (0.97, 0.78))

# fmt: off
# The form shadow on the far side of the skull, in clumps along the flow of the hair.
_CLUMPS: Final = [
            (1.04, 0.14), (1.30, 0.40), (1.36, 0.72), (1.26, 1.08), (1.04, 1.05), (1.10, 0.78), (0.98, 0.52), (1.01, 0.70), (0.86, 0.38), (0.87, 0.52), (0.66, 0.20), (0.50, 0.06), (0.78, 0.13),
        ]
# The dark of the hairline, where the fringe lifts off the forehead.
_UNDER_EDGE: Final = [(-1.02, 1.0), (-0.98, 0.70), (-0.82, 0.47), (-0.45, 0.34), (0, 0.29), (0.45, 0.34), (0.82, 0.47), (0.98, 0.70), (1.02, 1.0), (0.9, 0.75), (0.6, 0.55), (0, 0.5), (-0.6, 0.55), (-0.9, 0.75)]
# Hair cropped to the skin beside the right ear.
_CROP: Final = [(0.80, 0.42), (1.14, 0.40), (1.155, 0.66), (1.12, 0.88), (1.06, 0.97), (1.015, 1.10), (0.985, 1.06), (0.985, 0.84), (0.93, 0.64)]
# The light on the far side of the skull.
_RIM: Final = [(0.86, 0.09), (1.10, 0.20), (1.36, 0.50), (1.36, 0.74), (1.27, 0.90), (1.255, 0.66), (1.17, 0.41), (1.03, 0.24)]
_CLUMP_CORNERS: Final = (0, 0, 0, 0.6, 0.3, 0.3, 0.9, 1, 0.9, 1, 0.5, 1, 0.3)
# fmt: on

# The band under the cap's edge on the forehead.
_HAIRLINE: Final = (
    (-1.0, 0.82), (-0.86, 0.56), (-0.5, 0.41), (0, 0.375), (0.5, 0.41), (0.86, 0.56), (1.0, 0.82),
    (0.9, 0.3), (0, 0.2), (-0.9, 0.3),
)  # fmt: skip


def _round(degrees: ArrayLike, reach: ArrayLike = 1.0) -> Points:
    """Points on the round of the hair, by degrees from the top; reach 1 is the silhouette."""
    a, r = np.radians(np.asarray(degrees, float)), np.asarray(reach, float)
    return np.stack([1.30 * r * np.sin(a), 0.70 - 0.72 * r * np.cos(a)], axis=-1)


class Styles:
    """Draws the groups of a look's hair, from the back to the fringe."""

    def __init__(self, hair: Hair, look: Look, a: Anatomy) -> None:
        self.hair, self.look, self.a = hair, look, a
        self.style = FRONTS[look.hair_front]
        self.top = a.crown - a.volume
        self.unit = a.eye_y - self.top
        self.wide = a.face_half * 1.05
        # Big heads: what stands far out or up is drawn in, so that it stays on the picture.
        self.room = min(1.0, ((self.top - 0.014) / self.unit - 0.06) / 0.19)
        self.narrow = 1 - min(1.0, (0.44 / self.wide - 1.3) / 0.9)
        self.masculine = look.presentation == "masculine"
        # The upper lids sit higher on heads with larger eyes; tips above the eyes follow them.
        self.lid = (a.eye_y - 1.0 * a.eye_half * a.eye_tall - self.top) / self.unit
        self.puff = self.style.puff + 0.6 * look.hair_volume - (0.35 if self.masculine else 0.0)
        self.forms = self._front_forms()
        self.sides = self._side_forms()

    def at(self, points: ArrayLike) -> Points:
        """Style coordinates (..., 2) to the canvas."""
        p = np.asarray(points, float)
        far = np.maximum(0.0, np.abs(p[..., :1]) - 1.3)
        side = p[..., :1] - np.sign(p[..., :1]) * far * self.narrow
        down = np.where(p[..., 1:] < -0.06, -0.06 + (p[..., 1:] + 0.06) * self.room, p[..., 1:])
        out: Points = np.concatenate([side, down], axis=-1) * (self.wide, self.unit) + (
            self.a.cx,
            self.top,
        )
        return out

    def jitter(self, shape: tuple[int, ...], by: float) -> F64:
        """Small departures that are the look's own."""
        count = int(np.prod(shape))
        return np.array([self.hair.rng.uniform(-by, by) for _ in range(count)]).reshape(shape)

    # ---- geometry of the fringe and the sides

    def _front_forms(self) -> list[Forms]:
        style = self.style
        locks = np.array([*style.locks, *self._between()])
        t, x, y, half, bulge = locks.T
        count = len(style.locks)
        x, y = x + self.jitter(x.shape, 0.022), y + self.jitter(y.shape, 0.018)
        y = np.interp(y, (0, LID, 1.0, 3.0), (0, self.lid, self.lid + 0.17, self.lid + 2.17))
        over_eyes = (np.abs(x) > 0.12) & (np.abs(x) < 0.86)
        # strands may cross the eyes, locks stop at the lashes
        lowest = self.lid + np.where(half < 0.1, 0.075, 0.04)
        y = np.where(over_eyes, np.minimum(y, lowest), y)
        if self.masculine:
            y = np.where(y > 1.06, 1.06 + 0.35 * (y - 1.06), y)
        rx, ry = style.part * (0.5 + 0.5 * t), 0.08 + (0.06 + 0.26 * style.depth) * t
        out = x - rx
        bulge = bulge * np.sign(out)
        share, fall = np.array([0.0, 0.50, 0.86, 1.0, 1.0]), np.array([0.0, 0.14, 0.44, 0.74, 1.0])
        points = np.empty((len(locks), 5, 2))
        points[..., 0] = (
            rx[:, None] + out[:, None] * share + bulge[:, None] * np.array([0, 0.1, 0.7, 1.0, 0.0])
        )
        points[:, 3, 0] += self.jitter(x.shape, 0.035) * (half > 0.10)
        points[..., 1] = (
            ry[:, None] + (y - ry)[:, None] * fall - style.lift * np.array([0.3, 1.0, 0.4, 0, 0])
        )
        # a whorl fringe closes high up
        full = 1.16 if style.depth < 0.5 and style.profile != "wisp" else 1.0
        at, width = self.at(points), half * full * self.wide * (1 + self.jitter(half.shape, 0.13))
        # Cut or tucked side locks and shaved sides take the place of the locks at the temples.
        first = (
            2
            if count > 4
            and (self.look.hair_side in ("hime", "tucked") or self.look.hair_back == "undercut")
            else 0
        )
        thin = [form(at[count:], width[count:], "strand")] if len(locks) > count else []
        if style.profile in ("blunt", "chop"):  # only the fringe is cut; what frames it is not
            temples = [] if first else [form(at[:2], width[:2], "point")]
            return [*temples, form(at[2:count], width[2:count], style.profile), *thin]
        return [*thin, form(at[first:count], width[first:count], style.profile)]

    def _between(self) -> list[Lock]:
        """Two thin strands between neighbouring locks of the fringe: big, middle and small make the
        rhythm.
        """
        rng = self.hair.rng
        inner = sorted(
            (lock for lock in self.style.locks[2:] if lock[3] > 0.10), key=lambda lock: lock[1]
        )
        if len(inner) < 4:
            return []
        out = []
        for i in sorted(rng.sample(range(len(inner) - 1), 2)):
            a, b = inner[i], inner[i + 1]
            y = 0.5 * (a[2] + b[2]) + rng.uniform(0.02, 0.06)
            out.append(
                (
                    0.5 * (a[0] + b[0]),
                    0.5 * (a[1] + b[1]) + rng.uniform(-0.04, 0.04),
                    y,
                    rng.uniform(0.035, 0.055),
                    0.5 * (a[4] + b[4]),
                )
            )
        return out

    def _side_forms(self) -> list[Forms]:
        longer = 1 + 0.12 * self.look.hair_length
        forms: list[Forms] = []
        if self.look.hair_back == "undercut":
            return forms  # the sides are cropped
        for points, half, profile in SIDES[self.look.hair_side]:
            p = np.array(points)
            p[:, 1] = np.where(p[:, 1] > 1.0, 1.0 + (p[:, 1] - 1.0) * longer, p[:, 1])
            both = np.stack([p, p * (-1, 1)])
            both[:, 1:] += self.jitter(both[:, 1:].shape, 0.016)
            if p[-1, 1] > 1.45 and self.look.hair_back in hair_backs.HANGING:
                hung = hair_backs.HANGING[self.look.hair_back]
                both = both[[i for i in (0, 1) if i not in hung]]
            elif len(both) == 2:
                # one side a little longer: perfect symmetry reads as dead
                both[1, 2:, 1] += 0.03 * np.arange(1, len(p) - 1) / len(p)
            if len(both):
                forms.append(form(self.at(both), np.full(len(both), half * self.wide), profile))
        return forms

    def front_outlines(self) -> list[Points]:
        """The outlines of the locks that throw a shadow on the face."""
        hairline = self.at(_HAIRLINE) + (
            0,
            0.05 * self.unit if self.look.hair_front == "slick" else 0,
        )
        return [*[o for f in self.forms + self.sides for o in f.outline], hairline]

    # ---- the cap

    def dome(self) -> list[tuple[float, float]]:
        """Right half of the silhouette of the hair on the skull, from the top to beside the ear."""
        p, bare = 0.05 * self.puff, self.look.hair_back == "undercut"
        side = 1 + 0.45 * p - (0.06 if bare else 0.03 if self.masculine else 0.0)
        upper = [
            (0, -0.03 - p), (0.50, 0.012 - 0.9 * p), (0.95 * side, 0.145 - 0.6 * p),
            (1.22 * side, 0.375 - 0.2 * p),
        ]  # fmt: skip
        return [*upper, (1.31 * side, 0.67), (1.25 * side, 0.94)]

    def draw_cap(self) -> None:
        """The hair that lies on the skull, under the locks."""
        h, dome = self.hair, self.dome()
        h.group(self.top, self.at((0, 1.45))[1])
        shaved = self.look.hair_back == "undercut"
        exposed = shaved or self.look.hair_side in ("none", "tucked")
        ear = [(1.12, 0.93), (1.01, 0.90)] if exposed else [(1.13, 1.10), (1.03, 1.02)]
        half = [
            *dome[:-1],
            *([(dome[-1][0], 0.84)] if exposed else [dome[-1]]),
            *ear,
            (0.97, 0.76), (0.84, 0.54), (0.48, 0.40), (0, 0.365),
        ]  # fmt: skip
        if self.look.hair_front == "slick":
            half = [*half[:-4], *_FOREHEAD[::-1]]
        if shaved:
            dome = [*dome[:4], (1.20, 0.55), (1.17, 0.68)]
            half = [*dome, (1.06, 0.62), *half[-3:]]
        cap = self.at([*half, *[(-x, y) for x, y in half[-2:0:-1]]])
        flicks = self._flicks()
        if shaved:
            self._shave()
        outlines: list[Points] = [cap, *[o for f in flicks + self.forms for o in f.outline]]
        h.mask(outlines, fresh=not self.sides)
        for f in flicks:
            h.locks(f, cast=0, bare=0.4, shine=0)
        self._flyaways()
        if "ahoge" in self.look.accessories:
            self._ahoge()
        h.fill(cap, "base")
        if self.look.hair_pattern == "split":
            h.parting = float(self.at((0.9 * self.style.part, 0))[0])
            h.fill(self.at([*self._parting()[::-1], *half[1:]]), "second")
        rim = h.curve(self.at([(-x, y) for x, y in dome[::-1]] + list(dome[1:])), 26)
        h.ink(rim, 1.15 * np.sin(np.linspace(0.15, np.pi - 0.15, 26)) ** 0.5)
        self._cap_shade()

    def _parting(self) -> list[tuple[float, float]]:
        """The line from the top of the head along which the hair falls apart."""
        p = self.style.part
        return [(p * 0.42, self.dome()[0][1]), (p * 0.60, 0.10), (p * 0.86, 0.22), (p * 0.98, 0.36)]

    def _shave(self) -> None:
        """Hair cropped to the skin above the ears."""
        h = self.hair
        crop = mix(h.t.shade, skin_colour(self.look, h.hand), 0.22)
        for side in (1, -1):
            panel = np.array(_CROP) * (side, 1)
            h.s.fill(
                self.at(panel),
                h.s.solid(crop),
                corner=[0, 0, 0, 0, 0.4, 0.6, 0.6, 0.3, 0],
                keep=LOCK,
                grain=h.hand.grain * 0.3,
            )
            t = np.linspace(0, 1, 9)
            upper = np.stack([0.99 + 0.17 * t, 0.70 + 0.04 * np.cos(9 * t)], -1)
            lower = np.stack([1.00 + 0.13 * t, 0.82 + 0.04 * np.cos(7 * t)], -1)
            rows = np.concatenate([upper, lower]) * (side, 1)
            stubble = np.stack(
                [rows, rows + (side * 0.006, 0.03), rows + (side * 0.006, 0.06)], axis=1
            )
            h.strands(self.at(stubble), np.full(18, 0.0008), h.t.deep, opacity=0.7, clip=LOCK)
            h.ink(h.curve(self.at(panel[1:5]), 10), 0.9)

    def _flicks(self) -> list[Forms]:
        if self.look.hair_back == "undercut":
            return []
        f = np.array(
            self.style.flicks + (TUFTS if self.masculine and self.style.flicks is CALM else ())
        )
        turn, height = (
            f[:, 0] + self.jitter((len(f),), 4.0),
            f[:, 1] * (1 + self.jitter((len(f),), 0.25)),
        )
        s = np.sign(turn)
        points = np.stack(
            [
                _round(turn - 48 * s, 0.72),
                _round(turn - 24 * s, 0.91),
                _round(turn - 2 * s, 0.99),
                _round(turn + 18 * s, 1 + height),
            ],
            axis=1,
        )
        return [form(self.at(points), f[:, 2] * self.wide, "point")]

    def _cap_shade(self) -> None:
        """The form shadow on the far side, in clumps that follow the flow of the hair, and the dark
        of the hairline.
        """
        h = self.hair
        s, hand, t = h.s, h.hand, h.t
        h.shade(
            self.at(_CLUMPS),
            h.second.shade if self.look.hair_pattern == "split" else t.shade,
            _CLUMP_CORNERS,
            0.75,
            clip=MASS,
        )
        s.fill(
            self.at(_UNDER_EDGE),
            s.solid(t.deep),
            clip=MASS,
            blend="atop",
            opacity=0.55,
            feather=max(0.004, hand.soft * 0.7),
        )

    # ---- the fringe

    def draw_front(self) -> None:
        for f in self.forms:
            self.hair.locks(f, bare=0.30)
        self._crown_lines()
        self._halo()

    def _crown_lines(self) -> None:
        """Lines that sweep from the whorl or parting over the skull, few and of uneven length."""
        h, style = self.hair, self.style
        part = style.part
        if self.look.hair_front == "slick":
            self._combed()
            return
        if style.depth > 0.6:
            h.strands(
                h.curve(self.at(self._parting()))[None],
                np.linspace(0.0019, 0.0004, 9)[None],
                h.t.deep,
                opacity=0.75,
            )
        starts, ends = [], []
        for reach, t, length in (
            (1.02, 0.05, 0.50),
            (0.80, 0.25, 0.36),
            (0.48, 0.5, 0.34),
            (-0.42, 0.45, 0.30),
            (-0.76, 0.2, 0.44),
            (-1.04, 0.0, 0.42),
        ):
            x0 = part * (0.5 + 0.5 * t)
            starts.append((x0 + 0.10 * reach, 0.06 + (0.06 + 0.22 * style.depth) * t))
            ends.append((reach, length))
        a, b = np.array(starts), np.array(ends) + self.jitter((6, 2), 0.05)
        points = np.stack([a, a + (b - a) * (0.42, 0.10), a + (b - a) * (0.80, 0.48), b], axis=1)
        lines = h.curve(self.at(points), 7)
        h.strands(
            lines,
            np.array([0.0014, 0.0010, 0.0013, 0.0012, 0.0009, 0.0014]),
            h.t.deep,
            opacity=0.55,
        )

    def _combed(self) -> None:
        """Hair combed back from the forehead: strokes that rise from the hairline and bend over the
        crown.
        """
        h, dome = self.hair, self.dome()
        x = np.linspace(-0.98, 0.98, 17) + self.jitter((17,), 0.03)
        low = np.interp(np.abs(x), *np.array(_FOREHEAD).T)
        high = np.interp(np.abs(x), (0, 0.5, 0.92, 1.2), [y for _, y in dome[:4]]) + 0.03
        length = 0.55 + 0.45 * self.jitter((17,), 1.0) ** 2
        rise = (low - high) * length
        points = np.stack([
            np.stack([x, low - 0.005], -1), np.stack([x * 1.02 - 0.03, low - 0.35 * rise], -1),
            np.stack([x * 1.10 + 0.03, low - 0.75 * rise], -1),
            np.stack([x * 1.22 + 0.14, low - rise * 0.98], -1),
        ], axis=1)  # fmt: skip
        lines = h.curve(self.at(points), 8)
        thick = np.array([0.5, 1.0, 0.7, 1.6, 0.6, 1.0])[np.arange(17) % 6]
        fade = np.linspace(1, 0, 8) ** 0.8
        h.strands(lines[::2], 0.0042 * thick[::2, None] * fade, h.t.shade, opacity=0.9)
        h.strands(lines[1::2], 0.0016 * thick[1::2, None] * fade, h.t.deep, opacity=0.8)
        h.ink(self.at([*[(-x, y) for x, y in _FOREHEAD[:0:-1]], *_FOREHEAD]), 0.8)

    def _halo(self) -> None:
        """The ring of light around the skull, broken into uneven pieces with jagged ends, and its
        thin echo.
        """
        h = self.hair
        rng, part = h.rng, 0.5 * self.style.part
        pieces: list[Points] = []
        x = -1.08
        while x < 1.02:
            width = rng.choice((0.16, 0.26, 0.40, 0.30)) * (1.0 if x < 0.3 else 0.7)
            if x + 0.5 * width < 0.90:
                pieces.append(
                    self._halo_piece(
                        x, x + width, part, rng.uniform(0.8, 1.15) * (1.0 if x < 0.35 else 0.7)
                    )
                )
            x += width + rng.choice((0.03, 0.05, 0.12))
        count = pieces[0].shape[0]
        corner = np.full(count, 0.75)
        corner[: count // 2] = 0.0
        points, corners = chain([self.at(p) for p in pieces], [corner] * len(pieces))
        h.light(points, gleam(h.t.base, 1.05), corners, 0.70, clip=MASS)
        h.light(self.at(_RIM), gleam(h.t.base, 0.7), (1, 0, 0, 0, 1, 0, 0, 0), 0.42, clip=MASS)

    def _halo_piece(self, x0: float, x1: float, part: float, tall: float) -> Points:
        """One piece of the ring between x0 and x1: a smooth upper edge and a lower edge of teeth
        along the hair.
        """
        rng = self.hair.rng
        height = 0.19 if self.look.hair_front == "slick" else 0.345

        def place(x: float, down: float) -> tuple[float, float]:
            lean = (x - part) * 0.55
            return x + lean * down, height + 0.20 * x * x + down

        upper = [
            place(x0 + (x1 - x0) * u, -0.028 * tall * v)
            for u, v in ((0.0, 0.2), (0.25, 1.0), (0.6, 1.15), (1.0, 0.3))
        ]
        teeth = [
            (1.0, 0.5), (0.86, rng.uniform(1.6, 3.0)), (0.70, 0.75), (0.52, rng.uniform(1.8, 3.6)),
            (0.36, 0.7), (0.2, rng.uniform(1.4, 2.6)), (0.06, 0.4),
        ]  # fmt: skip
        return np.array(upper + [place(x0 + (x1 - x0) * u, 0.026 * tall * v) for u, v in teeth])

    def _flyaways(self) -> None:
        """A few single hairs that leave the silhouette."""
        h = self.hair
        rng = h.rng
        turns = np.array(
            [rng.uniform(10, 62) * side for side in (1, -1, 1, -1, -1)[: rng.randint(3, 5)]]
        )
        s, off = np.sign(turns), np.array([rng.uniform(0.03, 0.065) for _ in turns])
        lines = np.stack(
            [
                _round(turns - 8 * s, 0.95),
                _round(turns + 6 * s, 1.0 + 0.4 * off),
                _round(turns + 20 * s, 1.01 + 0.9 * off),
                _round(turns + 36 * s, 1.0 + 2.0 * off),
            ],
            axis=1,
        )
        lines[..., 1] -= 0.05 * self.puff * (1 - lines[..., 1])
        h.strands(
            h.curve(self.at(lines), 8),
            np.full(len(turns), 0.0010),
            h.t.line if h.hand.line else h.t.shade,
            opacity=0.75,
            clip=-1,
        )

    def _ahoge(self) -> None:
        """The lock that stands up from the crown."""
        x = self.style.part * 0.45
        y = self.dome()[0][1]
        curls = (
            [
                (x, y + 0.10), (x - 0.03, y - 0.06), (x + 0.10, y - 0.15), (x + 0.30, y - 0.13),
                (x + 0.38, y - 0.01),
            ],
            [
                (x, y + 0.10), (x - 0.10, y - 0.05), (x - 0.05, y - 0.15), (x + 0.14, y - 0.16),
                (x + 0.10, y - 0.07),
            ],
            [
                (x, y + 0.10), (x + 0.04, y - 0.06), (x - 0.08, y - 0.15), (x - 0.28, y - 0.13),
                (x - 0.36, y - 0.02),
            ],
        )  # fmt: skip
        self.hair.locks(
            form(self.at([curls[self.look.seed % 3]]), [0.075 * self.wide], "leaf"),
            cast=0,
            bare=0.0,
            shine=0,
        )

    # ---- the sides and the back

    def draw_sides(self) -> None:
        if not self.sides:
            return
        h = self.hair
        h.group(self.top, float(max(f.spine[..., 1].max() for f in self.sides)))
        h.mask([o for f in self.sides for o in f.outline], fresh=True)
        if self.look.hair_side == "curled":
            for side in (-1, 1):
                hair_backs.ringlet(self, (side * 1.20, 1.10), (side * 1.20, 1.84), 0.24, side, 4)
            h.group(self.top, float(self.at((0, 1.8))[1]))
        for f in self.sides:
            h.locks(f, bare=0.22)

    def draw_back(self) -> None:
        """Everything behind the neck."""
        hair_backs.draw(self)

    def draw_over_shoulders(self) -> None:
        """Tails, braids and ringlets that fall over the clothes."""
        hair_backs.draw_over(self)

    def length(self, y: float) -> float:
        """A length varied by the look."""
        return 1.2 + (y - 1.2) * (1 + 0.18 * self.look.hair_length)
