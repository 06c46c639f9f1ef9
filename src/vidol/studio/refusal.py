"""A request that the studio does not answer, and why."""

from __future__ import annotations


class Refused(Exception):
    """A request that is not answered."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence = status, code, sentence
