"""Animal ears: a cat's, a fox's and a rabbit's, in the colour of the hair that they grow from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vidol.face.artist.brush import dusk
from vidol.face.artist.colour import Colour, mix
from vidol.face.artist.shapes import Path, wedge
from vidol.face.artist.sketch import CLOTH
from vidol.face.artist.wardrobe import Frame, Wardrobe

CREAM: Final = Colour(0.955, 0.022, 80)


@dataclass(frozen=True, slots=True)
class Ear:
    """A pointed ear as it grows on the right, its foot at the origin."""

    shape: Path
    inner: Path
    tufts: tuple[Path, ...]


_CAT: Final = Ear(
    shape=(
        (-0.60, -0.45, 0.5), (-0.54, 0.10), (-0.34, 0.62), (-0.05, 1.0, 0.55), (0.34, 0.62),
        (0.58, 0.14), (0.50, -0.45, 0.5),
    ),
    inner=(
        (-0.36, -0.45, 0.5), (-0.33, 0.12), (-0.19, 0.52), (-0.02, 0.78, 0.7), (0.22, 0.48),
        (0.37, 0.10), (0.42, -0.45, 0.5),
    ),
    tufts=(
        ((0.44, -0.40, 0.4), (0.24, 0.05), (0.02, 0.42, 1), (0.10, 0.06), (0.12, -0.40, 0.4)),
        ((0.46, -0.40, 0.4), (0.36, -0.05), (0.16, 0.22, 1), (0.16, -0.1), (0.2, -0.4, 0.4)),
        ((-0.40, -0.40, 0.4), (-0.30, -0.05), (-0.14, 0.26, 1), (-0.10, -0.06),
         (-0.06, -0.40, 0.4)),
    ),
)  # fmt: skip
_FOX: Final = Ear(
    shape=(
        (-0.52, -0.45, 0.5), (-0.50, 0.12), (-0.36, 0.60), (-0.02, 1.12, 0.85), (0.40, 0.66),
        (0.60, 0.16), (0.58, -0.45, 0.5),
    ),
    inner=(
        (-0.32, -0.45, 0.5), (-0.31, 0.16), (-0.20, 0.52), (0.0, 0.86, 0.9), (0.26, 0.52),
        (0.38, 0.14), (0.38, -0.45, 0.5),
    ),
    tufts=(
        ((0.42, -0.40, 0.4), (0.30, 0.16), (0.06, 0.66, 1), (0.12, 0.12), (0.06, -0.40, 0.4)),
        ((0.46, -0.40, 0.4), (0.42, 0.05), (0.26, 0.42, 1), (0.22, 0.0), (0.2, -0.4, 0.4)),
        ((-0.36, -0.40, 0.4), (-0.30, 0.10), (-0.12, 0.50, 1), (-0.08, 0.05), (0.0, -0.40, 0.4)),
        ((-0.40, -0.40, 0.4), (-0.36, 0.0), (-0.26, 0.26, 1), (-0.2, -0.05), (-0.2, -0.40, 0.4)),
    ),
)  # fmt: skip

# Light falls from the upper left: the right ear is shaded in its outer half, the left one along
# its middle, and only the left one is lit.
_RIGHT_SHADE: Path = (
    (0.0, 1.1, 1), (0.10, 0.7), (0.26, 0.2), (0.20, -0.3, 1), (0.9, -0.3, 1), (0.9, 1.0, 1),
)  # fmt: skip
_LEFT_SHADE: Path = (
    (0.05, 1.1, 1), (-0.16, 0.7), (-0.30, 0.2), (-0.2, -0.3, 1), (-0.06, -0.3, 1), (-0.18, 0.2),
    (-0.06, 0.7),
)  # fmt: skip
_LEFT_LIGHT: Path = ((0.50, 0.05, 1), (0.36, 0.5), (0.10, 0.92, 1), (0.42, 0.42))
_RIGHT_HOLLOW: Path = ((0.0, 0.9, 1), (0.05, 0.4), (-0.02, -0.2, 1), (0.6, -0.2, 1), (0.5, 0.6))
_LEFT_HOLLOW: Path = ((-0.5, 0.7, 1), (-0.12, 0.5), (-0.18, -0.2, 1), (-0.6, -0.2, 1))
_TIP: Path = (
    (-0.6, 0.62, 1), (-0.22, 0.70), (-0.12, 0.58, 0.8), (0.0, 0.68), (0.12, 0.56, 0.8),
    (0.22, 0.66), (0.6, 0.55, 1), (0.6, 1.3, 1), (-0.6, 1.3, 1),
)  # fmt: skip


def _draw(w: Wardrobe, f: Frame, ear: Ear, pink: Colour, tip: Colour | None = None) -> None:
    fur = w.hair.base
    right = f.flip > 0
    shade = f.cut(*(_RIGHT_SHADE if right else _LEFT_SHADE))
    light = [] if right else [f.cut(*_LEFT_LIGHT)]
    w.piece([f.cut(*ear.shape)], fur, folds=[shade], light=light, cast=0.008, weight=0.0)
    if tip is not None:
        w.fill([f.cut(*_TIP)], tip, clip=CLOTH)
    w.grown(f, ear.shape, fur.line())
    hollow = f.cut(*(_RIGHT_HOLLOW if right else _LEFT_HOLLOW))
    w.piece([f.cut(*ear.inner)], pink, folds=[hollow], weight=0.7)
    tufts = [f.cut(*tuft) for tuft in ear.tufts]
    creases = [wedge(tuft[:3, :2], 0.05 * f.size, side=f.flip) for tuft in tufts]
    w.piece(tufts, w.hand.tone(CREAM), folds=creases, weight=0.7)


def cat_ears(w: Wardrobe, moment: str) -> None:
    if moment != "under_fringe":
        return
    pink = w.hand.tone(mix(Colour(0.78, 0.095, 12), w.hair.base, 0.18))
    with w.s.on("crown", "accessory"):
        for f in w.side(38, 0.122, 14, 0.014, 1.0):
            _draw(w, f, _CAT, pink)
            w.roots(f)


def fox_ears(w: Wardrobe, moment: str) -> None:
    if moment != "under_fringe":
        return
    pink = dusk(w.hair.base, 1.3).with_(hue=25, chroma=0.07)
    tip = dusk(w.hair.base, 2.2) if w.hair.base.lightness > 0.4 else w.hand.tone(CREAM)
    with w.s.on("crown", "accessory"):
        for f in w.side(37, 0.128, 17, 0.016, 1.12):
            _draw(w, f, _FOX, pink, tip)
            w.roots(f)


# ---- a rabbit's: one stands, one folds over

_STANDING: Path = (
    (-0.32, -0.45, 0.4), (-0.44, 0.30), (-0.46, 0.85), (-0.26, 1.40), (0.0, 1.60, 0.35),
    (0.24, 1.34), (0.42, 0.80), (0.42, 0.25), (0.36, -0.45, 0.4),
)  # fmt: skip
_STANDING_SHADE: Path = (
    (0.0, 1.7, 1), (0.20, 1.2), (0.27, 0.7), (0.2, -0.45, 1), (0.9, -0.45, 1), (0.9, 1.7, 1),
)  # fmt: skip
_STANDING_HOLLOW: Path = (
    (-0.14, -0.45), (-0.23, 0.30), (-0.24, 0.80), (-0.12, 1.18), (0.0, 1.32, 0.5), (0.12, 1.14),
    (0.22, 0.75), (0.20, 0.25), (0.14, -0.45),
)  # fmt: skip
_BENT: Path = (
    (-0.34, -0.45, 0.4), (-0.40, 0.25), (-0.36, 0.72), (0.05, 1.06), (0.52, 0.98), (0.50, 0.60),
    (0.38, 0.20), (0.36, -0.45, 0.4),
)  # fmt: skip
_BENT_SHADE: Path = (
    (0.20, -0.45, 1), (0.24, 0.4), (0.0, 0.7), (0.9, 0.9, 1), (0.9, -0.45, 1),
)  # fmt: skip
_BENT_HOLLOW: Path = (
    (-0.16, -0.45), (-0.20, 0.25), (-0.14, 0.66), (0.24, 0.66), (0.22, 0.2), (0.2, -0.45),
)  # fmt: skip
_FLAP: Path = (
    (-0.20, 0.88), (0.20, 1.08), (0.60, 1.00), (1.02, 0.64), (1.32, 0.10), (1.30, -0.16, 0.5),
    (1.02, -0.06), (0.70, 0.30), (0.36, 0.52), (0.0, 0.60, 0.4),
)  # fmt: skip


def rabbit_ears(w: Wardrobe, moment: str) -> None:
    if moment != "under_fringe":
        return
    fur = mix(w.hair.base, w.hand.tone(CREAM), 0.35)
    pink = w.hand.tone(Colour(0.83, 0.075, 12))
    with w.s.on("crown", "accessory"):
        for f in w.side(27, 0.115, 32, 0.012, 1.6):
            if f.flip == w.near:
                _bent_ear(w, f, fur, pink)
            else:
                _standing_ear(w, f, fur, pink)
            w.roots(f, 0.62)


def _standing_ear(w: Wardrobe, f: Frame, fur: Colour, pink: Colour) -> None:
    w.piece(
        [f.cut(*_STANDING)],
        fur,
        folds=[f.cut(*_STANDING_SHADE)],
        light=[f.fold((-0.36, 0.4), (-0.38, 0.85), (-0.2, 1.32), width=-0.07)],
        cast=0.008,
        weight=1.1,
    )
    crease = f.fold((-0.12, -0.4), (-0.20, 0.4), (-0.16, 0.9), (0.0, 1.3), width=-0.12, root=0.6)
    w.piece([f.cut(*_STANDING_HOLLOW)], pink, folds=[crease], weight=0.6)


def _bent_ear(w: Wardrobe, f: Frame, fur: Colour, pink: Colour) -> None:
    w.piece([f.cut(*_BENT)], fur, folds=[f.cut(*_BENT_SHADE)], cast=0.008, weight=1.1)
    w.fill([f.cut(*_BENT_HOLLOW)], pink, clip=CLOTH)
    under = f.fold((0.02, 0.62), (0.45, 0.58), (0.85, 0.30), (1.26, -0.10), width=0.20, root=0.4)
    w.piece(
        [f.cut(*_FLAP)],
        fur,
        folds=[under],
        light=[f.fold((0.05, 0.94), (0.5, 0.96), (0.95, 0.62), width=-0.09)],
        cast=0.008,
        weight=1.1,
    )
