"""The folder of a run, as far as it is known without torch: what there is to go on with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

CHECKPOINT: Final = "checkpoint-"
"""How the folders of checkpoints begin."""
LOG: Final = "log.jsonl"


def found(run: Path) -> list[Path]:
    """The checkpoints of a run, the oldest first."""
    return sorted(path for path in run.glob(f"{CHECKPOINT}*") if path.is_dir())


def ended_too_early(out: Path) -> str:
    """What to do about the folder of a model whose training ended before its first checkpoint, in a
    sentence; empty for any other.
    """
    run = out / "run"
    if found(run) or (out / "model.json").exists() or not (run / LOG).is_file():
        return ""
    return (
        f"The training in {out} ended before its first checkpoint, so that there is nothing to go"
        " on with: remove that folder and train again, or choose another name."
    )
