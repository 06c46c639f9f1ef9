"""Losses of adversarial training, from their papers. Critiques are (N,) float; every function
returns a mean over the batch.

pairing          softplus(fake - real): real and fake are compared with one another, not with a line
(Jolicoeur-Martineau 2018; R3GAN, Huang et al. 2024, eq. 1)
logistic         softplus(-real) + softplus(fake), generator non-saturating (Goodfellow et al.
2014), meant with R1
non-saturating   the same without any penalty: DCGAN's (Radford et al. 2015)
hinge            max(0, 1 - real) + max(0, 1 + fake) (Lim and Ye 2017), meant with a gradient
penalty
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

Critic = Callable[[Tensor], Tensor]


class Loss(NamedTuple):
    """What discriminator and generator minimise, given the critiques of real and fake pictures."""

    discriminator: Callable[[Tensor, Tensor], Tensor]
    generator: Callable[[Tensor, Tensor], Tensor]
    penalties: tuple[str, ...]
    """Of `real` (R1), `fake` (R2) and `between`."""


LOSSES: Final = {
    "pairing": Loss(
        lambda real, fake: F.softplus(fake - real).mean(),
        lambda real, fake: F.softplus(real - fake).mean(),
        ("real", "fake"),
    ),
    "logistic": Loss(
        lambda real, fake: (F.softplus(-real) + F.softplus(fake)).mean(),
        lambda _, fake: F.softplus(-fake).mean(),
        ("real",),
    ),
    "non-saturating": Loss(
        lambda real, fake: (F.softplus(-real) + F.softplus(fake)).mean(),
        lambda _, fake: F.softplus(-fake).mean(),
        (),
    ),
    "hinge": Loss(
        lambda real, fake: (F.relu(1 - real) + F.relu(1 + fake)).mean(),
        lambda _, fake: -fake.mean(),
        ("between",),
    ),
}


def zero_centred(critique: Tensor, pictures: Tensor) -> Tensor:
    """Mean squared gradient of the critique at `pictures` (which require it): R1 on real ones, R2
    on fakes (Mescheder et al. 2018, eq. 9).
    """
    (slope,) = torch.autograd.grad(critique.sum(), pictures, create_graph=True)
    return slope.float().square().sum((1, 2, 3)).mean()


def one_centred(critic: Critic, real: Tensor, fake: Tensor, between: Tensor) -> Tensor:
    """(|gradient| - 1)^2 at points on the lines from real to fake pictures (Gulrajani et al. 2017,
    eq. 3); `between` (N,) in [0, 1] says where.
    """
    at = torch.lerp(real, fake, between[:, None, None, None]).requires_grad_()
    (slope,) = torch.autograd.grad(critic(at).sum(), at, create_graph=True)
    return (slope.float().square().sum((1, 2, 3)).add(1e-12).sqrt() - 1).square().mean()


def laplacian(a: Tensor, b: Tensor, levels: int = 4) -> Tensor:
    """L1 distance of Laplacian pyramids, each level weighing the same: edges count as much as areas
    (after Bojanowski et al. 2018).
    """
    total = a.new_zeros((), dtype=torch.float32)
    for _ in range(levels - 1):
        small_a, small_b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
        fine_a, fine_b = (
            big - F.interpolate(small, scale_factor=2.0, mode="nearest")
            for big, small in ((a, small_a), (b, small_b))
        )
        total = total + (fine_a - fine_b).float().abs().mean()
        a, b = small_a, small_b
    return total + (a - b).float().abs().mean()


def standard_normal(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL divergence of a diagonal Gaussian from the standard one, summed over dimensions (Kingma
    and Welling 2013, appendix B).
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()
