"""Proportions: where everything sits on the unit canvas (x right, y down) for one look."""

from __future__ import annotations

from dataclasses import dataclass

from vidol.face.artist.look import Look


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Measures in canvas units. Half-widths are measured from the midline `cx`."""

    cx: float
    crown: float  # top of the skull, under the hair
    chin: float
    face_half: float  # half-width at the cheeks
    jaw: float  # -1 pointed .. 1 square
    eye_y: float
    eye_dx: float  # from the midline to the middle of an eye
    eye_half: float  # half-width of an eye
    eye_tall: float  # height of an eye as a factor of its ideal
    eye_tilt: float  # rotation of the eyes in radians, outer corners up
    brow_y: float
    nose_y: float
    mouth_y: float
    mouth_half: float
    neck_half: float
    collar_y: float  # where the neck meets the collarbones
    shoulder_y: float
    shoulder_half: float
    hand_size: float  # width of a palm
    wrist: tuple[float, float]  # of the raised right hand
    volume: float  # how far the hair stands off the skull

    @property
    def skull(self) -> tuple[float, float, float, float]:
        """(cx, cy, rx, ry) of the cranium's ellipse."""
        cy = self.crown + 0.55 * (self.eye_y + 0.06 - self.crown)
        return self.cx, cy, self.face_half * 1.06, cy - self.crown


@dataclass(slots=True)
class _Build:
    """The measures that presentation and proportion change."""

    chin: float
    face_half: float
    eye_y: float
    eye_half: float = 0.0625
    eye_tall: float = 1.0
    crown: float = 0.163
    neck_half: float = 0.050
    shoulder_half: float = 0.240
    shoulder_y: float = 0.765


def measure(look: Look) -> Anatomy:
    """The anatomy of a look."""
    b = _build(look)
    chibi = look.proportion == "chibi"
    eye_half = b.eye_half * (1 + 0.09 * look.eye_size)
    mouth_half = 0.037 * (1 + 0.14 * look.mouth_width)
    face = b.chin - b.eye_y
    return Anatomy(
        cx=0.5,
        crown=b.crown,
        chin=b.chin,
        face_half=b.face_half,
        jaw=look.jaw,
        eye_y=b.eye_y,
        eye_dx=(0.0868 + 0.004 * look.eye_spacing) * b.face_half / 0.172,
        eye_half=eye_half,
        eye_tall=b.eye_tall * (1 + 0.07 * look.eye_size),
        eye_tilt=0.09 * look.eye_tilt,
        brow_y=b.eye_y - eye_half * b.eye_tall * 0.98 - 0.024 - 0.008 * look.brow_height,
        nose_y=b.eye_y + face * 0.515,
        mouth_y=b.eye_y + face * 0.70,
        mouth_half=mouth_half * (1.12 if chibi else 1.0),
        neck_half=b.neck_half,
        collar_y=b.shoulder_y - 0.040,
        shoulder_y=b.shoulder_y,
        shoulder_half=b.shoulder_half * (1 + 0.06 * look.shoulders),
        hand_size=0.50 * (0.17 if chibi else b.face_half),
        wrist=(max(0.175, 0.5 - 1.72 * b.face_half), 0.765),
        volume=0.040 + 0.010 * look.hair_volume,
    )


def _build(look: Look) -> _Build:
    b = _Build(
        chin=0.646 + 0.012 * look.face_length,
        face_half=0.172 * (1 + 0.05 * look.face_width),
        eye_y=0.478 - 0.007 * look.eye_height,
    )
    if look.presentation == "masculine":
        b.chin += 0.012
        b.face_half *= 0.97
        b.eye_y -= 0.012
        b.eye_half = 0.0560
        b.eye_tall = 0.80
        b.neck_half = 0.067
        b.shoulder_half += 0.050
    elif look.presentation == "androgynous":
        b.eye_tall = 0.9
        b.neck_half = 0.055
    if look.proportion == "chibi":
        b.chin += 0.045
        b.face_half *= 1.22
        b.eye_y += 0.050
        b.eye_half *= 1.24
        b.eye_tall *= 1.10
        b.crown = 0.150
        b.neck_half *= 0.80
        b.shoulder_half *= 0.78
        b.shoulder_y = 0.80
    elif look.proportion == "tall":
        b.chin += 0.004
        b.face_half *= 0.95
        b.eye_half *= 0.93
        b.shoulder_half *= 1.04
    return b
