"""Checkpoints: everything a run needs to go on exactly, as safetensors and JSON, never as a pickle.

A checkpoint is a folder that is written under another name and renamed when it is whole, so that
whatever kills a run leaves the one before. state.json names the SHA-256 of the tensors: one that
was torn by a failing disk is found out and passed over.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from vidol.core.errors import InputError, OutputError
from vidol.core.files import regular
from vidol.training import folder as run_folder
from vidol.training.folder import CHECKPOINT
from vidol.training.optimiser_step import parameters_of

KEPT: Final = 2
"""The newest ones that are kept, beside the best."""
found: Final = run_folder.found


def save(
    folder: Path,
    items: int,
    tensors: Mapping[str, Tensor],
    state: Mapping[str, Any],
    *,
    keep: int | None = None,
) -> Path:
    """Write a checkpoint of a run that has seen so many `items`, and remove old ones but the one at
    `keep` items.

    Raises OutputError when the disk is full; then the older checkpoints are untouched.
    """
    place, part = folder / f"{CHECKPOINT}{items:010}", folder / f".{CHECKPOINT}{items:010}.part"
    try:
        _write(part, tensors, {**state, "items": items})
        shutil.rmtree(place, ignore_errors=True)
        part.rename(place)
    except (OSError, SafetensorError) as error:
        shutil.rmtree(part, ignore_errors=True)
        raise OutputError(
            f"The checkpoint {place} cannot be written:"
            f" {getattr(error, 'strerror', None) or error}. The one before is kept."
        ) from error
    for old in found(folder)[:-KEPT]:
        if keep is None or old.name != f"{CHECKPOINT}{keep:010}":
            shutil.rmtree(old, ignore_errors=True)
    return place


def _write(part: Path, tensors: Mapping[str, Tensor], state: Mapping[str, Any]) -> None:
    """A new folder with the two files, which are on the disk when this returns."""
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    held = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    save_file(held, part / "tensors.safetensors")
    whole = {**state, "tensors_sha256": _digest(part / "tensors.safetensors")}
    (part / "state.json").write_text(json.dumps(whole, indent=1), encoding="utf-8")
    for file in part.iterdir():
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())


def load(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read a checkpoint. Raises InputError when it is torn."""
    try:
        state = _as_it_is_called_today(json.loads(regular(path / "state.json").read_text("utf-8")))
        if _digest(path / "tensors.safetensors") != state["tensors_sha256"]:
            raise InputError(
                f"The checkpoint {path} is damaged: its tensors are not those that were written."
            )
        return load_file(path / "tensors.safetensors"), state
    except (OSError, ValueError, KeyError, TypeError, RecursionError, SafetensorError) as error:
        raise InputError(f"The checkpoint {path} is damaged: {error}.") from error


def newest(folder: Path) -> tuple[dict[str, Tensor], dict[str, Any], list[str]]:
    """The newest whole checkpoint, and a sentence for every damaged one that was passed over.
    Raises InputError when there is none.
    """
    problems: list[str] = []
    for path in reversed(found(folder)):
        try:
            return *load(path), problems
        except InputError as error:
            problems.append(str(error))
    raise InputError(
        f"There is no checkpoint in {folder} to go on from."
        if not problems
        else f"{problems[0]} No older one is whole either."
    )


def _as_it_is_called_today(state: dict[str, Any]) -> dict[str, Any]:
    """Items were called pictures when there were no other runs."""
    if "pictures" not in state:
        return state
    history = [_items_for_pictures(evaluation) for evaluation in state.get("history", ())]
    return {**_items_for_pictures(state), "history": history}


def _items_for_pictures(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("pictures", "items"): value for name, value in said.items()}


def module_tensors(name: str, module: nn.Module) -> dict[str, Tensor]:
    """Parameters and buffers under the names that `restore_module` knows."""
    return {f"{name}/{key}": tensor for key, tensor in module.state_dict().items()}


def restore_module(name: str, module: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Put tensors back. Raises InputError when they are of another network."""
    mine = {
        key.removeprefix(f"{name}/"): tensor
        for key, tensor in tensors.items()
        if key.startswith(f"{name}/")
    }
    try:
        module.load_state_dict(mine)
    except RuntimeError as error:
        raise InputError(
            f"The checkpoint is of another {name}: {' '.join(str(error).split())[:200]}"
        ) from error


def optimiser_tensors(name: str, optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The state of an optimiser: its moments, per parameter."""
    tensors: dict[str, Tensor] = {}
    for number, parameter in enumerate(parameters_of(optimiser)):
        for key, value in optimiser.state.get(parameter, {}).items():
            tensors[f"{name}/{number}/{key}"] = torch.as_tensor(value)
    return tensors


def restore_optimiser(
    name: str, optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]
) -> None:
    """Put an optimiser's state back, in the memory layout of its parameters: sums depend on it in
    their last bit.
    """
    parameters = parameters_of(optimiser)
    for key, tensor in tensors.items():
        if key.startswith(f"{name}/"):
            _, number, what = key.rsplit("/", 2)
            parameter = parameters[int(number)]
            state = optimiser.state[parameter]
            state[what] = (
                torch.empty_like(parameter, dtype=tensor.dtype).copy_(tensor)
                if tensor.shape == parameter.shape and what != "step"
                else tensor
            )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
