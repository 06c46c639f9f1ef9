"""What users read says nobody's sex: a character may be anybody. Comments may say she."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import vidol

SOURCE = Path(vidol.__file__).parent
SHE = re.compile(r"\b(she|her|hers|herself)\b|她|彼女", re.IGNORECASE)
# Words that are read, not said: abbreviations, moderation; and what pronouns can be.
LISTS = {
    "text/abbreviations.py", "mind/normalise.py", "mind/persona.py", "mind/parts.py",
    "mind/language_model/directions.py",
}  # fmt: skip
READ = ("cli", "studio/routes")
"""Where the docstrings of functions and models are help, or documents of the API."""


def seen(tree: ast.Module, *, docstrings: bool) -> Iterator[ast.Constant]:
    """The texts of a module that come before a user's eyes."""
    described = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    hidden = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    if docstrings:
        public = (
            node.body[0]
            for node in described
            if not node.name.startswith("_") and node.decorator_list
        )
        hidden -= {id(first.value) for first in public if isinstance(first, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in hidden
        ):
            yield node


def test_what_users_read_says_nobodys_sex():
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}: {node.value.strip()[:80]}"
        for path in SOURCE.rglob("*.py")
        if (name := path.relative_to(SOURCE).as_posix()) not in LISTS
        for node in seen(ast.parse(path.read_text("utf-8")), docstrings=name.startswith(READ))
        if SHE.search(node.value)
    ]
    assert not found, found
