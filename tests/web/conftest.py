"""A real server and a real browser for the pages' tests.

Where Playwright or Chromium is missing the tests are skipped with the reason, except where CI is
set: there they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

CHROMIUM = (
    os.environ.get("VIDOL_CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
ARGUMENTS = ("--no-sandbox", "--autoplay-policy=no-user-gesture-required")


class Server:
    """`vidol live` in a process of its own, which can be ended and begun again on the same port."""

    def __init__(self, bundle, folder, port=0, options=(), environment=None):
        self.bundle, self.folder, self.port, self.options = bundle, folder, port, options
        self.environment = environment or os.environ
        self.process = self.token = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def page(self, path="/", **query):
        """The address of a page for the owner."""
        return f"{self.address}{path}?{urlencode({'token': self.token, **query})}"

    def ask(self, method, path, **options):
        """What it answers over HTTP, from JSON. Patient: a machine that tests much is slow."""
        options.setdefault("headers", {"authorization": f"Bearer {self.token}"})
        answer = httpx.request(method, self.address + path, timeout=60, **options)
        return answer.raise_for_status().json()

    def start(self):
        command = [
            sys.executable,
            "-m",
            "vidol.cli.main",
            "live",
            str(self.bundle),
            "--no-browser",
            "--port",
            str(self.port),
        ]
        self.process = subprocess.Popen(
            [*command, "--recordings", str(self.folder / "recordings"), *self.options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # what the tests approve stays with them
            env={**self.environment, "VIDOL_CONFIG": str(self.folder / "config")},
        )
        said = self.process.stdout.readline()
        assert "is live at" in said, said + self.process.stdout.read()
        address = urlsplit(said.split()[4])
        self.port = address.port
        self.token = parse_qs(address.query)["token"][0]

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def missing(what):
    reason = f"The pages' tests need {what}."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """Begin a show of Mika: `started(environment=...)`; it ends with the module."""
    import vidol

    servers = []

    def start(**options):
        folder = tmp_path_factory.mktemp("live")
        bundle = folder / "mika.vidol"
        vidol.new("Mika", seed=7).save(bundle)
        servers.append(Server(bundle, folder, **options))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def server(started):
    return started()


@pytest.fixture(scope="module")
def launched():
    """Chromium with arguments of one's own: `launched("--no-sandbox", ...)` returns a browser,
    which is closed at the end of the module.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the package playwright: pip install '.[dev]'")
    if CHROMIUM is None:
        missing(
            "Chromium: on Debian and Ubuntu, apt install chromium; elsewhere set VIDOL_CHROMIUM to"
            " its path"
        )
    with sync_playwright() as playwright:
        yield lambda *arguments: playwright.chromium.launch(
            executable_path=CHROMIUM, args=arguments
        )


@pytest.fixture(scope="module")
def browser(launched):
    browser = launched(*ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def until():
    """Wait for a JavaScript expression to be true: `until(page, expression, seconds=30)`."""

    def wait(page, condition, seconds=30.0):
        end = time.monotonic() + seconds
        while not page.evaluate(condition):
            if time.monotonic() > end:
                stats = page.evaluate("window.vidol && window.vidol.stats") or {}
                plain = {name: one for name, one in stats.items() if not isinstance(one, list)}
                pytest.fail(f"{condition} did not come true: {plain}")
            page.wait_for_timeout(30)

    return wait
