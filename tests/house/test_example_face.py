"""The example face, installed by pip into a folder of its own: a picture becomes a face, travels in
the bundle and performs.
"""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

import vidol
from vidol.media.pictures import read_picture

from .conftest import VIDOL

CHECK = """
import vidol
from vidol.testing import check_face, check_plugin, material
from vidol_paper_face import Paper, PaperFace

check_plugin(PaperFace)
picture = open("portrait.png", "rb").read()
check_face(PaperFace(material(Paper(bounce=0.2), files={"portrait.png": picture})))
mika = vidol.load("paper.vidol")
assert mika.parts["face"].files == {"portrait.png": picture}
assert mika.settings("face").bounce == 0.2
vidol.perform(mika, "script.md", "show.png", size=(160, 90), alpha=True, captions=False)
"""


@pytest.fixture(scope="module")
def example(with_example):
    return with_example("vidol-paper-face")


@pytest.fixture
def folder(tmp_path):
    vidol.new("Mika", seed=7).save(tmp_path / "mika.vidol")
    Image.new("RGBA", (120, 160), (200, 30, 90, 255)).save(tmp_path / "portrait.png")
    (tmp_path / "script.md").write_text("Hello there, everyone!", encoding="utf-8")
    return tmp_path


def test_it_is_listed(example, folder) -> None:
    row = example.listed("vidol-paper-face", folder)
    assert row == ["face", "paper", "vidol-paper-face", "1.0.0", "ok"]


def test_a_picture_becomes_a_face_and_performs(example, folder) -> None:
    changed = ["--use", "face=paper", "--file", "face=portrait.png", "--set", "face.bounce=0.2"]
    done = example.python(
        *VIDOL, "edit", "mika.vidol", *changed, "-o", "paper.vidol", folder=folder
    )
    assert done.returncode == 0, done.stderr
    done = example.python("-c", CHECK, folder=folder)
    assert done.returncode == 0, done.stderr
    shown = read_picture(folder / "show.png")[20:]  # below the label that people see
    paper = shown[shown[..., 3] == 255]
    assert len(paper) > 1000
    assert np.abs(paper[:, :3].astype(int) - (200, 30, 90)).max() <= 2


def test_what_it_cannot_use_is_said_when_it_is_given(example, folder) -> None:
    done = example.python(*VIDOL, "edit", "mika.vidol", "--use", "face=paper", folder=folder)
    assert done.returncode == 2
    assert "A paper face is one picture" in done.stderr
