"""``vidol artist sheet`` writes two labelled pictures."""

from __future__ import annotations

import subprocess
import sys

from vidol.media.labels import read_label
from vidol.media.pictures import read_picture


def test_both_sheets_are_written(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "vidol.cli.main",
            "artist",
            "sheet",
            "-o",
            str(tmp_path),
            "--count",
            "10",
            "--size",
            "48",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    for name, shape in (("contact_sheet.webp", (96, 384, 4)), ("expressions.webp", (240, 288, 4))):
        assert name in done.stdout
        assert read_picture(tmp_path / name).shape == shape
        assert read_label(tmp_path / name) is not None
