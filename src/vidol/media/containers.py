"""Films and sound of strangers, opened with suspicion. FFmpeg decides by what is in a file, not by
its name, what it is: text that is a playlist would have it read, or fetch, whatever the text names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import av
import av.container

from vidol.core.files import regular

_FILMS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg"
_SOUND: Final = (
    "wav,w64,aiff,au,caf,flac,mp3,aac,ac3,eac3,dts,amr,amrnb,amrwb"
    ",ape,tta,wv,mpc,mpc8,tak,dsf,rm,voc"
)
_OPTIONS: Final = {
    "protocol_whitelist": "file",
    "format_whitelist": f"{_FILMS},{_SOUND}",
}
"""Kinds that hold what they play in one file, and no way to another."""


def opened(path: Path) -> av.container.InputContainer:
    """A film or sound file, to be closed. Nothing but this file is read, whatever it says.

    Raises av.FFmpegError for what is no such file, and ValueError; InputError for a pipe.
    """
    # a name with a colon would be an address without the prefix
    return av.open(f"file:{regular(path)}", options=_OPTIONS)
