"""The fringe and the side locks as geometry. Coordinates as in `hairdo`."""

from __future__ import annotations

from typing import Final

import numpy as np

from vidol.core.arrays import F64
from vidol.face.artist import hair_backs
from vidol.face.artist.curves import Points
from vidol.face.artist.hair_tables import LID, SIDES, Lock
from vidol.face.artist.hairdo import Hairdo
from vidol.face.artist.lock import Forms, form

# The course of a lock of the fringe, from its root to its tip: the share of its way out, how far
# its bulge shows, the share of its way down, and how far it is lifted off the head.
_OUT: Final = np.array([0.0, 0.50, 0.86, 1.0, 1.0])
_BULGE: Final = np.array([0, 0.1, 0.7, 1.0, 0.0])
_FALL: Final = np.array([0.0, 0.14, 0.44, 0.74, 1.0])
_LIFT: Final = np.array([0.3, 1.0, 0.4, 0, 0])


def front_forms(h: Hairdo) -> list[Forms]:
    """The locks of the fringe, in drawing order."""
    style = h.style
    count = len(style.locks)
    locks = np.array([*style.locks, *_between(h)])
    t, x, y, half, bulge = locks.T
    x, y = _tips(h, x, y, half)
    at = h.at(_courses(h, t, x, y, half, bulge))
    # a whorl fringe closes high up
    full = 1.16 if style.depth < 0.5 and style.profile != "wisp" else 1.0
    width = half * full * h.wide * (1 + h.jitter(half.shape, 0.13))
    first = 2 if count > 4 and _temples_are_bare(h) else 0
    thin = [form(at[count:], width[count:], "strand")] if len(locks) > count else []
    if style.profile in ("blunt", "chop"):  # only the fringe is cut; what frames it is not
        temples = [] if first else [form(at[:2], width[:2], "point")]
        return [*temples, form(at[2:count], width[2:count], style.profile), *thin]
    return [*thin, form(at[first:count], width[first:count], style.profile)]


def _temples_are_bare(h: Hairdo) -> bool:
    """Cut or tucked side locks and shaved sides take the place of the locks at the temples."""
    return h.look.hair_side in ("hime", "tucked") or h.look.hair_back == "undercut"


def _tips(h: Hairdo, x: F64, y: F64, half: F64) -> tuple[F64, F64]:
    """Where locks end: tips above the eyes follow the lids."""
    x, y = x + h.jitter(x.shape, 0.022), y + h.jitter(y.shape, 0.018)
    y = np.interp(y, (0, LID, 1.0, 3.0), (0, h.lid, h.lid + 0.17, h.lid + 2.17))
    over_eyes = (np.abs(x) > 0.12) & (np.abs(x) < 0.86)
    # strands may cross the eyes, locks stop at the lashes
    lowest = h.lid + np.where(half < 0.1, 0.075, 0.04)
    y = np.where(over_eyes, np.minimum(y, lowest), y)
    if h.masculine:
        y = np.where(y > 1.06, 1.06 + 0.35 * (y - 1.06), y)
    return x, y


def _courses(h: Hairdo, t: F64, x: F64, y: F64, half: F64, bulge: F64) -> Points:
    """(locks, 5, 2): control points from the root at `t` along the parting to the tip."""
    style = h.style
    root_x, root_y = style.part * (0.5 + 0.5 * t), 0.08 + (0.06 + 0.26 * style.depth) * t
    out = x - root_x
    bulge = bulge * np.sign(out)
    points = np.empty((len(t), 5, 2))
    points[..., 0] = root_x[:, None] + out[:, None] * _OUT + bulge[:, None] * _BULGE
    points[:, 3, 0] += h.jitter(x.shape, 0.035) * (half > 0.10)
    points[..., 1] = root_y[:, None] + (y - root_y)[:, None] * _FALL - style.lift * _LIFT
    return points


def _between(h: Hairdo) -> list[Lock]:
    """Two thin strands between neighbouring locks of the fringe.

    Big, middle and small make the rhythm.
    """
    rng = h.hair.rng
    broad = [lock for lock in h.style.locks[2:] if lock[3] > 0.10]
    inner = sorted(broad, key=lambda lock: lock[1])
    if len(inner) < 4:
        return []
    out = []
    for i in sorted(rng.sample(range(len(inner) - 1), 2)):
        a, b = inner[i], inner[i + 1]
        root, x, y, _, bulge = (0.5 * (u + v) for u, v in zip(a, b, strict=True))
        y += rng.uniform(0.02, 0.06)
        x += rng.uniform(-0.04, 0.04)
        out.append((root, x, y, rng.uniform(0.035, 0.055), bulge))
    return out


def side_forms(h: Hairdo) -> list[Forms]:
    """The side locks, in drawing order."""
    if h.look.hair_back == "undercut":
        return []  # the sides are cropped
    longer = 1 + 0.12 * h.look.hair_length
    hung = hair_backs.HANGING.get(h.look.hair_back)
    forms: list[Forms] = []
    for points, half, profile in SIDES[h.look.hair_side]:
        p = np.array(points)
        p[:, 1] = np.where(p[:, 1] > 1.0, 1.0 + (p[:, 1] - 1.0) * longer, p[:, 1])
        both = np.stack([p, p * (-1, 1)])
        both[:, 1:] += h.jitter(both[:, 1:].shape, 0.016)
        if hung is not None and p[-1, 1] > 1.45:
            both = np.delete(both, hung, axis=0)
        else:
            # one side a little longer: perfect symmetry reads as dead
            both[1, 2:, 1] += 0.03 * np.arange(1, len(p) - 1) / len(p)
        if len(both):
            forms.append(form(h.at(both), np.full(len(both), half * h.wide), profile))
    return forms
