"""Datasets on disk: written whole, read back the same, resumed after any crash, refused when
damaged.
"""

from __future__ import annotations

import io
import os
import tarfile
from contextlib import closing

import numpy as np
import pytest
from PIL import Image

from vidol.core.errors import InputError, OutputError
from vidol.training.pictures.dataset import PictureDataset, PictureItem
from vidol.training.pictures.dataset_writer import PictureWriter


def item(k, **fields):
    given = {
        "file": f"猫/{k}.png",
        "source_sha256": f"{k:064x}",
        "licence": "CC0-1.0",
        "holder": "",
        "consent": "not-a-person",
        "width": 9,
        "height": 9,
    }
    return PictureItem(**given | fields)


def pictures(count, channels=3, size=16):
    return np.random.default_rng(0).integers(0, 256, (count, size, size, channels), np.uint8)


def writer(path, channels=3, **settings):
    return PictureWriter(path, name="cats", size=16, channels=channels, settings=settings)


@pytest.mark.parametrize("channels", [3, 4])
def test_what_is_written_is_read(tmp_path, channels) -> None:
    given = pictures(20, channels)
    work = writer(tmp_path / "set", channels)
    for k, picture in enumerate(given):
        work.add(
            picture,
            item(
                k,
                tags=("hair=银",) if k % 2 else ("hair=red", "hat"),
                label="ab"[k % 2],
                test=k % 5 == 0,
            ),
        )
    work.skip("broken.png", "damaged")
    assert not (tmp_path / "set").exists()
    manifest = work.finish()
    read = PictureDataset(tmp_path / "set")
    assert all(np.array_equal(read.picture(k), given[k]) for k in range(20))
    assert [tag.name for tag in manifest.tags] == [
        "hair=red",
        "hair=银",
        "hat",
    ] and manifest.tests == 4
    assert read.tags(np.array([0, 1])).tolist() == [[True, False, True], [False, True, False]]
    assert read.labels(np.array([0, 1, 2])).tolist() == [0, 1, 0]
    assert read.indices(test=True).tolist() == [0, 5, 10, 15]
    assert [one.file for one in read.items()][3] == "猫/3.png"
    assert PictureDataset(tmp_path / "set").manifest.sha256 == manifest.sha256
    with tarfile.open(tmp_path / "set" / "pictures-00000.tar") as shard:
        assert len(shard.getmembers()) == 20


@pytest.mark.parametrize("torn", ["journal", "shard", "both"])
def test_a_crash_loses_nothing_that_was_noted(tmp_path, torn) -> None:
    given = pictures(12)
    work = writer(tmp_path / "set")
    for k in range(7):
        work.add(given[k], item(k))
    work.close()
    part = tmp_path / ".set.part"
    if torn != "shard":
        with (part / "journal.jsonl").open("ab") as journal:
            journal.write(b'{"at": [0, 99')
    if torn != "journal":
        with (part / "pictures-00000.tar").open("ab") as shard:
            shard.write(b"half a picture")
    work = writer(tmp_path / "set")
    assert work.seen == 7
    for k in range(7, 12):
        work.add(given[k], item(k))
    work.finish()
    read = PictureDataset(tmp_path / "set")
    assert all(np.array_equal(read.picture(k), given[k]) for k in range(12))


def test_other_settings_begin_anew(tmp_path) -> None:
    work = writer(tmp_path / "set", crop="whole")
    work.add(pictures(1)[0], item(0))
    work.close()
    again = writer(tmp_path / "set", crop="face")
    assert again.seen == 0
    again.close()


