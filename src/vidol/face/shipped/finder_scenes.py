"""Pictures with faces at known places, put together from heads: one scene after another, each from
its own random numbers. No torch in here.

Whatever may differ between a drawing and a photograph is made to differ: ground, light, colours,
sharpness, noise, compression (domain randomisation: Tobin et al., IROS 2017). Half of what lies in
a scene only looks like a face: heads whose features are painted over, hair, clothes, ellipses,
stripes, text.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import cv2
import numpy as np

from vidol.core.arrays import F32, I64, U8
from vidol.face.finder import STRIDE, UNIT_ANGLE, UNIT_SIDE
from vidol.face.shipped.finder_corpus import SOURCES, Corpus

SIDE: Final = 96
"""Pixels of a scene."""
GRID: Final = SIDE // STRIDE
SMALLEST, LARGEST = 10.5, 58.0
"""Sides of faces that are to be found; what is a little smaller or larger is neither a face nor
none.
"""
_UNSURE: Final = (8.0, 72.0)
_SHARES: Final = {"artist": 0.3, "heads": 0.42, "lorelei": 0.2, "emoji": 0.08}
"""How often a head is taken from a source."""
_SIGNS: Final = "ABDEGHKMRSTWXYZ0123456789&?!=+#:8)("
Random = np.random.Generator


class Truth(NamedTuple):
    """What the network is to say of a scene; arrays (GRID, GRID), the last (4, GRID, GRID)."""

    score: F32
    """1 at the middle of a face, less around it."""
    counts: F32
    """0 where it does not matter what is said."""
    near: F32
    """How much the values count."""
    values: F32
    """x, y from the middle of a cell in cells; logarithm of the side; angle."""


class Placed(NamedTuple):
    """A face in a scene: middle, side, angle; and whether it is to be found."""

    x: float
    y: float
    side: float
    angle: float
    sure: bool


def heads_of(corpus: Corpus) -> tuple[list[I64], list[I64]]:
    """Which heads of each source are trained on, and which (a twentieth, the last) are held out."""
    known, held = [], []
    for number in range(len(SOURCES)):
        of = np.flatnonzero(corpus.sources == number)
        cut = len(of) - len(of) // 20
        known.append(of[:cut])
        held.append(of[cut:])
    return known, held


def scene(corpus: Corpus, heads: list[I64], random: Random) -> tuple[U8, list[Placed]]:
    """A picture (SIDE, SIDE, 3) and its faces."""
    picture = _ground(corpus, heads, random)
    faces: list[Placed] = []
    wanted = int(random.choice([0, 1, 2, 3, 4], p=[0.25, 0.5, 0.15, 0.06, 0.04]))
    for _ in range(int(random.choice([0, 1, 2], p=[0.5, 0.3, 0.2]))):
        _decoy(picture, corpus, heads, random)
    for _ in range(wanted):
        faces = _head(picture, corpus, heads, random, faces)
    picture, faces = _window(picture, faces, random)
    return _photographed(picture, random), faces


def truth(faces: list[Placed]) -> Truth:
    """The maps of a scene's faces."""
    score, near, best = (
        np.zeros((GRID, GRID), np.float32),
        np.zeros((GRID, GRID), np.float32),
        np.zeros((GRID, GRID), np.float32),
    )
    counts, values = np.ones((GRID, GRID), np.float32), np.zeros((4, GRID, GRID), np.float32)
    rows, columns = np.mgrid[0:GRID, 0:GRID].astype(np.float32)
    for face in faces:
        dx, dy = face.x / STRIDE - 0.5 - columns, face.y / STRIDE - 0.5 - rows
        if not face.sure:
            counts[np.maximum(np.abs(dx), np.abs(dy)) < max(1.5, 0.5 * face.side / STRIDE)] = 0
            continue
        spread = 0.6 + 0.06 * face.side / STRIDE
        around = np.exp(-(dx**2 + dy**2) / (2 * spread**2))
        around[around == around.max()] = 1
        np.maximum(score, around, out=score)
        mine = around > np.maximum(best, 0.2)
        best[mine] = near[mine] = around[mine]
        for plane, value in zip(
            values, (dx, dy, math.log(face.side / UNIT_SIDE), face.angle / UNIT_ANGLE), strict=True
        ):
            plane[mine] = value[mine] if isinstance(value, np.ndarray) else value
    counts[score == 1] = 1
    return Truth(score, counts, near, values)


