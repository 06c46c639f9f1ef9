"""A language model server for tests: a real HTTP process with a tiny, randomly initialised
transformer, or a script of faults.

    python babbler.py LOG        # prints its port, then serves until killed

The model named "babble" is a byte-level transformer (2 layers, 2 heads, key-value cache) in numpy.
It was never trained: it babbles letters. A model named "script:NAME" plays a fault of `SCRIPTS`.
Every request is a line of LOG, and so is a client that hangs up.
"""

from __future__ import annotations

import codecs
import gzip
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

WIDTH, LAYERS, HEADS, CONTEXT = 32, 2, 2, 256
SPOKEN = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz  ,.", np.uint8)


class Transformer:
    """Pre-norm decoder over bytes; sinusoidal positions; weights from a seed."""

    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)

        def matrix(a, b):
            return rng.normal(0, a**-0.5, (a, b)).astype(np.float32)

        self.embedding = matrix(256, WIDTH) * 4
        self.layers = [
            (
                matrix(WIDTH, 3 * WIDTH),
                matrix(WIDTH, WIDTH),
                matrix(WIDTH, 4 * WIDTH),
                matrix(4 * WIDTH, WIDTH),
            )
            for _ in range(LAYERS)
        ]
        angles = np.arange(CONTEXT)[:, None] / 10_000 ** (np.arange(0, WIDTH, 2) / WIDTH)
        self.positions = np.concatenate([np.sin(angles), np.cos(angles)], 1).astype(np.float32)

    def generate(self, prompt, count, temperature, rng):
        """Bytes of `SPOKEN`, one after another; each step attends to the cache of those before."""
        cache = [([], []) for _ in range(LAYERS)]
        prompt = prompt[-CONTEXT // 2 :]
        logits = [self._step(byte, position, cache) for position, byte in enumerate(prompt)][-1]
        for position in range(len(prompt), min(CONTEXT, len(prompt) + count)):
            scores = logits[SPOKEN] / max(temperature, 0.05)
            odds = np.exp(scores - scores.max())
            byte = int(rng.choice(SPOKEN, p=odds / odds.sum()))
            yield byte
            logits = self._step(byte, position, cache)

    def _step(self, byte, position, cache):
        x = self.embedding[byte] + self.positions[position]
        for (qkv, out, up, down), (keys, values) in zip(self.layers, cache, strict=True):
            q, k, v = np.split(norm(x) @ qkv, 3)
            keys.append(k.reshape(HEADS, -1))
            values.append(v.reshape(HEADS, -1))
            scores = (
                np.einsum("hd,thd->ht", q.reshape(HEADS, -1), np.stack(keys))
                / (WIDTH / HEADS) ** 0.5
            )
            weights = np.exp(scores - scores.max(1, keepdims=True))
            weights /= weights.sum(1, keepdims=True)
            x = x + np.einsum("ht,thd->hd", weights, np.stack(values)).reshape(-1) @ out
            x = x + np.maximum(norm(x) @ up, 0) @ down
        return norm(x) @ self.embedding.T


def norm(x):
    return (x - x.mean()) / np.sqrt(x.var() + 1e-5)


def chunk(text=None, finish=None, **fields):
    delta = fields or ({} if text is None else {"content": text})
    return (
        b"data: "
        + json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}).encode()
        + b"\n\n"
    )


DONE = chunk(finish="stop") + b"data: [DONE]\n\n"


def told(*texts, pause=0.0):
    """An answer that goes well, in these pieces."""
    return [*([chunk(text), pause] for text in texts), DONE]


def bomb(size):
    """An answer that grows a thousandfold when it is unpacked, which nobody asked for."""
    return gzip.compress(chunk("x" * size))


def spelled(name):
    """text:SIZE:PAUSE:WORDS in rot13, SIZE characters of WORDS at a time, all sent at once without
    a PAUSE (in seconds).
    """
    _, size, pause, words = name.split(":", 3)
    words = codecs.encode(words, "rot13")
    pieces = [words[i : i + int(size)] for i in range(0, len(words), int(size))]
    if float(pause):
        return told(*pieces, pause=float(pause))
    return [b"".join(map(chunk, pieces)) + DONE]