def test_many_shards(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("vidol.training.data.writer.SHARD_BYTES", 5000)
    given = pictures(30)
    work = writer(tmp_path / "set")
    for k, picture in enumerate(given):
        work.add(picture, item(k))
    work.finish()
    read = PictureDataset(tmp_path / "set")
    assert len(list((tmp_path / "set").glob("*.tar"))) > 3
    assert all(np.array_equal(read.picture(k), given[k]) for k in range(30))


def test_an_empty_dataset_is_one(tmp_path) -> None:
    writer(tmp_path / "set").finish()
    assert len(PictureDataset(tmp_path / "set")) == 0


def test_nothing_is_overwritten(tmp_path) -> None:
    (tmp_path / "set").mkdir()
    with pytest.raises(OutputError, match="something is there already"):
        writer(tmp_path / "set")
    with pytest.raises(OutputError, match="does not exist"):
        writer(tmp_path / "no" / "set")


def test_damage_is_named(tmp_path) -> None:
    work = writer(tmp_path / "set")
    for k, picture in enumerate(pictures(3)):
        work.add(picture, item(k))
    work.finish()
    with pytest.raises(InputError, match="is no dataset"):
        PictureDataset(tmp_path)
    shard = tmp_path / "set" / "pictures-00000.tar"
    whole = shard.read_bytes()
    shard.write_bytes(whole[:600] + bytes(100) + whole[700:])
    read = PictureDataset(tmp_path / "set")
    with pytest.raises(InputError, match="Picture 0"):
        read.picture(0)
    shard.unlink()
    with pytest.raises(InputError, match="is missing"):
        PictureDataset(tmp_path / "set").picture(0)
    (tmp_path / "set" / "index.npy").write_bytes(b"nothing")
    with pytest.raises(InputError, match="cannot be read"):
        PictureDataset(tmp_path / "set")
    (tmp_path / "set" / "manifest.json").write_text('{"format": "vidol-dataset", "version": 9}')
    with pytest.raises(InputError, match="no manifest that this version reads"):
        PictureDataset(tmp_path / "set")


def test_what_changed_is_named(tmp_path) -> None:
    manifests = []
    for k, count in enumerate((2, 3)):
        work = writer(tmp_path / f"set{k}", crop=str(k))
        for n, picture in enumerate(pictures(count)):
            work.add(picture, item(n))
        manifests.append(work.finish())
    assert manifests[1].changes(manifests[0]) == [
        "the number of pictures (2, now 3)",
        "how it was prepared (crop)",
    ]
    assert manifests[1].changes(manifests[1]) == []


def write(path, count):
    """A small dataset with tags."""
    work = writer(path)
    for k, picture in enumerate(pictures(count)):
        work.add(picture, item(k, tags=("hat",)))
    work.finish()


def spoilt_index(**fields):
    def spoil(path):
        index = np.load(path / "index.npy")
        for name, value in fields.items():
            index[name][-1] = value
        np.save(path / "index.npy", index)

    return spoil


def rewritten(name, data):
    return lambda path: (path / name).write_bytes(data)


def a_pipe(name):
    def spoil(path):
        (path / name).unlink()
        os.mkfifo(path / name)

    return spoil


HEAD = b"\x93NUMPY\x01\x00\x46\x00{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }"


@pytest.mark.parametrize(
    "spoil",
    [
        rewritten("index.npy", b""),
        rewritten("index.npy", b"PK\x03\x04" + bytes(100)),
        rewritten("index.npy", HEAD % b"999999999999999," + b" \n"),
        rewritten("index.npy", HEAD % b"5, 'x'" + b" \n"),
        rewritten("index.npy", b"\x93NUMPY\x01\x00\xf0\x0f" + b"(" * 4000 + b"\n"),
        rewritten("tags.npy", b"\x93NUMPY\x01\x00garbage"),
        rewritten("manifest.json", b"[" * 100_000),
        rewritten("items.jsonl", b"[" * 10_000 + b"\n"),
        rewritten("items.jsonl", b"\xff\n"),
        rewritten("items.jsonl", b"x" * 3_000_000),
        rewritten("items.jsonl", b""),
        spoilt_index(offset=2**64 - 1),
        spoilt_index(size=2**32 - 1),
        spoilt_index(shard=2**32 - 1),
        spoilt_index(size=3),
        a_pipe("index.npy"),
        a_pipe("items.jsonl"),
        a_pipe("pictures-00000.tar"),
    ],
)
def test_whatever_is_spoilt_is_a_sentence(tmp_path, spoil) -> None:
    write(tmp_path / "set", 5)
    spoil(tmp_path / "set")

    def read():
        with closing(PictureDataset(tmp_path / "set")) as data:
            for number in range(len(data)):
                data.picture(number)
            list(data.items())

    with pytest.raises(InputError, match=r"[Pp]repare .* anew|incomplete") as said:
        read()
    assert len(str(said.value)) < 400


@pytest.mark.parametrize("options", [{"transparency": (1, 2, 3)}, {"icc_profile": b"x" * 500}])
def test_a_png_that_becomes_another_picture_than_its_head_says(tmp_path, options) -> None:
    """A transparent colour makes a fourth channel of three; a broken profile makes nothing."""
    write(tmp_path / "set", 2)
    memory = io.BytesIO()
    Image.fromarray(np.zeros((16, 16, 3), np.uint8)).save(memory, "PNG", **options)
    (tmp_path / "set" / "pictures-00000.tar").write_bytes(memory.getvalue())
    spoilt_index(offset=0, size=len(memory.getvalue()))(tmp_path / "set")
    with closing(PictureDataset(tmp_path / "set")) as data:
        if "transparency" in options:
            with pytest.raises(InputError, match="Picture 1 of the dataset"):
                data.picture(1)
        else:
            assert data.picture(1).shape == (16, 16, 3)