def _any(heads: list[I64], random: Random) -> int:
    shares = np.array(
        [_SHARES[source] * bool(len(of)) for source, of in zip(SOURCES, heads, strict=True)]
    )
    of = heads[random.choice(len(heads), p=shares / shares.sum())]
    return int(of[random.integers(len(of))])


# ---- the ground


def _ground(corpus: Corpus, heads: list[I64], random: Random) -> F32:
    """(SIDE, SIDE, 3), 0 to 255."""
    kind = random.random()
    if kind < 0.2:
        picture = np.empty((SIDE, SIDE, 3), np.float32)
        picture[:] = (
            random.uniform(0, 255, 3)
            if random.random() < 0.7
            else random.choice([0.0, 128.0, 255.0])
        )
    elif kind < 0.5:
        picture = _smooth(random, int(random.integers(2, 4)))
    elif kind < 0.75:  # what nature looks like from afar: each octave of half the strength
        picture = sum(
            (_smooth(random, 2**k + 1) - 127) * 0.7**k for k in range(1, int(random.integers(3, 7)))
        )  # type: ignore[assignment]
        picture = picture * random.uniform(0.4, 1.4) + random.uniform(30, 225, 3).astype(np.float32)
    elif kind < 0.88:
        picture = _stripes(random)
    else:
        picture = _piece(corpus, heads, random)
    drawn = np.clip(picture, 0, 255).astype(np.uint8)
    for _ in range(int(random.choice([0, 2, 6, 14], p=[0.45, 0.25, 0.2, 0.1]))):
        _shape(drawn, random)
    return drawn.astype(np.float32)


def _smooth(random: Random, knots: int) -> F32:
    grey = random.random() < 0.3
    colours = random.uniform(0, 255, (knots, knots, 1 if grey else 3)).astype(np.float32)
    field = cv2.resize(colours, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR).reshape(
        SIDE, SIDE, -1
    )
    return np.asarray(np.repeat(field, 3, 2) if grey else field, np.float32)


def _stripes(random: Random) -> F32:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    turn = random.uniform(0, math.pi)
    wave = np.sin(
        (x * math.cos(turn) + y * math.sin(turn)) * random.uniform(0.1, 1.6) + random.uniform(0, 6)
    )
    if random.random() < 0.4:
        wave = wave * np.sin((y * math.cos(turn) - x * math.sin(turn)) * random.uniform(0.1, 1.6))
    if random.random() < 0.6:
        wave = np.sign(wave)
    a, b = random.uniform(0, 255, (2, 3)).astype(np.float32)
    return np.asarray(a + (b - a) * (wave[..., None] + 1) / 2, np.float32)


