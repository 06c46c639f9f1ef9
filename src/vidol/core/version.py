"""The version of vidol, said once: the package, its files and its records read it here."""

__version__ = "0.1.0"
