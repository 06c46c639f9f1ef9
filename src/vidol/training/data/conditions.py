"""Tags and classes of a dataset as conditions: what a model that was trained on it can be asked
for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from vidol.core.arrays import I64, Bools
from vidol.training.data.dataset import Dataset
from vidol.training.data.manifest import Manifest


def condition_names(manifest: Manifest) -> tuple[str, ...]:
    """What items of a dataset can be asked for: its tags, and its classes as `class=name`."""
    return (
        *(tag.name for tag in manifest.tags),
        *(f"class={label.name}" for label in manifest.labels),
    )


def condition_groups(names: Sequence[str]) -> tuple[int, ...]:
    """For every condition the number of its group: those with the same key exclude one another, a
    tag without one stands alone.
    """
    keys = [name.partition("=")[0] if "=" in name else name for name in names]
    known = sorted(set(keys))
    return tuple(known.index(key) for key in keys)


def conditions_of(dataset: Dataset[Any, Any], numbers: I64) -> Bools:
    """Which conditions items fulfil, (items, conditions), in the order of `condition_names`."""
    classes = np.arange(len(dataset.manifest.labels))
    return np.concatenate((dataset.tags(numbers), dataset.labels(numbers)[:, None] == classes), 1)
