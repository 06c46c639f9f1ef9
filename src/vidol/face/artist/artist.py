"""The artist: draws a character from its look and a control vector, live."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vidol.core.arrays import F32, F64, I64
from vidol.core.controls import HIGH, INDEX, LOW, Vector, rest
from vidol.core.errors import InputError
from vidol.core.face import Picture
from vidol.face.artist.accessories import draw_accessories
from vidol.face.artist.anatomy import measure
from vidol.face.artist.arm import draw_arm
from vidol.face.artist.brows import draw_brows
from vidol.face.artist.colour import Colour
from vidol.face.artist.eyes import Eyes
from vidol.face.artist.hair import Hair, cast_shadow
from vidol.face.artist.hair_styles import Styles
from vidol.face.artist.hairdo import Hairdo
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
    """A drawn character.

    Frames are pure functions of the controls; several threads may draw at once.
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
        # the knots of each layer that is drawn on at all
        knots = [np.nonzero(self.packed.layer_of_knot == i)[0] for i in range(len(LAYERS))]
        self._groups = [group for group in zip(LAYERS, knots, strict=True) if len(group[1])]
        self._local = threading.local()

    def _draw(self) -> Sketch:
        """Everything, from back to front."""
        s = Sketch()
        of_look = s, self.look, self.anatomy, hand_of(self.look)
        styles = Styles(Hairdo(Hair(*of_look), self.look, self.anatomy))
        sleeve = self._draw_behind(s, styles)
        face, nose = self._draw_face(s, styles)
        brows = draw_brows(*of_look)
        draw_accessories(*of_look, "face")
        with s.on("hair_side", "hair_side"):
            styles.draw_sides()
        with s.on("hair_front", "hair_front"):
            styles.draw_cap()
            draw_accessories(*of_look, "under_fringe")
            styles.draw_front()
        # brows show through the fringe, as the trade draws them
        draw_brows(*of_look, opacity=0.5)
        draw_accessories(*of_look, "front")
        self._arm = draw_arm(*of_look, sleeve)
        self.landmark_knots = self._landmarks(face, nose, brows)
        return s

    def _draw_behind(self, s: Sketch, styles: Styles) -> Colour | None:
        """What lies behind the face: hair, clothes, neck and ears; the colour of the sleeves."""
        of_look = s, self.look, self.anatomy, hand_of(self.look)
        draw_accessories(*of_look, "behind")
        with s.on("hair_back", "hair_back"):
            styles.draw_back()
        draw_accessories(*of_look, "back")
        draw_outfit_back(*of_look)
        draw_neck(*of_look)
        sleeve = draw_outfit(*of_look)
        draw_accessories(*of_look, "chest")
        with s.on("hair_side", "hair_back"):
            styles.draw_over_shoulders()
        draw_ears(*of_look)
        draw_accessories(*of_look, "ears")
        return sleeve

    def _draw_face(self, s: Sketch, styles: Styles) -> tuple[Shape, Shape]:
        """The face under its brows; returns its outline and the nose."""
        of_look = s, self.look, self.anatomy, hand_of(self.look)
        face = draw_face(*of_look)
        self._blush = draw_marks(*of_look)
        with s.on("hair_front", "skin"):
            cast_shadow(s, self.look, hand_of(self.look), styles.front_outlines())
        nose, self._wrinkles = draw_nose(*of_look)
        self._mouth.draw(s)
        draw_face_line(*of_look)
        self._eyes.draw(s)
        return face, nose

    def _landmarks(self, face: Shape, nose: Shape, brows: list[Shape]) -> list[slice | I64]:
        """The knots whose mean is each landmark, in the order of labels.LANDMARKS."""
        eyes = self._eyes.landmarks()
        one, other = brows
        return [
            *_single(face, *range(3, 18)),
            *eyes["upper_lid_left"],
            *eyes["lower_lid_left"],
            *eyes["upper_lid_right"],
            *eyes["lower_lid_right"],
            *eyes["pupil_left"],
            *eyes["pupil_right"],
            nose.knots,
            *_single(self._mouth.upper, 0, 3, 5, 7, 10),
            *_single(self._mouth.under, 0, 3, 5, 7, 10),
            *_single(one, 0, 4, 8),
            *_single(other, 0, 4, 8),
        ]

    # ---- a frame

    def knots(self, controls: Vector) -> tuple[F32, F32]:
        """The knots (n, 4) in canvas units, and the opacities of items, for a control vector.

        The vector is clipped to its ranges.
        """
        if controls.shape != (len(INDEX),):
            raise InputError(
                f"A control vector has {len(INDEX)} channels, this one has shape {controls.shape}."
            )
        controls = np.clip(controls, LOW, HIGH)
        at = self._rest.copy()
        opacity = self._opacity.copy()
        self._eyes.update(at, opacity, controls)
        self._mouth.update(at, opacity, controls)
        self._show_marks(opacity, controls)
        p = pose(controls)
        if p.hand_raise <= 0.01:
            opacity[self._arm_items] = 0.0
        out = self.packed.knots.copy()
        for layer, index in self._groups:
            out[index, :2] = self.rig.move(layer, at[index], p)
        return out, opacity.astype(np.float32)

    def _show_marks(self, opacity: F64, controls: Vector) -> None:
        """Blush and the wrinkles of a sneer come and go."""
        blush = min(1.0, self.look.blush + float(controls[INDEX["blush"]]))
        hatching = 0.75 * max(0.0, blush - 0.3)
        for i, shape in enumerate(self._blush):
            # of each cheek first its glow, then three strokes
            opacity[shape.item] = blush * (0.8 if i % 4 == 0 else hatching)
        for shape, name in zip(self._wrinkles, ("noseSneerLeft", "noseSneerRight"), strict=True):
            opacity[shape.item] = 0.9 * float(controls[INDEX[name]])

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
        """A frame of any framing, (height, width, 4) RGBA uint8 with straight alpha.

        One canvas unit is `scale` pixels and its origin lies at pixel (dx, dy). `top` (height,
        width), if given, receives 1 + the index of the topmost opaque shape of each pixel, 0 for
        none.
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


def _single(shape: Shape, *knots: int) -> list[I64]:
    """Each of these knots of a shape by itself."""
    return [np.array([shape.knots.start + i]) for i in knots]
