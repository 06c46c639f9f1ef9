"""One training of a peer, lightweight-gan 1.2.1 or stylegan2_pytorch 1.9.0, in an environment of
its own. Imports nothing of vidol.

    PEERS/bin/python peer.py run FOLDER                       # train
    PEERS/bin/python peer.py cut SYSTEM FLOPS OPTIONS SPARE   # which widths cost so many FLOPs
    PEERS/bin/python peer.py flops SYSTEM OPTIONS SPARE       # what a training picture costs

`run` goes on where FOLDER stopped; SIGTERM stops it after the step. `cut` and `flops` count for a
training picture, and print JSON.

FOLDER/task.json says what is trained (see benchmarks.quality.tasks); samples-PICTURES.npy,
state.json and done.json come of it.

What trains is each peer's own `Trainer.train`, unchanged: its networks, losses, optimisers,
accumulation, penalties (gradients of real and fake pictures every 4th step; path lengths every 32nd
after 5,000) and augmentation. Around it we do these things differently:

- CUDA is required by both at import only; on a processor `.cuda()` does nothing.
- Pictures come from memory instead of a folder of files, which is faster. Every epoch is a new
  permutation, as with their loaders.
- Their evaluations and checkpoints, which would cost time (a grid every 100 steps), are left out.
  Only the seconds in `train` and in the average of weights count; sampling and checkpoints of ours
  stand outside.
- Their moving average of weights begins after 20,000 steps, which short runs never reach, and moves
  every 10th step. Here it moves every step from the first, with their decay 0.995 and a ramp,
  min(0.995, (1 + step) / (10 + step)). Samples are taken of the average and of the generator as it
  is, and the peer is given the better ones.
- Samples are not truncated (nor are ours): truncation trades variety for looks.
- Numbers that are not finite: like their command line, back to the last checkpoint, three times;
  then the run is over.
- The usual memory layout: channels last was no faster, and backward through stylegan2-pytorch
  crashes torch 2.13 in it.
- Both peers train in float32, as they do by default: `amp` of one needs CUDA, `fp16` of the other
  needs apex.
"""

from __future__ import annotations

import contextlib
import copy
import json
import random
import signal
import sys
import time
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

SIDE = 64
DECAY = 0.995
CHECKPOINT_SECONDS = 40.0
FAILURES = 3
PERIOD = 4
"""Steps from one gradient penalty to the next."""
HEADS = 8
"""Of lightweight-gan's attention."""
DEFAULTS: dict[str, dict[str, Any]] = {  # of their command lines, at our size
    "lightweight-gan": {"batch_size": 10, "gradient_accumulate_every": 4, "attn_res_layers": [32],
        "disc_output_size": 1, "aug_types": ["cutout", "translation"]},
    "stylegan2-pytorch": {"batch_size": 5, "gradient_accumulate_every": 6, "ttur_mult": 1.5,
        "aug_prob": 0.0},
}  # fmt: skip


def trainer_of(system: str, options: dict[str, Any], rate: float | None, place: Path) -> Any:
    """A peer's own trainer, with the GAN made and everything it would write to the disk turned
    off.
    """
    module = _imported(system)
    given = {**DEFAULTS[system], **options} | ({} if rate is None else {"lr": rate})
    if system == "lightweight-gan":
        given["use_aim"] = False
        module.LinearAttention = partial(module.WholeAttention, heads=given.pop("heads", HEADS))  # type: ignore[attr-defined]
    place.mkdir(parents=True, exist_ok=True)
    made = module.Trainer(name="run", base_dir=str(place), image_size=SIDE, **given)
    made.init_GAN()
    made.save = made.load = made.evaluate = made.track = lambda *_, **__: None
    made.GAN.reset_parameter_averaging = lambda: None  # it would undo the average every 1,000 steps
    return made


