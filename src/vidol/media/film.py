"""Writing films: pictures and sound in, an MP4 (or a transparent WebM) out.

The writer only stores what it is given, in the order and at the rate it was promised; what happens
in the film and when is the show's business. Encoding runs in a thread of its own behind a short
queue, so that drawing the next picture overlaps with encoding the last, and memory stays the same
for a film of any length.

|         | opaque: ``.mp4``                     | with alpha: ``.webm``         |
|---------|--------------------------------------|-------------------------------|
| picture | H.264 (x264), yuv420p                | VP9, yuva420p, straight alpha |
|         | BT.709 limited range, tagged as such | the same                      |
| sound   | AAC, 24 kHz mono                     | Opus, 24 kHz mono             |

x264 in PyAV's wheels is under the GPL; docs/decisions.md says what that means for someone who
redistributes them.
"""

from __future__ import annotations

import os
import queue
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import av
import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from vidol.core.arrays import F32, U8
from vidol.core.errors import InputError, OutputError
from vidol.core.speech import SAMPLE_RATE
from vidol.core.storage import replacing
from vidol.media.alpha import bled
from vidol.media.colour import Yuv420
from vidol.media.labels import Label

# Ticks per second of an MP4's edit list: whole samples, and whole pictures at 24, 25, 30, 60 and
# 30000/1001.
_TIMESCALE: Final = 120_000
_SOUND_BITS: Final = 96_000  # a second; more than a voice over music needs at 24 kHz mono
_PENDING: Final = 8  # pictures between drawing and encoding: a quarter of a second, 22 MB at 720p
_LARGEST: Final = 8192  # pixels a side; H.264 ends at 16384 but few players show more than this


@dataclass(frozen=True, slots=True)
class _Form:
    """A container and its codecs, with their settings."""

    container: str
    options: dict[str, str]
    picture: str
    pixels: str
    settings: dict[str, str]
    sound: str


# The codecs' settings were chosen by measurement on flat colours and soft gradients: docs/media.md.
_MP4: Final = _Form(
    container="mp4",
    options={"movflags": "faststart+use_metadata_tags", "movie_timescale": str(_TIMESCALE)},
    picture="libx264",
    pixels="yuv420p",
    settings={"preset": "superfast", "tune": "animation", "crf": "19", "bf": "0", "refs": "1"},
    sound="aac",
)
_WEBM: Final = _Form(
    container="webm",
    options={},
    picture="libvpx-vp9",
    pixels="yuva420p",
    settings={
        "deadline": "realtime",
        "cpu-used": "8",
        "row-mt": "1",
        "crf": "24",
        "b": "0",
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
    },
    sound="libopus",
)


