"""The networks of generated faces: a generator, a discriminator, encoders, and what chooses codes
for the quantised decoder.

Only dense 3x3 convolutions with constant weights: on a CPU they run three to five times faster, in
training and as ONNX, than the grouped or per-sample ones of StyleGAN2 and R3GAN. A latent changes
activations instead (scale and shift after every convolution, FiLM: Perez et al. 2018). No batch
statistics, no noise maps: a picture depends on its latent alone and does not flicker. Residual
branches begin at nothing (Fixup: Zhang et al. 2019), which stands in for normalisation.

Pictures inside networks are (N, channels, size, size) float in [-1, 1]; RGBA is premultiplied.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from vidol.face.generator.presets import Preset

LATENT: Final = 64
STYLE: Final = 128
SLOPE: Final = 0.2
FEWEST: Final = 4
"""Side of the smallest feature map."""


class Conv(nn.Conv2d):
    """A convolution that keeps the size, He-initialised times `gain`."""

    def __init__(
        self, wide: int, out: int, size: int = 3, gain: float = 1.0, *, bias: bool = True
    ) -> None:
        super().__init__(wide, out, size, padding=size // 2, bias=bias)
        nn.init.normal_(self.weight, std=gain * math.sqrt(2 / ((1 + SLOPE**2) * wide * size**2)))
        if self.bias is not None:
            nn.init.zeros_(self.bias)


class Styled(nn.Module):
    """Convolution, then scale and shift from the style, then leaky ReLU."""

    def __init__(self, wide: int, out: int, style: int = STYLE, gain: float = 1.0) -> None:
        super().__init__()
        self.conv = Conv(wide, out, gain=gain, bias=False)
        self.style = nn.Linear(style, 2 * out)
        nn.init.normal_(self.style.weight, std=0.5 / math.sqrt(style))
        nn.init.zeros_(self.style.bias)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        scale, shift = self.style(style)[:, :, None, None].chunk(2, 1)
        return F.leaky_relu(torch.addcmul(shift, self.conv(x), 1 + scale), SLOPE)


class Up(nn.Module):
    """A styled convolution, twice the size, another one, beside a skip. What is done before
    doubling costs a quarter.
    """

    def __init__(self, wide: int, out: int, *, double: bool = True) -> None:
        super().__init__()
        self.grow = double
        self.first = Styled(wide, out)
        self.second = Styled(out, out)
        self.merge = Conv(out, out, 1, gain=0.0)
        self.skip = Conv(wide, out, 1, bias=False) if wide != out else nn.Identity()

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        y, skip = self.first(x, style), self.skip(x)
        if self.grow:  # bilinear: nearest and the [1, 2, 1] filter in one
            y, skip = (F.interpolate(part, scale_factor=2.0, mode="bilinear") for part in (y, skip))
        return torch.as_tensor(skip + self.merge(self.second(y, style)))


class Generator(nn.Module):
    """Latent (N, 64) and conditions (N, tags) to pictures."""

    def __init__(self, preset: Preset, channels: int, conditions: int = 0) -> None:
        super().__init__()
        widths = preset.generator
        self.mapping = nn.Sequential(
            nn.Linear(LATENT + conditions, STYLE),
            nn.LeakyReLU(SLOPE),
            nn.Linear(STYLE, STYLE),
            nn.LeakyReLU(SLOPE),
        )
        self.begin = nn.Linear(STYLE, widths[0] * FEWEST**2)
        self.blocks = nn.ModuleList(
            Up(wide, out, double=k > 0)
            for k, (wide, out) in enumerate(zip((widths[0], *widths[:-1]), widths, strict=True))
        )
        self.finish = Conv(widths[-1], channels * preset.shuffle**2, gain=0.5)
        self.shuffle = preset.shuffle

    def forward(self, latent: Tensor, conditions: Tensor | None = None) -> Tensor:
        known = latent * torch.rsqrt(latent.square().mean(1, keepdim=True) + 1e-8)
        style = self.mapping(known if conditions is None else torch.cat((known, conditions), 1))
        x = (
            self.begin(style)
            .unflatten(1, (-1, FEWEST, FEWEST))
            .contiguous(memory_format=torch.channels_last)
        )
        for block in self.blocks:
            x = block(x, style)
        picture: Tensor = F.pixel_shuffle(self.finish(F.leaky_relu(x, SLOPE)), self.shuffle)
        return picture


class Down(nn.Module):
    """Two convolutions beside a skip, then half the size."""

    def __init__(self, wide: int, out: int) -> None:
        super().__init__()
        self.first = Conv(wide, wide)
        self.second = Conv(wide, out, gain=0.0)
        self.skip = Conv(wide, out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = F.avg_pool2d(self.first(F.leaky_relu(x, SLOPE)), 2)
        return torch.as_tensor(self.skip(F.avg_pool2d(x, 2)) + self.second(F.leaky_relu(y, SLOPE)))


class Trunk(nn.Module):
    """Pictures to a feature map of 4 px, through `widths` given from 4 px up."""

    def __init__(self, channels: int, widths: tuple[int, ...], shuffle: int) -> None:
        super().__init__()
        wide = tuple(reversed(widths))
        self.shuffle = shuffle
        self.begin = Conv(channels * shuffle**2, wide[0])
        self.blocks = nn.ModuleList(Down(a, b) for a, b in pairwise(wide))

    def forward(self, pictures: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The last feature map, and all of them from the largest on."""
        x = self.begin(F.pixel_unshuffle(pictures, self.shuffle))
        maps = []
        for block in self.blocks:
            x = block(x)
            maps.append(x)
        return x, maps