@lru_cache
def _imported(system: str) -> ModuleType:
    """The peer's module, imported on a machine without CUDA and beside a torch without
    torchvision's operators.
    """
    library: Any = torch.library
    declared = library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        declared.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _KEPT.append(declared)
    for name, parts in {"aim": (), "vector_quantize_pytorch": ("VectorQuantize",)}.items():
        sys.modules[name] = ModuleType(name)
        for part in parts:
            setattr(sys.modules[name], part, None)
    there, torch.cuda.is_available = torch.cuda.is_available, lambda: True
    try:
        name = system.replace("-", "_")
        module = import_module(f"{name}.{name}")
    finally:
        torch.cuda.is_available = there
    nn.Module.cuda = lambda self, *_, **__: self  # type: ignore[method-assign]
    torch.Tensor.cuda = lambda self, *_, **__: self  # type: ignore[method-assign]
    if system == "lightweight-gan":
        module.WholeAttention = module.LinearAttention  # type: ignore[attr-defined]
    module.torch = _Torch()  # type: ignore[attr-defined] # `torch.device("cuda:0")` stands in the middle of a step
    return module


_KEPT: list[Any] = []


class _Torch:
    """torch, whose devices are all the processor."""

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)

    @staticmethod
    def device(*_: Any) -> torch.device:
        return torch.device("cpu")


class Pictures:
    """Batches (N, 3, 64, 64) in 0..1, without end; where it is depends on the number of pictures
    given and nothing else.
    """

    def __init__(self, pictures: np.ndarray[Any, Any], batch: int, seed: int) -> None:
        self.pictures, self.batch, self.seed, self.given = pictures, batch, seed, 0

    def __len__(self) -> int:
        return len(self.pictures)

    def __next__(self) -> torch.Tensor:
        places = np.arange(self.given, self.given + self.batch)
        chosen = []
        for place in places:
            epoch, at = divmod(int(place), len(self.pictures))
            chosen.append(self._order(epoch)[at])
        self.given += self.batch
        return (
            torch.from_numpy(self.pictures[np.array(chosen)])
            .permute(0, 3, 1, 2)
            .contiguous()
            .float()
            .div(255)
        )

    def _order(self, epoch: int) -> np.ndarray[Any, Any]:
        if getattr(self, "_epoch", None) != epoch:
            self._epoch, self._permuted = (
                epoch,
                np.random.Generator(np.random.Philox(key=(self.seed, epoch))).permutation(
                    len(self.pictures)
                ),
            )
        return self._permuted


