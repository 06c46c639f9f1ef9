"""What films and captions cost: processor time per picture of encoding, error of colour, time of a
new caption.

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
from vidol.core.arrays import U8
from vidol.media.captions import render_caption
from vidol.media.colour import BT709
from vidol.media.film import FilmWriter

WIDTH, HEIGHT, FPS, COUNT = 1280, 720, 30, 150
CAPTIONS = (
    ("zh", "大家好，我是虚拟主播美香！今天是第{}次直播，我会唱一首新歌，请大家多多支持。"),
    ("ja", "{{今日|きょう}}は{{配信|はいしん}}に来てくれて、ありがとうございます！第{}回です。"),
    (
        "en",
        "Hello everyone, thank you for coming! This is stream number {}, and I am going to sing.",
    ),
)


def measure() -> Iterator[Row]:
    """Yield the numbers of films, then those of captions."""
    pictures = _pictures()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        cpu, wall = _encode(path, pictures, alpha=False)
        yield Row(
            "H.264 720p: processor time per picture, colour conversion and sound included",
            cpu,
            "ms",
            "<= 10",
        )
        yield Row("H.264 720p: time per picture", wall, "ms")
        yield Row("H.264 720p: file", path.stat().st_size * 8 / (COUNT / FPS) / 1e6, "Mbit/s")
        yield Row(
            "H.264 720p: mean error of a colour after encoding and decoding",
            _colour_error(path, pictures),
            "of 255",
            "<= 1.5",
        )
        cut_out = [
            np.dstack([picture, np.full((HEIGHT, WIDTH), 255, np.uint8)])
            for picture in pictures[:30]
        ]
        for picture in cut_out:
            picture[:, : WIDTH // 4] = 0
        cpu, wall = _encode(Path(folder) / "film.webm", cut_out, alpha=True)
        yield Row("VP9 with alpha 720p: processor time per picture", cpu, "ms")
    for language, text in CAPTIONS:
        render_caption(text.format(0), WIDTH, HEIGHT, language=language)  # type: ignore[arg-type]
        times = []
        for i in range(1, 30):
            start = time.process_time()
            render_caption(text.format(i), WIDTH, HEIGHT, language=language)  # type: ignore[arg-type]
            times.append(time.process_time() - start)
        yield Row(
            f"a new caption in {language}, two lines at 720p, median",
            statistics.median(times) * 1e3,
            "ms",
            "<= 5",
        )


def _pictures() -> list[U8]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    ground = np.stack(
        [40 + 50 * y / HEIGHT, 30 + 50 * x / WIDTH, 130 - 60 * y / HEIGHT], -1
    ).astype(np.uint8)
    pictures = []
    for i in range(COUNT):
        picture = ground.copy()
        cx, cy = int(WIDTH / 2 + 20 * np.sin(i / 20)), int(HEIGHT / 2 + 8 * np.sin(i / 13))
        cv2.ellipse(picture, (cx, cy + 320), (330, 300), 0, 0, 360, (70, 80, 140), -1, cv2.LINE_AA)
        cv2.circle(picture, (cx, cy), 190, (240, 205, 190), -1, cv2.LINE_AA)
        for k in range(24):
            at = k * 0.26
            lock = [
                (200, 180, at + 0.05 * np.sin(i / 9 + k)),
                (260, 300, at + 0.1),
                (210, 190, at + 0.2),
            ]
            points = np.array(
                [
                    [cx + int(a * np.cos(angle)), cy - 50 + int(b * np.sin(angle))]
                    for a, b, angle in lock
                ]
            )
            cv2.fillPoly(picture, [points], (60 + 5 * k, 40, 90), cv2.LINE_AA)
            cv2.polylines(picture, [points], True, (30, 20, 40), 3, cv2.LINE_AA)
        for side in (-70, 70):
            cv2.ellipse(
                picture,
                (cx + side, cy - 10),
                (34, int(46 * abs(np.sin(i / 15))) + 2),
                0,
                0,
                360,
                (40, 60, 160),
                -1,
                cv2.LINE_AA,
            )
        cv2.ellipse(
            picture,
            (cx, cy + 90),
            (30, int(20 * abs(np.sin(i / 4))) + 3),
            0,
            0,
            360,
            (150, 40, 60),
            -1,
            cv2.LINE_AA,
        )
        pictures.append(picture)
    return pictures


def _encode(path: Path, pictures: list[U8], *, alpha: bool) -> tuple[float, float]:
    """Milliseconds per picture: of processor time in all threads, and by the clock."""
    quiet = np.zeros(24_000 // FPS, np.float32)
    cpu, wall = time.process_time(), time.perf_counter()
    with FilmWriter(path, WIDTH, HEIGHT, FPS, alpha=alpha) as film:
        for picture in pictures:
            film.picture(picture)
            film.sound(quiet)
    return (time.process_time() - cpu) / len(pictures) * 1e3, (time.perf_counter() - wall) / len(
        pictures
    ) * 1e3


def _colour_error(path: Path, pictures: list[U8]) -> float:
    """Mean absolute difference over every thirtieth picture, decoded by the exact inverse of
    BT.709.
    """
    inverse = np.linalg.inv(BT709[:, :3]).T
    errors = []
    with av.open(str(path)) as film:
        for frame, picture in zip(film.decode(video=0), pictures, strict=True):
            if (frame.pts or 0) * (frame.time_base or 0) % 1 == 0:
                planes = [
                    np.frombuffer(memoryview(p), np.uint8)
                    .reshape(p.height, p.line_size)[:, : p.width]
                    .astype(float)
                    for p in frame.planes
                ]
                yuv = np.stack(
                    [planes[0], *(plane.repeat(2, 0).repeat(2, 1) for plane in planes[1:])], -1
                )
                errors.append(
                    np.abs(np.clip((yuv - BT709[:, 3]) @ inverse, 0, 255) - picture).mean()
                )
    return float(np.mean(errors))