class Discriminator(nn.Module):
    """Pictures to a critique (N,), and the feature maps on the way; conditions by projection
    (Miyato and Koyama 2018).
    """

    def __init__(self, preset: Preset, channels: int, conditions: int = 0) -> None:
        super().__init__()
        widths = preset.discriminator
        self.trunk = Trunk(channels, widths, preset.shuffle)
        self.dense = nn.Linear(widths[0] * FEWEST**2, widths[0])
        self.verdict = nn.Linear(widths[0], 1)
        self.projection = nn.Linear(conditions, widths[0], bias=False) if conditions else None
        nn.init.normal_(self.verdict.weight, std=1 / math.sqrt(widths[0]))

    def forward(
        self, pictures: Tensor, conditions: Tensor | None = None
    ) -> tuple[Tensor, list[Tensor]]:
        x, maps = self.trunk(pictures)
        features = F.leaky_relu(self.dense(F.leaky_relu(x, SLOPE).flatten(1)), SLOPE).float()
        # Sums of products, not linear layers: autocast would make bfloat16 of what decides who
        # wins.
        said = (features * self.verdict.weight).sum(1) + self.verdict.bias
        if self.projection is not None and conditions is not None:
            said = said + (self.projection(conditions).float() * features).sum(1) / math.sqrt(
                features.shape[1]
            )
        return said, maps


class Encoder(nn.Module):
    """Pictures to the mean and the logarithm of the variance of their latents, (N, 64) each."""

    def __init__(self, preset: Preset, channels: int) -> None:
        super().__init__()
        widths = preset.encoder
        self.trunk = Trunk(channels, widths, preset.shuffle)
        self.dense = nn.Linear(widths[0] * FEWEST**2, 2 * LATENT)
        nn.init.normal_(self.dense.weight, std=0.1 / math.sqrt(widths[0] * FEWEST**2))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        mean, spread = (
            self.dense(F.leaky_relu(self.trunk(pictures)[0], SLOPE).flatten(1)).float().chunk(2, 1)
        )
        return mean, spread.clamp(-8.0, 2.0)


