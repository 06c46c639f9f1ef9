"""Several processes do together what one does with the whole batch."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from safetensors.numpy import load_file

from vidol.core.errors import InputError
from vidol.training import processes

# One step that changes nothing (the learning rate is next to nothing), whose gradients are written
# down.
PROGRAM = """
import sys
import torch
from safetensors.torch import save_file
from vidol.face.generator import presets
from vidol.face.generator.recipes import train
from vidol.face.generator.settings import Settings
data, out, recipe = sys.argv[1:]
widths = (16, 16, 8)
presets.PRESETS["T"] = presets.Preset(16, widths, widths, widths, batch=16, prior=32, deep=1)
run = train.Run(data, out, Settings(preset="T", recipe=recipe, precision="fp32", rate=1e-12))
batch = run.feed.get(0)
gradients = {}
for name, optimiser in run.recipe.optimisers.items():
    def noted(*_, name=name, optimiser=optimiser):
        for k, parameter in enumerate(optimiser.param_groups[0]["params"]):
            if parameter.grad is not None:
                gradients[f"{name}{k}"] = parameter.grad.clone().contiguous()
    optimiser.register_step_pre_hook(noted)
run.training.step(batch)
if run.training.main:
    gradients["processes"] = torch.tensor(run.training.processes.world)
    gradients |= {name: torch.tensor(value) for name, value in run.recipe.numbers.items()}
    save_file(gradients, out + ".safetensors")
"""


def test_processes_that_cannot_meet_are_told_how_to_be_started(monkeypatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "1")
    monkeypatch.delenv("MASTER_ADDR", raising=False)
    with pytest.raises(InputError, match=r"2 processes .* do not find one another .* torchrun"):
        processes.join()
    monkeypatch.delenv("WORLD_SIZE")
    alone = processes.join()
    assert alone.main and alone.any(True, False) == (True, False)


@pytest.mark.parametrize("recipe", ["both", "quantised"])
def test_two_processes_have_the_gradients_of_one_with_twice_the_batch(
    tmp_path, small, recipe
) -> None:
    data = small(tagged=True)
    (tmp_path / "program.py").write_text(PROGRAM)
    launched = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    launched += ["--nproc-per-node", "2"]
    for name, command in (("one", [sys.executable]), ("two", launched)):
        words = [*command, str(tmp_path / "program.py"), str(data), str(tmp_path / name), recipe]
        done = subprocess.run(
            words,
            env=os.environ | {"OMP_NUM_THREADS": "1", "MASTER_ADDR": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
    one, two = (load_file(tmp_path / f"{name}.safetensors") for name in ("one", "two"))
    assert (one.pop("processes"), two.pop("processes")) == (1, 2)
    assert one.keys() == two.keys() and len(one) > 60
    # Float32 sums in another order: of a whole gradient 1e-5 at most, of the bias of a first
    # convolution, where much cancels out, some more.
    whole = {
        count: np.concatenate([gradients[name].ravel() for name in sorted(one)])
        for count, gradients in ((1, one), (2, two))
    }
    assert np.linalg.norm(whole[2] - whole[1]) <= 1e-5 * np.linalg.norm(whole[1])
    for name, gradient in one.items():
        assert np.linalg.norm(two[name] - gradient) <= 1e-4 * max(1e-3, np.linalg.norm(gradient)), (
            name
        )
