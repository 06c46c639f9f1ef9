"""The character and its bundle: created from a seed, changed by copies, saved and loaded as one
file.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from vidol.avatar import bundle
from vidol.avatar.changes import explained
from vidol.avatar.character import KNOWLEDGE, Character, Plugins
from vidol.core.errors import InputError
from vidol.core.rights import Record
from vidol.face.artist import Look
from vidol.mind import Persona, default_files
from vidol.voice import VoiceProfile, fit

__all__ = ["Character", "Plugins", "load", "new"]

_OURS: Final = "the vidol contributors"
_ROLLED_SEEDS: Final = 1_000_000  # enough never to meet one's twin, short enough to say aloud


def new(name: str, seed: int | None = None, **look_overrides: object) -> Character:
    """A character from a seed: its look, and a voice that fits it. The same arguments give the same
    character.

    It begins with vidol's own persona and FAQ (about itself and vidol); ``with_persona`` and
    ``with_knowledge`` replace them.

    `look_overrides` are fields of vidol.face.artist.Look; what is not given is chosen around them.
    Without a seed, one is rolled and kept in ``Character.seed``.

    Raises InputError for an empty or overlong name, or a look that cannot be.
    """
    seed = secrets.randbelow(_ROLLED_SEEDS) if seed is None else seed
    try:
        look = Look.from_seed(seed, **look_overrides)
    except ValidationError as error:
        raise InputError(explained(error, Look, "the look")) from error
    knowledge = default_files()
    return Character(
        look=look,
        persona=Persona.default(name),
        voice_profile=_fitting_voice(look),
        seed=seed,
        created=datetime.now(UTC).replace(microsecond=0),
        knowledge=knowledge,
        rights=(
            Record(part="look", origin=f"drawn by vidol from seed {seed}"),
            Record(part="voice", origin=f"synthetic, chosen by vidol from seed {seed}"),
            Record(
                part="persona",
                origin="vidol's own to begin with",
                holder=_OURS,
                licence="Apache-2.0",
            ),
            *(
                Record(
                    part=KNOWLEDGE + name,
                    origin="vidol's own to begin with",
                    holder=_OURS,
                    licence="Apache-2.0",
                )
                for name in sorted(knowledge)
            ),
        ),
    )


def load(path: str | Path) -> Character:
    """Read a bundle.

    Raises InputError, one sentence that names the file and the way out, when it is missing,
    damaged, hostile or newer than this vidol.
    """
    return bundle.load(Path(path))


def _fitting_voice(look: Look) -> VoiceProfile:
    lively = {
        "wide": 0.9,
        "fang": 0.8,
        "cat": 0.75,
        "smile": 0.6,
        "neutral": 0.4,
        "line": 0.2,
        "smirk": 0.35,
    }
    traits = {
        "presentation": look.presentation,
        "age": "mascot" if look.proportion == "chibi" else "adult",
        "energy": lively.get(look.mouth, 0.5),
        "seed": look.seed,
    }
    return fit(traits)