class Peer:
    """A peer in training."""

    def __init__(self, task: dict[str, Any], folder: Path) -> None:
        self.task, self.folder = task, folder
        seed = int(task["seed"])
        torch.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002 - theirs
        self.system = task["system"]
        self.trainer = trainer_of(self.system, task["options"], task["rate"], folder / "theirs")
        self.gan = self.trainer.GAN
        self.feed = Pictures(np.load(task["pictures"]), self.trainer.batch_size, seed)
        self.trainer.loader, self.trainer.dataset = self.feed, self.feed
        if self.trainer.aug_prob is None:  # as their `set_data_src` does
            self.trainer.aug_prob = min(0.5, (1e5 - len(self.feed)) * 3e-6)
        self.pairs = [(self.gan.GE, self.gan.G)] + (
            [(self.gan.SE, self.gan.S)] if self.system == "stylegan2-pytorch" else []
        )
        self.state: dict[str, Any] = {
            "pictures": 0,
            "seconds": 0.0,
            "cpu": 0.0,
            "steps": 0,
            "failures": 0,
        }

    @property
    def per_step(self) -> int:
        return int(self.trainer.batch_size * self.trainer.gradient_accumulate_every)

    def step(self) -> None:
        """One step of theirs, and the average of weights."""
        self.trainer.train()
        kept = min(DECAY, (1 + self.state["steps"]) / (10 + self.state["steps"]))
        with torch.no_grad():
            for average, network in self.pairs:
                torch._foreach_lerp_(
                    list(average.parameters()), list(network.parameters()), 1 - kept
                )
                for mine, theirs in zip(average.buffers(), network.buffers(), strict=True):
                    mine.copy_(
                        torch.lerp(mine, theirs, 1 - kept) if mine.is_floating_point() else theirs
                    )

    @torch.no_grad()
    def samples(self, count: int, *, averaged: bool) -> np.ndarray[Any, Any]:
        """New pictures (count, 64, 64, 3) uint8, always of the same latents; training goes on as if
        nothing had been.
        """
        self.gan.eval()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(777)
            made = [
                self._drawn(min(20, count - at), averaged=averaged) for at in range(0, count, 20)
            ]
        self.gan.train()
        return (
            torch.cat(made)
            .float()
            .clamp(0, 1)
            .mul(255)
            .round()
            .to(torch.uint8)
            .permute(0, 2, 3, 1)
            .contiguous()
            .numpy()
        )

    def _drawn(self, count: int, *, averaged: bool) -> torch.Tensor:
        gan = self.gan
        if self.system == "lightweight-gan":
            return torch.as_tensor(
                (gan.GE if averaged else gan.G)(torch.randn(count, gan.latent_dim))
            )
        mapping, network = (gan.SE, gan.GE) if averaged else (gan.S, gan.G)
        styles = mapping(torch.randn(count, network.latent_dim))[:, None].expand(
            -1, network.num_layers, -1
        )
        return torch.as_tensor(network(styles, torch.rand(count, SIDE, SIDE, 1)))

    # ---- checkpoints

    def save(self) -> None:
        """Everything that changes, in one file that is whole or not there."""
        everything = {
            "state": self.state,
            "gan": self.gan.state_dict(),
            "steps": self.trainer.steps,
            "given": self.feed.given,
            "optimisers": [self.gan.G_opt.state_dict(), self.gan.D_opt.state_dict()],
            "torch": torch.get_rng_state(),
            "random": _plain(random.getstate()),
            "pl_mean": None if self._pl_mean is None else float(self._pl_mean),
        }
        part = self.folder / ".checkpoint.part"
        torch.save(everything, part)
        part.replace(self.folder / "checkpoint.pt")
        _write(self.folder / "state.json", self.state)

    def restore(self) -> bool:
        """Back to the newest checkpoint; False when there is none."""
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return False
        found = torch.load(path, weights_only=True)
        self.gan.load_state_dict(found["gan"])
        for optimiser, state in zip(
            (self.gan.G_opt, self.gan.D_opt), found["optimisers"], strict=True
        ):
            optimiser.load_state_dict(state)
        self.state, self.trainer.steps, self.feed.given = (
            found["state"],
            found["steps"],
            found["given"],
        )
        torch.set_rng_state(found["torch"])
        version, numbers, gauss = found["random"]
        random.setstate((version, tuple(numbers), gauss))
        if found["pl_mean"] is not None:
            self.trainer.pl_mean = found["pl_mean"]
        return True

    @property
    def _pl_mean(self) -> Any:
        return getattr(self.trainer, "pl_mean", None)


def run(folder: Path) -> None:
    """Train until the task's seconds are over, or until SIGTERM."""
    task = json.loads((folder / "task.json").read_text("utf-8"))
    torch.set_num_threads(1)
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    peer = Peer(task, folder)
    first = copy.deepcopy(peer.gan.state_dict())
    peer.restore()
    saved, why = time.perf_counter(), "finished"
    while peer.state["seconds"] < task["seconds"]:
        if stopped:
            peer.save()
            return
        begun, used = time.perf_counter(), time.process_time()
        try:
            peer.step()
        except Exception as error:
            if type(error).__name__ != "NanException":
                raise
            failures = peer.state["failures"] + 1
            if not peer.restore():
                peer.gan.load_state_dict(first)
            peer.state["failures"] = failures
            if failures >= FAILURES:
                why = "diverged"
                break
            continue
        state = peer.state
        state["seconds"] += time.perf_counter() - begun
        state["cpu"] += time.process_time() - used
        state["steps"] += 1
        before, state["pictures"] = state["pictures"], state["pictures"] + peer.per_step
        for mark in task["marks"]:
            if before < mark <= state["pictures"]:
                _sample(peer, f"{mark:010}", task["samples"])
        if time.perf_counter() - saved > CHECKPOINT_SECONDS:
            peer.save()
            with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
                losses = {
                    "discriminator": float(peer.trainer.d_loss),
                    "generator": float(peer.trainer.g_loss),
                }
                log.write(
                    json.dumps(
                        {key: state[key] for key in ("pictures", "seconds", "cpu", "steps")}
                        | losses
                    )
                    + "\n"
                )
            saved = time.perf_counter()
    _sample(peer, "end", task["samples"])
    peer.save()
    _write(
        folder / "done.json",
        peer.state | {"why": why, "parameters": sum(p.numel() for p in peer.gan.G.parameters())},
    )
    (folder / "checkpoint.pt").unlink()  # half a gigabyte at the largest


