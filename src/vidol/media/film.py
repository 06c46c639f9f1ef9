"""Writing films: pictures and sound in, an MP4 (or a transparent WebM) out.

The writer only stores what it is given, in the order and at the rate it was promised; what happens
in the film and when is the show's business. Encoding runs in a thread of its own behind a short
queue, so that drawing the next picture overlaps with encoding the last, and memory stays the same
for a film of any length.

| | opaque: ``.mp4`` | with alpha: ``.webm`` |
|---|---|---|
| picture | H.264 (x264), yuv420p, BT.709 limited range, tagged as such | VP9, yuva420p, straight
alpha |
| sound | AAC, 24 kHz mono | Opus, 24 kHz mono |

x264 in PyAV's wheels is under the GPL; docs/decisions.md says what that means for someone who
redistributes them.
"""

from __future__ import annotations

import os
import queue
import threading
from contextlib import ExitStack
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
from vidol.media.colour import Yuv420, bleed
from vidol.media.labels import Label

# Chosen by measurement on flat colours and soft gradients: see docs/media.md
_H264: Final = {"preset": "superfast", "tune": "animation", "crf": "19", "bf": "0", "refs": "1"}
_VP9: Final = {
    "deadline": "realtime",
    "cpu-used": "8",
    "row-mt": "1",
    "crf": "24",
    "b": "0",
    "lag-in-frames": "0",
    "auto-alt-ref": "0",
}
# ticks per second of an MP4's edit list: whole samples, and whole pictures at 24, 25, 30, 60 and
# 30000/1001
_TIMESCALE: Final = 120_000
# bit/s; more than AAC and Opus need for a voice over music at 24 kHz mono
_SOUND_BITS: Final = 96_000
_PENDING: Final = 8  # pictures between drawing and encoding: a quarter of a second, 22 MB at 720p
_LARGEST: Final = 8192  # pixels a side; H.264 ends at 16384 but few players show more than this


class FilmWriter:
    """Writes a film to `path` while the ``with`` block runs; the film appears there when the block
    ends well, else nothing changes.

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
        """`width`, `height` in pixels, even; `fps` pictures per second (29.97 means 30000/1001);
        `alpha` for a transparent WebM.
        """
        if width % 2 or height % 2 or not (16 <= width <= _LARGEST and 16 <= height <= _LARGEST):
            raise InputError(
                f"A film cannot be {width}x{height}: both sides must be even and between 16 and"
                f" {_LARGEST} pixels."
            )
        self.fps = exact_rate(fps)
        if not 1 <= self.fps <= 240:
            raise InputError(f"A film cannot have {fps} pictures per second: give 1 to 240.")
        self.path = Path(path)
        self.width, self.height, self.alpha = width, height, alpha
        self.label = label or Label()
        self.pictures = 0
        """Pictures given so far."""
        self.samples = 0
        """Sound samples given so far, at SAMPLE_RATE."""
        self._waiting: queue.Queue[U8 | F32 | None] = queue.Queue(_PENDING)
        # memory of pictures that are encoded, used again
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
        """Add the next picture: (height, width, 3) RGB, or (height, width, 4) RGBA with straight
        alpha, sRGB; it is copied.

        Without `alpha`, a fourth channel is ignored. Waits while the encoder is behind.
        """
        channels = (4,) if self.alpha else (3, 4)
        if (
            picture.dtype != np.uint8
            or picture.shape[:2] != (self.height, self.width)
            or picture.shape[2:] not in [(n,) for n in channels]
        ):
            raise ValueError(
                f"expected uint8 ({self.height}, {self.width}, {' or '.join(map(str, channels))}),"
                f" got {picture.dtype} {picture.shape}"
            )
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
        """Add the next samples: (n,) float32 mono at SAMPLE_RATE; values beyond -1..1 are clipped."""
        if pcm.dtype != np.float32 or pcm.ndim != 1:
            raise ValueError(f"expected float32 (samples,), got {pcm.dtype} {pcm.shape}")
        self._put(np.clip(pcm, -1, 1))
        self.samples += len(pcm)

    def _put(self, item: U8 | F32) -> None:
        if self._failure is not None:
            raise self._failure
        self._waiting.put(item)

    def _encode(self) -> None:
        """The encoder's thread. After a failure it keeps emptying the queue, so that the caller is
        never left waiting.
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
            if kind is None and self._failure is None and self.pictures == 0:
                raise OutputError(f"Cannot write {self.path}: the film has no pictures.")
            if error is not None:
                raise error
            if self._failure is not None:
                raise self._failure


