"""Our definition of Inception v3 against torch-fidelity's, filled with the same weights; and which
files it takes.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="Inception needs torch: pip install 'vidol[train]'")

from vidol.core.errors import InputError  # noqa: E402
from vidol.training.pictures import inception  # noqa: E402
from vidol.training.pictures.extractors import RealInception  # noqa: E402

REFERENCE = Path(__file__).parent / "reference"
MADE = runpy.run_path(str(REFERENCE / "make.py"))
SAID = json.loads((REFERENCE / "metrics.json").read_text(encoding="utf-8"))["inception"]


@pytest.fixture(scope="module")
def weights():
    shapes = {name: tuple(map(int, shape.split())) for name, shape in SAID["shapes"].items()}
    return {
        name: torch.from_numpy(np.asarray(MADE["filled"](name, shape)))
        for name, shape in shapes.items()
    }


def test_it_has_torch_fidelity_s_parameters_and_gives_its_features(
    weights, tmp_path, monkeypatch
) -> None:
    """Also that features go through the extractor's file, hash and batches unchanged."""
    file = tmp_path / "weights.pth"
    torch.save(weights, file)
    monkeypatch.setattr(
        inception, "SHA256_PREFIX", inception.hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    )
    ours = RealInception(file)
    seen = ours.seen(MADE["picture"]())
    np.testing.assert_allclose(seen.features[:, ::64], SAID["features"], atol=1e-4)
    np.testing.assert_allclose(seen.features.mean(1), SAID["features_mean"], atol=1e-4)
    np.testing.assert_allclose(seen.answers[0][:, ::48], SAID["logits"], atol=1e-4)


def test_another_file_is_refused_before_anything_in_it_is_read(tmp_path) -> None:
    for name, content in (("other.pth", b"cos\nsystem\n(S'false'\ntR."), ("empty.pth", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(
            InputError,
            match=r"is not weights-inception-2015-12-05-6726825d\.pth: its SHA-256 begins with",
        ):
            RealInception(tmp_path / name)
    with pytest.raises(InputError, match="cannot be read: No such file"):
        RealInception(tmp_path / "absent.pth")


def test_a_file_with_code_in_it_runs_none_even_with_the_right_hash(tmp_path, monkeypatch) -> None:
    file, sign = tmp_path / "hostile.pth", tmp_path / "sign"

    class Hostile:
        def __reduce__(self):
            return (Path.touch, (sign,))

    torch.save({"fc.weight": Hostile()}, file)
    monkeypatch.setattr(
        inception, "SHA256_PREFIX", inception.hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    )
    with pytest.raises(InputError, match="holds no weights of Inception v3"):
        RealInception(file)
    assert not sign.exists()
