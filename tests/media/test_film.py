"""Films: what went in comes out, at the right time, in the right colour, and a failure leaves the
old film.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from vidol.core.errors import InputError, OutputError
from vidol.media.alpha import bled
from vidol.media.colour import BT709, Yuv420
from vidol.media.film import FilmWriter
from vidol.media.labels import Label, read_label

WIDTH, HEIGHT = 320, 180


def flat(colour: tuple[int, ...]) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, len(colour)), colour, np.uint8)


def tone(seconds: float, hertz: float = 440.0) -> np.ndarray:
    return (0.4 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * 24000)) / 24000)).astype(
        np.float32
    )


def pictures(path: Path) -> list[np.ndarray]:
    """All pictures as RGB floats by the exact inverse of BT.709: swscale's own way back is a level
    off.
    """
    inverse = np.linalg.inv(BT709[:, :3]).T
    decoded = []
    with av.open(str(path)) as film:
        for frame in film.decode(video=0):
            planes = [
                np.frombuffer(memoryview(p), np.uint8)
                .reshape(p.height, p.line_size)[:, : p.width]
                .astype(float)
                for p in frame.planes[:3]
            ]
            yuv = np.stack(
                [planes[0], *(plane.repeat(2, 0).repeat(2, 1) for plane in planes[1:])], -1
            )
            decoded.append(np.clip((yuv - BT709[:, 3]) @ inverse, 0, 255))
    return decoded


def samples(path: Path) -> np.ndarray:
    with av.open(str(path)) as film:
        return np.concatenate([frame.to_ndarray()[0] for frame in film.decode(audio=0)])


@pytest.mark.parametrize(
    "colour",
    [(255, 255, 255), (0, 0, 0), (230, 190, 170), (255, 0, 0), (30, 60, 200), (120, 220, 60)],
)
def test_colours_survive(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    path = tmp_path / "a.mp4"
    with FilmWriter(path, WIDTH, HEIGHT, 30) as film:
        for _ in range(5):
            film.picture(flat(colour))
    assert np.abs(pictures(path)[2] - colour).mean() < 1.5
    with av.open(str(path)) as opened:
        context = opened.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        # BT.709, limited
        assert [
            context.colorspace,
            context.color_primaries,
            context.color_trc,
            context.color_range,
        ] == [1, 1, 1, 1]


def test_conversion_is_exact_to_rounding() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (64, 96, 3)).astype(np.uint8)
    y, u, v = (
        np.empty((64, 96), np.uint8),
        np.empty((32, 48), np.uint8),
        np.empty((32, 48), np.uint8),
    )
    Yuv420(96, 64).write(picture, y, u, v)
    exact = picture @ BT709[:, :3].T + BT709[:, 3]
    assert np.abs(y - exact[..., 0]).max() < 0.75
    means = exact.reshape(32, 2, 48, 2, 3).mean((1, 3))
    assert np.abs(u - means[..., 1]).max() < 1.2
    assert np.abs(v - means[..., 2]).max() < 1.2


def test_soft_gradients_stay_soft(tmp_path: Path) -> None:
    ramp = (
        np.linspace(40, 90, WIDTH)[None, :, None]
        + np.linspace(0, 20, HEIGHT)[:, None, None]
        + np.array([0, -10, 30])
    )
    path = tmp_path / "a.mp4"
    with FilmWriter(path, WIDTH, HEIGHT, 30) as film:
        for _ in range(8):
            film.picture(ramp.astype(np.uint8))
    error = pictures(path)[5] - ramp
    assert np.sqrt((cv2.blur(error, (8, 8)) ** 2).mean()) < 1.5  # no block of eight stands out


@pytest.mark.parametrize("fps", [30, 24, 60, Fraction(30000, 1001), 29.97])
def test_lengths_are_exact(tmp_path: Path, fps: float | Fraction) -> None:
    """Two pictures' worth too little sound: filled up with silence; the timeline ends with the last
    picture.
    """
    path = tmp_path / "a.mp4"
    count = 45
    with FilmWriter(path, WIDTH, HEIGHT, fps) as film:
        for i in range(count):
            film.picture(flat((i, 2 * i, 100)))
            if i < count - 2:
                film.sound(tone(1 / fps))
        rate = film.fps
    assert rate.denominator in (1, 1001)
    with av.open(str(path)) as opened:
        video, audio = opened.streams.video[0], opened.streams.audio[0]
        assert video.frames == count
        assert video.duration * video.time_base == count / rate
        assert abs(audio.duration * audio.time_base - count / rate) <= Fraction(1, 24000)
        times = [frame.pts * frame.time_base for frame in opened.decode(video=0)]
    assert times == [i / rate for i in range(count)]


def test_sound_keeps_its_place_and_length(tmp_path: Path) -> None:
    """A click at 1.5 s is at 1.5 s to within a millisecond; sound that outlasts the pictures holds
    the last one.
    """
    path = tmp_path / "a.mp4"
    pcm = np.zeros(3 * 24000, np.float32)
    pcm[36000:36048] = tone(0.002, 3000)
    with FilmWriter(path, WIDTH, HEIGHT, 30) as film:
        for _ in range(60):
            film.picture(flat((10, 20, 30)))
        film.sound(pcm)
    heard = samples(path)
    assert abs(int(np.abs(heard).argmax()) - 36024) < 36
    with av.open(str(path)) as opened:
        assert opened.streams.video[0].frames == 90
        assert opened.streams.video[0].start_time == 0
        assert opened.streams.audio[0].start_time == 0


def test_transparent_film(tmp_path: Path) -> None:
    path = tmp_path / "a.webm"
    figure = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    cv2.circle(figure, (160, 90), 60, (230, 180, 160, 255), -1, cv2.LINE_AA)
    with FilmWriter(path, WIDTH, HEIGHT, 30, alpha=True) as film:
        for _ in range(10):
            film.picture(figure)
            film.sound(tone(1 / 30))
    with av.open(str(path)) as opened:
        stream = opened.streams.video[0]
        assert stream.metadata["ALPHA_MODE"] == "1"
        assert opened.streams.audio[0].codec_context.name == "opus"
        decoder = av.CodecContext.create("libvpx-vp9", "r")  # FFmpeg's own VP9 decoder drops alpha
        frames = [frame for packet in opened.demux(stream) for frame in decoder.decode(packet)]
    assert len(frames) == 10
    assert frames[5].format.name == "yuva420p"
    alpha = np.frombuffer(memoryview(frames[5].planes[3]), np.uint8).reshape(HEIGHT, -1)[:, :WIDTH]
    assert np.abs(alpha.astype(int) - figure[..., 3]).mean() < 2
    assert np.abs(pictures(path)[5][90, 160] - (230, 180, 160)).max() < 6


def test_bleeding_changes_only_what_cannot_be_seen() -> None:
    figure = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    cv2.circle(figure, (160, 90), 60, (200, 100, 50, 255), -1, cv2.LINE_AA)
    result = bled(figure)
    seen = figure[..., 3] > 0
    assert np.array_equal(result[seen], figure[seen][:, :3])
    # just outside the edge: her colour, not black
    assert np.abs(result[90, 226].astype(int) - (200, 100, 50)).max() < 20


def test_the_film_says_that_it_was_generated(tmp_path: Path) -> None:
    for name, alpha in (("a.mp4", False), ("a.webm", True)):
        label = Label(producer="美香工作室", produce_id="0001")
        with FilmWriter(tmp_path / name, WIDTH, HEIGHT, 30, alpha=alpha, label=label) as film:
            film.picture(flat((1, 2, 3, 255)))
        assert read_label(tmp_path / name) == label


def test_the_film_can_start_before_it_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with FilmWriter(path, WIDTH, HEIGHT, 30) as film:
        film.picture(flat((1, 2, 3)))
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize(
    ("width", "height", "fps"),
    [(321, 180, 30), (0, 0, 30), (100_000, 180, 30), (320, 180, 0), (320, 180, 1000)],
)
def test_impossible_films_are_refused(tmp_path: Path, width: int, height: int, fps: float) -> None:
    with pytest.raises(InputError, match="film cannot"):
        FilmWriter(tmp_path / "a.mp4", width, height, fps)


def test_a_failure_keeps_the_old_film(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")

    def fail() -> None:
        with FilmWriter(path, WIDTH, HEIGHT, 30) as film:
            film.picture(flat((1, 2, 3)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with pytest.raises(OutputError, match="no pictures"), FilmWriter(path, WIDTH, HEIGHT, 30):
        pass
    with (
        pytest.raises(ValueError, match="expected uint8"),
        FilmWriter(path, WIDTH, HEIGHT, 30) as film,
    ):
        film.picture(np.zeros((5, 5, 3), np.uint8))
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.mp4"]
    with (
        pytest.raises(OutputError, match="does not exist"),
        FilmWriter(tmp_path / "no" / "a.mp4", WIDTH, HEIGHT, 30),
    ):
        pass


NOISE = """
    import sys
    import numpy as np
    from vidol.core.errors import OutputError
    from vidol.media.film import FilmWriter

    def write(path, count):
        rng = np.random.default_rng(0)
        with FilmWriter(path, 320, 180, 30) as film:
            for i in range(count):
                film.picture(rng.integers(0, 256, (180, 320, 3)).astype(np.uint8))
                film.sound(np.zeros(800, np.float32))
                if i == 10:
                    print("writing", flush=True)
"""


def test_a_disk_that_fills_up_keeps_the_old_film(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")
    code = textwrap.dedent(NOISE) + textwrap.dedent("""
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        try:
            write(sys.argv[1], 300)
        except OutputError as error:
            print(error)
    """)
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Cannot write" in done.stdout, done.stderr
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.mp4"]


def test_a_killed_writer_keeps_the_old_film(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")
    code = textwrap.dedent(NOISE) + "write(sys.argv[1], 100_000)"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    assert path.read_bytes() == b"old"
    with FilmWriter(path, WIDTH, HEIGHT, 30) as film:
        film.picture(flat((1, 2, 3)))
    # the dead writer's remains are gone
    assert [found.name for found in tmp_path.iterdir()] == ["a.mp4"]
    assert len(pictures(path)) == 1