class _Encoder:
    """The container with its two streams. Used by one thread at a time."""

    def __init__(self, part: Path, film: FilmWriter) -> None:
        options = (
            {}
            if film.alpha
            else {"movflags": "faststart+use_metadata_tags", "movie_timescale": str(_TIMESCALE)}
        )
        self.container = av.open(
            str(part), "w", format="webm" if film.alpha else "mp4", options=options
        )
        self.container.metadata.update(film.label.metadata())
        self.fps, self.alpha = film.fps, film.alpha
        self.video = _video_stream(self.container, film)
        self.audio: Any = self.container.add_stream(
            "libopus" if film.alpha else "aac", rate=SAMPLE_RATE, layout="mono"
        )
        self.audio.bit_rate = _SOUND_BITS
        self.convert = Yuv420(film.width, film.height)
        self.frame = av.VideoFrame(film.width, film.height, "yuva420p" if film.alpha else "yuv420p")
        self.frame.colorspace, self.frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        self.frame.color_primaries, self.frame.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        self.pictures = self.samples = 0

    def add(self, item: U8 | F32) -> None:
        if item.dtype == np.uint8:
            self._add_picture(item.astype(np.uint8, copy=False))
        else:
            self._add_sound(item.astype(np.float32, copy=False))

    def _add_picture(self, picture: U8) -> None:
        # one frame is filled again and again; if the codec still holds the last, this gives it its
        # own copy
        self.frame.make_writable()
        planes = [
            np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[
                :, : plane.width
            ]
            for plane in self.frame.planes
        ]
        if self.alpha:
            planes[3][:] = picture[..., 3]
            picture = bleed(picture)
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
        frame.sample_rate, frame.time_base, frame.pts = (
            SAMPLE_RATE,
            Fraction(1, SAMPLE_RATE),
            self.samples,
        )
        self.samples += len(pcm)
        self.container.mux(self.audio.encode(frame))

    def close(self, *, complete: bool) -> None:
        """End both streams together and finish the file; or, if it is to be thrown away, only let
        go of it.
        """
        try:
            if complete and self.pictures:
                while self.pictures / self.fps * SAMPLE_RATE < self.samples:
                    self._send_frame()
                self._add_sound(
                    np.zeros(
                        round(self.pictures / self.fps * SAMPLE_RATE) - self.samples, np.float32
                    )
                )
                self.container.mux(self.video.encode(None))
                self.container.mux(self.audio.encode(None))
        finally:
            self.container.close()


def exact_rate(fps: float | Fraction) -> Fraction:
    """The rate that is meant: 23.976, 29.97 and 59.94 are the NTSC rates, n * 1000/1001."""
    ntsc = Fraction(round(fps * 1001 / 1000) * 1000, 1001)
    return (
        ntsc
        if fps != round(fps) and abs(ntsc - Fraction(fps)) < Fraction(1, 200)
        else Fraction(fps).limit_denominator(1001)
    )


def _video_stream(container: Any, film: FilmWriter) -> Any:
    stream = container.add_stream(
        "libvpx-vp9" if film.alpha else "libx264",
        rate=film.fps,
        options=_VP9 if film.alpha else _H264,
    )
    stream.width, stream.height, stream.pix_fmt = (
        film.width,
        film.height,
        "yuva420p" if film.alpha else "yuv420p",
    )
    context = stream.codec_context
    context.time_base = 1 / film.fps
    # a key frame at least every 4 s: seeking is quick and the file still small
    context.gop_size = round(film.fps * 4)
    context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    # one thread per megapixel keeps each size in real time and leaves the other cores to drawing
    context.thread_count = max(
        1, min(os.cpu_count() or 1, round(film.width * film.height / 1_000_000))
    )
    if film.alpha:
        stream.metadata["alpha_mode"] = "1"
    return stream
