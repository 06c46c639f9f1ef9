"""The recipes of the networks that come with vidol, on next to no drawings."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from vidol.face.shipped import extractor, extractor_corpus, finder, finder_corpus


def runs(path, pictures):
    """What the file says of pictures."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: pictures})


def trained(recipe, corpus, work):
    """A network after two steps, with a pause between them."""
    assert recipe.train(corpus, work, minutes=0) is None
    network = recipe.train(corpus, work, minutes=10)
    assert network is not None
    return network


def test_the_extractor_is_trained_with_a_pause_and_exported(tmp_path, monkeypatch) -> None:
    for name, value in {"HELD_OUT": 2, "BATCH": 4, "STEPS": 2, "CHARACTERS": 4}.items():
        monkeypatch.setattr(extractor, name, value)
    corpus = extractor_corpus.drawn(tmp_path, 4)
    assert len(corpus.pictures) == 4 * extractor_corpus.POSES and corpus.pictures[-1].any()
    numbers = extractor.export(trained(extractor, corpus, tmp_path), corpus, tmp_path)
    assert numbers["landmark error, px of 64"] > 0
    said = runs(
        tmp_path / "vidol-ssl-1.onnx", np.full((3, 64, 64, 3), 90, np.float32).transpose(0, 3, 1, 2)
    )
    assert said[0].shape == (3, 544) and len(said) == 1 + len(extractor.QUESTIONS)


def test_the_finder_is_trained_with_a_pause_and_exported(tmp_path, monkeypatch) -> None:
    for name, value in {"CHARACTERS": 20, "HEADS": 40}.items():
        monkeypatch.setattr(finder_corpus, name, value)
    for name, value in {"BATCH": 2, "STEPS": 2, "HELD_OUT_SCENES": 50}.items():
        monkeypatch.setattr(finder, name, value)
    corpus = finder_corpus.drawn(tmp_path, None)
    again = finder_corpus.drawn(tmp_path, None)
    assert (again.faces == corpus.faces).all() and (corpus.faces[:, 2] > 0).all()
    numbers = finder.export(trained(finder, corpus, tmp_path), corpus, tmp_path)
    assert len(numbers) == 3
    (maps,) = runs(tmp_path / "vidol-finder-1.onnx", np.zeros((1, 3, 64, 96), np.float32))
    assert maps.shape == (1, 5, 16, 24)
