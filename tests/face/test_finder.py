"""Faces are found where they are, and nowhere else."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from PIL import Image

from vidol.core.controls import controls
from vidol.core.errors import InputError
from vidol.face import finder
from vidol.face.artist import Artist, Look
from vidol.face.artist.labels import LANDMARKS, landmarks
from vidol.face.data import Options, prepare
from vidol.face.data.framing import around, cut
from vidol.face.finder import Found, find_faces, overlap
from vidol.face.shipped.finder_scenes import Placed, truth

SEEDS = range(5)


def ground(seed, height, width):
    field = np.random.default_rng(seed).uniform(60, 255, (2, 2, 3)).astype(np.float32)
    return cv2.resize(field, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def place(picture, seed, scale, at, lean=0.0):
    """Draw a character whose middle between brows and chin comes to `at`; its face as it should be
    found.
    """
    artist, pose = Artist(Look.from_seed(seed)), controls(headRoll=lean)
    points = landmarks(artist, pose).astype(float)
    brows = points[[k for k, name in enumerate(LANDMARKS) if name.startswith("brow")]].mean(0)
    chin = points[LANDMARKS.index("jaw_7")]
    dx, dy = np.array(at) - scale * (brows + chin) / 2
    drawn = artist.view(pose, picture.shape[1], picture.shape[0], scale, dx, dy).astype(np.float32)
    picture[:] = drawn[..., :3] * (drawn[..., 3:] / 255) + picture * (1 - drawn[..., 3:] / 255)
    side = 1.2 * scale * float(np.hypot(*(brows - chin)))
    x, y = np.array(at) + (brows - chin) / np.hypot(*(brows - chin)) * side / 12
    return Found(x, y, side, lean, 1.0)


@pytest.mark.parametrize(
    ("height", "width", "scale"),
    [(300, 400, 120), (512, 512, 500), (128, 128, 300), (900, 500, 300)],
)
def test_faces_of_any_size_are_found(height, width, scale):
    hits = 0
    for seed in SEEDS:
        picture = ground(seed, height, width)
        true = place(picture, seed, scale, (width * 0.45, height * 0.5))
        faces = find_faces(picture)
        hits += bool(faces) and overlap(faces[0], true) >= 0.5
    assert hits >= len(SEEDS) - 1


@pytest.mark.parametrize("turn", [-35, 20, 40])
def test_the_lean_of_a_head_is_told_clockwise_and_framing_sets_it_upright(turn):
    errors = []
    for seed in SEEDS:
        picture = ground(seed, 400, 400)
        place(picture, seed, 350, (200, 200))
        leaning = cv2.warpAffine(
            picture,
            cv2.getRotationMatrix2D((200, 200), -turn, 1),
            (400, 400),
            borderMode=cv2.BORDER_REPLICATE,
        )
        face = find_faces(leaning)[0]
        errors.append(face.angle - turn)
        upright = cut(
            np.dstack((leaning, np.full((400, 400), 255, np.uint8))),
            around(face, 400, 400),
            128,
            opaque=True,
        )
        assert abs(find_faces(np.ascontiguousarray(upright[..., :3]))[0].angle) < 15
    assert np.abs(errors).mean() < 7


def test_the_larger_of_two_faces_comes_first():
    picture = ground(3, 400, 640)
    small = place(picture, 5, 260, (500, 200))
    large = place(picture, 4, 420, (190, 220))
    faces = find_faces(picture)
    assert len(faces) == 2
    assert overlap(faces[0], large) > 0.5 and overlap(faces[1], small) > 0.5


def test_nothing_is_found_where_no_face_is():
    random = np.random.default_rng(0)
    y, x = np.mgrid[0:300, 0:300]
    ball = np.full((300, 300, 3), 200, np.uint8)
    cv2.ellipse(ball, (150, 150), (70, 90), 0, 0, 360, (240, 200, 170), -1)
    text = np.full((300, 300, 3), 255, np.uint8)
    for line in range(10):
        cv2.putText(
            text,
            "Nobody is here 08:80",
            (5, 28 * line + 25),
            cv2.FONT_HERSHEY_SIMPLEX,
            0.8,
            (0, 0, 0),
            2,
        )
    stripes = np.repeat(
        np.where((x // 12 + y // 20) % 2, 220, 30).astype(np.uint8)[..., None], 3, 2
    )
    noise = random.integers(0, 256, (300, 300, 3), np.uint8)
    for picture in (
        ground(0, 300, 300),
        np.zeros((64, 64, 3), np.uint8),
        ball,
        text,
        stripes,
        noise,
    ):
        assert find_faces(picture) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (2, 3), (40, 3000)])
def test_pictures_of_extreme_shape_hold_no_face(shape):
    assert find_faces(np.full((*shape, 3), 90, np.uint8)) == []


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((8, 8), np.uint8),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((8, 8, 3), np.float32),
        np.zeros((0, 8, 3), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(InputError, match="Faces are looked for"):
        find_faces(picture)


def test_threads_find_what_one_finds():
    pictures = [ground(seed, 260, 200) for seed in SEEDS]
    for seed, picture in zip(SEEDS, pictures, strict=True):
        place(picture, seed, 220, (100, 130))
    alone = [find_faces(picture) for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(find_faces, pictures)) == alone


def test_what_the_network_is_taught_is_what_its_answers_are_read_as():
    taught = truth(
        [
            Placed(41.0, 50.0, 30.0, 12.0, sure=True),
            Placed(81.0, 21.0, 14.0, -40.0, sure=True),
            Placed(20.0, 20.0, 9.0, 0.0, sure=False),
        ]
    )
    read = finder._peaks(np.concatenate((taught.score[None], taught.values)))
    assert [face[:4] for face in sorted(read)] == [
        pytest.approx((33, 42, 30, 12)),
        pytest.approx((73, 13, 14, -40)),
    ]
    assert all(face[4] == 1 for face in read) and taught.counts.min() == 0


def test_a_dataset_is_framed_by_it(tmp_path):
    (tmp_path / "in").mkdir()
    face = ground(1, 360, 640)
    place(face, 7, 300, (420, 180))
    Image.fromarray(face).save(tmp_path / "in" / "face.png")
    Image.fromarray(ground(2, 360, 640)).save(tmp_path / "in" / "nobody.png")
    done = prepare(
        tmp_path / "in",
        tmp_path / "out",
        Options(size=64, licence="CC0-1.0", consent="not-a-person"),
    )
    assert done.manifest.count == 1
    assert '"nobody.png"' in (tmp_path / "out" / "skipped.jsonl").read_text("utf-8")
