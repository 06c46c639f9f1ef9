"""The artist: draws a character from its look and a control vector, live."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32, I64
from vidol.core.controls import HIGH, INDEX, LOW, Vector, rest
from vidol.core.errors import InputError
from vidol.core.face import Picture
from vidol.face.artist.accessories import draw_accessories
from vidol.face.artist.anatomy import measure
from vidol.face.artist.arm import draw_arm
from vidol.face.artist.brows import draw_brows
from vidol.face.artist.eyes import Eyes
from vidol.face.artist.hair import Hair, cast_shadow
from vidol.face.artist.hair_styles import Styles
from vidol.face.artist.hand import hand_of
from vidol.face.artist.head import (
    draw_ears,
    draw_face,
    draw_face_line,
    draw_marks,
    draw_neck,
    draw_nose,
)
from vidol.face.artist.look import Look
from vidol.face.artist.mouth import MouthShapes
from vidol.face.artist.outfits import draw_outfit, draw_outfit_back
from vidol.face.artist.raster import Canvas
from vidol.face.artist.rig import Rig, pose
from vidol.face.artist.sketch import LAYERS, Shape, Sketch

LARGEST: Final = 8192
"""Pixels per side that a frame may have."""


class Artist:
    """A drawn character. Frames are pure functions of the controls; several threads may draw at
    once.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self.anatomy = measure(look)
        self.rig = Rig(self.anatomy)
        self._eyes = Eyes(look, self.anatomy, hand_of(look))
        self._mouth = MouthShapes(look, self.anatomy, hand_of(look))
        self.packed = self._draw().pack()
        self._rest = self.packed.knots[:, :2].astype(np.float64)
        self._arm_items = np.array([shape.item for shape in self._arm])
        self._opacity = self.packed.opacity.astype(np.float64)
        self._eyes.remember(self._opacity)
        order = self.packed.layer_of_knot
        self._groups = [
            (name, np.nonzero(order == i)[0]) for i, name in enumerate(LAYERS) if (order == i).any()
        ]
        self._local = threading.local()

    def _draw(self) -> Sketch:
        """Everything, from back to front."""
        look, a, hand = self.look, self.anatomy, hand_of(self.look)
        s = Sketch()
        hair = Hair(s, look, a, hand)
        styles = Styles(hair, look, a)
        draw_accessories(s, look, a, hand, "behind")
        with s.on("hair_back", "hair_back"):
            styles.draw_back()
        draw_accessories(s, look, a, hand, "back")
        draw_outfit_back(s, look, a, hand)
        draw_neck(s, look, a, hand)
        sleeve = draw_outfit(s, look, a, hand)
        draw_accessories(s, look, a, hand, "chest")
        with s.on("hair_side", "hair_back"):
            styles.draw_over_shoulders()
        draw_ears(s, look, a, hand)
        draw_accessories(s, look, a, hand, "ears")
        face = draw_face(s, look, a, hand)
        self._blush = draw_marks(s, look, a, hand)
        with s.on("hair_front", "skin"):
            fringe = styles.front_outlines()
            cast_shadow(s, look, hand, fringe)
        nose, self._wrinkles = draw_nose(s, look, a, hand)
        self._mouth.draw(s)
        draw_face_line(s, look, a, hand)
        self._eyes.draw(s)
        brows = draw_brows(s, look, a, hand)
        draw_accessories(s, look, a, hand, "face")
        with s.on("hair_side", "hair_side"):
            styles.draw_sides()
        with s.on("hair_front", "hair_front"):
            styles.draw_cap()
            draw_accessories(s, look, a, hand, "under_fringe")
            styles.draw_front()
        # brows show through the fringe, as the trade draws them
        draw_brows(s, look, a, hand, opacity=0.5)
        draw_accessories(s, look, a, hand, "front")
        self._arm = draw_arm(s, look, a, hand, sleeve)
        self.landmark_knots = self._landmarks(face, nose, brows)
        return s

    def _landmarks(self, face: Shape, nose: Shape, brows: list[Shape]) -> list[slice | I64]:
        """The knots behind each landmark (their mean is the landmark), in the order of
        labels.LANDMARKS.
        """
        eyes, start = self._eyes.landmarks(), face.knots.start
        upper, lower = self._mouth.upper.knots.start, self._mouth.under.knots.start
        return [
            *(np.array([start + i]) for i in range(3, 18)),
            *(
                knots
                for side in ("left", "right")
                for lid in ("upper", "lower")
                for knots in eyes[f"{lid}_lid_{side}"]
            ),
            *eyes["pupil_left"],
            *eyes["pupil_right"],
            nose.knots,
            *(np.array([first + i]) for first in (upper, lower) for i in (0, 3, 5, 7, 10)),
            *(np.array([brow.knots.start + i]) for brow in brows for i in (0, 4, 8)),
        ]

    # ---- a frame

    def knots(self, controls: Vector) -> tuple[F32, F32]:
        """The knots (n, 4) and item opacities for a control vector (clipped to its ranges), in
        canvas units.
        """
        if controls.shape != (len(INDEX),):
            raise InputError(
                f"A control vector has {len(INDEX)} channels, this one has shape {controls.shape}."
            )
        controls = np.clip(controls, LOW, HIGH)
        at, opacity = self._rest.copy(), self._opacity.copy()
        self._eyes.update(at, opacity, controls)
        self._mouth.update(at, opacity, controls)
        blush = min(1.0, self.look.blush + float(controls[INDEX["blush"]]))
        for i, shape in enumerate(self._blush):
            opacity[shape.item] = blush * (0.8 if i % 4 == 0 else 0.75 * max(0.0, blush - 0.3))
        for shape, name in zip(self._wrinkles, ("noseSneerLeft", "noseSneerRight"), strict=True):
            opacity[shape.item] = 0.9 * float(controls[INDEX[name]])
        p = pose(controls)
        if p.hand_raise <= 0.01:
            opacity[self._arm_items] = 0.0
        out = self.packed.knots.copy()
        for layer, index in self._groups:
            out[index, :2] = self.rig.move(layer, at[index], p)
        return out, opacity.astype(np.float32)

    def frame(self, controls: Vector, size: int) -> Picture:
        """One square frame of the unit canvas, (size, size, 4) RGBA uint8 with straight alpha."""
        return self.view(controls, size, size, float(size), 0.0, 0.0)

    def view(
        self,
        controls: Vector,
        width: int,
        height: int,
        scale: float,
        dx: float,
        dy: float,
        top: NDArray[np.uint16] | None = None,
    ) -> Picture:
        """A frame of any framing, (height, width, 4): one canvas unit is `scale` pixels and its
        origin lies at pixel (dx, dy).

        `top` (height, width), if given, receives 1 + the index of the topmost opaque shape of each
        pixel, 0 for none.
        """
        if not (1 <= width <= LARGEST and 1 <= height <= LARGEST):
            raise InputError(
                f"A picture of {width} x {height} cannot be drawn: sides go from 1 to {LARGEST}"
                " pixels."
            )
        knots, opacity = self.knots(controls)
        return self._canvas(width, height).draw(
            self.packed.items,
            self.packed.paints,
            self.packed.tables,
            knots,
            opacity,
            scale,
            dx,
            dy,
            top,
        )

    def portrait(self, size: int) -> Picture:
        """The character at rest."""
        return self.frame(rest(), size)

    def _canvas(self, width: int, height: int) -> Canvas:
        canvas: Canvas | None = getattr(self._local, "canvas", None)
        if canvas is None or (canvas.width, canvas.height) != (width, height):
            canvas = self._local.canvas = Canvas(width, height)
        return canvas
