"""How many faces are found in drawings and photographs, how often one is seen where none is, and
how fast.

    VIDOL_DATA=FOLDER python -m benchmarks finder

Found means that the square of the best find and the true one share at least half of what both cover
(IoU >= 0.5). FOLDER holds, each where it is there, avatars_lorelei/ (the network was trained on the
first 3,000 of 4,000: a style it knows, in pictures it has not seen), avatars_adventurer/ and
portrait_photos/ (a style and a kind of picture that it was not trained on). All avatars of a kind
draw the face at the same place, which was read off them; benchmarks/data/portrait_faces.csv holds
the faces of 60 of the 539 portraits, chosen at random and marked by hand. Pictures without a face
are ours and those parts of the same data that show none: the scenes' backgrounds, clothes below
drawn and photographed chins, heads whose faces are painted over.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image

from benchmarks import Row
from vidol.core.arrays import U8
from vidol.core.controls import rest
from vidol.face.artist import Artist, Look
from vidol.face.artist.labels import LANDMARKS, landmarks
from vidol.face.artist.motion import random_controls
from vidol.face.finder import SIDE_OF_BROWS_TO_CHIN, Found, find_faces, overlap

SIDE: Final = 128
HELD_OUT: Final = range(3000, 4000)
"""Of Lorelei."""
LAYOUTS: Final = {"avatars_lorelei": (0.58, 0.395, 0.74), "avatars_adventurer": (0.42, 0.42, 0.795)}
"""x of the face, y of its brows and its chin, in shares of the picture."""
OURS: Final = 300
MARKED: Final = Path(__file__).parent / "data" / "portrait_faces.csv"


def measure() -> Iterator[Row]:
    """Recall and false alarms on what is there; lean and speed on our own drawings."""
    yield from _drawings()
    data = Path(os.environ["VIDOL_DATA"]) if "VIDOL_DATA" in os.environ else None
    if data is None:
        return
    if (data / "avatars_lorelei").is_dir():
        numbers = [
            number
            for number in HELD_OUT
            if (data / "avatars_lorelei" / f"{number:05}.png").is_file()
        ]
        yield from _avatars(
            data / "avatars_lorelei",
            numbers,
            "Lorelei avatars (a style trained on; these were held out)",
            ">= 98",
        )
    if (data / "avatars_adventurer").is_dir():
        yield from _avatars(
            data / "avatars_adventurer",
            list(range(2000)),
            "Adventurer avatars (a style never trained on)",
            "",
        )
    if (data / "portrait_photos").is_dir():
        yield from _portraits(data / "portrait_photos")


def found(faces: list[Found], true: Found) -> bool:
    """Whether the best find is the face."""
    return bool(faces) and overlap(faces[0], true) >= 0.5


def picture_of(path: Path) -> U8:
    """(H, W, 3), on white."""
    with Image.open(path) as image:
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        return np.asarray(ground.convert("RGB"))


def painted_over(picture: U8, face: Found) -> U8:
    """A picture whose face is a plain oval in the colour of its skin."""
    made = picture.copy()
    x, y, side = round(face.x), round(face.y), face.side
    half = max(1, round(side / 4))
    skin = np.median(
        picture[max(0, y - half) : y + half, max(0, x - half) : x + half].reshape(-1, 3), 0
    )
    cv2.ellipse(
        made,
        (x, y),
        (round(0.6 * side), round(0.56 * side)),
        face.angle,
        0,
        360,
        [float(v) for v in skin],
        -1,
        cv2.LINE_AA,
    )
    return made


def _share(hits: list[bool]) -> float:
    return round(100 * float(np.mean(hits)), 2)


def _drawings() -> Iterator[Row]:
    """The artist's characters, of seeds that nothing is trained on, leaning by up to 40 degrees on
    smooth grounds.
    """
    hits, leans, empty, clothes, seconds = [], [], [], [], []
    for seed in range(OURS):
        random = np.random.default_rng(seed)
        picture, face = drawing(seed, random)
        began = time.process_time()
        faces = find_faces(picture)
        seconds.append(time.process_time() - began)
        hits.append(found(faces, face))
        if hits[-1]:
            leans.append(abs(faces[0].angle - face.angle))
        empty.append(bool(find_faces(painted_over(picture, face))))
        below = Artist(Look.from_seed(seed)).view(rest(), 256, 256, 800.0, -272.0, -560.0)
        clothes.append(bool(find_faces(_on(below, _ground(random, 256)))))
    yield Row(f"{OURS} drawings of the artist, found", _share(hits), "%")
    yield Row("lean of those, mean error", round(float(np.mean(leans)), 1), "degrees")
    yield Row(
        f"the same {OURS} with the face painted over, false alarms",
        _share(empty),
        "% of pictures",
        "<= 2",
    )
    yield Row(
        f"clothes of {OURS} of them, from near, false alarms",
        _share(clothes),
        "% of pictures",
        "<= 2",
    )
    yield Row(
        "a picture of 384 px, median",
        round(1000 * float(np.median(seconds)), 1),
        "ms of one core",
        "<= 25",
    )


def drawing(seed: int, random: np.random.Generator) -> tuple[U8, Found]:
    """A character somewhere in a picture of 384 px, 1/9 to 1/2 of it large,
    and where its face is.
    """
    artist, controls = Artist(Look.from_seed(seed)), random_controls(random)
    points = landmarks(artist, controls).astype(np.float64)
    brows = points[[k for k, name in enumerate(LANDMARKS) if name.startswith("brow")]].mean(0)
    eyes = np.stack(
        [
            points[[k for k, name in enumerate(LANDMARKS) if f"lid_{side}" in name]].mean(0)
            for side in ("left", "right")
        ]
    )
    chin = points[LANDMARKS.index("jaw_7")]
    across = eyes[np.argmax(eyes[:, 0])] - eyes[np.argmin(eyes[:, 0])]
    lean = float(np.degrees(np.arctan2(across[1], across[0])))
    side = 384 * float(np.exp(random.uniform(np.log(1 / 9), np.log(1 / 2))))
    middle = (brows + chin) / 2
    length = float(np.hypot(*(brows - chin)))
    scale = side / (SIDE_OF_BROWS_TO_CHIN * length)
    turn, at = (
        random.uniform(-40, 40),
        random.uniform(side, 384 - side, 2) if side < 192 else np.full(2, 192.0),
    )
    size = 3 * 384
    drawn = artist.view(
        controls, size, size, scale, size / 2 - scale * middle[0], size / 2 - scale * middle[1]
    )
    matrix = cv2.getRotationMatrix2D((size / 2, size / 2), -turn, 1.0)
    matrix = matrix + np.array([[0.0, 0.0, at[0] - size / 2], [0.0, 0.0, at[1] - size / 2]])
    drawn = np.asarray(cv2.warpAffine(drawn, matrix, (384, 384), flags=cv2.INTER_LINEAR), np.uint8)
    up = (SIDE_OF_BROWS_TO_CHIN - 1) / 2 / SIDE_OF_BROWS_TO_CHIN * side
    angle = lean + turn
    x, y = at + up * np.array([np.sin(np.radians(angle)), -np.cos(np.radians(angle))])
    return _on(drawn, _ground(random, 384)), Found(float(x), float(y), side, angle, 1.0)


def _ground(random: np.random.Generator, side: int) -> U8:
    field = random.uniform(0, 255, (3, 3, 3)).astype(np.float32)
    return np.asarray(cv2.resize(field, (side, side), interpolation=cv2.INTER_LINEAR), np.uint8)


def _on(picture: U8, ground: U8) -> U8:
    alpha = picture[..., 3:].astype(np.float32) / 255
    return np.asarray(picture[..., :3] * alpha + ground * (1 - alpha), np.uint8)


def _avatars(folder: Path, numbers: list[int], name: str, bar: str) -> Iterator[Row]:
    x, brows, chin = (SIDE * at for at in LAYOUTS[folder.name])
    side = SIDE_OF_BROWS_TO_CHIN * (chin - brows)
    true = Found(x, chin - side / 2, side, 0.0, 1.0)
    hits, alarms = [], []
    for number in numbers:
        picture = picture_of(folder / f"{number:05}.png")
        hits.append(found(find_faces(picture), true))
        alarms.append(bool(find_faces(painted_over(picture, true))))
    yield Row(f"{len(numbers):,} {name}, found", _share(hits), "%", bar)
    yield Row(
        "the same with the face painted over, false alarms", _share(alarms), "% of pictures", "<= 2"
    )


def _portraits(folder: Path) -> Iterator[Row]:
    hits, alarms, painted, others = [], [], [], []
    with MARKED.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            picture = picture_of(folder / row["file"])
            true = Found(float(row["x"]), float(row["y"]), float(row["side"]), 0.0, 1.0)
            faces = find_faces(picture)
            hits.append(found(faces, true))
            others.append(len(faces) - hits[-1])
            below = picture[round(true.y + 0.75 * true.side) :]
            if len(below) >= 48:
                alarms.append(bool(find_faces(below)))
            painted.append(bool(find_faces(painted_over(picture, true))))
    yield Row(
        f"{len(hits)} portrait photographs (none was trained on), found", _share(hits), "%", ">= 95"
    )
    yield Row(
        "the same, finds that are not the face", round(float(np.mean(others)), 3), "a picture"
    )
    yield Row(
        f"{len(alarms)} parts below their chins, false alarms",
        _share(alarms),
        "% of pictures",
        "<= 2",
    )
    yield Row(
        "the same portraits with the face painted over, false alarms",
        _share(painted),
        "% of pictures",
        "<= 2",
    )
