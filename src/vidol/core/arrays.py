"""Names of array types that say what they hold. Shapes and ranges stand where an array is used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
"""Bytes: colours and alpha, 0..255."""
I64 = NDArray[np.int64]
"""Indices and counts."""
F32 = NDArray[np.float32]
"""Sound, weights, controls, features."""
F64 = NDArray[np.float64]
"""What must not lose a digit."""
Bools = NDArray[np.bool_]
"""Masks and choices."""
