"""What every test relies on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from vidol.core import endpoints

# A machine that is busy with other things is not a failure.
settings.register_profile("vidol", deadline=None)
settings.load_profile("vidol")

# With a worker on each core, arithmetic in several threads only makes them wait for one another.
# Processes that tests start inherit it.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# A shell that starts a job in the background makes it ignore Ctrl-C, and its children inherit that:
# tests that interrupt
# a process would wait for ever. Any handler of our own is undone in children.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# As nohup makes it ignore a terminal that is closed.
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class LanguageServer:
    """tests/mind/babbler.py as a process of its own, and what it noted of its requests."""

    def __init__(self, log: Path) -> None:
        self.log = log
        program = Path(__file__).parent / "mind" / "babbler.py"
        self.process = subprocess.Popen(
            [sys.executable, program, log], stdout=subprocess.PIPE, text=True
        )
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/v1"

    def noted(self, what: str = "") -> list[dict]:
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [line for line in map(json.loads, lines) if what in line["what"]]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="session")
def pip_installed(tmp_path_factory):
    """Install the package of a folder with pip, into a folder of its own, once; returns the
    environment in which a process finds it: `pip_installed(folder)`.
    """
    made: dict[Path, Path] = {}

    def environment(source: Path) -> dict[str, str]:
        if source not in made:
            folder = made[source] = tmp_path_factory.mktemp("package")
            shutil.copytree(source, folder / "source")
            options = ("--quiet", "--no-build-isolation", "--no-deps", "--no-index")
            subprocess.run(
                [sys.executable, "-m", "pip", "install", *options]
                + ["--target", str(folder / "site"), str(folder / "source")],
                check=True,
                timeout=120,
                capture_output=True,
            )
        path = [str(made[source] / "site"), os.environ.get("PYTHONPATH", "")]
        return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, path)), "COLUMNS": "160"}

    return environment


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Install a package that offers entry points, for this test: what pip writes, without pip.
    `package("acme-voice", "[vidol.voices]\\nacme = acme_voice:Acme", source)`.
    """
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)

    def install(name: str, entry_points: str, source: str = "") -> None:
        info = folder / f"{name.replace('-', '_')}-2.5.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.5\n")
        (info / "entry_points.txt").write_text(entry_points)
        module = name.replace("-", "_")
        (folder / f"{module}.py").write_text(source)
        sys.modules.pop(module, None)  # another test's, of the same name

    return install


@pytest.fixture(scope="session")
def language_server(tmp_path_factory):
    server = LanguageServer(tmp_path_factory.mktemp("server") / "log")
    yield server
    server.close()


@pytest.fixture
def config(tmp_path, monkeypatch):
    """A machine where nothing is approved yet."""
    for name in (endpoints.KEY, endpoints.ORIGIN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(endpoints.CONFIG, str(tmp_path / "config"))


@pytest.fixture
def server(language_server, config):  # noqa: ARG001 - approved there
    """A language model server that this machine approved."""
    language_server.log.unlink(missing_ok=True)
    endpoints.approve(language_server.url)
    return language_server


@pytest.fixture
def another_server(tmp_path):
    """A second one, of another origin, that nobody approved."""
    server = LanguageServer(tmp_path / "log")
    yield server
    server.close()
