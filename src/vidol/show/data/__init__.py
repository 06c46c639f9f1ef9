"""What comes with the show: the demo script."""

from __future__ import annotations

from pathlib import Path
from typing import Final

DEMO: Final = Path(__file__).parent / "demo.md"
"""A minute in Chinese, Japanese and English that says what vidol is."""