class FilmWriter:
    """Writes a film to `path` while the ``with`` block runs.

    The film appears there when the block ends well, else nothing changes.

    >>> with FilmWriter("show.mp4", 1280, 720, 30, label=Label()) as film:
    ...     film.picture(np.zeros((720, 1280, 3), np.uint8))
    ...     film.sound(np.zeros(800, np.float32))

    Sound and pictures may come in pieces of any length; give them in step (within some seconds), or
    they wait in memory. At the end, the shorter of the two is filled up with silence or the last
    picture, so both end together to the sample.

    Raises InputError for an impossible size or rate, and OutputError (from any call) if the file
    cannot be written.
    """

    def __init__(
        self,
        path: str | Path,
        width: int,
        height: int,
        fps: float | Fraction,
        *,
        alpha: bool = False,
        label: Label | None = None,
    ) -> None:
        """`width`, `height` in pixels, even; `fps` pictures a second; `alpha`: transparent WebM.

        29.97 pictures a second mean 30000/1001.
        """
        if not (_is_side(width) and _is_side(height)):
            raise InputError(
                f"A film cannot be {width}x{height}: both sides must be even and between 16 and"
                f" {_LARGEST} pixels."
            )
        self.fps = exact_rate(fps)
        if not 1 <= self.fps <= 240:
            raise InputError(f"A film cannot have {fps} pictures per second: give 1 to 240.")
        self.path = Path(path)
        self.width = width
        self.height = height
        self.alpha = alpha
        self.label = label or Label()
        self.pictures = 0
        """Pictures given so far."""
        self.samples = 0
        """Sound samples given so far, at SAMPLE_RATE."""
        self._waiting: queue.Queue[U8 | F32 | None] = queue.Queue(_PENDING)
        # The memory of pictures that are encoded is used again.
        self._spare: queue.SimpleQueue[U8] = queue.SimpleQueue()
        self._failure: BaseException | None = None
        self._abandoned = False

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            part = stack.enter_context(replacing(self.path))
            self._encoder = _Encoder(part, self)
            self._thread = threading.Thread(target=self._encode, name="film", daemon=True)
            self._thread.start()
            self._file = stack.pop_all()
        return self

    def picture(self, picture: U8) -> None:
        """Add the next picture, sRGB uint8; it is copied.

        (height, width, 3) RGB, or (height, width, 4) RGBA with straight alpha; without `alpha`, a
        fourth channel is ignored. Waits while the encoder is behind.
        """
        channels = (4,) if self.alpha else (3, 4)
        shapes = [(self.height, self.width, count) for count in channels]
        if picture.dtype != np.uint8 or picture.shape not in shapes:
            expected = " or ".join(map(str, shapes))
            raise ValueError(f"expected uint8 {expected}, got {picture.dtype} {picture.shape}")
        try:
            copy = self._spare.get_nowait()
        except queue.Empty:
            copy = np.empty((self.height, self.width, 4 if self.alpha else 3), np.uint8)
        if copy.shape[2] == picture.shape[2]:
            np.copyto(copy, picture)
        else:
            cv2.cvtColor(picture, cv2.COLOR_RGBA2RGB, dst=copy)  # ten times as fast as slicing
        self._put(copy)
        self.pictures += 1

    def sound(self, pcm: F32) -> None:
        """Add the next (n,) samples, float32 mono at SAMPLE_RATE; beyond -1..1 they are clipped."""
        if pcm.dtype != np.float32 or pcm.ndim != 1:
            raise ValueError(f"expected float32 (samples,), got {pcm.dtype} {pcm.shape}")
        self._put(np.clip(pcm, -1, 1))
        self.samples += len(pcm)

    def _put(self, item: U8 | F32) -> None:
        if self._failure is not None:
            raise self._failure
        self._waiting.put(item)

    def _encode(self) -> None:
        """The encoder's thread.

        After a failure it keeps emptying the queue, so that the caller is never left waiting.
        """
        while (item := self._waiting.get()) is not None:
            if self._failure is not None or self._abandoned:
                continue
            try:
                self._encoder.add(item)
                if item.dtype == np.uint8:
                    self._spare.put(item.astype(np.uint8, copy=False))
            except BaseException as error:  # noqa: BLE001 handed to the caller's thread
                self._failure = error
        try:
            self._encoder.close(complete=self._failure is None and not self._abandoned)
        except BaseException as error:  # noqa: BLE001
            self._failure = self._failure or error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._abandoned = kind is not None
        self._waiting.put(None)
        self._thread.join()
        # `replacing` must see the failure, to keep the old film and to name a full disk
        with self._file:
            if error is not None:
                raise error
            if self._failure is not None:
                raise self._failure
            if self.pictures == 0:
                raise OutputError(f"Cannot write {self.path}: the film has no pictures.")