def _piece(corpus: Corpus, heads: list[I64], random: Random) -> F32:
    """Hair or clothes of a head, from near."""
    number = _any(heads, random)
    _, y, side, _ = corpus.faces[number]
    size = int(random.integers(16, 40))
    left = int(np.clip(random.uniform(0, 128 - size), 0, 128 - size))
    below, above = min(y + 0.75 * side, 127 - size), max(0.0, y - 0.7 * side - size)
    top = int(below if random.random() < 0.6 else above)
    part = corpus.pictures[number, top : top + size, left : left + size].astype(np.float32)
    alpha = part[..., 3:] / 255
    laid = part[..., :3] * alpha + random.uniform(0, 255, 3) * (1 - alpha)
    return np.asarray(cv2.resize(laid, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.float32)


def _shape(picture: U8, random: Random) -> None:
    """Something that is no face, in place."""
    at = tuple(int(v) for v in random.integers(-8, SIDE + 8, 2))
    size = float(np.exp(random.uniform(math.log(2), math.log(45))))
    colour = tuple(float(v) for v in random.uniform(0, 255, 3))
    thick = -1 if random.random() < 0.6 else int(random.integers(1, 4))
    kind = random.random()
    if kind < 0.4:
        axes = (int(size * random.uniform(0.4, 1)) + 1, int(size) + 1)
        cv2.ellipse(picture, at, axes, random.uniform(0, 180), 0, 360, colour, thick, cv2.LINE_AA)
    elif kind < 0.6:
        corner = (at[0] + int(size * random.uniform(0.3, 2)), at[1] + int(size))
        cv2.rectangle(picture, at, corner, colour, thick, cv2.LINE_AA)
    elif kind < 0.75:
        end = tuple(int(v) for v in random.integers(-8, SIDE + 8, 2))
        cv2.line(picture, at, end, colour, int(random.integers(1, 6)), cv2.LINE_AA)
    elif kind < 0.88:
        text = "".join(random.choice(list(_SIGNS), int(random.integers(1, 9))))
        cv2.putText(
            picture,
            text,
            at,
            int(random.integers(0, 8)),
            size / 22,
            colour,
            int(random.integers(1, 4)),
            cv2.LINE_AA,
        )
    else:
        points = random.normal(at, size, (int(random.integers(3, 10)), 2)).astype(np.int32)
        cv2.fillPoly(picture, [points], colour, cv2.LINE_AA)


# ---- heads


def _decoy(picture: F32, corpus: Corpus, heads: list[I64], random: Random) -> None:
    """A head without features, or a ball that is lit as one."""
    side = math.exp(random.uniform(math.log(9), math.log(70)))
    at = random.uniform(0, SIDE, 2)
    if random.random() < 0.7:
        number = _any(heads, random)
        sprite = corpus.pictures[number].copy()
        _faceless(sprite, corpus.faces[number], random)
        _paste(picture, sprite, corpus.faces[number], (at[0], at[1], side, _lean(random)), random)
        return
    y, x = np.mgrid[0:128, 0:128].astype(np.float32) / 64 - 1
    inside = 1 - (x / random.uniform(0.4, 0.7)) ** 2 - (y / random.uniform(0.5, 0.8)) ** 2
    shade = (
        0.6
        + 0.5 * np.sqrt(np.maximum(inside, 0))
        + random.uniform(-0.4, 0.4) * x
        + random.uniform(-0.4, 0.4) * y
    )
    colours = np.clip(random.uniform(30, 255, 3) * shade[..., None], 0, 255)
    ball = np.dstack((colours, 255 * np.clip(inside * 8, 0, 1))).astype(np.uint8)
    _paste(
        picture,
        ball,
        np.array([64, 64, 64, 0], np.float32),
        (at[0], at[1], side, _lean(random)),
        random,
    )


def _faceless(sprite: U8, face: F32, random: Random) -> None:
    """Paint over the features with the colour of the skin, in place."""
    x, y, side, angle = (float(v) for v in face)
    mask = np.zeros((128, 128), np.uint8)
    axes = (int(random.uniform(0.45, 0.62) * side), int(random.uniform(0.45, 0.55) * side))
    cv2.ellipse(mask, (round(x), round(y)), axes, angle, 0, 360, 255, -1)
    inside = sprite[::3, ::3][mask[::3, ::3] > 0]
    inside = inside[inside[:, 3] > 128]
    skin = (
        np.median(inside[:, :3], 0).astype(np.float32)
        if len(inside)
        else np.full(3, 128, np.float32)
    )
    share = cv2.GaussianBlur(mask, (0, 0), 2).astype(np.float32)[..., None] * np.float32(1 / 255)
    colours = sprite[..., :3].astype(np.float32)
    colours += share * (skin - colours)
    sprite[..., :3] = colours


def _lean(random: Random) -> float:
    return float(random.uniform(-52, 52) if random.random() < 0.35 else random.normal(0, 9))


def _head(
    picture: F32,
    corpus: Corpus,
    heads: list[I64],
    random: Random,
    faces: list[Placed],
) -> list[Placed]:
    """A head somewhere where it hides no other face; the faces of the scene after that."""
    number = _any(heads, random)
    side = (
        math.exp(random.uniform(math.log(SMALLEST), math.log(LARGEST)))
        if random.random() < 0.87
        else float(random.choice([random.uniform(5, 10), random.uniform(60, 150)]))
    )
    at = _free_place(side, faces, random)
    if at is None:
        return faces
    x, y = at
    flip, lean = random.random() < 0.5, _lean(random)
    own = corpus.faces[number]
    covered, angle = _paste(
        picture, corpus.pictures[number], own, (x, y, side, lean), random, flip=flip
    )
    visible = _visible(x, y, side, (0, 0, SIDE, SIDE))
    sure = SMALLEST <= side <= LARGEST and visible > 0.8
    unsure = _UNSURE[0] <= side <= _UNSURE[1] and visible > 0.4
    left = [_after(other, covered) for other in faces]
    return [*left, Placed(x, y, side, angle, sure)] if sure or unsure else left


def _free_place(side: float, faces: list[Placed], random: Random) -> tuple[float, float] | None:
    """A place where a face of that side is near no other; None where a few tries found none."""
    for _ in range(6):
        x, y = (
            random.uniform(-0.1 * SIDE, 1.1 * SIDE, 2)
            if side > LARGEST
            else random.uniform(0.2 * side, SIDE - 0.2 * side, 2)
        )
        apart = [
            max(abs(x - other.x), abs(y - other.y)) - 0.85 * (side + other.side) for other in faces
        ]
        if all(distance > 0 for distance in apart):
            return float(x), float(y)
    return None


def _after(face: Placed, covered: F32) -> Placed:
    """A face when something was laid over the scene that covers so much: what is hidden is not sure
    any more.
    """
    x0, y0 = (max(0, round(at - face.side / 2)) for at in (face.x, face.y))
    wide = math.ceil(face.side)
    within = face.x < SIDE and face.y < SIDE
    hidden = float(covered[y0 : y0 + wide, x0 : x0 + wide].mean()) if within else 0.0
    return face._replace(sure=face.sure and hidden < 0.25)


def _visible(x: float, y: float, side: float, window: tuple[float, float, float, float]) -> float:
    """The share of a face's square within left, top, right, bottom."""
    across = min(x + side / 2, window[2]) - max(x - side / 2, window[0])
    down = min(y + side / 2, window[3]) - max(y - side / 2, window[1])
    return max(0.0, across) * max(0.0, down) / side**2


def _paste(
    picture: F32,
    sprite: U8,
    own: F32,
    to: tuple[float, float, float, float],
    random: Random,
    *,
    flip: bool = False,
) -> tuple[F32, float]:
    """A head whose face `own` comes to lie at `to` (x, y, side, degrees to turn it by), in place;
    what it covers, and how it leans then.
    """
    x, y, side, angle = (float(v) for v in own)
    if flip:
        sprite, x, angle = sprite[:, ::-1], sprite.shape[1] - x, -angle
    scale = to[2] / side
    while scale < 0.6 and min(sprite.shape[:2]) >= 16:
        half = cv2.resize(sprite, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        sprite = np.asarray(half, np.uint8)
        x, y, scale = x / 2, y / 2, scale * 2
    planes = sprite.astype(np.float32)
    planes[..., 3] *= np.float32(1 / 255)
    planes[..., :3] *= planes[..., 3:]
    matrix = _turning((x, y), to, scale)
    warped = cv2.warpAffine(planes, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    laid = np.asarray(warped, np.float32)
    if random.random() < 0.15:
        laid = np.asarray(cv2.GaussianBlur(laid, (0, 0), random.uniform(0.4, 1.0)), np.float32)
    covered = laid[..., 3]
    picture *= 1 - laid[..., 3:]
    picture += _recoloured(laid[..., :3], laid[..., 3:], random)
    return covered, angle + to[3]


def _turning(
    at: tuple[float, float], to: tuple[float, float, float, float], scale: float
) -> np.ndarray[Any, Any]:
    """The matrix (2, 3) that brings a point of a sprite to a place, scaled and turned."""
    turn = math.radians(to[3])
    cosine, sine = scale * math.cos(turn), scale * math.sin(turn)
    x, y = at[0] - 0.5, at[1] - 0.5
    return np.array(
        [
            [cosine, -sine, to[0] - 0.5 - cosine * x + sine * y],
            [sine, cosine, to[1] - 0.5 - sine * x - cosine * y],
        ]
    )


def _recoloured(colours: F32, covered: F32, random: Random) -> F32:
    """Other colours, and light from a side, on the head alone; colours are weighted by what they
    cover.
    """
    if random.random() < 0.4:
        share = random.uniform(0, 1)
        mixing = (np.eye(3) * (1 - share) + share / 3) * random.uniform(0.7, 1.25, 3)
        colours = colours @ mixing.astype(np.float32) + np.float32(random.normal(0, 15)) * covered
    if random.random() < 0.4:
        colours = (
            colours
            * cv2.resize(
                random.uniform(0.35, 1.35, (3, 3)).astype(np.float32),
                (SIDE, SIDE),
                interpolation=cv2.INTER_LINEAR,
            )[..., None]
        )
    return colours


# ---- the picture as a whole


def _window(picture: F32, faces: list[Placed], random: Random) -> tuple[F32, list[Placed]]:
    """Sometimes only a part of the scene is the picture, and round it is nothing, as the finder has
    it.
    """
    if random.random() < 0.65:
        return picture, faces
    if faces and random.random() < 0.5:  # a part that is little more than a face
        face = faces[int(random.integers(len(faces)))]
        window = np.array([face.x, face.y] * 2) + random.uniform(0.5, 1.1, 4) * face.side * (
            -1,
            -1,
            1,
            1,
        )
    else:
        window = np.concatenate(
            (random.uniform(0, 0.3 * SIDE, 2), random.uniform(0.7 * SIDE, SIDE, 2))
        )
    left, top, right, bottom = (int(np.clip(round(at), 0, SIDE)) for at in window)
    kept = np.full_like(picture, np.nan)
    kept[top:bottom, left:right] = picture[top:bottom, left:right]
    seen = [
        (face, _visible(face.x, face.y, face.side, (left, top, right, bottom))) for face in faces
    ]
    return kept, [
        face._replace(sure=face.sure and share > 0.8) for face, share in seen if share > 0.4
    ]


def _photographed(laid: F32, random: Random) -> U8:
    """Light, colours, blur, noise, compression; what is no number becomes what the network is shown
    round pictures.
    """
    nothing = np.isnan(laid[..., 0])
    laid[nothing] = 127.5
    picture = _blurred(_toned(laid, random), random)
    if random.random() < 0.35:
        grain = random.standard_normal((SIDE, SIDE, 3 if random.random() < 0.5 else 1), np.float32)
        picture = picture + grain * np.float32(random.uniform(1, 18))
    made = np.asarray(np.clip(picture + 0.5, 0, 255), np.uint8)
    if random.random() < 0.3:
        quality = int(random.integers(25, 95))
        jpeg = cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        made = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
    made[nothing] = 127
    return made


def _toned(picture: Any, random: Random) -> Any:
    """Light, colours, contrast."""
    if random.random() < 0.3:
        lights = random.uniform(0.4, 1.4, (2, 2)).astype(np.float32)
        field = cv2.resize(lights, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
        picture = picture * field[..., None]
    if random.random() < 0.25:
        picture = np.repeat(picture @ np.array([0.299, 0.587, 0.114], np.float32)[:, None], 3, 2)
    elif random.random() < 0.4:
        picture = picture * random.uniform(0.7, 1.3, 3).astype(np.float32)
    if random.random() < 0.4:
        contrast, light = np.float32(random.uniform(0.35, 1.3)), 128 + random.normal(0, 25)
        picture = (picture - 128) * contrast + np.float32(light)
    if random.random() < 0.3:
        gamma = np.float32(math.exp(random.normal(0, 0.4)))
        picture = 255 * (np.clip(picture, 0, 255) / 255) ** gamma
    return picture


def _blurred(picture: Any, random: Random) -> Any:
    kind = random.random()
    if kind < 0.3:
        return cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.3))
    if kind < 0.4:
        small = cv2.resize(picture, (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    return picture
