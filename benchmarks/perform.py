"""How fast a script becomes a film, how much memory that takes, and whether lips and sound agree,
measured from finished films.

- speed: the demo script at 1280x720, 30 frames per second, everything included (voice, mind,
  drawing, encoding); and the processor time that a second of film takes, which does not depend on
  what else runs on the machine;
- memory: resident size sampled five times per second in a process of its own, for a 10-second and a
  30-minute script;
- movement: the share of frames of the demo film that equal the frame before, while sound is heard;
- sync: cross-correlation of the mouth's opening, seen in decoded frames, with the loudness of the
  decoded sound, in the first and in the last minute of the 30-minute film. Positive: the mouth is
  late. Lips begin to open a little before their sound, as real ones do, so a small negative value
  is right.

The 30-minute film is 640x360, so that measuring takes minutes: every frame of it is drawn, encoded
and timed as in a large one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

import vidol
from benchmarks import Row
from vidol.core.arrays import F32, F64
from vidol.core.controls import rest
from vidol.core.speech import SAMPLE_RATE
from vidol.face.artist import Artist, Look
from vidol.face.artist.labels import LANDMARKS, landmarks
from vidol.show.data import DEMO
from vidol.show.film import Progress
from vidol.show.picture.scenes import FRAMINGS

MINUTES = 30
SEED = 7
LONG_SIZE = (640, 360)
_PARAGRAPHS = (
    "My apple pie will bake for fifty minutes. Maybe more, if my oven is moody.",
    "我妈妈每天都买新鲜的面包和苹果。爸爸不吃，他怕胖。",
    "まいにち、ママとパパは、まめとパンをたべます。わたしは、みているだけです。",
)  # full of lips that close and open


def measure() -> Iterator[Row]:
    """Make the films in a folder of their own and measure them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vidol.new("Mika", seed=SEED).save(folder / "mika.vidol")
        demo = _perform(folder, DEMO, folder / "demo.mp4", (1280, 720))
        yield Row(
            "performing at 720p30, times real time", demo["seconds"] / demo["wall"], "x", ">= 1"
        )
        yield Row("processor time per second of film at 720p30", demo["cpu"] / demo["seconds"], "s")
        yield Row("peak memory at 720p30", demo["peak"], "MB")
        yield Row(
            "identical consecutive frames while she speaks",
            100 * identical(folder / "demo.mp4"),
            "%",
            "<= 5",
        )
        short = _perform(folder, _script(folder, 10), folder / "short.mp4", LONG_SIZE)
        long = _perform(folder, _script(folder, 60 * MINUTES), folder / "long.mp4", LONG_SIZE)
        yield Row(
            f"length of the long film at {LONG_SIZE[0]}x{LONG_SIZE[1]}",
            long["seconds"] / 60,
            "min",
            f">= {MINUTES}",
        )
        yield Row(
            "memory growth from 10 seconds to 30 minutes",
            long["peak"] - short["peak"],
            "MB",
            "<= 50",
        )
        yield Row(
            "memory growth inside the long film, minute 1 to the end",
            long["end"] - long["early"],
            "MB",
            "<= 50",
        )
        frames, sound = long["seconds"], folder / "long.mp4"
        yield Row(
            "mouth behind sound in the first minute",
            abs(offset(sound, 0, 60)) * 1000,
            "ms (absolute)",
            "<= 45",
        )
        yield Row(
            "mouth behind sound in the last minute",
            abs(offset(sound, frames - 61, frames - 1)) * 1000,
            "ms (absolute)",
            "<= 45",
        )


def _script(folder: Path, seconds: float) -> Path:
    """A script of about `seconds`, or a little longer, on a plain background."""
    path = folder / f"script{seconds:.0f}.md"
    count = max(3, round(seconds / 5.3))  # a paragraph takes six seconds or so; every language once
    path.write_text(
        "# Scene: #ffffff\n\n" + "\n\n".join(_PARAGRAPHS[k % 3] for k in range(count)),
        encoding="utf-8",
    )
    return path


def _perform(folder: Path, script: Path, film: Path, size: tuple[int, int]) -> dict[str, float]:
    """Perform in a process of its own. Seconds of film, of wall clock and of processor time; memory
    in MB: peak, at the first minute, at the end.
    """
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.perform",
            str(folder / "mika.vidol"),
            str(script),
            str(film),
            *map(str, size),
        ],
        check=True,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    return {key: float(value) for key, value in json.loads(run.stdout).items()}


