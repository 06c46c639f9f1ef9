"""One set of samples against held-out pictures: KID, sliced Wasserstein, coverage, spread,
memorisation. Nothing pre-trained but vidol-ssl@1.

    python -m benchmarks.quality.judging FOLDER     # FOLDER/task.json names arrays of samples;
    done.json says what was found

Fakes are compared with held-out pictures of one size, n a side; where there are several times as
many fakes (held-out photographs are few), KID uses them all and the sliced Wasserstein distance is
a mean over parts of n.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.quality.tasks import written
from vidol.core.arrays import U8
from vidol.training.pictures.extractors import DEFAULT, Features, Seen, extractor
from vidol.training.pictures.metrics.diversity import diversity
from vidol.training.pictures.metrics.kernel import kid
from vidol.training.pictures.metrics.manifold import manifold
from vidol.training.pictures.metrics.memorisation import memorisation
from vidol.training.pictures.metrics.wasserstein import sliced_wasserstein

WAY: Final = "mirror images may be copies, too"
"""What is new in the way of judging since scores were first kept."""
PARTS: Final = 4
"""Of fakes, at most, for the sliced Wasserstein distance."""
FIRST: Final = "random-conv@0"
OWN: Final = "vidol-ssl@1"
Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Real:
    """Real pictures as one extractor sees them."""

    features: Features
    trained: Seen
    held_out: Seen


def known() -> list[Features]:
    """The extractors that there are: vidol-ssl@1 needs its weights, which come with the package."""
    found = []
    for name in DEFAULT:
        try:
            found.append(extractor(name))
        except OSError:
            continue
    return found


def names() -> dict[str, str]:
    """Extractors and the hashes of their weights: what a score depends on beside the pictures."""
    return {one.name: one.sha256 for one in known()}


def place(work: Path) -> Path:
    """Where scores are kept: another folder for other extractors,
    and for another way of judging.
    """
    return work / "scores" / hashlib.sha256(json.dumps([WAY, names()]).encode()).hexdigest()[:8]


def judged(fakes: U8, held_out: U8, reals: list[Real]) -> Scores:
    """Every number of a set of fakes, as "metric, extractor"."""
    n = min(len(fakes), len(held_out))
    found: Scores = {"SWD": texture(held_out, fakes)}
    for real in reals:
        seen = real.features.seen(fakes, mirrored=True)
        name, held, made = real.features.name, real.held_out.features, seen.features
        found |= {
            f"KID, {name}": 1000 * kid(held, made, seed=0).value,
            f"coverage, {name}": manifold(held[:n], made[:n]).coverage,
            f"spread, {name}": diversity(held[:n], made[:n]).spread,
            f"memorised, {name}": (
                memorisation(real.trained.features, real.held_out.both, seen.both).memorised
            ),
        }
    return found


def first(fakes: U8, reals: list[Real]) -> Scores:
    """KID of the extractor that has learned nothing: for the curves."""
    return {
        f"KID, {FIRST}": (
            1000 * kid(real.held_out.features, real.features.features(fakes), seed=0).value
        )
        for real in reals
        if real.features.name == FIRST
    }


def texture(real: U8, fakes: U8) -> float:
    """The sliced Wasserstein distance, times 1,000: mean over levels, and over parts of as many
    fakes as there are real pictures.
    """
    n = min(len(real), len(fakes))
    parts = [fakes[at : at + n] for at in range(0, len(fakes) - n + 1, n)][:PARTS]
    return float(np.mean([sliced_wasserstein(real[:n], part) for part in parts]))


def seen(trained: U8, held_out: U8) -> list[Real]:
    """Real pictures as all extractors see them."""
    return [Real(one, one.seen(trained), one.seen(held_out, mirrored=True)) for one in known()]


def floor(trained: U8, held_out: U8, reals: list[Real]) -> Scores:
    """The same numbers of real pictures: as many training pictures as there are held-out ones, in
    place of fakes; nothing is memorised but what counts as that of held-out pictures.
    """
    chosen = trained[
        np.random.Generator(np.random.Philox(3)).permutation(len(trained))[: len(held_out)]
    ]
    found = judged(chosen, held_out, reals)
    for real in reals:
        held = real.held_out.both
        found[f"memorised, {real.features.name}"] = memorisation(
            real.trained.features, held, held
        ).memorised
    return found


def main(folder: Path) -> None:
    """Judge every array that the task names."""
    task: dict[str, Any] = json.loads((folder / "task.json").read_text("utf-8"))
    trained, held_out = (
        np.asarray(np.load(task[name]), np.uint8) for name in ("trained", "held_out")
    )
    reals = seen(trained, held_out)
    found = {}
    for name, path in task["samples"].items():
        if name in task["briefly"]:
            found[name] = first(np.load(path), reals)
        else:
            found[name] = (
                judged(np.load(path), held_out, reals) if path else floor(trained, held_out, reals)
            )
    written(folder / "done.json", found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
