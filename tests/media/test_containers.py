"""Files that would have FFmpeg read, or fetch, others: nothing but the file itself is opened."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import numpy as np
import pytest

from vidol.core.errors import InputError
from vidol.face.data.films import frames
from vidol.media.film import FilmWriter
from vidol.media.labels import read_label
from vidol.media.sound import read_sound, write_sound

PLAYLISTS = {
    "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{other}\n#EXT-X-ENDLIST\n",
    "list.m3u": "#EXTM3U\n{other}\n",
    "list.mp4": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{other}\n#EXT-X-ENDLIST\n",
    "list.ffconcat": "ffconcat version 1.0\nfile '{other}'\n",
    "list.mp3": "ffconcat version 1.0\nfile '{other}'\n",
    "list.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
    "m=audio 5004 RTP/AVP 0\n",
    "list.mpd": """<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"
        mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="audio/mp4">
        <Representation id="1" bandwidth="9"><BaseURL>{other}</BaseURL></Representation>
        </AdaptationSet></Period></MPD>""",
    "list.asx": '<asx version="3.0"><entry><ref href="{other}"/></entry></asx>',
    "list.pls": "[playlist]\nFile1={other}\nNumberOfEntries=1\nVersion=2\n",
    "list.smil": '<smil><body><audio src="{other}"/></body></smil>',
    "list.imf": '<?xml version="1.0"?><CompositionPlaylist xmlns="x">{other}</CompositionPlaylist>',
}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Sound in another folder than the scripts'."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    tone = np.sin(np.arange(24_000) / 9).astype(np.float32)
    write_sound(folder / "secret.wav", tone)
    with FilmWriter(folder / "secret.mp4", 64, 64, 10) as film:
        for k in range(10):
            film.picture(np.full((64, 64, 3), 20 * k, np.uint8))
        film.sound(tone)
    return folder


@pytest.mark.parametrize("name", PLAYLISTS)
@pytest.mark.parametrize("other", ["secret.mp4", "secret.wav"])
def test_a_playlist_plays_nothing(tmp_path: Path, secret: Path, name: str, other: str) -> None:
    folder = tmp_path / "script"
    folder.mkdir()
    path = folder / name
    for there in (str(secret / other), f"file:{secret / other}", f"../elsewhere/{other}"):
        path.write_text(PLAYLISTS[name].format(other=there), encoding="utf-8")
        with pytest.raises(InputError, match="list"):
            read_sound(path)
        with pytest.raises(InputError):
            read_label(path)
        with pytest.raises(InputError):
            list(frames(path, 0.1))


def test_nothing_is_fetched(tmp_path: Path) -> None:
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(2)

        def listen() -> None:
            try:
                asked.append(server.accept()[1])
            except TimeoutError:
                return

        listening = threading.Thread(target=listen)
        listening.start()
        there = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        for name, text in PLAYLISTS.items():
            path = tmp_path / name
            path.write_text(text.format(other=there), encoding="utf-8")
            with pytest.raises(InputError):
                read_sound(path)
        listening.join()
    assert asked == []


@pytest.mark.parametrize("name", ["concat:a.mp4", "http:a.mp4", "data:x,y.mp4", "a%3ab c#?.mp4"])
def test_a_name_is_a_name(tmp_path: Path, secret: Path, name: str, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    path.write_bytes((secret / "secret.mp4").read_bytes())
    assert len(read_sound(path)) == 24_000
    assert len(list(frames(path, 0.1))) > 3