class Quantised(nn.Module):
    """Pictures to a grid of codes and back: finite scalar quantisation (Mentzer et al. 2023), which
    needs no codebook and cannot lose one.
    """

    def __init__(self, preset: Preset, channels: int) -> None:
        super().__init__()
        widths, steps = preset.generator, len(preset.generator) - 1
        kept = steps - preset.deep  # doublings from 4 px to the grid
        self.grid = FEWEST * 2**kept
        self.encoder = Trunk(channels, preset.encoder[kept:], preset.shuffle)
        self.squeeze = Conv(preset.encoder[kept], len(LEVELS), 1)
        self.expand = Conv(len(LEVELS), widths[kept], 3)
        pairs = zip((widths[kept], *widths[kept:-1]), widths[kept:], strict=True)
        self.blocks = nn.ModuleList(
            Up(wide, out, double=k > 0) for k, (wide, out) in enumerate(pairs)
        )
        self.style = nn.Parameter(torch.zeros(1, STYLE))
        self.finish = Conv(widths[-1], channels * preset.shuffle**2, gain=0.5)
        self.shuffle = preset.shuffle

    def encode(self, pictures: Tensor) -> Tensor:
        """The quantised grid, (N, levels, grid, grid) in [-1,
        1], with straight-through gradients.
        """
        free = self.squeeze(F.leaky_relu(self.encoder(pictures)[0], SLOPE)).float()
        levels = torch.tensor(LEVELS, device=free.device, dtype=free.dtype)[:, None, None]
        half = (levels - 1) * (1 - 1e-3) / 2
        offset = torch.where(levels % 2 == 0, 0.5, 0.0)
        bounded = torch.tanh(free + torch.atanh(offset / half)) * half - offset
        rounded = bounded + (bounded.round() - bounded).detach()
        return rounded / (levels // 2)

    def decode(self, grid: Tensor) -> Tensor:
        """Pictures from a quantised grid."""
        x = self.expand(grid).contiguous(memory_format=torch.channels_last)
        for block in self.blocks:
            x = block(x, self.style)
        return F.pixel_shuffle(self.finish(F.leaky_relu(x, SLOPE)), self.shuffle)

    @staticmethod
    def numbers(grid: Tensor) -> Tensor:
        """Codes as numbers below prod(LEVELS), (N, grid * grid)."""
        levels = torch.tensor(LEVELS, device=grid.device)
        digits = (grid.permute(0, 2, 3, 1) * (levels // 2)).round().long() + levels // 2
        return (digits * _places(grid.device)).sum(-1).flatten(1)

    @staticmethod
    def grids(numbers: Tensor) -> Tensor:
        """The inverse of `numbers`."""
        side = math.isqrt(numbers.shape[1])
        levels = torch.tensor(LEVELS, device=numbers.device)
        digits = numbers[..., None] // _places(numbers.device) % levels
        return (
            ((digits - levels // 2) / (levels // 2))
            .view(len(numbers), side, side, len(LEVELS))
            .permute(0, 3, 1, 2)
        )


LEVELS: Final = (8, 5, 5, 5)
CODES: Final = math.prod(LEVELS)


def _places(device: torch.device) -> Tensor:
    return torch.tensor([math.prod(LEVELS[:k]) for k in range(len(LEVELS))], device=device)


class Attending(nn.Module):
    """A layer of a transformer that sees every place: attention, then two linear layers, normalised
    before (Xiong et al. 2020).
    """

    def __init__(self, width: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.all, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.think = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, places, width) to the same."""
        queries, keys, values = (
            self.all(self.before(x)).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        )
        x = x + self.out(
            F.scaled_dot_product_attention(queries, keys, values).transpose(1, 2).flatten(2)
        )
        return torch.as_tensor(x + self.think(self.between(x)))


class Prior(nn.Module):
    """Chooses codes for the quantised decoder, several at once: a masked transformer (MaskGIT:
    Chang et al. 2022).
    """

    def __init__(self, tokens: int, conditions: int, width: int, layers: int = 6) -> None:
        super().__init__()
        self.codes = nn.Embedding(CODES + 1, width)  # the last one: not chosen yet
        self.places = nn.Parameter(torch.randn(1, tokens, width) * 0.02)
        self.conditions = nn.Linear(conditions, width, bias=False) if conditions else None
        self.layers = nn.Sequential(*(Attending(width) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        self.scores = nn.Linear(width, CODES)

    def forward(self, numbers: Tensor, conditions: Tensor | None = None) -> Tensor:
        """Scores of every code at every place, (N, tokens, CODES), for numbers of which some are
        CODES: not chosen yet.
        """
        x = self.codes(numbers) + self.places
        if self.conditions is not None and conditions is not None:
            x = x + self.conditions(conditions)[:, None]
        return torch.as_tensor(self.scores(self.norm(self.layers(x))))
