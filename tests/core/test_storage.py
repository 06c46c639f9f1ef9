"""Files are written whole or not at all: every way to fail leaves the old file as it was."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from vidol.core.errors import OutputError
from vidol.core.storage import replacing


def leftovers(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir() if found.name.startswith("."))


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_finished_file_takes_its_place_and_keeps_the_old_mode(tmp_path: Path) -> None:
    path = tmp_path / "show.mp4"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with replacing(path) as part:
        assert (part.parent, part.suffix) == (tmp_path, ".mp4")
        part.write_bytes(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_file(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(error), replacing(path) as part:
        part.write_bytes(b"half")
        raise error
    assert path.read_bytes() == b"old"
    assert leftovers(tmp_path) == []


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    with replacing(tmp_path / "link.txt") as part:
        part.write_text("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_places_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    for path, reason in [
        (tmp_path / "missing" / "a.mp4", "does not exist"),
        (tmp_path, "is a folder"),
        (Path("/dev/null"), "device"),
        (tmp_path / ("x" * 300 + ".mp4"), "too long"),
    ]:
        with pytest.raises(OutputError, match=reason), replacing(path):
            pytest.fail("the block must not run")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="permission"), replacing(tmp_path / "a.mp4"):
        pytest.fail("the block must not run")


def test_an_error_about_another_file_is_not_explained_away(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), replacing(tmp_path / "a.mp4"):
        raise PermissionError(13, "Permission denied", "/some/input.wav")


def test_a_disk_that_fills_up_is_one_sentence(tmp_path: Path) -> None:
    """A limit on the file's size stands in for the full disk: the same failing write, no privileges
    needed.
    """
    path = tmp_path / "big.bin"
    path.write_bytes(b"old")
    process = start(
        """
        import resource, sys
        from vidol.core.errors import OutputError
        from vidol.core.storage import replacing
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            with replacing(sys.argv[1]) as part:
                part.write_bytes(bytes(1_000_000))
        except OutputError as error:
            print(error)
        """,
        str(path),
    )
    out, err = process.communicate(timeout=30)
    assert re.match(r"Cannot write .*big\.bin: .*larger", out), err
    assert path.read_bytes() == b"old"
    assert leftovers(tmp_path) == []


def test_a_killed_writer_is_swept_up_and_a_living_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "show.mp4"
    path.write_bytes(b"old")
    writing = """
        import sys, time
        from vidol.core.storage import replacing
        with replacing(sys.argv[1]) as part:
            part.write_bytes(b"half")
            print("writing", flush=True)
            time.sleep(60)
        """
    victim = start(writing, str(path))
    assert victim.stdout is not None
    assert victim.stdout.readline() == "writing\n"
    with replacing(path) as part:
        assert len(leftovers(tmp_path)) == 2  # the victim is alive: its file stays
        part.write_bytes(b"newer")
    assert len(leftovers(tmp_path)) == 1
    victim.send_signal(signal.SIGKILL)
    victim.communicate(timeout=10)
    time.sleep(0.05)
    assert path.read_bytes() == b"newer"
    with replacing(path) as part:
        assert leftovers(tmp_path) == [part.name]
    assert leftovers(tmp_path) == []


def test_what_a_killed_writer_left_is_swept_up_by_whatever_is_written_next(tmp_path: Path) -> None:
    left = tmp_path / ".show.0123abcd.part.mp4"
    others = [".show.part.mp4", ".show.0123abcg.part.mp4", "show.0123abcd.part.mp4", ".notes.part"]
    for name in (left.name, *others):
        (tmp_path / name).write_bytes(b"half")
    os.mkfifo(tmp_path / ".pipe.0123abcd.part.mp4")
    with replacing(tmp_path / "other.wav") as part:
        part.write_bytes(b"new")
    assert not left.exists()
    assert all((tmp_path / name).exists() for name in others)
