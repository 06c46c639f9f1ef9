"""The version of vidol, said once: the package, its files and its records read it here."""

from typing import Final

__version__: Final = "0.1.0"
