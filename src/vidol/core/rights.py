"""Rights: for every part of a character, who made it, under which licence, and whose consent it
rests on.

A bundle carries one record for each part that somebody could own: the look, the voice, the persona,
each knowledge file. A record says what the creator states, and says so plainly where nothing was
stated; it proves nothing. (Proof, by signatures and credentials, is the identity room's.)
"""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NOT_STATED: Final = "not stated"

# An SPDX licence expression ("CC-BY-4.0", "MIT OR Apache-2.0", "LicenseRef-studio"):
# https://spdx.github.io/spdx-spec
_SPDX: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.+-]*(?: (?:AND|OR|WITH) [A-Za-z0-9][A-Za-z0-9.+-]*)*"
)


def _licence(text: str) -> str:
    if text != NOT_STATED and not _SPDX.fullmatch(text):
        raise ValueError(
            "must be an SPDX licence expression such as CC-BY-4.0 or LicenseRef-studio, or 'not"
            " stated'"
        )
    return text


class Record(BaseModel):
    """The rights in one part of a character."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: str = Field(min_length=1, max_length=300)
    """``look``, ``voice``, ``persona`` or the member's name in the bundle (``knowledge/faq.csv``).
    """
    origin: str = Field(max_length=1000)
    """How it came about, in words: "drawn by vidol from seed 7"."""
    holder: str = Field(default=NOT_STATED, max_length=300)
    licence: Annotated[str, AfterValidator(_licence)] = NOT_STATED
    consent: str = Field(default="", max_length=1000)
    """For a real person's likeness or voice: who consented, to what, when. Empty where no real
    person is in it.
    """


def unrecorded(records: tuple[Record, ...], parts: set[str]) -> tuple[set[str], set[str]]:
    """The parts without a record, and the recorded parts that do not exist: both empty when the
    records are complete.
    """
    recorded = {record.part for record in records}
    return parts - recorded, recorded - parts