def _performed(bundle: Path, script: Path, film: Path, size: tuple[int, int]) -> dict[str, float]:
    """What `_perform` runs: perform while watching this process."""
    memory = list[tuple[float, float]]()
    done = threading.Event()
    seconds = 0.0

    def watch() -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while not done.wait(0.2):
            memory.append(
                (seconds, int(Path("/proc/self/statm").read_text().split()[1]) * page / 1e6)
            )

    def show(progress: Progress) -> None:
        nonlocal seconds
        seconds = progress.seconds

    character = vidol.load(bundle)
    watcher = threading.Thread(target=watch)
    watcher.start()
    began, before = time.perf_counter(), time.process_time()
    try:
        vidol.perform(character, script, film, size=size, progress=show)
    finally:
        done.set()
        watcher.join()
    with av.open(str(film)) as container:
        length = float(container.duration or 0) / 1e6
    early = [mb for at, mb in memory if 55 <= at <= 65] or [memory[-1][1]]
    end = [mb for at, mb in memory if at >= seconds - 10]
    return {
        "seconds": length,
        "wall": time.perf_counter() - began,
        "cpu": time.process_time() - before,
        "peak": max(mb for _, mb in memory),
        "early": float(np.median(early)),
        "end": float(np.median(end)),
    }


def _sound(film: Path) -> F32:
    with av.open(str(film)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        parts = [
            piece.to_ndarray()[0]
            for frame in container.decode(audio=0)
            for piece in resampler.resample(frame)
        ]
    return np.concatenate(parts)


def identical(film: Path) -> float:
    """Share of the frames heard with sound that are the same, to the pixel, as the frame before."""
    sound = _sound(film)
    same, heard, last = 0, 0, None
    with av.open(str(film)) as container:
        for frame in container.decode(video=0):
            luma = frame.to_ndarray(format="gray")
            at = round(frame.time * SAMPLE_RATE)
            if (
                last is not None
                and np.abs(sound[at : at + SAMPLE_RATE // 30]).max(initial=0) > 0.01
            ):
                heard += 1
                same += int(np.array_equal(luma, last))
            last = luma
    return same / max(1, heard)


def offset(film: Path, start: float, stop: float) -> float:
    """Seconds by which the mouth comes after the sound between two times of a film (negative:
    before it).
    """
    times, opening = _opening(film, start, stop)
    rate = 500
    grid = np.arange(start + 0.5, stop - 0.5, 1 / rate)
    # a frame stands for the middle of the time that it is shown
    mouth = np.interp(grid, times + 0.5 / 30, opening)
    sound = _sound(film)
    power = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
    # as long as a frame
    edges = (((grid[:, None] + np.array([-0.0167, 0.0167])) * SAMPLE_RATE).astype(int)).clip(
        0, len(sound)
    )
    loud = np.sqrt(
        (power[edges[:, 1]] - power[edges[:, 0]]) / np.maximum(1, edges[:, 1] - edges[:, 0])
    )
    a, b = mouth - mouth.mean(), loud - loud.mean()
    lags = np.arange(-rate // 2, rate // 2 + 1)
    inner = slice(rate // 2, len(a) - rate // 2)
    score = [float(np.dot(np.roll(a, -lag)[inner], b[inner])) for lag in lags]
    return float(lags[int(np.argmax(score))]) / rate


def _opening(film: Path, start: float, stop: float) -> tuple[F64, F64]:
    """(times, opening) of the frames in a stretch of film: the area around the mouth that is darker
    than skin, in pixels.
    """
    times, opening = [], []
    bust, artist = FRAMINGS["bust"], Artist(Look.from_seed(SEED))
    mouth = landmarks(artist, rest())[
        [k for k, name in enumerate(LANDMARKS) if "lip_" in name]
    ].mean(axis=0)
    with av.open(str(film)) as container:
        container.seek(int(max(0, start - 5) * 1e6))
        for frame in container.decode(video=0):
            if frame.time > stop:
                break
            if frame.time >= start:
                picture = frame.to_ndarray(format="rgb24")
                height, width = picture.shape[:2]
                x, y = width / 2, (mouth[1] * bust.side + bust.top) * height
                part = picture[
                    int(y - 0.035 * height) : int(y + 0.04 * height),
                    int(x - 0.07 * height) : int(x + 0.07 * height),
                ]
                grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float64)
                opening.append(float(np.clip(0.85 * np.median(grey) - grey, 0, None).sum()))
                times.append(frame.time)
    values = np.array(opening)
    # What changes over a second is the head's sway, not speech.
    slow = np.convolve(np.pad(values, 15, mode="edge"), np.full(31, 1 / 31), mode="valid")
    return np.array(times), values - slow


if __name__ == "__main__":
    bundle, script, film, width, height = sys.argv[1:]
    print(json.dumps(_performed(Path(bundle), Path(script), Path(film), (int(width), int(height)))))
