"""Hatchling's door to this folder: runs its parts and puts what they made into the wheel.

``pip install .`` needs nothing on the machine but Python: the compiler, Node and the font tools are
packages that pip puts into its isolated build environment ([build-system] in pyproject.toml) and
throws away afterwards.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Hatchling runs this file by its path, outside any package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from build_hooks.fonts import build_fonts
from build_hooks.native import build_native
from build_hooks.pages import build_pages


class BuildHook(BuildHookInterface[Any]):
    """Adds the rasteriser, the fonts and the studio's pages to wheels, editable ones included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the wheel is written; `version` is "standard" or "editable"."""
        root = Path(self.root)
        made = [*build_native(root), *build_fonts(root), *build_pages(root)]
        if version == "standard":  # an editable install reads them where they were made
            build_data["force_include"].update(
                {str(file): file.relative_to(root / "src").as_posix() for file in made}
            )
        # A library loaded by ctypes fits every Python, but only this system.
        build_data["pure_python"] = False
        system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{system}"
