"""Trained networks to a model folder that runs without torch: ONNX, safetensors, model card. Needs
torch and onnx.
"""

from __future__ import annotations

import hashlib
import platform
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from vidol.core.errors import OutputError
from vidol.core.inference import open_model
from vidol.core.storage import replacing
from vidol.core.version import __version__
from vidol.face.generator.model import Card
from vidol.face.generator.networks import (
    LATENT,
    LEVELS,
    Encoder,
    Quantised,
)
from vidol.face.generator.presets import Preset
from vidol.training.checkpoint import module_tensors
from vidol.training.pictures.dataset import PictureManifest

OPSET = 18
NEAR = 1e-3
"""By how much ONNX Runtime's picture may differ from torch's, of a range of 2."""


class _Mean(nn.Module):
    """An encoder without its spread."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, picture: Tensor) -> Tensor:
        return torch.as_tensor(self.encoder(picture)[0])


class _Method(nn.Module):
    """One method of a quantised coder."""

    def __init__(self, coder: Quantised, method: str) -> None:
        super().__init__()
        self.coder, self.method = coder, method

    def forward(self, x: Tensor) -> Tensor:
        return torch.as_tensor(getattr(self.coder, self.method)(x))


def export(
    folder: Path,
    modules: Mapping[str, nn.Module],
    preset: Preset,
    channels: int,
    conditions: tuple[str, ...],
    *,
    recipe: str,
    manifest: PictureManifest,
    training: Mapping[str, Any],
    licence: str,
) -> Card:
    """Write the averaged `modules` of a recipe as a model folder; model.json comes last, so that a
    folder with one is whole.

    Raises OutputError when it cannot be written, or when ONNX Runtime does not give the pictures
    that torch gives.
    """
    modules = {name: module.float().cpu().eval() for name, module in modules.items()}
    graphs = _graphs(modules, preset, channels, len(conditions))
    files = {name: _write_graph(folder / name, *graph) for name, graph in graphs.items()}
    files["weights.safetensors"] = _write_weights(folder / "weights.safetensors", modules)
    card = Card(
        name=folder.resolve().name,
        made_with=__version__,
        recipe=recipe,
        size=preset.size,
        channels=3 if channels == 3 else 4,
        conditions=conditions,
        **_codes(modules.get("coder")),
        training={**training, "environment": environment()},
        data=_data(manifest),
        licence=licence,
        files=files,
    )
    with replacing(folder / "README.md") as part:
        part.write_text(_read_me(card), encoding="utf-8")
    with replacing(folder / "model.json") as part:
        part.write_text(card.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return card


class _Graph(NamedTuple):
    """A network, what it is called with for example, and what goes in and comes out."""

    module: nn.Module
    arguments: tuple[Tensor, ...]
    inputs: tuple[str, ...]
    output: str


def _graphs(
    modules: Mapping[str, nn.Module], preset: Preset, channels: int, conditions: int
) -> dict[str, _Graph]:
    """The files of a model, by name."""
    picture = (torch.zeros(2, channels, preset.size, preset.size),)
    told = ((torch.zeros(2, conditions),), ("conditions",)) if conditions else ((), ())
    coder = modules.get("coder")
    if isinstance(coder, Quantised):
        grid = (torch.zeros(2, len(LEVELS), coder.grid, coder.grid),)
        codes = torch.zeros(2, coder.grid**2, dtype=torch.long)
        prior = modules["prior"]
        return {
            "decoder.onnx": _Graph(_Method(coder, "decode"), grid, ("grid",), "picture"),
            "encoder.onnx": _Graph(_Method(coder, "encode"), picture, ("picture",), "grid"),
            "prior.onnx": _Graph(prior, (codes, *told[0]), ("codes", *told[1]), "scores"),
        }
    generator, encoder = modules["generator"], modules.get("encoder")
    latent = torch.randn(2, LATENT, generator=torch.Generator().manual_seed(0))
    arguments, inputs = (latent, *told[0]), ("latent", *told[1])
    graphs = {"generator.onnx": _Graph(generator, arguments, inputs, "picture")}
    if isinstance(encoder, Encoder):
        graphs["encoder.onnx"] = _Graph(_Mean(encoder), picture, ("picture",), "latent")
    return graphs


def _codes(coder: nn.Module | None) -> dict[str, Any]:
    """For the card of a quantised model."""
    return {"levels": LEVELS, "grid": coder.grid} if isinstance(coder, Quantised) else {}


def _write_weights(path: Path, modules: Mapping[str, nn.Module]) -> str:
    """All tensors in one file; its hash."""
    tensors: dict[str, Tensor] = {}
    for name, module in modules.items():
        tensors |= module_tensors(name, module)
    with replacing(path) as part:
        save_file({key: tensor.contiguous() for key, tensor in tensors.items()}, part)
    return _digest(path)


def _data(manifest: PictureManifest) -> dict[str, Any]:
    """For the card."""
    return {
        "name": manifest.name,
        "manifest_sha256": manifest.sha256,
        "pictures": manifest.count,
        "held_out": manifest.tests,
        "licences": manifest.licences,
        "consents": manifest.consents,
        "rights_claimed": manifest.rights_claimed,
    }


def environment() -> dict[str, str]:
    """What the training ran on."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "system": platform.platform(),
        "threads": str(torch.get_num_threads()),
        "accelerator": torch.cuda.get_device_name() if torch.cuda.is_available() else "none",
    }


