"""What films and captions cost: time to encode a picture, error of colour, time of a new caption.

The pictures are flat shapes with outlines that move over a soft gradient, which is what a drawn
face is to an encoder.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from benchmarks import Row
from vidol.core.arrays import F64, I64, U8
from vidol.core.speech import Language
from vidol.media.captions import render_caption
from vidol.media.colour import BT709
from vidol.media.film import FilmWriter

WIDTH = 1280
HEIGHT = 720
FPS = 30
COUNT = 150
CAPTIONS: dict[Language, str] = {
    "zh": "大家好，我是虚拟主播美香！今天是第{}次直播，我会唱一首新歌，请大家多多支持。",
    "ja": "{{今日|きょう}}は{{配信|はいしん}}に来てくれて、ありがとうございます！第{}回です。",
    "en": "Hello everyone, thank you for coming! This is stream number {}, and I am going to sing.",
}


def measure() -> Iterator[Row]:
    """Yield the numbers of films, then those of captions."""
    pictures = _pictures()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        cpu, wall = _encode(path, pictures, alpha=False)
        what = "H.264 720p: processor time per picture, colour conversion and sound included"
        yield Row(what, cpu, "ms", "<= 10")
        yield Row("H.264 720p: time per picture", wall, "ms")
        rate = path.stat().st_size * 8 / (COUNT / FPS) / 1e6
        yield Row("H.264 720p: file", rate, "Mbit/s")
        error = _colour_error(path, pictures)
        what = "H.264 720p: mean error of a colour after encoding and decoding"
        yield Row(what, error, "of 255", "<= 1.5")
        cut_out = [_cut_out(picture) for picture in pictures[:30]]
        cpu, _ = _encode(Path(folder) / "film.webm", cut_out, alpha=True)
        yield Row("VP9 with alpha 720p: processor time per picture", cpu, "ms")
    for language, text in CAPTIONS.items():
        cost = statistics.median(_captions(language, text))
        what = f"a new caption in {language}, two lines at 720p, median"
        yield Row(what, cost * 1e3, "ms", "<= 5")


def _captions(language: Language, text: str) -> list[float]:
    """Seconds of processor time that each of 29 different captions takes, fonts being warm."""
    render_caption(text.format(0), WIDTH, HEIGHT, language=language)
    times = []
    for i in range(1, 30):
        start = time.process_time()
        render_caption(text.format(i), WIDTH, HEIGHT, language=language)
        times.append(time.process_time() - start)
    return times


def _cut_out(picture: U8) -> U8:
    """A picture with alpha, whose left quarter is clear."""
    made = np.dstack([picture, np.full((HEIGHT, WIDTH), 255, np.uint8)])
    made[:, : WIDTH // 4] = 0
    return made


def _pictures() -> list[U8]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    red = 40 + 50 * y / HEIGHT
    green = 30 + 50 * x / WIDTH
    blue = 130 - 60 * y / HEIGHT
    ground = np.stack([red, green, blue], -1).astype(np.uint8)
    return [_picture(ground, i) for i in range(COUNT)]


def _picture(ground: U8, i: int) -> U8:
    """Frame i of somebody who sways, blinks and speaks."""
    picture = ground.copy()
    cx = int(WIDTH / 2 + 20 * np.sin(i / 20))
    cy = int(HEIGHT / 2 + 8 * np.sin(i / 13))
    _ellipse(picture, (cx, cy + 320), (330, 300), (70, 80, 140))
    cv2.circle(picture, (cx, cy), 190, (240, 205, 190), -1, cv2.LINE_AA)
    for k in range(24):
        points = _lock(cx, cy, i, k)
        cv2.fillPoly(picture, [points], (60 + 5 * k, 40, 90), cv2.LINE_AA)
        cv2.polylines(picture, [points], True, (30, 20, 40), 3, cv2.LINE_AA)
    eye = int(46 * abs(np.sin(i / 15))) + 2
    for side in (-70, 70):
        _ellipse(picture, (cx + side, cy - 10), (34, eye), (40, 60, 160))
    mouth = int(20 * abs(np.sin(i / 4))) + 3
    _ellipse(picture, (cx, cy + 90), (30, mouth), (150, 40, 60))
    return picture


def _lock(cx: int, cy: int, i: int, k: int) -> I64:
    """The triangle of lock k of the hair."""
    at = k * 0.26
    corners = (
        (200, 180, at + 0.05 * np.sin(i / 9 + k)),
        (260, 300, at + 0.1),
        (210, 190, at + 0.2),
    )
    points = [
        (cx + int(a * np.cos(angle)), cy - 50 + int(b * np.sin(angle))) for a, b, angle in corners
    ]
    return np.array(points)


def _ellipse(
    picture: U8, at: tuple[int, int], radii: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    cv2.ellipse(picture, at, radii, 0, 0, 360, colour, -1, cv2.LINE_AA)


def _encode(path: Path, pictures: list[U8], *, alpha: bool) -> tuple[float, float]:
    """Milliseconds per picture: of processor time in all threads, and by the clock."""
    quiet = np.zeros(24_000 // FPS, np.float32)
    cpu, wall = time.process_time(), time.perf_counter()
    with FilmWriter(path, WIDTH, HEIGHT, FPS, alpha=alpha) as film:
        for picture in pictures:
            film.picture(picture)
            film.sound(quiet)
    cpu = time.process_time() - cpu
    wall = time.perf_counter() - wall
    return cpu / len(pictures) * 1e3, wall / len(pictures) * 1e3


def _colour_error(path: Path, pictures: list[U8]) -> float:
    """Mean absolute difference over every thirtieth picture."""
    errors = []
    with av.open(str(path)) as film:
        for frame, picture in zip(film.decode(video=0), pictures, strict=True):
            if (frame.pts or 0) * (frame.time_base or 0) % 1 == 0:
                errors.append(np.abs(_decoded(frame) - picture).mean())
    return float(np.mean(errors))


def _decoded(frame: av.VideoFrame) -> F64:
    """A frame's colours by the exact inverse of BT.709, (height, width, 3) in 0..255."""
    planes = []
    for plane in frame.planes:
        lines = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        planes.append(lines[:, : plane.width].astype(float))
    luma, *chroma = planes
    doubled = [plane.repeat(2, 0).repeat(2, 1) for plane in chroma]
    yuv = np.stack([luma, *doubled], -1)
    inverse = np.linalg.inv(BT709[:, :3]).T
    colours: F64 = np.clip((yuv - BT709[:, 3]) @ inverse, 0, 255)
    return colours
