"""Pictures, sound, labels and subtitles in and out of files, hostile ones included."""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from vidol.core.errors import InputError
from vidol.media import pictures
from vidol.media.labels import Label, read_label
from vidol.media.pictures import read_picture
from vidol.media.sound import read_sound, write_sound
from vidol.media.stills import write_animation, write_still
from vidol.media.subtitles import Cue, timestamp, write_srt

LABEL = Label(
    producer='工作室 <&">',
    produce_id="id-1",
    created=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    source_type="algorithmicMedia",
)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def gradient(height: int = 40, width: int = 60) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    alpha = np.where(x < width // 2, 255, 0)
    return np.stack([x * 255 // width, y * 255 // height, np.full_like(x, 90), alpha], -1).astype(
        np.uint8
    )


class TestReadPicture:
    @pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16"])
    def test_every_mode_becomes_rgba(self, mode: str) -> None:
        picture = Image.fromarray(gradient()[..., :3])
        if mode == "I;16":
            grey = np.asarray(picture.convert("L"))
            data = encoded(Image.fromarray(grey.astype(np.uint16) * 257), "PNG")
            expected = np.repeat(grey[..., None], 3, 2)
        else:
            converted = picture.convert(mode)
            data = encoded(converted, "TIFF" if mode == "CMYK" else "PNG")
            expected = np.asarray(converted.convert("RGB"))
        result = read_picture(data)
        assert (result.dtype, result.shape) == (np.uint8, (40, 60, 4))
        assert np.abs(result[..., :3].astype(int) - expected).max() <= 1
        assert (result[..., 3] == 255).all()

    def test_transparency_is_kept(self) -> None:
        assert np.array_equal(read_picture(encoded(Image.fromarray(gradient()), "PNG")), gradient())

    def test_the_camera_was_turned(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # turn clockwise to show
        picture = np.zeros((20, 40, 3), np.uint8)
        picture[:, :20] = 255
        result = read_picture(encoded(Image.fromarray(picture), "JPEG", exif=exif, quality=95))
        assert result.shape[:2] == (40, 20)
        assert result[5, 10, 0] > 200
        assert result[35, 10, 0] < 50

    def test_a_colour_profile_is_applied(self) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        data = encoded(Image.fromarray(gradient()[..., :3]), "PNG", icc_profile=profile)
        # a profile that does not fit the picture is as good as none
        assert read_picture(data).shape == (40, 60, 4)
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        result = read_picture(
            encoded(Image.fromarray(gradient()[..., :3]), "PNG", icc_profile=srgb)
        )
        assert np.abs(result[..., :3].astype(int) - gradient()[..., :3]).max() <= 1

    def test_a_bomb_is_refused_before_it_is_decoded(self, tmp_path: Path) -> None:
        def chunk(kind: bytes, data: bytes) -> bytes:
            return (
                struct.pack(">I", len(data))
                + kind
                + data
                + struct.pack(">I", zlib.crc32(kind + data))
            )

        header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
        bomb = (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(bytes(1000)))
            + chunk(b"IEND", b"")
        )
        (tmp_path / "bomb.png").write_bytes(bomb)
        with pytest.raises(InputError, match=r"bomb\.png"):
            read_picture(tmp_path / "bomb.png")

    def test_too_large_is_a_sentence(self) -> None:
        with pytest.raises(InputError, match=r"60x40 pixels are more than the 1,000 allowed"):
            read_picture(encoded(Image.fromarray(gradient()), "PNG"), largest=1000)

    @pytest.mark.parametrize(
        ("kind", "options"), [("WEBP", {"lossless": True}), ("TIFF", {"compression": "group4"})]
    )
    def test_a_few_bytes_are_no_picture_of_fifty_million_pixels(
        self, kind: str, options: dict[str, object]
    ) -> None:
        mode = "1" if kind == "TIFF" else "RGB"
        data = encoded(Image.new(mode, (7071, 7071)), kind, **options)
        with pytest.raises(InputError, match=r"its [\d,]+ bytes are a picture of 7071x7071 pixels"):
            read_picture(data)
        assert read_picture(encoded(Image.new(mode, (3840, 2160)), kind, **options)).any()

    @pytest.mark.parametrize("mode", ["I;16", "RGB"])
    def test_a_large_picture_takes_little_more_than_its_pixels(self, mode: str) -> None:
        """In a process of its own: 16 bits of grey took six times as much."""
        program = (
            "import resource, sys\n"
            "from vidol.media.pictures import read_picture\n"
            "most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "data = sys.stdin.buffer.read(); before = most()\n"
            "shape = read_picture(data).shape\n"
            "print((most() - before) * 1024 / (shape[0] * shape[1]))"
        )
        data = encoded(Image.new(mode, (4000, 4000)), "PNG")
        said = subprocess.run(
            [sys.executable, "-c", program], input=data, capture_output=True, check=True
        ).stdout
        assert float(said) < 14  # bytes a pixel; 4 of them are what is given back

    def test_strips_change_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        noise = np.random.default_rng(0).integers(0, 256, (40, 30, 4), np.uint8)
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        for mode in ("RGB", "L", "P", "1"):
            data = encoded(Image.fromarray(noise).convert(mode), "PNG", icc_profile=profile)
            whole = read_picture(data)
            monkeypatch.setattr(pictures, "_STRIP", 100)
            assert np.array_equal(read_picture(data), whole)
            monkeypatch.undo()

    def test_missing_and_wrong_files_are_named(self, tmp_path: Path) -> None:
        (tmp_path / "text.png").write_text("hello")
        (tmp_path / "empty.png").touch()
        for name, reason in (
            ("none.png", "no such file"),
            ("text.png", "no picture"),
            ("empty.png", "no picture"),
        ):
            with pytest.raises(InputError, match=rf"{name}.*{reason}"):
                read_picture(tmp_path / name)

    @given(st.data())
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_damage_is_an_input_error_or_a_picture(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"]))
        file = bytearray(encoded(Image.fromarray(gradient(16, 16)[..., :3]), kind))
        for _ in range(data.draw(st.integers(1, 4))):
            file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
        del file[data.draw(st.integers(0, len(file))) or 1 :]
        with contextlib.suppress(InputError):
            assert read_picture(bytes(file), largest=10_000).shape[2] == 4


class TestStills:
    @pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
    def test_what_is_written_is_read(self, tmp_path: Path, name: str) -> None:
        write_still(tmp_path / name, gradient(), label=LABEL)
        result = read_picture(tmp_path / name)
        seen = gradient()[..., 3] > 0
        assert np.abs(result[seen].astype(int) - gradient()[seen]).mean() < 6
        if name == "a.png":
            assert np.array_equal(result, gradient())
        if name == "a.jpg":
            assert result[~seen][..., :3].min() > 200  # laid on white
        assert read_label(tmp_path / name) == LABEL

    @pytest.mark.parametrize("name", ["a.gif", "a.webp"])
    def test_animations_keep_time_and_transparency(self, tmp_path: Path, name: str) -> None:
        frames = []
        for i in range(30):
            frame = np.zeros((40, 60, 4), np.uint8)
            frame[10:30, i : i + 20] = (220, 120 + i, 90, 255)
            frames.append(frame)
        write_animation(tmp_path / name, frames, 15, label=LABEL)
        with Image.open(tmp_path / name) as picture:
            assert picture.n_frames == 30
            assert picture.info["loop"] == 0
            durations = []
            for i in range(30):
                picture.seek(i)
                picture.load()
                durations.append(picture.info["duration"])
                shown = np.asarray(picture.convert("RGBA"))
                assert (shown[..., 3] > 128).sum() == 400
                assert np.abs(shown[20, i + 10, :3].astype(int) - (220, 120 + i, 90)).max() < 16
        assert sum(durations) == 2000
        assert read_label(tmp_path / name) == LABEL

    def test_wrong_endings_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"must end in"):
            write_still(tmp_path / "a.bmp", gradient())
        with pytest.raises(InputError, match="at least one picture"):
            write_animation(tmp_path / "a.gif", [], 10)
        assert not list(tmp_path.iterdir())


class TestLabels:
    def test_the_json_is_the_standards(self) -> None:
        assert LABEL.aigc().startswith('{"Label":"1","ContentProducer":"\\u5de5')
        assert Label(produce_id="x").aigc().count("vidol") == 1

    def test_files_without_a_label_have_none(self, tmp_path: Path) -> None:
        Image.fromarray(gradient()).save(tmp_path / "a.png")
        soundfile.write(tmp_path / "a.wav", np.zeros(100), 24000)
        assert read_label(tmp_path / "a.png") is None
        assert read_label(tmp_path / "a.wav") is None

    def test_hostile_packets_are_not_understood(self, tmp_path: Path) -> None:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
        for i, packet in enumerate((bomb, b"<x", b"\xff\xfe", b"<x>" + b"a" * 300_000 + b"</x>")):
            path = tmp_path / f"{i}.webp"
            Image.fromarray(gradient()).save(path, xmp=packet)
            assert read_label(path) is None

    def test_no_file_and_no_medium(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("hello")
        for name in ("a.txt", "none.png"):
            with pytest.raises(InputError, match=name):
                read_label(tmp_path / name)


class TestSound:
    @pytest.mark.parametrize(
        ("name", "rate", "channels"),
        [("a.wav", 48000, 2), ("a.flac", 44100, 1), ("a.ogg", 24000, 1), ("a.mp3", 22050, 2)],
    )
    def test_any_kind_comes_in_at_24_khz_mono(
        self, tmp_path: Path, name: str, rate: int, channels: int
    ) -> None:
        tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
        soundfile.write(tmp_path / name, np.repeat(tone[:, None], channels, 1), rate)
        pcm = read_sound(tmp_path / name)
        assert pcm.dtype == np.float32
        assert abs(len(pcm) - 24000) <= (1300 if name == "a.mp3" else 1)  # MP3 pads
        middle = pcm[6000:18000]
        assert np.abs(np.fft.rfft(middle)).argmax() == 220  # of 2 Hz each
        assert np.sqrt((middle**2).mean()) == pytest.approx(0.5 / np.sqrt(2), rel=0.03)

    def test_the_sound_of_a_film(self, tmp_path: Path) -> None:
        with av.open(str(tmp_path / "a.m4a"), "w", format="mp4") as file:
            stream = file.add_stream("aac", rate=24000, layout="mono")
            frame = av.AudioFrame.from_ndarray(
                np.full((1, 24000), 0.25, np.float32), format="flt", layout="mono"
            )
            frame.sample_rate, frame.pts, frame.time_base = 24000, 0, Fraction(1, 24000)
            file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        pcm = read_sound(tmp_path / "a.m4a")
        assert len(pcm) == 24000
        assert np.abs(pcm[6000:18000] - 0.25).max() < 0.01

    def test_wav_comes_back_with_its_label(self, tmp_path: Path) -> None:
        pcm = np.linspace(-1.2, 1.2, 1000).astype(np.float32)
        write_sound(tmp_path / "a.wav", pcm, label=LABEL)
        assert np.abs(read_sound(tmp_path / "a.wav") - np.clip(pcm, -1, 1)).max() < 1e-4
        assert read_label(tmp_path / "a.wav") == LABEL

    def test_bad_files_are_named(self, tmp_path: Path) -> None:
        (tmp_path / "text.wav").write_text("hello" * 100)
        Image.fromarray(gradient()).save(tmp_path / "a.png")
        soundfile.write(tmp_path / "long.wav", np.zeros(48000), 24000)
        for name, reason in (
            ("none.wav", "no such file"),
            ("text.wav", "no sound"),
            ("a.png", "no sound"),
        ):
            with pytest.raises(InputError, match=rf"{name}.*{reason}"):
                read_sound(tmp_path / name)
        with pytest.raises(InputError, match="longer than 1 seconds"):
            read_sound(tmp_path / "long.wav", longest=1.0)


class TestSubtitles:
    def test_a_file_that_players_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a.srt"
        cues = [
            Cue(3.0, 9.0, "{今日|きょう}は\n\nいい天気"),
            Cue(0.0, 2.5, "Hello <b>--> there"),
            Cue(5.0, 5.0, "二"),
            Cue(7, 8, " \n"),
        ]
        write_srt(path, cues)
        assert (
            path.read_bytes().decode()
            == "1\n00:00:00,000 --> 00:00:02,500\nHello <\u2060b>→ there\n\n2\n00:00:03,000 -->"
            " 00:00:05,000\n今日は\nいい天気\n\n3\n00:00:05,000 --> 00:00:05,001\n二\n"
        )

    def test_times(self) -> None:
        assert [timestamp(t) for t in (0, 0.9996, 59.9999, 3725.5, 360000)] == [
            "00:00:00,000",
            "00:00:01,000",
            "00:01:00,000",
            "01:02:05,500",
            "100:00:00,000",
        ]
