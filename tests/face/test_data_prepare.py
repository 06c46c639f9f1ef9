"""From raw material to a dataset: what is taken, what is left out and why, and that nothing stops
it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
import zlib
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from PIL import Image

from vidol.core.controls import controls
from vidol.core.errors import InputError, OutputError
from vidol.face.artist import Artist, Look
from vidol.face.data import Options, prepare
from vidol.training.pictures.dataset import PictureDataset

STATED = {"licence": "CC0-1.0", "holder": "Mika", "consent": "not-a-person"}
WHOLE = Options(whole=True, **STATED)


def noise(seed=0, width=96, height=96):
    """A picture like no other, with large shapes."""
    small = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.NEAREST))


def save(path, picture, mode=None, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(picture)
    (image.convert(mode) if mode else image).save(path, **options)
    return path


def fill(folder, count, **size):
    for k in range(count):
        save(folder / f"{k:03}.png", noise(k, **size))
    return folder


def left_out(path):
    return {
        line["file"]: line["reason"]
        for line in map(json.loads, (path / "skipped.jsonl").read_text("utf-8").splitlines())
    }


def files(path):
    return [item.file for item in PictureDataset(path).items()]


def test_a_folder_with_labels_becomes_a_dataset(tmp_path) -> None:
    for k in range(40):
        save(tmp_path / "in" / ("cats" if k % 2 else "dogs") / f"{k}.png", noise(k))
    (tmp_path / "in" / "cats" / "1.txt").write_text("long hair,  smile,\n帽子")
    table = ["file,hair,id,glasses,artist,licence,consent"]
    table += [
        f"{'cats' if k % 2 else 'dogs'}/{k}.png,{('#c0c0c8', '#101010')[k % 4 > 1]},"
        f"{k * 977},{int(k > 30)},Mika,,"
        for k in range(40)
    ]
    table += [
        f"cats/x{k}.png,#c0c0c8,{k * 31 + 7},0,Mika,CC-BY-4.0,Mika's own letter" for k in range(30)
    ]
    (tmp_path / "in" / "labels.csv").write_text("\n".join(table), "utf-8")
    done = prepare(tmp_path / "in", tmp_path / "out", WHOLE)
    data = PictureDataset(tmp_path / "out")
    assert done.manifest == data.manifest
    assert (data.manifest.size, data.manifest.channels, data.manifest.count) == (64, 3, 40)
    assert {tag.name: tag.count for tag in data.manifest.tags} == {
        "hair=silver": 20,
        "hair=black": 20,
        "glasses": 9,
        "long hair": 1,
        "smile": 1,
        "帽子": 1,
    }
    assert [(label.name, label.count) for label in data.manifest.labels] == [
        ("cats", 20),
        ("dogs", 20),
    ]
    assert data.manifest.licences == {"CC0-1.0": 40} and not data.manifest.rights_claimed
    item = next(data.items())
    assert (item.file, item.holder, item.consent, item.width) == (
        "cats/1.png",
        "Mika",
        "not-a-person",
        96,
    )
    assert (
        np.abs(
            data.picture(0).astype(int)
            - np.asarray(Image.fromarray(noise(1)).resize((64, 64), Image.Resampling.BICUBIC))
        ).max()
        <= 2
    )
    assert done.report["labels_without_picture"] == {
        "count": 30,
        "first": [f"cats/x{k}.png" for k in sorted(range(30), key=str)][:20],
    }
    assert (
        "more than 64" in done.report["keys_without_tags"]["id"]
        and "the same" in done.report["keys_without_tags"]["artist"]
    )
    words = (tmp_path / "out" / "report.md").read_text("utf-8")
    assert "30 labels" in words and "hair=silver" in words and "CC0-1.0" in words
    with Image.open(tmp_path / "out" / "contact.png") as sheet:
        assert sheet.width > 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_each_picture_may_have_rights_of_its_own_and_without_any_it_is_refused(tmp_path) -> None:
    fill(tmp_path / "in", 4)
    with pytest.raises(InputError, match="--licence"):
        prepare(tmp_path / "in", tmp_path / "out", Options(whole=True))
    with pytest.raises(InputError, match="SPDX"):
        prepare(tmp_path / "in", tmp_path / "out", Options(whole=True, licence="do what you like!"))
    lines = [
        {"file": "000.png", "license": "CC-BY-4.0", "consent": "Aki, letter of 2026-01-02"},
        {"file": "001.png", "licence": "MIT"},
    ]
    (tmp_path / "in" / "labels.jsonl").write_text("\n".join(map(json.dumps, lines)))
    done = prepare(tmp_path / "in", tmp_path / "own", Options(whole=True))
    assert files(tmp_path / "own") == ["000.png"] and done.manifest.consents == {
        "Aki, letter of 2026-01-02": 1
    }
    assert left_out(tmp_path / "own")["001.png"] == "refused: no consent stated"
    (tmp_path / "in" / "rights.json").write_text(
        json.dumps({"licence": "CC0-1.0", "consent": "not-a-person"})
    )
    done = prepare(tmp_path / "in", tmp_path / "folder", Options(whole=True))
    assert done.manifest.licences == {"CC-BY-4.0": 1, "MIT": 1, "CC0-1.0": 2}
    (tmp_path / "in" / "rights.json").unlink()
    done = prepare(
        tmp_path / "in", tmp_path / "claimed", Options(whole=True, i_have_the_rights=True)
    )
    assert done.manifest.rights_claimed and done.manifest.licences == {
        "CC-BY-4.0": 1,
        "MIT": 1,
        "not stated": 2,
    }
    (tmp_path / "in" / "labels.jsonl").write_text(
        '{"file": "000.png", "licence": "mine, all mine"}'
    )
    with pytest.raises(
        InputError, match=r"labels\.jsonl, entry 1: the licence 'mine, all mine' must be an SPDX"
    ):
        prepare(tmp_path / "in", tmp_path / "wrong", Options(whole=True, i_have_the_rights=True))


def bad_files(folder: Path) -> dict[str, str]:
    """Fill a folder with what must not stop anything; what is said of each."""
    good = noise(100)
    folder.mkdir(parents=True)
    (folder / "empty.png").write_bytes(b"")
    (folder / "words.jpg").write_text("not a picture at all")
    save(folder / "cut.png", good)
    (folder / "cut.png").write_bytes((folder / "cut.png").read_bytes()[:200])
    save(folder / "1x1.png", good[:1, :1])
    Image.new("1", (20_000, 20_000)).save(folder / "20000x20000.png")
    claim = bytearray((folder / "1x1.png").read_bytes())
    claim[16:24] = (60_000).to_bytes(4, "big") * 2
    claim[29:33] = zlib.crc32(claim[12:29]).to_bytes(4, "big")
    (folder / "bomb.png").write_bytes(claim)
    (folder / "photo.heic").write_bytes(b"....ftypheic")
    (folder / "blank.png").write_bytes(
        save(folder / "white.png", np.full((96, 96, 3), 255, np.uint8)).read_bytes()
    )
    os.mkfifo(folder / "pipe.png")
    save(folder.parent / "secret.png", noise(101))
    (folder / "link.png").symlink_to(folder.parent / "secret.png")
    (folder / "loop").symlink_to(folder)
    (folder / "broken.zip").write_bytes(b"PK\3\4 and no more")
    (folder / "film.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(100))
    return {
        "empty.png": "no picture",
        "words.jpg": "no picture",
        "cut.png": "damaged",
        "1x1.png": "too small",
        "20000x20000.png": "too large",
        "bomb.png": "too large",
        "photo.heic": "not a kind that is read",
        "blank.png": "blank",
        "white.png": "blank",
        "pipe.png": "no regular file",
        "link.png": "a link",
        "loop": "a link",
        "broken.zip": "damaged",
        "film.mp4": "(damaged|a film without)",
    }


def test_no_file_stops_the_others(tmp_path) -> None:
    folder = tmp_path / "in"
    said = bad_files(folder)
    save(folder / "cmyk.jpg", noise(1), "CMYK")
    Image.fromarray(noise(2)[..., 0].astype(np.uint16) * 257).save(folder / "16bit.png")
    save(folder / "palette.gif", noise(3), "P")
    Image.fromarray(noise(4)).save(
        folder / "moving.webp",
        save_all=True,
        append_images=[Image.fromarray(noise(5))],
        lossless=True,
    )
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.rot90(noise(6))).save(folder / "turned.png", exif=exif)
    save(folder / "猫 🐈" / "عربي.png", noise(7))
    save(folder / "no-ending", noise(8), format="PNG")
    (folder / "README").write_text("hello")
    with (tmp_path / "bytes.png").open("wb") as file:
        Image.fromarray(noise(9)).save(file, "PNG")
    os.rename(os.fsencode(tmp_path / "bytes.png"), os.fsencode(folder) + b"/\xff\xfe.png")  # noqa: PTH104 - a name that is no text
    done = prepare(folder, tmp_path / "out", WHOLE)
    reasons = left_out(tmp_path / "out")
    assert set(reasons) == set(said)
    assert {
        name: reason for name, reason in reasons.items() if not re.match(said[name], reason)
    } == {}
    taken = [
        "16bit.png",
        "cmyk.jpg",
        "moving.webp",
        "no-ending",
        "palette.gif",
        "turned.png",
        "猫 🐈/عربي.png",
        "\\xff\\xfe.png",
    ]
    assert files(tmp_path / "out") == taken
    data = PictureDataset(tmp_path / "out")
    small = np.asarray(Image.fromarray(noise(6)).resize((64, 64), Image.Resampling.BICUBIC))
    assert np.abs(data.picture(taken.index("turned.png")).astype(int) - small).mean() < 1
    assert done.report["other_files"] == {"without an ending": 1}


def test_a_zip_is_read_like_a_folder(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for k in range(6):
            archive.write(save(tmp_path / f"{k}.png", noise(k)), f"set/{'ab'[k % 2]}/{k}.png")
        archive.write(tmp_path / "0.png", "../../etc/0.png")
        archive.writestr("set/b/zeros.bmp", bytes(64 << 20))
        archive.writestr("set/a/0.txt", "smile, hat")
        archive.writestr(
            "labels.jsonl", '{"file": "3.png", "eyes": "red"}\n{"file": "9.png", "eyes": "blue"}'
        )
        archive.writestr("rights.json", '{"licence": "CC0-1.0", "consent": "not-a-person"}')
    done = prepare(tmp_path / "in.zip", tmp_path / "out", Options(whole=True))
    items = {item.file: item for item in PictureDataset(tmp_path / "out").items()}
    assert sorted(items) == sorted(f"in.zip!set/{'ab'[k % 2]}/{k}.png" for k in range(6))
    assert items["in.zip!set/a/0.png"].tags == ("smile", "hat") and items[
        "in.zip!set/b/3.png"
    ].tags == ("eyes=red",)
    assert items["in.zip!set/b/3.png"].label == "b" and done.report["labels_without_picture"][
        "first"
    ] == ["9.png"]
    reasons = left_out(tmp_path / "out")
    assert reasons["in.zip!../../etc/0.png"].startswith("unsafe path") and reasons[
        "in.zip!set/b/zeros.bmp"
    ].startswith("a bomb")


def test_nothing_to_take_is_one_sentence(tmp_path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="There are no pictures in"):
        prepare(tmp_path / "in", tmp_path / "out", WHOLE)
    (tmp_path / "in" / "notes.docx").write_bytes(b"")
    with pytest.raises(InputError, match=r"only 1 \.docx"):
        prepare(tmp_path / "in", tmp_path / "out", WHOLE)
    save(tmp_path / "in" / "a.png", noise()[:20, :20])
    with pytest.raises(InputError, match=r"gave a picture \(1 too small\); give a smaller --size"):
        prepare(tmp_path / "in", tmp_path / "out", WHOLE)
    with pytest.raises(InputError, match="no such folder"):
        prepare(tmp_path / "nowhere", tmp_path / "out", WHOLE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_one_picture_can_be_trained_on(tmp_path) -> None:
    fill(tmp_path / "in", 1)
    done = prepare(tmp_path / "in", tmp_path / "out", Options(whole=True, hold_out=0.9, **STATED))
    assert (done.manifest.count, done.manifest.tests) == (1, 0) and "few" in done.report["advice"][
        0
    ]


def test_what_looks_the_same_is_taken_once(tmp_path) -> None:
    artist = Artist(Look.from_seed(3))
    smiling, serious = (
        artist.frame(controls(**shape), 256)
        for shape in ({"mouthSmileLeft": 1, "mouthSmileRight": 1, "jawOpen": 0.7}, {})
    )
    save(tmp_path / "in" / "0.png", serious)
    (tmp_path / "in" / "1 same file.png").write_bytes((tmp_path / "in" / "0.png").read_bytes())
    save(
        tmp_path / "in" / "2 smaller.webp",
        np.asarray(Image.fromarray(serious).resize((180, 180))),
        quality=80,
    )
    save(tmp_path / "in" / "3 smiles.png", smiling)
    save(tmp_path / "in" / "4 another.png", Artist(Look.from_seed(4)).frame(controls(), 256))
    prepare(tmp_path / "in", tmp_path / "out", WHOLE)
    assert files(tmp_path / "out") == ["0.png", "3 smiles.png", "4 another.png"]
    assert left_out(tmp_path / "out") == {
        "1 same file.png": "duplicate: the same file as 0.png",
        "2 smaller.webp": "near-duplicate: looks like 0.png",
    }


@pytest.mark.parametrize(
    ("sides", "size"),
    [
        ((128,) * 20, 128),
        ((335,) * 16 + (180,) * 4, 256),
        ((40,) * 9 + (500,), 64),
        ((2000,) * 3, 256),
    ],
)
def test_the_size_is_one_that_most_pictures_fit(tmp_path, sides, size) -> None:
    for k, side in enumerate(sides):
        save(tmp_path / "in" / f"{k}.png", noise(k, side, side + k % 2))
    done = prepare(tmp_path / "in", tmp_path / "out", WHOLE)
    assert done.manifest.size == size
    small = sum(size / 2 <= side < size for side in sides)
    assert done.report["warnings"].get("enlarged", 0) == small
    assert done.manifest.count == sum(side >= size / 2 for side in sides)


def test_transparency_is_kept_or_laid_on_a_colour(tmp_path) -> None:
    for k in range(5):
        save(
            tmp_path / "in" / f"{k}.png", Artist(Look.from_seed(k)).frame(controls(), 96)[: 90 - k]
        )
    assert prepare(tmp_path / "in", tmp_path / "clear", WHOLE).manifest.channels == 4
    clear = PictureDataset(tmp_path / "clear").picture(4)
    # made square by nothing
    assert clear[0, 0, 3] == 0 and clear[-1, :, 3].max() == 0 and clear[..., 3].max() == 255
    done = prepare(
        tmp_path / "in", tmp_path / "red", Options(whole=True, flatten="#ff0000", **STATED)
    )
    assert done.manifest.channels == 3 and PictureDataset(tmp_path / "red").picture(4)[
        0, 0
    ].tolist() == [
        255,
        0,
        0,
    ]


def test_faces_are_cut_out_and_what_has_none_is_left(tmp_path) -> None:
    fill(tmp_path / "in", 3, width=400, height=300)
    seen = []

    def find(rgb):
        seen.append(rgb.shape)
        face = SimpleNamespace(x=200.0, y=150.0, side=100.0, angle=20.0, score=0.9)
        rival = SimpleNamespace(x=50.0, y=150.0, side=80.0, angle=0.0, score=0.8)
        return {0: [face], 1: [], 2: [face, rival]}[
            next(
                k
                for k in range(3)
                if np.array_equal(rgb[::37, ::41], noise(k, 400, 300)[::37, ::41])
            )
        ]

    done = prepare(tmp_path / "in", tmp_path / "out", Options(size=64, **STATED), find=find)
    assert set(seen) == {(300, 400, 3)}
    first, second = PictureDataset(tmp_path / "out").items()
    assert (
        first.crop is not None
        and first.crop[2:] == (220, 20)
        and first.crop[1] < 150
        and first.face == 0.9
    )
    assert second.file == "002.png" and second.warnings[0].startswith("several faces: 2")
    assert left_out(tmp_path / "out") == {"001.png": "no face: none was found"} and any(
        "--whole" in line for line in done.report["advice"]
    )


def test_the_same_material_gives_the_same_dataset_and_the_same_held_out(tmp_path) -> None:
    fill(tmp_path / "in", 60)
    (
        prepare(tmp_path / "in", tmp_path / "a" / "out", WHOLE)
        if (tmp_path / "a").mkdir() is None
        else None
    )
    (
        prepare(tmp_path / "in", tmp_path / "b" / "out", WHOLE)
        if (tmp_path / "b").mkdir() is None
        else None
    )
    for name in ("manifest.json", "items.jsonl", "pictures-00000.tar", "report.json"):
        assert (tmp_path / "a" / "out" / name).read_bytes() == (
            tmp_path / "b" / "out" / name
        ).read_bytes()
    held = {item.file: item.test for item in PictureDataset(tmp_path / "a" / "out").items()}
    assert 1 <= sum(held.values()) <= 15
    for k in range(0, 60, 3):
        (tmp_path / "in" / f"{k:03}.png").unlink()
    prepare(tmp_path / "in", tmp_path / "fewer", WHOLE)
    fewer = {item.file: item.test for item in PictureDataset(tmp_path / "fewer").items()}
    assert [held[name] for name in fewer][1:] == list(fewer.values())[1:]


def test_interrupted_work_goes_on_and_ends_as_if_nothing_had_been(tmp_path) -> None:
    fill(tmp_path / "in", 30)
    for k in range(30):
        (tmp_path / "in" / f"{k:03}z.png").write_bytes(
            (tmp_path / "in" / f"{(k * 7) % 30:03}.png").read_bytes()
        )
    prepare(tmp_path / "in", tmp_path / "whole", WHOLE)

    def stop(after):
        def tell(done, _all, _taken):
            if done == after:
                raise KeyboardInterrupt

        return tell

    for after in (1, 17, 40):
        with pytest.raises(KeyboardInterrupt):
            prepare(tmp_path / "in", tmp_path / "parts", WHOLE, tell=stop(after))
        assert not (tmp_path / "parts").exists()
    first = []
    prepare(
        tmp_path / "in",
        tmp_path / "parts",
        WHOLE,
        tell=lambda done, _all, _taken: first.append(done),
    )
    assert first[0] == 41
    for name in ("items.jsonl", "pictures-00000.tar", "skipped.jsonl"):
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    with pytest.raises(OutputError, match="something is there already"):
        prepare(tmp_path / "in", tmp_path / "parts", WHOLE)


def test_a_folder_that_changed_is_begun_anew(tmp_path) -> None:
    fill(tmp_path / "in", 10)

    def stop(done, _all, _taken):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(tmp_path / "in", tmp_path / "out", WHOLE, tell=stop)
    (tmp_path / "in" / "000.png").unlink()
    assert prepare(tmp_path / "in", tmp_path / "out", WHOLE).manifest.count == 9


def test_a_file_that_vanishes_on_the_way_is_listed(tmp_path) -> None:
    fill(tmp_path / "in", 30)
    last = tmp_path / "in" / "029.png"
    prepare(tmp_path / "in", tmp_path / "out", WHOLE, tell=lambda *_: last.unlink(missing_ok=True))
    assert left_out(tmp_path / "out")["029.png"].startswith("unreadable: No such file")


def test_a_disk_that_fills_is_one_sentence_and_the_work_goes_on_afterwards(tmp_path) -> None:
    """A limit on the size of files stands in for the full disk."""
    fill(tmp_path / "in", 30, width=256, height=256)
    program = """
        import resource, signal, sys
        from vidol.core.errors import OutputError
        from vidol.face.data import Options, prepare
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
        options = Options(whole=True, licence="CC0-1.0", consent="not-a-person")
        try:
            prepare(sys.argv[1], sys.argv[2], options)
        except OutputError as error:
            print(error)
        """
    for limit in (400, 9_000, 60_000, 150_000):
        command = [
            sys.executable,
            "-W",
            "error",
            "-c",
            textwrap.dedent(program),
            str(tmp_path / "in"),
            str(tmp_path / "out"),
            str(limit),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert re.match(r"Cannot (write|list) ", done.stdout), (limit, done.stdout)
        assert not (tmp_path / "out").exists()
    assert prepare(tmp_path / "in", tmp_path / "out", WHOLE).manifest.count == 30


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"size": 4}, "size 4"),
        ({"flatten": "white"}, "#rrggbb"),
        ({"hold_out": 1.0}, "0 to 0.9"),
        ({"every": 0.0}, "above 0"),
    ],
)
def test_options_out_of_range_are_refused(options, said) -> None:
    with pytest.raises(InputError, match=said):
        Options(**options)


def test_the_command_says_what_came_of_it_and_what_to_do_next(tmp_path) -> None:
    fill(tmp_path / "in", 3)
    save(tmp_path / "in" / "small.png", noise(50)[:9, :9])
    (tmp_path / "in" / "labels.csv").write_text("file,hair\nnobody.png,red\n")
    words = [
        sys.executable,
        "-m",
        "vidol.cli.main",
        "data",
        "face",
        str(tmp_path / "in"),
        "-o",
        str(tmp_path / "out"),
        "--whole",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "--consent" in done.stderr and done.stderr.count("\n") == 1
    done = subprocess.run(
        [*words, "--licence", "CC0-1.0", "--consent", "not-a-person"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for part in (
        "3 pictures of 64x64 RGB",
        "too small: 1",
        "labels without a picture: 1 (nobody.png)",
        "report.md",
    ):
        assert part in done.stdout


def test_ctrl_c_leaves_work_that_goes_on(tmp_path) -> None:
    fill(tmp_path / "in", 120, width=400, height=400)
    words = [
        sys.executable,
        "-m",
        "vidol.cli.main",
        "data",
        "face",
        str(tmp_path / "in"),
        "-o",
        str(tmp_path / "out"),
        "--whole",
    ]
    words += ["--licence", "CC0-1.0", "--consent", "not-a-person"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    journal = tmp_path / ".out.part" / "journal.jsonl"
    while process.poll() is None and not (journal.exists() and journal.stat().st_size > 1500):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130 and "the same command goes on from here" in said, said
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "120 pictures of 256x256" in done.stdout


def test_ctrl_c_breaks_between_pictures_and_not_within_one(tmp_path) -> None:
    """Within the waiting for a thread it could leave a lock held, and the process would hang."""
    fill(tmp_path / "in", 12, width=64, height=64)
    told = []

    def tell(done: int, _all: int, _taken: int) -> None:
        signal.raise_signal(signal.SIGINT)
        told.append(done)

    options = Options(whole=True, size=64, i_have_the_rights=True)
    with pytest.raises(KeyboardInterrupt):
        prepare(tmp_path / "in", tmp_path / "out", options, tell=tell)
    assert told == [1]
    done = prepare(tmp_path / "in", tmp_path / "out", options)
    assert done.manifest.count == 12


def test_a_film_gives_its_frames_and_a_broken_one_what_it_has(tmp_path) -> None:
    (tmp_path / "in").mkdir()
    save(tmp_path / "in" / "a.png", noise(99, 192, 128))
    for name in ("b.mkv", "c.mkv"):
        with av.open(str(tmp_path / "in" / name), "w") as container:
            stream = container.add_stream("libx264", rate=2, options={"crf": "10"})
            stream.width, stream.height, stream.pix_fmt = 192, 128, "yuv420p"
            for k in range(240):
                picture = noise(k + 1000 * (name == "c.mkv"), 192, 128)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(stream.encode(None))
    whole = (tmp_path / "in" / "c.mkv").read_bytes()
    (tmp_path / "in" / "c.mkv").write_bytes(whole[: len(whole) // 3])
    done = prepare(
        tmp_path / "in",
        tmp_path / "out",
        Options(whole=True, size=64, every=2.0, hold_out=0.5, **STATED),
    )
    items = list(PictureDataset(tmp_path / "out").items())
    assert [item.file for item in items[:3]] == ["a.png", "b.mkv@0.000", "b.mkv@2.000"]
    assert 61 + 5 < done.manifest.count < 61 + 40
    scenes: dict[str, set[bool]] = {}
    for item in items[1:]:
        name, _, seconds = item.file.partition("@")
        scenes.setdefault(f"{name} {float(seconds) // 30}", set()).add(item.test)
    assert all(len(sides) == 1 for sides in scenes.values()) and len(scenes) >= 5
    assert 0 < done.manifest.tests < done.manifest.count
    alone = prepare(tmp_path / "in" / "b.mkv", tmp_path / "alone", WHOLE)
    assert alone.manifest.count == 120 and files(tmp_path / "alone")[1] == "b.mkv@1.000"
