"""Clothes and accessories: cloth covers the body, what is worn stays where it sits."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from vidol.core.controls import controls, rest
from vidol.face.artist import Artist, Look, rig
from vidol.face.artist.look import Outfit, Presentation, Proportion
from vidol.face.artist.sketch import PART

SIZE = 192


def parts(artist: Artist) -> np.ndarray:
    """The part seen at each pixel at rest, 0 where there is none."""
    top = np.zeros((SIZE, SIZE), np.uint16)
    artist.view(rest(), SIZE, SIZE, SIZE, 0, 0, top)
    return np.concatenate([[0], artist.packed.part_of_item])[top]


@pytest.mark.parametrize("outfit", get_args(Outfit))
@pytest.mark.parametrize("presentation", get_args(Presentation))
def test_clothes_cover_the_chest(outfit: str, presentation: str) -> None:
    for proportion in get_args(Proportion):
        artist = Artist(
            Look.from_seed(
                4,
                outfit=outfit,
                presentation=presentation,
                proportion=proportion,
                hair_back="pixie",
                hair_side="short",
                accessories=(),
            )
        )
        a, seen = artist.anatomy, parts(artist)
        y = int(SIZE * (a.collar_y + 0.55 * (1 - a.collar_y)))
        x0, x1 = (int(SIZE * (a.cx + side * 0.62 * a.shoulder_half)) for side in (-1, 1))
        assert (seen[y:, x0:x1] == PART["outfit"]).all()


@pytest.mark.parametrize("outfit", get_args(Outfit))
def test_no_skin_peeks_out_beside_the_cloth(outfit: str) -> None:
    # short sleeves show the arms
    bare = {PART["skin"], PART["neck"]} if outfit in {"idol", "qipao"} else set()
    for proportion in get_args(Proportion):
        artist = Artist(
            Look.from_seed(
                9,
                outfit=outfit,
                presentation="feminine",
                proportion=proportion,
                hair_back="pixie",
                hair_side="none",
                accessories=(),
            )
        )
        a, seen = artist.anatomy, parts(artist)
        low = seen[int(SIZE * (a.collar_y + 0.50 * (1 - a.collar_y))) :]
        assert set(np.unique(low)) <= {0, PART["outfit"]} | bare


@pytest.mark.parametrize(
    "ears",
    [
        "cat_ears",
        "fox_ears",
        "rabbit_ears",
        "horns",
        "crown",
        "halo",
        "beret",
        "headphones",
        "ribbon",
    ],
)
def test_what_stands_on_the_head_stays_on_the_picture(ears: str) -> None:
    for proportion in get_args(Proportion):
        picture = Artist(Look.from_seed(12, accessories=(ears,), proportion=proportion)).frame(
            rest(), SIZE
        )
        assert not picture[0, :, 3].any()


def test_earrings_hang_from_the_ears_when_the_head_turns_and_swings() -> None:
    artist = Artist(
        Look.from_seed(3, accessories=("earrings",), proportion="standard", style="cel")
    )
    a = artist.anatomy
    lobe = np.array([[a.cx + a.face_half * 0.985 + 0.004, a.nose_y - 0.006]])
    for pose in (
        controls(headYaw=30),
        controls(headYaw=-30, headPitch=25),
        controls(accessoryX=1, headRoll=20),
    ):
        p = rig.pose(pose)
        apart = artist.rig.move("hanging", lobe, p) - artist.rig.move("ear", lobe, p)
        assert np.abs(apart).max() < 0.004
