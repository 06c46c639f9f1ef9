"""What an error says that a person can act on."""

from __future__ import annotations

import json
from importlib import metadata
from types import SimpleNamespace

import pytest

from vidol.core.errors import MissingExtra


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        (None, "pip install 'vidol[train]'"),
        ({"url": "file://{place}", "dir_info": {}}, "pip install '{place}[train]'"),
        (
            {"url": "file://{place}", "dir_info": {"editable": True}},
            "pip install -e '{place}[train]'",
        ),
        (
            {"url": "https://somewhere.example/vidol.whl", "archive_info": {}},
            "pip install 'vidol[train] @ https://somewhere.example/vidol.whl'",
        ),
        ({"url": "file:///gone", "dir_info": {}}, "pip install 'vidol[train] @ file:///gone'"),
    ],
)
def test_an_extra_is_installed_from_where_vidol_was(monkeypatch, tmp_path, noted, said) -> None:
    text = json.dumps(noted).replace("{place}", str(tmp_path)) if noted else None
    installed = SimpleNamespace(read_text=lambda _: text)
    monkeypatch.setattr(metadata, "distribution", lambda _: installed)
    assert str(MissingExtra("Training", "train")).endswith(said.replace("{place}", str(tmp_path)))