SCRIPTS = {
    "split": told("[hap", "py", "] He", "llo the", "re! [wa", "ve] I am ", "fine[dance]. "),
    "dead": [chunk("This one is whole. But this one is"), "die"],
    "dead-clause": [chunk("Well, I think so, but then"), "die"],
    "silent": [60.0],
    "thinking": [*[chunk(reasoning_content="hm"), 0.05] * 200],
    "stalls": [chunk("First a whole sentence. Then"), 60.0],
    "pauses": [chunk("I stop here."), 60.0],
    "drips": [*[chunk("a"), 0.3] * 200],
    "empty": [DONE],
    "not-json": [b"data: {broken\n\n"],
    "wrong-json": [b'data: {"choices": "none"}\n\n'],
    "error": [b'data: {"error": {"message": "out of memory"}}\n\n'],
    "endless-line": [b"x" * 65536] * 100,
    "endless-letters": [chunk("x" * 50)] * 100_000,
    "repeats": [chunk("I like cats. ")] * 1000,
    "repeats-inside": [chunk("la di " * 40), DONE],
    "much": [chunk(f"This is sentence number {n}. ") for n in range(2000)],
    "utf8": [chunk("X").replace(b"X", "你好".encode()[:4]), chunk(" 大家好，欢迎。"), DONE],
    "role": told("Hi there, friend. <|im_", "end|>\n<|im_start|>user\nsecret"),
    "viewer": told("Hi there, friend.\nViewer: and what now?\n"),
    "think": told("<thi", "nk>secret [sad] plans.</th", "ink>Nice to ", "meet you."),
    "markdown": told(
        "**Look** at [my page](https://exa",
        "mple.com/a,b.c), or https://example.com/x. # T\n- One *nice* `thing`.\n<b>Two</b>",
    ),
    "cite": told("Adults pay twelve euros [1]."),
    "harmful": told("Sure thing. Here is how to make a bomb at home: first"),
    "slow": [*([chunk(f"Word {n}. "), 0.1] for n in range(1000))],
    "unended": [chunk("It just ends. Really so")],
    "long": [chunk("One sentence here. And half"), chunk(finish="length"), b"data: [DONE]\n\n"],
    "thinks-on": [chunk("<think>secret plan"), chunk(finish="length"), b"data: [DONE]\n\n"],
    "dots": [chunk("e.g. " * 12_000), DONE],
    "signs": [*[chunk("?\n" * 15_000)] * 8, DONE],
    "hello": told("Hello ", "there, ", "how are ", "you today?"),
}
SCRIPTS["reasoning"] = SCRIPTS["picky"] = SCRIPTS["hello"]
STATUSES = {"401": 401, "404": 404, "429": 429, "500": 500, "400": 400}
TEA = chunk("Hello there, I like green tea.")
THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "secret plan"}]}
STREAMS = {  # habits of servers, each with the same answer
    "empty-event": [b"data:\n\n", b"data: \n\n", TEA, DONE],
    "named-events": [b"event: message\nid: 1\nretry: 10\n", TEA, b"event: done\n", DONE],
    "ping-event": [b"event: ping\ndata: {}\n\n", TEA, DONE],
    "ping-words": [b"data: ping\n\n", TEA, b"data: keep-alive\n\n", DONE],
    "no-blank-lines": [TEA.strip() + b"\n" + chunk(finish="stop").strip() + b"\ndata: [DONE]\n"],
    "cr": [(TEA + DONE).replace(b"\n", b"\r")],
    "crlf-torn": [bytes([byte]) for byte in (TEA + DONE).replace(b"\n", b"\r\n")],
    "bom": [b"\xef\xbb\xbf" + TEA, DONE],
    "two-lines": [TEA.replace(b'"index"', b'\ndata: "index"'), DONE],
    "json-lines": [TEA.removeprefix(b"data: "), DONE.removeprefix(b"data: ")],
    "done-quoted": [TEA, b'data: "[DONE]"\n\n'],
    "parts": [
        chunk([THOUGHT]),
        chunk([{"type": "text", "text": "Hello there, "}, {"type": "reference", "ids": [1]}]),
        chunk([{"type": "text", "text": "I like green tea."}]), DONE,
    ],
    "one-part": [chunk({"type": "text", "text": "Hello there, I like green tea."}), DONE],
    "output-parts": [
        chunk([{"type": "reasoning", "text": "secret plan"},
               {"type": "output_text", "text": "Hello there, I like green tea."}]), DONE,
    ],
    "usage": [TEA, b'data: {"choices": [], "usage": {"total_tokens": 3}}\n\n', DONE],
    "usage-null": [TEA, b'data: {"choices": null, "usage": {}}\n\n', DONE],
    "whole-again": [
        TEA,
        chunk(finish="stop").replace(b'"delta": {}', b'"delta": {}, "message": '
                                     b'{"content": "Hello there, I like green tea."}'), DONE,
    ],
    "error-null": [TEA.replace(b'{"choices"', b'{"error": null, "choices"'), DONE],
    "thought-fields": [chunk(reasoning="secret plan"), chunk(reasoning_content="x"), TEA, DONE],
    "calls": [TEA, chunk(tool_calls=[{"function": {"name": "get_weather"}}]), DONE],
    "refusal": [chunk(content=None, refusal="Hello there, I like green tea."), DONE],
    "old-completion": [
        b'data: {"choices": [{"text": "Hello there, I like green tea."}]}\n\n', DONE,
    ],
}  # fmt: skip
SCRIPTS |= {f"stream-{name}": steps for name, steps in STREAMS.items()}
WHY = {"message": "the request exceeds the available context size", "code": 400}
FAULTS = {  # ways in which servers tell one and the same reason
    "field": [b"error: " + json.dumps(WHY).encode() + b"\n\n"],
    "field-text": [b"error: the request exceeds the available context size\n\n"],
    "event": [b"event: error\ndata: " + json.dumps(WHY).encode() + b"\n\n"],
    "event-text": [b"event: error\ndata: the request exceeds the available context size\n\n"],
    "object": [b"data: " + json.dumps({"object": "error", **WHY}).encode() + b"\n\n"],
    "list": [b"data: " + json.dumps([{"error": WHY}]).encode() + b"\n\n"],
    "detail": [b"data: " + json.dumps({"detail": WHY["message"]}).encode() + b"\n\n"],
    "line": [json.dumps({"error": WHY["message"]}).encode() + b"\n"],
    "words": [b"data: the request exceeds the available context size\n\n"],
    "beside": [chunk().replace(b"{", b'{"error": ' + json.dumps(WHY).encode() + b", ", 1)],
}  # fmt: skip
SCRIPTS |= {f"fault-{name}": steps for name, steps in FAULTS.items()}
BODIES = {  # (status, kind, body) of answers that refuse, with a reason each
    "422": (422, "application/json",
            {"detail": [{"loc": ["body", "n"], "msg": "it is asked for too much"}]}),
    "400-nested": (400, "application/json",
                   {"error": {"error": {"message": "it is asked for too much"}}}),
    "404-ollama": (404, "application/json", {"error": "it is asked for too much"}),
    "429-money": (429, "application/json", {"message": "it is asked for too much"}),
    "500-text": (500, "text/plain", "it is asked for too much"),
    "502-page": (502, "text/html", "<html><title>it is asked for too much</title></html>"),
    "200-error": (200, "application/json", {"error": {"message": "it is asked for too much"}}),
    "200-detail": (200, "application/json", {"detail": "it is asked for too much"}),
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model = Transformer()

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.note("models", None)
        self.whole(
            200,
            "application/json",
            json.dumps({"data": [{"id": "babble"}, {"id": "script:hello"}]}).encode(),
        )

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path.endswith("/audio/transcriptions"):
            return self.transcribe(body)
        request = json.loads(body)
        self.note("chat", request)
        name = request["model"].removeprefix("script:")
        if name in STATUSES:
            return self.whole(
                STATUSES[name], "application/json", b'{"error": {"message": "as you like"}}'
            )
        if name in BODIES:
            status, kind, body = BODIES[name]
            text = body if isinstance(body, str) else json.dumps(body)
            return self.whole(status, kind, text.encode())
        if name == "picky" and "max_tokens" in request:
            why = {"loc": ["body", "max_tokens"], "msg": "Extra inputs are not permitted"}
            return self.whole(422, "application/json", json.dumps({"detail": [why]}).encode())
        if name == "streamed-json":
            return self.whole(200, "application/json", TEA + DONE)
        if name.startswith("redirect="):
            self.send_response(307)
            self.send_header("location", name.removeprefix("redirect="))
            self.send_header("content-length", "0")
            return self.end_headers()
        if name == "reasoning" and (wrong := {"max_tokens", "temperature"} & request.keys()):
            first = min(wrong)
            error = {
                "message": f"Unsupported parameter: '{first}'",
                "type": "invalid_request_error",
                "param": first,
                "code": "unsupported_parameter",
            }
            return self.whole(400, "application/json", json.dumps({"error": error}).encode())
        if name == "gzip":
            return self.whole(200, "text/event-stream", bomb(50_000_000), "gzip")
        if name == "html":
            return self.whole(200, "text/html; charset=utf-8", b"<html><body>Welcome</body></html>")
        if name == "whole":
            return self.whole(
                200,
                "application/json",
                json.dumps({"choices": [{"message": {"content": "All at once."}}]}).encode(),
            )
        if name.startswith("text:"):
            return self.stream(spelled(name))
        return self.stream(self.babble(request) if name == "babble" else SCRIPTS[name])

    def transcribe(self, body):
        self.note("audio", len(body))
        if b"status" in body:
            status = int(body.partition(b"status ")[2][:3])
            told = {"detail": [{"loc": ["body", "file"], "msg": "the sound is too short"}]}
            why = json.dumps(told).encode() if status == 422 else b""
            return self.whole(status, "application/json", why)
        if b"error" in body:
            why = b'{"error": {"message": "the sound is too short"}}'
            return self.whole(200, "application/json", why)
        if b"late" in body:
            self.rest(30.0)
        kind = "text/html" if b"broken" in body else "application/json"
        return self.whole(
            200, kind, b"<html>" if b"broken" in body else '{"text": " 你好 Mika "}'.encode()
        )

    def babble(self, request):
        prompt = "".join(message["content"] for message in request["messages"]).encode()
        for byte in self.model.generate(
            prompt,
            request.get("max_tokens", 100),
            request.get("temperature", 1.0),
            np.random.default_rng(1),
        ):
            yield chunk(chr(byte))
        yield DONE

    def stream(self, steps):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for step in flat(steps):
                if step == "die":
                    self.close_connection = True
                    self.connection.close()
                    return
                if isinstance(step, float):
                    self.rest(step)
                else:
                    self.wfile.write(f"{len(step):x}\r\n".encode() + step + b"\r\n")
                    self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.note("hung up", time.time())
            self.close_connection = True

    def rest(self, seconds):
        """Wait, but notice at once when the client hangs up."""
        self.connection.settimeout(seconds)
        try:
            if seconds and self.connection.recv(1) == b"":
                raise ConnectionResetError
        except TimeoutError:
            pass
        finally:
            self.connection.settimeout(None)

    def whole(self, status, kind, body, encoding="identity"):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-encoding", encoding)
        self.send_header("content-length", str(len(body)))
        if status == 307:
            self.send_header("location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(body)

    def note(self, what, detail):
        line = {
            "what": what,
            "detail": detail,
            "key": self.headers.get("authorization", ""),
            "path": self.path,
        }
        with Path(sys.argv[1]).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def flat(steps):
    for step in steps:
        if isinstance(step, list):
            yield from step
        else:
            yield step


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that hangs up is no error here: it is what some tests are about."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)  # noqa: T201 - how its port is told
    server.serve_forever()
