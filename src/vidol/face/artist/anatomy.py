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


def measure(look: Look) -> Anatomy:
    """The anatomy of a look."""
    masculine = look.presentation == "masculine"
    face_half = 0.172 * (1 + 0.05 * look.face_width)
    chin = 0.646 + 0.012 * look.face_length
    eye_y, eye_half, eye_tall = 0.478 - 0.007 * look.eye_height, 0.0625, 1.0
    crown, neck, shoulder_half, shoulder_y = 0.163, 0.050, 0.240, 0.765
    if masculine:
        eye_half, eye_tall, eye_y, chin, face_half, neck = (
            0.0560,
            0.80,
            eye_y - 0.012,
            chin + 0.012,
            face_half * 0.97,
            0.067,
        )
        shoulder_half += 0.050
    elif look.presentation == "androgynous":
        eye_tall, neck = 0.9, 0.055
    if look.proportion == "chibi":
        face_half, chin, eye_y, eye_half, eye_tall = (
            face_half * 1.22,
            chin + 0.045,
            eye_y + 0.050,
            eye_half * 1.24,
            eye_tall * 1.10,
        )
        crown, neck, shoulder_half, shoulder_y = 0.150, neck * 0.80, shoulder_half * 0.78, 0.80
    elif look.proportion == "tall":
        face_half, eye_half, chin, shoulder_half = (
            face_half * 0.95,
            eye_half * 0.93,
            chin + 0.004,
            shoulder_half * 1.04,
        )
    eye_half *= 1 + 0.09 * look.eye_size
    eye_dx = (0.0868 + 0.004 * look.eye_spacing) * face_half / 0.172
    face = chin - eye_y
    return Anatomy(
        cx=0.5,
        crown=crown,
        chin=chin,
        face_half=face_half,
        jaw=look.jaw,
        eye_y=eye_y,
        eye_dx=eye_dx,
        eye_half=eye_half,
        eye_tall=eye_tall * (1 + 0.07 * look.eye_size),
        eye_tilt=0.09 * look.eye_tilt,
        brow_y=eye_y - eye_half * eye_tall * 0.98 - 0.024 - 0.008 * look.brow_height,
        nose_y=eye_y + face * 0.515,
        mouth_y=eye_y + face * 0.70,
        mouth_half=0.037
        * (1 + 0.14 * look.mouth_width)
        * (1.12 if look.proportion == "chibi" else 1.0),
        neck_half=neck,
        collar_y=shoulder_y - 0.040,
        shoulder_y=shoulder_y,
        shoulder_half=shoulder_half * (1 + 0.06 * look.shoulders),
        hand_size=0.50 * (face_half if look.proportion != "chibi" else 0.17),
        wrist=(max(0.175, 0.5 - 1.72 * face_half), 0.765),
        volume=0.040 + 0.010 * look.hair_volume,
    )