def _write_graph(
    path: Path,
    module: nn.Module,
    arguments: tuple[Tensor, ...],
    inputs: tuple[str, ...],
    output: str,
) -> str:
    """Write a network as ONNX, see that it gives the same, and return the file's hash."""
    module.eval()
    with replacing(path) as part:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # the exporter on its own future
            # The exporter that traces: what is exported is plain, and the other one needs another
            # package.
            torch.onnx.export(
                module,
                arguments,
                str(part),
                input_names=list(inputs),
                output_names=[output],
                opset_version=OPSET,
                dynamo=False,
                dynamic_axes={name: {0: "count"} for name in (*inputs, output)},
            )
            expected = module(*arguments).numpy()
        given = {name: argument.numpy() for name, argument in zip(inputs, arguments, strict=True)}
        (got,) = open_model(part, exact=True, own=True).run(given)
        # A code on the border between two levels may fall to either side; everything else must
        # agree.
        apart = np.quantile(np.abs(got - expected), 0.99)
        if apart > NEAR * max(1.0, float(np.abs(expected).max())):
            raise OutputError(
                f"{path.name} does not give what torch gives: the model was not written. Please"
                f" report this with your torch version ({torch.__version__})."
            )
    return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_me(card: Card) -> str:
    training, data = card.training, card.data
    metrics = training.get("metrics") or {}
    rows = "\n".join(f"| {name} | {value} |" for name, value in metrics.items())
    asked = "\n".join(f"- `{name}`" for name in card.conditions[:200])
    form = "RGBA" if card.channels == 4 else "RGB"
    claimed = "whoever prepared the data said to have the rights where none are stated"
    return f"""# {card.name}

A generator of {card.size} px {form} pictures, trained with vidol {card.made_with}.

```sh
vidol sample {card.name} -n 64 -o grid.png
```

| | |
|---|---|
| recipe | {card.recipe}, loss {training.get("loss", "")}, preset {training.get("preset", "")} |
| pictures seen | {training.get("pictures", 0):,} in \
{training.get("seconds", 0) / 60:.1f} minutes of training |
| seed | {training.get("seed", "")} |
| data | {data["name"]}: {data["pictures"]:,} pictures, {data["held_out"]:,} of them held out |
| manifest | {data["manifest_sha256"]} |
| licences of the pictures | {_counts(data["licences"])} |
| consents | {_counts(data["consents"])} |
| rights | {claimed if data["rights_claimed"] else "stated for every picture"} |
| licence of this model | {card.licence} |
| environment | {"; ".join(f"{key} {value}" for key, value in training["environment"].items())} |

## Metrics

{"| metric | value |" + chr(10) + "|---|---|" + chr(10) + rows if rows else "None were computed."}

A number without the name of its feature extractor compares with nothing:
`vidol measure face {card.name} --against DATASET` gives all of them.
{chr(10) + "## What can be asked for" + chr(10) + chr(10) + asked + chr(10) if asked else ""}
## Limits

It makes pictures like those it was trained on, and where they were few it may make pictures very
near to single ones of them: measure memorisation before publishing. Pictures of real people need
their consent; what this model makes is generated and should be said to be.
"""


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name or 'not stated'} ({count:,})" for name, count in counts.items())
