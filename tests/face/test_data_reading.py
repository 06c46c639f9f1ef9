"""Zips, films and tables: read whole where they are sound, and with one reason where they are
not.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import zipfile

import av
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vidol.core.errors import InputError
from vidol.face.data import films
from vidol.text.colournames import NAMES, name_of
from vidol.training.data import archives, tables
from vidol.training.data.labels import Keys

NAME = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\:."),
    min_size=1,
    max_size=40,
)


def members(path):
    return {
        member.name: archives.read(path, member, 1 << 20)
        for member in archives.members(path)
        if not member.problem
    }


@given(
    st.dictionaries(NAME, st.binary(max_size=300), max_size=8),
    st.booleans(),
    st.binary(max_size=50),
)
def test_a_zip_is_read_as_python_wrote_it(tmp_path_factory, files, packed, before) -> None:
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    with path.open("wb") as file:
        file.write(before)  # a program that unpacks itself stands there
        with zipfile.ZipFile(
            file, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        ) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
    assert members(path) == files


def a_zip(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for k in range(3):
            archive.writestr(f"{k}.png", bytes(range(200)) * (k + 1))
    return path.read_bytes()


@given(st.data())
def test_a_damaged_zip_is_one_error(tmp_path_factory, data) -> None:
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    whole = bytearray(a_zip(path))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(
        whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole
    )
    with contextlib.suppress(InputError):
        members(path)


def test_a_large_zip_and_a_bomb_of_overlapping_members(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "wide.zip", "w") as archive:
        for k in range(70_000):  # more than the old form of the directory can count
            archive.writestr(f"{k}", b"")
        with archive.open("last", "w", force_zip64=True) as file:
            file.write(b"here")
    found = list(archives.members(tmp_path / "wide.zip"))
    assert len(found) == 70_001 and archives.read(tmp_path / "wide.zip", found[-1], 9) == b"here"
    data = a_zip(tmp_path / "a.zip")
    start = data.index(b"PK\1\2")
    entry = data[start : data.index(b"PK\1\2", start + 4)]
    many = entry * 500
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 500, 500, len(many), start, 0)
    (tmp_path / "bomb.zip").write_bytes(data[:start] + many + end)
    with pytest.raises(InputError, match="overlap"):
        list(archives.members(tmp_path / "bomb.zip"))


@pytest.mark.parametrize(
    "name", ["../a.png", "a/../../b.png", "/etc/a.png", "C:/a.png", "..\\a.png", "\\a.png"]
)
def test_names_that_climb_are_told(name) -> None:
    member = archives.Member(name, 0, 1, 1, 0, 0, 0, 0)
    assert member.problem.startswith("unsafe path")
    assert archives.Member("a/b.png", 0, 1, 1, 0, 0, 1, 0).problem.startswith("encrypted")
    assert archives.Member("a/b.png", 0, 1, 1, 0, 0, 0, 0o120777).problem.startswith("a link")


def film(path, pictures, fps=10):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": "10"})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def scene(seed):
    return np.kron(
        np.random.default_rng(seed).integers(0, 256, (4, 6, 3), np.uint8),
        np.ones((32, 32, 1), np.uint8),
    )


def test_a_film_gives_a_frame_a_second_where_something_changed(tmp_path) -> None:
    # eight seconds, another scene every two
    path = film(tmp_path / "a.mp4", [scene(k // 20) for k in range(80)])
    found = list(films.frames(path, 1.0))
    assert [round(frame.seconds) for frame in found] == [0, 2, 4, 6] and films.seconds(
        path
    ) == pytest.approx(8, abs=0.2)
    assert all(
        np.abs(frame.picture.astype(int) - scene(k)).mean() < 8 for k, frame in enumerate(found)
    )
    assert len(list(films.frames(path, 0.1))) == 4


def test_a_film_that_ends_early_gives_what_it_has(tmp_path) -> None:
    path = film(tmp_path / "a.mkv", [scene(k) for k in range(60)])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    found = 0
    with contextlib.suppress(InputError):
        for _ in films.frames(path, 0.5):
            found += 1
    assert 2 <= found <= 8


def test_a_film_that_was_held_upright_is_upright(tmp_path) -> None:
    path = film(tmp_path / "a.mp4", [scene(1)] * 5)
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 44  # ISO/IEC 14496-12, 8.3.2: here a quarter turn clockwise
    data[matrix : matrix + 36] = struct.pack(
        ">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 128 << 16, 0, 1 << 30
    )
    path.write_bytes(data)
    (frame,) = films.frames(path, 1)
    assert (
        frame.picture.shape == (192, 128, 3)
        and np.abs(frame.picture.astype(int) - np.rot90(scene(1), -1)).mean() < 8
    )


def test_a_playlist_in_a_film_s_clothes_fetches_nothing(tmp_path) -> None:
    real = film(tmp_path / "real.ts", [scene(1)] * 10)
    (tmp_path / "a.mp4").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{real}\n#EXT-X-ENDLIST\n"
    )
    (tmp_path / "b.mp4").write_text(f"ffconcat version 1.0\nfile '{real.name}'\n")
    for name in ("a.mp4", "b.mp4"):
        with pytest.raises(InputError, match="damaged"):
            list(films.frames(tmp_path / name, 1))
    assert list(films.frames(real, 1))


def lines(text, name="t.csv"):
    return list(tables.lines(io.StringIO(text), name))


def test_tables_of_any_dialect(tmp_path) -> None:
    assert lines('file,hair\na.png,"long, black"\n\nb.png\n') == [
        ("a.png", {"hair": "long, black"}),
        ("b.png", {}),
    ]
    assert lines("hair;filename\nred;x\\y.png") == [("x/y.png", {"hair": "red"})]
    assert lines(
        '{"path": "./a.png", "age": 3, "hat": true, "tags": ["a", "b"], "no": null}', "t.jsonl"
    ) == [("a.png", {"age": "3", "hat": "true", "tags": ["a", "b"]})]
    (tmp_path / "t.csv").write_bytes("\ufefffile,hair\n猫.png,銀\n".encode())
    with tables.opened(tmp_path / "t.csv") as text:
        assert list(tables.lines(text, "t.csv")) == [("猫.png", {"hair": "銀"})]


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("hair\nred", "t.csv", "line 2: it names no picture"),
        ("file,a\nx,1,2", "t.csv", "line 1: the line has 3"), ("{", "t.jsonl", "line 1"),
        ("[1]", "t.jsonl", "must be an object"),
        ('{"file": "a", "b": {}}', "t.jsonl", "a value must be"),
        ("[" * 100_000, "t.jsonl", "line 1"),
    ],
)  # fmt: skip
def test_a_wrong_table_names_its_line(text, name, said) -> None:
    with pytest.raises(InputError, match=said):
        lines(text, name)


@given(st.binary(max_size=200), st.sampled_from(["t.csv", "t.jsonl"]))
def test_no_table_is_more_than_one_error(data, name) -> None:
    with contextlib.suppress(InputError):
        list(tables.lines(io.TextIOWrapper(io.BytesIO(data), tables.ENCODING, newline=""), name))


@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=5),
            st.text(max_size=8) | st.lists(st.text(max_size=5), max_size=3),
            max_size=5,
        ),
        max_size=12,
    )
)
@example([{"": "True"}])
def test_tags_are_short_and_can_be_written(table) -> None:
    keys = Keys()
    text = "\n".join(
        json.dumps({"file": f"{k}", **line}) for k, line in enumerate(table) if "file" not in line
    )
    found = lines(text, "t.jsonl")
    for _, fields in found:
        keys.count(fields)
    for _, fields in found:
        assert all(
            0 < len(tag) <= 100 and tag == tag.strip() and tag.encode() for tag in keys.tags(fields)
        )


def test_colours_have_the_names_that_people_use() -> None:
    for name, colours in NAMES.items():
        assert {name_of(colour) for colour in colours.split()} == {name}
    assert [name_of(text) for text in ("#fff", "#C7C9D1", "#2b2017ff", "#f9c", "#3a7")] == [
        "white",
        "silver",
        "black",
        "pink",
        "green",
    ]


def test_pictures_through_a_pipe_are_not_waited_for(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    from vidol.training.data.sources import Place

    with pytest.raises(InputError, match="no regular file"):
        Place(tmp_path / "pipe.png", None).read(100)