class _Encoder:
    """The container with its two streams. Used by one thread at a time."""

    def __init__(self, part: Path, film: FilmWriter) -> None:
        form = _WEBM if film.alpha else _MP4
        self.container = av.open(str(part), "w", format=form.container, options=form.options)
        self.container.metadata.update(film.label.metadata())
        self.fps = film.fps
        self.alpha = film.alpha
        self.video = _video_stream(self.container, film, form)
        self.audio = _sound_stream(self.container, form)
        self.convert = Yuv420(film.width, film.height)
        self.frame = av.VideoFrame(film.width, film.height, form.pixels)
        _tag_as_bt709(self.frame)
        self.pictures = self.samples = 0

    def add(self, item: U8 | F32) -> None:
        if item.dtype == np.uint8:
            self._add_picture(item.astype(np.uint8, copy=False))
        else:
            self._add_sound(item.astype(np.float32, copy=False))

    def _add_picture(self, picture: U8) -> None:
        # One frame is filled again and again; if the codec still holds the last, this gives it its
        # own copy.
        self.frame.make_writable()
        planes = [_rows(plane) for plane in self.frame.planes]
        if self.alpha:
            planes[3][:] = picture[..., 3]
            picture = bled(picture)
        self.convert.write(picture, *planes[:3])
        self._send_frame()

    def _send_frame(self) -> None:
        self.frame.pts, self.frame.time_base = self.pictures, 1 / self.fps
        self.pictures += 1
        self.container.mux(self.video.encode(self.frame))

    def _add_sound(self, pcm: F32) -> None:
        if not len(pcm):
            return
        frame = av.AudioFrame.from_ndarray(pcm[None], format="flt", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.time_base = Fraction(1, SAMPLE_RATE)
        frame.pts = self.samples
        self.samples += len(pcm)
        self.container.mux(self.audio.encode(frame))

    def close(self, *, complete: bool) -> None:
        """End both streams together and finish the file; or only let go of it, to throw it away."""
        try:
            if complete and self.pictures:
                while self.pictures / self.fps * SAMPLE_RATE < self.samples:
                    self._send_frame()
                end = round(self.pictures / self.fps * SAMPLE_RATE)
                self._add_sound(np.zeros(end - self.samples, np.float32))
                self.container.mux(self.video.encode(None))
                self.container.mux(self.audio.encode(None))
        finally:
            self.container.close()


def _is_side(pixels: int) -> bool:
    return pixels % 2 == 0 and 16 <= pixels <= _LARGEST


def exact_rate(fps: float | Fraction) -> Fraction:
    """The rate that is meant: 23.976, 29.97 and 59.94 are the NTSC rates, n * 1000/1001."""
    ntsc = Fraction(round(fps * 1001 / 1000) * 1000, 1001)
    if fps != round(fps) and abs(ntsc - Fraction(fps)) < Fraction(1, 200):
        return ntsc
    return Fraction(fps).limit_denominator(1001)


def _rows(plane: Any) -> U8:
    """A plane's own memory, (height, width)."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def _tag_as_bt709(target: Any) -> None:
    target.colorspace = Colorspace.ITU709
    target.color_range = ColorRange.MPEG
    target.color_primaries = ColorPrimaries.BT709
    target.color_trc = ColorTrc.BT709


def _sound_stream(container: Any, form: _Form) -> Any:
    stream = container.add_stream(form.sound, rate=SAMPLE_RATE, layout="mono")
    stream.bit_rate = _SOUND_BITS
    return stream


def _video_stream(container: Any, film: FilmWriter, form: _Form) -> Any:
    stream = container.add_stream(form.picture, rate=film.fps, options=form.settings)
    stream.width = film.width
    stream.height = film.height
    stream.pix_fmt = form.pixels
    context = stream.codec_context
    context.time_base = 1 / film.fps
    # a key frame at least every 4 s: seeking is quick and the file still small
    context.gop_size = round(film.fps * 4)
    _tag_as_bt709(context)
    # one thread per megapixel keeps each size in real time and leaves the other cores to drawing
    megapixels = round(film.width * film.height / 1_000_000)
    context.thread_count = max(1, min(os.cpu_count() or 1, megapixels))
    if film.alpha:
        stream.metadata["alpha_mode"] = "1"
    return stream
