"""Inception v3 as FID and IS use it: the graph of 2015-12-05, defined here, with weights from a
file that the user has. Needs torch.

Szegedy et al., "Rethinking the Inception Architecture", CVPR 2016. The names of the parameters are
those of the file ``weights-inception-2015-12-05-6726825d.pth`` of torch-fidelity, which holds
tensors alone and is read as such: no code in it can run. That graph differs from later ones in
three places: averages leave out the padding, the last block takes a maximum instead, and there are
1,008 classes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vidol.core.errors import InputError

SIDE: Final = 299
DIMENSION: Final = 2048
SHA256_PREFIX: Final = "6726825d"
Size = int | tuple[int, int]
Unit = tuple[int, Size] | tuple[int, Size, int]
"""Channels, kernel and, where it is not 1, stride."""
Chain = Sequence[Unit | tuple[Unit, Unit]]
"""One unit after another; two in a pair stand side by side."""


class Convolution(nn.Module):
    """Convolution, batch normalisation, ReLU. With stride 1 the size stays, unless `valid`."""

    def __init__(
        self, wide: int, out: int, kernel: Size, stride: int = 1, *, valid: bool = False
    ) -> None:
        super().__init__()
        height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
        padding = (0, 0) if valid or stride > 1 else (height // 2, width // 2)
        self.conv = nn.Conv2d(wide, out, (height, width), stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(out, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.bn(self.conv(x)))


class Mixed(nn.Module):
    """Branches side by side, and a pooled one."""

    def __init__(
        self, wide: int, branches: dict[str, Chain], *, pool: str, projection: int = 0
    ) -> None:
        """`pool` is "average" or "max" (the size stays), or "halve"; `projection` are the channels
        after it, 0 for all of them.
        """
        super().__init__()
        self.pool = pool
        self.chains: list[list[tuple[str, ...]]] = []
        for name, chain in branches.items():
            channels, chained = wide, []
            for number, step in enumerate(chain, 1):
                label = f"{name}_{number}" if len(chain) > 1 else name
                pair = isinstance(step[0], tuple)
                units: tuple[Unit, ...] = step if pair else (step,)  # type: ignore[assignment]
                names = tuple(label + letter for letter in "ab"[: len(units)]) if pair else (label,)
                for key, unit in zip(names, units, strict=True):
                    self.add_module(key, Convolution(channels, *unit))
                channels = sum(unit[0] for unit in units)
                chained.append(names)
            self.chains.append(chained)
        if projection:
            self.branch_pool = Convolution(wide, projection, 1)
        self.projected = bool(projection)

    def forward(self, x: Tensor) -> Tensor:
        parts = []
        for chain in self.chains:
            y = x
            for names in chain:
                y = torch.cat([self.get_submodule(name)(y) for name in names], 1)
            parts.append(y)
        if self.pool == "average":
            pooled = F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
        else:
            pooled = F.max_pool2d(x, 3, 2) if self.pool == "halve" else F.max_pool2d(x, 3, 1, 1)
        return torch.cat([*parts, self.branch_pool(pooled) if self.projected else pooled], 1)


def _a(wide: int, projection: int) -> Mixed:
    return Mixed(
        wide,
        {
            "branch1x1": [(64, 1)],
            "branch5x5": [(48, 1), (64, 5)],
            "branch3x3dbl": [(64, 1), (96, 3), (96, 3)],
        },
        pool="average",
        projection=projection,
    )


def _b(wide: int) -> Mixed:
    return Mixed(
        wide,
        {"branch3x3": [(384, 3, 2)], "branch3x3dbl": [(64, 1), (96, 3), (96, 3, 2)]},
        pool="halve",
    )


def _c(inner: int) -> Mixed:
    across, down = (1, 7), (7, 1)
    return Mixed(
        768,
        {
            "branch1x1": [(192, 1)],
            "branch7x7": [(inner, 1), (inner, across), (192, down)],
            "branch7x7dbl": [
                (inner, 1),
                (inner, down),
                (inner, across),
                (inner, down),
                (192, across),
            ],
        },
        pool="average",
        projection=192,
    )


def _d() -> Mixed:
    branches: dict[str, Chain] = {
        "branch3x3": [(192, 1), (320, 3, 2)],
        "branch7x7x3": [(192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, 2)],
    }
    return Mixed(768, branches, pool="halve")


def _e(wide: int, pool: str) -> Mixed:
    fork: tuple[Unit, Unit] = ((384, (1, 3)), (384, (3, 1)))
    return Mixed(
        wide,
        {
            "branch1x1": [(320, 1)],
            "branch3x3": [(384, 1), fork],
            "branch3x3dbl": [(448, 1), (384, 3), fork],
        },
        pool=pool,
        projection=192,
    )


class Inception(nn.Module):
    """Pictures (N, 3, 299, 299), 0 to 255, to features (N, 2048) and the scores of 1,008 classes
    without their bias, as IS takes them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.Conv2d_1a_3x3 = Convolution(3, 32, 3, 2)
        self.Conv2d_2a_3x3 = Convolution(32, 32, 3, valid=True)
        self.Conv2d_2b_3x3 = Convolution(32, 64, 3)
        self.Conv2d_3b_1x1 = Convolution(64, 80, 1)
        self.Conv2d_4a_3x3 = Convolution(80, 192, 3, valid=True)
        self.Mixed_5b, self.Mixed_5c, self.Mixed_5d = _a(192, 32), _a(256, 64), _a(288, 64)
        self.Mixed_6a = _b(288)
        self.Mixed_6b, self.Mixed_6c, self.Mixed_6d, self.Mixed_6e = (
            _c(128),
            _c(160),
            _c(160),
            _c(192),
        )
        self.Mixed_7a, self.Mixed_7b, self.Mixed_7c = _d(), _e(1280, "average"), _e(2048, "max")
        self.fc = nn.Linear(2048, 1008)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        x = (pictures - 128) / 128
        x = F.max_pool2d(self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(x))), 3, 2)
        x = F.max_pool2d(self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(x)), 3, 2)
        for block in (
            self.Mixed_5b,
            self.Mixed_5c,
            self.Mixed_5d,
            self.Mixed_6a,
            self.Mixed_6b,
            self.Mixed_6c,
            self.Mixed_6d,
            self.Mixed_6e,
            self.Mixed_7a,
            self.Mixed_7b,
            self.Mixed_7c,
        ):
            x = block(x)
        x = x.mean((2, 3))
        return x, x @ self.fc.weight.T


def opened(path: str | Path) -> tuple[Inception, str]:
    """The network with the weights of a file, and the file's SHA-256. Raises InputError when it is
    not the one file that FID means.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"The weights {path} cannot be read: {error.strerror}.") from error
    digest = hashlib.sha256(data).hexdigest()
    if not digest.startswith(SHA256_PREFIX):
        raise InputError(
            f"{path} is not weights-inception-2015-12-05-{SHA256_PREFIX}.pth: its SHA-256 begins"
            f" with {digest[:8]}. Only with that file is a number an FID."
        )
    network = Inception()
    try:
        network.load_state_dict(torch.load(io.BytesIO(data), map_location="cpu", weights_only=True))
    # whatever the restricted reader makes of a file that was made to fit the prefix
    except Exception as error:
        raise InputError(f"{path} holds no weights of Inception v3: get the file anew.") from error
    return network.eval().requires_grad_(False), digest
