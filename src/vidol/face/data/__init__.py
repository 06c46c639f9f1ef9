"""From raw pictures to a dataset that a face can be trained on: `vidol data face`.

    preparation.py  the loop: sources in, a dataset out; `prepare` is what others call
    options.py      what is asked for, and what is settled before the first picture is written
    making.py       one source to one finished picture
    listing.py      what a folder or a zip holds, in order, on disk rather than in memory
    archives.py     zips, read as a stream and with suspicion
    films.py        frames of a film
    tables.py       labels in CSV and JSONL, written into the listing
    labels.py       what becomes a tag and what does not
    colournames.py  #c0c0c8 is silver
    rights.py       whose each picture is, and with whose consent
    decoding.py     one file to pixels, bounded
    framing.py      which square is taken, and how it is made small
    colour.py       exposure and white evened out, where that is wanted
    quality.py      what a person should look at
    duplicates.py   the same picture twice
    report.py       what came of it, before anything is trained

The format of a dataset is vidol.training.pictures.dataset's; where faces are is vidol.face.finder's.
"""

from vidol.face.data.options import Options
from vidol.face.data.preparation import Prepared, prepare

__all__ = ["Options", "Prepared", "prepare"]
