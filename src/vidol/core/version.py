"""The version of vidol, said once: the package, its files and its records read it here."""

__version__ = "0.1.0"  # without a type: the build reads this line, and knows only its plain form
