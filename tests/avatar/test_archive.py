"""Bundles as files: written whole and the same every time; anything else than a sound one is
refused in one sentence.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidol.avatar import archive
from vidol.core.errors import InputError, OutputError

MEMBERS = {
    "avatar.json": b"{}",
    "portrait.png": b"\x89PNG" * 9,
    "knowledge/常见问题.csv": "问,答\n".encode() * 50,
}


@pytest.fixture
def bundle(tmp_path) -> Path:
    path = tmp_path / "mika.vidol"
    archive.write(path, MEMBERS)
    return path


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; it names the file."""
    with pytest.raises(InputError) as caught:
        archive.read(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    return sentence


def zipped(
    path: Path,
    *members: tuple[zipfile.ZipInfo | str, bytes],
    compression: int = zipfile.ZIP_DEFLATED,
) -> Path:
    with zipfile.ZipFile(path, "w", compression) as made:
        for info, data in members:
            made.writestr(info, data)
    return path


def test_what_is_written_is_read_and_the_bytes_are_the_same_every_time(bundle, tmp_path) -> None:
    assert archive.read(bundle) == MEMBERS
    again = tmp_path / "again.vidol"
    archive.write(again, MEMBERS)
    assert again.read_bytes() == bundle.read_bytes()


@given(st.binary(max_size=3000))
def test_any_bytes_are_refused_with_a_sentence(tmp_path_factory, data) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.vidol"
    path.write_bytes(data)
    refusal(path)


def test_every_cut_is_noticed(bundle) -> None:
    data = bundle.read_bytes()
    for length in range(0, len(data), 7):
        bundle.write_bytes(data[:length])
        refusal(bundle)


@given(st.data())
def test_any_changed_byte_is_refused_or_harmless(tmp_path_factory, data) -> None:
    path = tmp_path_factory.getbasetemp() / "flipped.vidol"
    archive.write(path, MEMBERS)
    raw = bytearray(path.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    try:
        members = archive.read(path)
    except InputError:
        return
    # A name or a flag that nobody reads may change; a member's bytes may not.
    assert sorted(members.values()) == sorted(MEMBERS.values())


def test_missing_empty_foreign_and_folders(tmp_path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.vidol")
    empty = tmp_path / "empty.vidol"
    empty.touch()
    assert "is empty" in refusal(empty)
    picture = tmp_path / "picture.vidol"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert "not a vidol bundle" in refusal(picture)
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "../up",
        "a/../../up",
        "/etc/passwd",
        "C:/x",
        "a\\..\\b",
        "a//b",
        "a/./b",
        "bell\a",
        "x" * 300,
    ],
)
def test_names_that_lead_out_are_refused(tmp_path, name) -> None:
    refusal(zipped(tmp_path / "out.vidol", (name, b"x")))
    with pytest.raises(InputError, match="cannot hold"):
        archive.write(tmp_path / "own.vidol", {name: b"x"})
    assert not (tmp_path / "own.vidol").exists()


def test_a_member_without_a_name_is_refused(tmp_path) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = info.orig_filename = ""
    assert "leads out" in refusal(zipped(tmp_path / "m.vidol", (info, b"x")))


def test_links_and_duplicates_are_refused(tmp_path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "link" in refusal(zipped(tmp_path / "link.vidol", (link, b"/etc/passwd")))
    assert "twice" in refusal(zipped(tmp_path / "case.vidol", ("A.txt", b"1"), ("a.TXT", b"2")))
    assert "twice" in refusal(
        zipped(tmp_path / "accent.vidol", ("é", b"1"), ("e\N{COMBINING ACUTE ACCENT}", b"2"))
    )


def test_bombs_are_refused_before_they_go_off(tmp_path) -> None:
    assert "bomb" in refusal(zipped(tmp_path / "ratio.vidol", ("zeros", bytes(20 * archive.MIB))))
    many = zipped(tmp_path / "many.vidol", *((f"{i}", b"") for i in range(archive.MAX_MEMBERS + 1)))
    assert "at most" in refusal(many)
    # A directory that claims more than it holds: sizes are checked before anything is unpacked.
    claimed = zipped(
        tmp_path / "claimed.vidol",
        *((f"{i}", b"x") for i in range(6)),
        compression=zipfile.ZIP_STORED,
    )
    raw = bytearray(claimed.read_bytes())
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", raw, at + 24, 100 * archive.MIB)
        at = raw.find(b"PK\x01\x02", at + 4)
    claimed.write_bytes(raw)
    assert "unpack to 600 MiB" in refusal(claimed)


def test_members_that_overlap_are_refused(tmp_path) -> None:
    path = zipped(
        tmp_path / "overlap.vidol",
        ("a", b"x" * 500),
        ("b", b"y" * 500),
        compression=zipfile.ZIP_STORED,
    )
    raw = bytearray(path.read_bytes())
    second = raw.rfind(b"PK\x01\x02")
    struct.pack_into("<L", raw, second + 42, 0)  # b's data now start where a's do
    path.write_bytes(raw)
    refusal(path)


def test_encrypted_and_other_packings_are_refused(tmp_path) -> None:
    path = zipped(tmp_path / "locked.vidol", ("a", b"secret"))
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert "encrypted" in refusal(path)
    assert "packed" in refusal(
        zipped(tmp_path / "lzma.vidol", ("a", b"x" * 100), compression=zipfile.ZIP_LZMA)
    )


def test_something_added_to_the_end_is_noticed(bundle) -> None:
    bundle.write_bytes(bundle.read_bytes() + b"more")
    assert "added" in refusal(bundle)


def test_large_but_honest_text_survives(tmp_path) -> None:
    path = tmp_path / "blank.vidol"
    archive.write(path, {"blank.txt": b"\n" * (2 * archive.MIB)})
    assert len(archive.read(path)["blank.txt"]) == 2 * archive.MIB


def test_a_failed_write_leaves_the_old_bundle(bundle, tmp_path) -> None:
    with pytest.raises(InputError):
        archive.write(bundle, {"../x": b""})
    assert archive.read(bundle) == MEMBERS
    with pytest.raises(OutputError):
        archive.write(tmp_path / "no folder" / "x.vidol", MEMBERS)
    assert [found.name for found in tmp_path.iterdir()] == [bundle.name]


def test_a_bundle_rezipped_by_hand_still_opens(tmp_path) -> None:
    folder = zipfile.ZipInfo("knowledge/")
    path = zipped(
        tmp_path / "hand.vidol", ("avatar.json", b"{}"), (folder, b""), ("knowledge/a", b"1")
    )
    assert list(archive.read(path)) == ["avatar.json", "knowledge/a"]
