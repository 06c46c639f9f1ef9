"""Which files faces are taken from."""

from __future__ import annotations

from typing import Final

from vidol.training.data.sources import Kinds

PICTURE: Final = "picture"
FILM: Final = "film"
PICTURES: Final = (".png", ".jpg", ".jpeg", ".jfif", ".webp", ".gif", ".bmp", ".tif", ".tiff")
FILMS: Final = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi"),
    *(".mpg", ".mpeg", ".ts", ".flv", ".wmv"),
)
UNREAD: Final = (
    *(".heic", ".heif", ".avif", ".jxl", ".psd", ".svg", ".tga"),
    *(".exr", ".jp2", ".dng", ".cr2", ".nef", ".arw"),
)
LARGEST_FILE: Final = 256 << 20
"""Bytes of a picture file."""
LARGEST_CAPTION: Final = 64 << 10
FACES: Final = Kinds(
    main=PICTURE,
    endings=dict.fromkeys(PICTURES, PICTURE) | dict.fromkeys(FILMS, FILM),
    unread=frozenset(UNREAD),
    instead="save it as PNG, JPEG or WebP",
    wanted=f"a folder of pictures, a .zip, or a film ({', '.join(sorted(FILMS))})",
    magic=(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*"),
)