def _sample(peer: Peer, name: str, count: int) -> None:
    for averaged in (True, False):
        with (peer.folder / ".part.npy").open("wb") as stream:
            np.save(stream, peer.samples(count, averaged=averaged))
        (peer.folder / ".part.npy").replace(
            peer.folder / f"samples-{name}{'' if averaged else '-raw'}.npy"
        )
    path = peer.folder / "moments.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    _write(path, known | {name: {key: peer.state[key] for key in ("pictures", "seconds")}})


# ---- what a step costs


def flops(system: str, options: dict[str, Any], place: Path) -> float:
    """FLOPs of a training picture, two a multiplication: the mean over the steps from one gradient
    penalty to the next, forward and backward.

    With one picture a batch: per-sample weights are then plain convolutions, and are counted as
    they should be.
    """
    trainer = trainer_of(
        system, options | {"batch_size": 1, "gradient_accumulate_every": 1}, None, place
    )
    if trainer.aug_prob is None:
        trainer.aug_prob = 0.0
    trainer.loader = Pictures(np.zeros((4, SIDE, SIDE, 3), np.uint8), 1, 0)
    trainer.dataset = trainer.loader
    counted = []
    for number in (0, 1):
        trainer.steps = number
        counter: Any = FlopCounterMode(display=False)
        # theirs hangs hooks on modules, which gradient penalties do not bear
        counter.mod_tracker = _Everywhere()
        with counter:
            trainer.train()
        counted.append(float(counter.get_total_flops()))
    return (counted[0] + (PERIOD - 1) * counted[1]) / PERIOD


class _Everywhere(contextlib.nullcontext[None]):
    """Counts belong to no module."""

    parents = ("Global",)


def widths(system: str) -> list[dict[str, Any]]:
    """What makes a peer narrower while it keeps its shape, the narrowest first.

    lightweight-gan has no option for the heads of its attention, whose eight cost more than all of
    ours: they are made fewer as well.
    """
    # its fmap_max must stay: any other breaks its average's network
    if system == "stylegan2-pytorch":
        return [{"network_capacity": capacity} for capacity in range(2, 33)]
    made = []
    for step in range(-40, 1):  # an eighth of an octave each
        scale = 2 ** (step / 8)
        coefficient = 12 + round(step / 8)
        widths = {
            "fmap_max": 8 * max(1, round(64 * scale)),
            "latent_dim": 8 * max(1, round(32 * scale)),
            "fmap_inverse_coef": coefficient,
        }
        made.append(widths | {"heads": max(1, round(HEADS * scale))})
    return made


def cut(system: str, wanted: float, base: dict[str, Any], place: Path) -> dict[str, Any]:
    """The widths whose FLOPs are nearest to the `wanted` ones, by ratio."""
    found = []
    for options in widths(system):
        cost = flops(system, base | options, place)
        found.append((max(cost / wanted, wanted / cost), cost, options))
        if cost > 2 * wanted:
            break
    _, cost, options = min(found, key=lambda one: one[0])
    return {"options": options, "flops": cost}


def _plain(state: tuple[Any, ...]) -> list[Any]:
    return [state[0], list(state[1]), state[2]]


def _write(path: Path, what: Any) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(what, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def main(arguments: list[str]) -> None:
    """See the module's description."""
    what, *rest = arguments
    if what == "run":
        run(Path(rest[0]))
    elif what == "cut":
        print(json.dumps(cut(rest[0], float(rest[1]), json.loads(rest[2]), Path(rest[3]))))
    elif what == "flops":
        print(json.dumps({"flops": flops(rest[0], json.loads(rest[1]), Path(rest[2]))}))
    else:
        sys.exit(f"peer.py: {what}? There are run, cut and flops.")


if __name__ == "__main__":
    main(sys.argv[1:])
