"""The embedded engines, one for each language, opened when they are first needed.

English and Chinese share one helper process; each set of engines has its own.
"""

from __future__ import annotations

from vidol.core.errors import MissingExtra
from vidol.core.speech import Language
from vidol.voice.engines.base import Engine
from vidol.voice.engines.espeak import English
from vidol.voice.engines.espeak_process import EspeakProcess
from vidol.voice.engines.japanese import Japanese
from vidol.voice.engines.mandarin import Mandarin


class Engines:
    """The engines of one voice."""

    def __init__(self) -> None:
        self._open: dict[Language, Engine | MissingExtra] = {}
        self._process: EspeakProcess | None = None

    def get(self, language: Language) -> Engine:
        """The engine of `language`. Raises MissingExtra when it is not installed."""
        if language not in self._open:
            try:
                self._open[language] = self._make(language)
            except MissingExtra as error:
                self._open[language] = error
        found = self._open[language]
        if isinstance(found, MissingExtra):
            raise found
        return found

    def has(self, language: Language) -> bool:
        """Whether `language` can be said here."""
        try:
            self.get(language)
        except MissingExtra:
            return False
        return True

    def close(self) -> None:
        """Close all that were opened."""
        for engine in self._open.values():
            if not isinstance(engine, MissingExtra):
                engine.close()
        self._open.clear()

    def _make(self, language: Language) -> Engine:
        if language == "ja":
            return Japanese()
        self._process = self._process or EspeakProcess()
        return English(self._process) if language == "en" else Mandarin(self._process)


def open_engines() -> Engines:
    """Engines that load on first use."""
    return Engines()
