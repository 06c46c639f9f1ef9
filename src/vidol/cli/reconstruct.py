"""``vidol reconstruct``: what a trained model makes of a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def reconstruct(
    model: Annotated[
        Path,
        typer.Argument(
            help="A model with an encoder: trained with both, variational or quantised."
        ),
    ],
    picture: Annotated[
        Path, typer.Argument(help="A picture, framed like those that the model was trained on.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help="A .png or .webp: the picture as the model saw it, and what it made of it.",
        ),
    ],
) -> None:
    """Show PICTURE as MODEL sees it beside what MODEL makes of it."""
    import numpy as np

    from vidol.face.generator.model import FaceModel, sheet
    from vidol.media.labels import Label
    from vidol.media.pictures import read_picture
    from vidol.media.stills import write_still

    opened = FaceModel(model)
    seen = opened.seen(read_picture(picture))
    made = opened.reconstruct(seen)
    write_still(out, sheet(np.stack((seen, made)), 2), label=Label())
    error = np.abs(seen.astype(np.float32) - made).mean() / 255
    typer.echo(f"{out}: mean difference {error:.1%} of the range")
