"""The HTTP API of a real studio: talking, changing her, what she knows, recording; and what is
refused.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from PIL import Image

import vidol
from vidol.show.clock import Clock
from vidol.show.live.conversation import Conversation
from vidol.show.live.show import LiveShow
from vidol.show.messages import Turn
from vidol.studio.routes.health import routes

from .conftest import free_port


def refused(response: httpx.Response, status: int, word: str = "") -> str:
    """The sentence of an error, which has the one shape of all errors."""
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert set(error) == {"code", "message"}
    assert word in error["message"]
    assert "Traceback" not in error["message"]
    return error["message"]


def test_say_ask_interrupt_and_what_remains_of_it(studio) -> None:
    with studio.client() as client:
        turn = client.post("/api/ask", json={"text": "Who are you?"}).json()["turn"]
        end = time.monotonic() + 20
        while not (
            found := [t for t in client.get("/api/turns").json()["turns"] if t["id"] == turn]
        ):
            assert time.monotonic() < end
            time.sleep(0.1)
        assert "Mika" in found[0]["heard"]
        assert 0 < found[0]["sent_ms"] < 2000
        client.post(
            "/api/say",
            json={
                "text": (
                    "[happy] A sentence that is long enough to be interrupted by somebody, really."
                )
            },
        )
        time.sleep(0.4)
        assert client.post("/api/interrupt").json() == {"interrupted": True}
        assert client.post("/api/interrupt").json() == {"interrupted": False}
        assert client.post("/api/act", json={"name": "wave"}).status_code == 204
        assert client.post("/api/scene", json={"background": "night sky"}).status_code == 204
        refused(client.post("/api/act", json={"name": "fly"}), 400, "neither")
        refused(client.post("/api/scene", json={"background": "the moon"}), 400, "not a background")
        refused(client.post("/api/ask", json={"text": "  "}), 400, "1 to 500")
        refused(client.post("/api/say", json={"text": "[hapy] hi"}), 400, "happy")
        refused(
            client.post("/api/say", json={"text": "![x](../../etc/passwd) hi"}), 400, "script file"
        )
        refused(client.post("/api/ask", json={"txt": "hi"}), 422)
        refused(
            client.post("/api/ask", content=b"{", headers={"content-type": "application/json"}), 422
        )
        refused(client.get("/api/nothing"), 404)


def test_pictures_health_and_metrics(studio) -> None:
    with studio.client() as client:
        frame = Image.open(io.BytesIO(client.get("/api/frame.png").content))
        assert frame.mode == "RGBA"
        assert "digitalsourcetype" in frame.info["XML:com.adobe.xmp"]
        alpha = np.asarray(frame)[..., 3]
        assert alpha[0, 0] == 0
        assert alpha[80, 48] == 255
        background = Image.open(
            io.BytesIO(client.get("/api/background.jpg?width=320&height=180").content)
        )
        assert background.size == (320, 180)
        health = client.get("/api/health").json()
        assert health["status"] == "ok"
        assert health["character"] == "Mika"
        lines = client.get("/metrics").text.splitlines()
        assert any(
            line.startswith("vidol_frames_total ") and int(line.split()[1]) > 0 for line in lines
        )
        assert client.get("/api/stats").json()["seconds"]
        assert client.get("/openapi.json").json()["openapi"].startswith("3.1")
        assert client.get("/asyncapi.json").json()["asyncapi"] == "3.0.0"


def test_she_is_changed_saved_and_downloaded(studio) -> None:
    with studio.client() as client:
        assert not client.get("/api/character").json()["unsaved"]
        changed = client.patch(
            "/api/character",
            json={
                "look": {"hair": "#804020"},
                "voice": {"pitch": 250},
                "persona": {"small_talk": "brief"},
            },
        ).json()
        assert changed["unsaved"]
        assert changed["look"]["hair"] == "#804020"
        assert changed["persona"]["small_talk"] == "brief"
        assert vidol.load(studio.folder / "mika.vidol").settings("face").hair != "#804020"
        assert client.post("/api/character/save").json() == {"file": "mika.vidol"}
        assert vidol.load(studio.folder / "mika.vidol").settings("face").hair == "#804020"
        data = client.get("/api/character/bundle").content
        copy = studio.folder / "copy.vidol"
        copy.write_bytes(data)
        assert vidol.load(copy).settings("persona").small_talk == "brief"
        assert client.put("/api/character/bundle", content=data).json()["unsaved"] is False
        refused(client.patch("/api/character", json={"look": {"hair": "brwn"}}), 400, "brown")
        worded = client.patch("/api/character", json={"look": {"hair": "深红色"}}).json()
        assert worded["look"]["hair"] == "#7a1020"
        refused(client.patch("/api/character", json={"look": {"hiar": "#804020"}}), 400, "hair")
        refused(
            client.post("/api/character/save", json={"name": "../evil"}), 400, "cannot be the name"
        )
        made = client.post(
            "/api/character", json={"name": "Rin", "seed": 12, "look": {"outfit": "hoodie"}}
        ).json()
        assert (made["name"], made["seed"], made["look"]["outfit"], made["file"]) == (
            "Rin",
            12,
            "hoodie",
            "rin.vidol",
        )
        assert client.get("/api/health").json()["character"] == "Rin"
        client.post("/api/character", json={"name": "凛"}, headers={"accept-language": "zh-CN,zh"})
        kinds = {kind["kind"]: kind["part"] for kind in client.get("/api/parts").json()["kinds"]}
        assert kinds["persona"]["settings"]["default_language"] == "zh"
        assert client.put("/api/character/bundle", content=data).json()["name"] == "Mika"


def bomb() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("avatar.json", b"0" * (200 << 20))
    return memory.getvalue()


def test_uploads_that_are_bombs_or_not_what_they_say(studio) -> None:
    with studio.client() as client:
        before = client.get("/api/character").json()
        sentence = refused(client.put("/api/character/bundle", content=bomb()), 400)
        assert str(studio.folder) not in sentence
        assert "/tmp" not in sentence
        refused(client.put("/api/character/bundle", content=b"\x89PNG not a zip"), 400)
        png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
        refused(client.post("/api/knowledge", files={"file": ("faq.csv", png)}), 400, "faq.csv")
        refused(
            client.post("/api/knowledge", files={"file": ("book.pdf", b"not a pdf")}),
            400,
            "book.pdf",
        )
        refused(client.post("/api/knowledge", files={"file": ("run.exe", b"MZ")}), 400, "run.exe")
        refused(client.post("/api/knowledge", files={"file": ("..", b"a")}), 400)
        refused(client.post("/api/knowledge", files={"file": ("big.txt", b"a" * (34 << 20))}), 413)
        refused(client.post("/api/ask", json={"text": "a" * (300 << 10)}), 413)

        def endless():
            for _ in range(400):
                yield b" " * 1024

        refused(
            client.post(
                "/api/ask", content=endless(), headers={"content-type": "application/json"}
            ),
            413,
        )
        assert client.get("/api/character").json() == before


def test_what_she_is_given_to_read_she_answers_from(studio) -> None:
    with studio.client() as client:
        faq = (
            "question,answer\nWhen is the tea party?,The tea party is on Sunday at four.\nWhen does"
            " the tea party start?,The tea party is on Sunday at four.\n"
        )
        names = [
            file["name"]
            for file in client.post(
                "/api/knowledge", files={"file": ("party.csv", faq.encode())}
            ).json()
        ]
        assert "party.csv" in names
        tested = client.post("/api/test", json={"question": "When is the tea party?"}).json()
        assert "Sunday" in tested["answer"]
        assert tested["source"] == "party.csv"
        assert tested["score"] > tested["threshold"]
        assert "party.csv" not in [
            file["name"] for file in client.delete("/api/knowledge/party.csv").json()
        ]
        refused(client.delete("/api/knowledge/party.csv"), 400, "party.csv")
        assert (
            client.post("/api/test", json={"question": "When is the tea party?"}).json()["source"]
            != "party.csv"
        )


def test_looks_for_choosing(studio) -> None:
    with studio.client() as client:
        looks = client.get("/api/looks?seeds=1,2,3").json()["looks"]
        assert [one["seed"] for one in looks] == [1, 2, 3]
        fields = {
            field["name"]: field
            for group in client.get("/api/looks/fields").json()["groups"]
            for field in group["fields"]
        }
        assert set(fields) == set(looks[0]["look"]) - {"seed", "palette"}
        assert fields["eye_size"] | {"default": 0} == {
            "name": "eye_size",
            "kind": "number",
            "minimum": -1,
            "maximum": 1,
            "choices": None,
            "default": 0,
        }
        assert "fox_ears" in fields["accessories"]["choices"]
        picture = client.post("/api/looks/picture", json={"look": looks[0]["look"], "size": 128})
        assert Image.open(io.BytesIO(picture.content)).size == (128, 128)
        assert client.get("/api/looks/5.webp?size=64").status_code == 200
        refused(client.post("/api/looks/picture", json={"look": {"eye_size": 9}}), 400, "eye_size")
        for name in ("cls", "self", "name", "kind", "a" * 100_000):
            wanted = {"name": "M", "seed": 1, "look": {name: "x"}}
            said = refused(client.post("/api/character", json=wanted), 400, "The face has no ")
            assert len(said) < 700
        refused(client.get("/api/looks?seeds=" + ",".join(map(str, range(100)))), 400, "too many")


def made(client) -> dict:
    """The film of the newest recording, when nothing is being done about it any more."""
    end = time.monotonic() + 60
    while True:
        film = client.get("/api/recordings").json()["recordings"][0]["film"]
        if film["state"] != "running":
            return film
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_recording_becomes_a_film(studio) -> None:
    with studio.client() as client:
        name = client.post("/api/recordings").json()["name"]
        refused(client.post("/api/recordings"), 400, "already")
        client.post("/api/say", json={"text": "La la la."})
        time.sleep(1.5)
        refused(client.post(f"/api/recordings/{name}/film"), 400, "still runs")
        assert client.post("/api/recordings/stop").json() == {"name": name}
        refused(client.post("/api/recordings/stop"), 400)
        record = client.get(f"/api/recordings/{name}")
        assert json.loads(record.text.splitlines()[0])["type"] == "show"
        assert client.post(f"/api/recordings/{name}/film").status_code == 202
        refused(client.post(f"/api/recordings/{name}/film"), 400, "already")
        refused(client.delete(f"/api/recordings/{name}"), 400, "in use")
        assert client.post(f"/api/recordings/{name}/film/stop").status_code == 204
        assert made(client)["state"] == "none"
        assert client.post(f"/api/recordings/{name}/film").status_code == 202
        assert made(client)["state"] == "ready"
        job = client.get("/api/jobs").json()["jobs"][0]
        assert (job["kind"], job["subject"], job["state"]) == ("film", name, "done")
        assert 0 < job["progress"] <= 1
        refused(client.post(f"/api/recordings/{name}/film/stop"), 400, "is being made")
        assert client.get(f"/api/recordings/{name}/film").content[4:8] == b"ftyp"
        assert client.delete(f"/api/recordings/{name}").status_code == 204
        refused(client.get("/api/recordings/..%2f..%2fmika"), 404)
        refused(client.get("/api/recordings/show-20260101-000000"), 400, "no recording")


def test_other_hosts_and_origins_are_refused(studio) -> None:
    with studio.client() as client:
        for host in ("evil.example", "evil.example:8420", "127.0.0.1.evil.example"):
            refused(client.get("/api/health", headers={"host": host}), 403, "not a name")
        refused(client.post("/api/interrupt", headers={"origin": "http://evil.example"}), 403)
        refused(client.post("/api/interrupt", headers={"sec-fetch-site": "cross-site"}), 403)
        assert client.post("/api/interrupt", headers={"origin": studio.address}).status_code == 200
        headers = client.get("/api/health").headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers


def test_the_token(guarded) -> None:
    with guarded.client() as client:
        refused(client.get("/api/health"), 401, "token")
        refused(client.get("/metrics", headers={"authorization": "Bearer open"}), 401)
        assert (
            client.get(
                "/api/health",
                headers={"authorization": "Bearer open sesame", "host": "studio.local:8420"},
            ).status_code
            == 200
        )
        assert client.get("/api/health?token=open%20sesame").status_code == 200


def test_too_many_requests_are_refused(studio) -> None:
    with studio.client() as client:
        with ThreadPoolExecutor(24) as several:
            codes = list(several.map(lambda _: client.get("/api/scenes").status_code, range(500)))
        assert set(codes) == {200, 429}
        time.sleep(1)
        assert client.get("/api/scenes").status_code == 200


def test_endpoints_are_approved_from_here_and_keys_stay(
    studio, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VIDOL_CONFIG", str(tmp_path))
    with studio.client() as client:
        model = {"base_url": "http://127.0.0.1:9/v1", "model": "tiny"}
        view = client.patch("/api/character", json={"language_model": model}).json()
        assert (view["language_model"]["model"], view["approved"], view["key_stored"]) == (
            "tiny",
            False,
            False,
        )
        view = client.patch(
            "/api/character", json={"approve": True, "language_model_key": "sk-secret"}
        ).json()
        assert (view["approved"], view["key_stored"]) == (True, True)
        assert b"sk-secret" not in client.get("/api/character/bundle").content
        refused(client.post("/api/language-model/check"), 400, "127.0.0.1:9")
        refused(
            client.post("/api/transcribe", content=b"abc", headers={"content-type": "audio/webm"}),
            400,
            "No transcription",
        )
        refused(
            client.patch(
                "/api/character", json={"language_model": {"base_url": "ftp://x", "model": "m"}}
            ),
            400,
        )
        assert (
            client.patch("/api/character", json={"language_model": None}).json()["language_model"]
            is None
        )


def test_a_second_server_on_the_port_says_so(studio) -> None:
    port = studio.address.rsplit(":", 1)[1]
    command = [
        sys.executable,
        "-m",
        "vidol.cli.main",
        "live",
        str(studio.folder / "mika.vidol"),
        "--no-browser",
    ]
    done = subprocess.run(
        [*command, "--port", port], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"vidol: Port {port} of 127.0.0.1 is taken")
    assert "--port" in done.stderr
    assert done.stderr.count("\n") == 1


def test_ctrl_c_ends_the_show_and_its_record(tmp_path: Path) -> None:
    import signal

    path = tmp_path / "mika.vidol"
    vidol.new("Mika", seed=7).save(path)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "vidol.cli.main",
        "live",
        str(path),
        "--no-browser",
        "--port",
        str(port),
        "--size",
        "64",
        "--recordings",
        str(tmp_path),
        "--token",
        "of-mine",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert f"Mika is live at http://127.0.0.1:{port}/" in process.stdout.readline()
        own = {"authorization": "Bearer of-mine"}
        address = f"http://127.0.0.1:{port}/api/recordings"
        name = httpx.post(address, headers=own, timeout=10).json()["name"]
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == "Mika is off air.\n"
    assert (
        (tmp_path / f"{name}.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()[-1]
        .startswith('{"type":"end"')
    )


def test_the_contracts_are_current() -> None:
    import importlib.util

    root = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("generate", root / "contracts/generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    for path, text in generate.files().items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} is not current: python contracts/generate.py"
        )
    document = json.loads((root / "contracts/asyncapi.json").read_text(encoding="utf-8"))
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "#/')[1:]}:
        place = document
        for step in reference.split("/"):
            place = place[step]


def test_the_client_of_the_documentation_works(studio, tmp_path: Path) -> None:
    import re
    import wave

    page = (Path(__file__).resolve().parents[2] / "docs/api.md").read_text(encoding="utf-8")
    code = re.search(r"```python no-run\n(.*?)```", page, re.DOTALL)[1]
    assert len(code.strip().splitlines()) <= 25
    client, answer = tmp_path / "client.py", tmp_path / "answer.wav"
    client.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            str(client),
            "Who are you?",
            str(answer),
            f"{studio.socket}?token={studio.token}",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Mika" in done.stdout
    with wave.open(str(answer)) as sound:
        assert sound.getnframes() > 24_000
        assert np.abs(np.frombuffer(sound.readframes(sound.getnframes()), "<i2")).max() > 2000


class Over:
    """A turn that is over."""

    line = 0

    def record(self, heard: str) -> Turn:
        return Turn(id=1, kind="answer", owner="", asked="?", time=0, sent_ms=10, heard=heard)


@pytest.mark.asyncio
async def test_counters_count_all_answers_and_never_fall(monkeypatch) -> None:
    show = LiveShow(vidol.new("Mika", seed=7), size=64)
    conversation = Conversation(lambda _: None, lambda: 1, Clock(), lambda: "en")
    monkeypatch.setattr(show, "_conversation", conversation)
    app = FastAPI()
    app.include_router(routes(show, None, None))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://studio") as client:
        for count in (1234, 1235):
            while show.answers.count < count:
                conversation.end(Over(), "")
            lines = (await client.get("/metrics")).text.splitlines()
            assert f"vidol_answer_milliseconds_count {count}" in lines
            assert f"vidol_answer_milliseconds_sum {count * 10:.1f}" in lines
