"""The loop: sources in, one after the other, a dataset out.

Pictures are decoded, framed and judged by as many threads as there are cores, a few ahead of what is written; what is written, and every
decision that depends on earlier pictures, goes in the order of the listing. So the same material gives the same dataset on any machine,
and work that was interrupted goes on exactly where it stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from vidol.core.errors import InputError, OutputError
from vidol.core.rights import NOT_STATED
from vidol.face.data import colour, films, framing, labels, quality, report, rights
from vidol.face.data.decoding import decode, opaque
from vidol.face.data.duplicates import Known, Look, look_of
from vidol.face.data.framing import Face, Square
from vidol.face.data.listing import LARGEST_CAPTION, LARGEST_FILE, Listing, Source
from vidol.face.finder import find_faces
from vidol.training.dataset import Item, Manifest
from vidol.training.dataset_writer import DatasetWriter, encoded

Bytes = NDArray[np.uint8]
Find = Callable[[Bytes], Sequence[Face]]
"""Faces in an RGB picture (height, width, 3), the best first."""
Tell = Callable[[int, int, int], None]
"""Told how many sources are done, about how many there are, and how many pictures were taken."""

SIZES: Final = (64, 128, 256)
"""What is chosen from when no size is asked for."""
SMALLEST, LARGEST_SIZE = 16, 1024
_SAMPLE: Final = 48
"""Pictures that are looked at before the size and the channels are settled."""
_FIT: Final = 0.9
"""A picture fits a size when its square has at least this share of it."""
_MOST_FIT: Final = 0.8
"""The share of pictures that must fit the size that is chosen."""
_SCENE: Final = 30.0
"""Seconds of a film that are held out or trained on together: neighbouring frames are nearly the same."""
_OUTSIDE: Final = 0.08
_RIVAL: Final = 0.5
"""A second face of this share of the first one's side is a rival."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a dataset is prepared."""

    size: int | None = None
    """Side of the pictures, pixels; None: the largest of SIZES that most pictures fit."""
    whole: bool = False
    """Take whole pictures instead of looking for faces."""
    flatten: str | None = None
    """``#rrggbb`` behind what can be seen through; None keeps transparency where most pictures have it, and is white elsewhere."""
    normalise: bool = False
    """Even out exposure and white; see vidol.face.data.colour."""
    hold_out: float = 0.1
    """Share of pictures that are never trained on, 0 to 0.9."""
    every: float = 1.0
    """Seconds between frames of films."""
    licence: str = ""
    holder: str = ""
    consent: str = ""
    """Of all pictures whose own line in the table does not say otherwise."""
    i_have_the_rights: bool = False
    """Take pictures whose licence or consent is not stated; the dataset says so."""
    labels: Path | None = None
    """A table of labels; None: the one at the top of the folder, if there is one."""

    def __post_init__(self) -> None:
        """Raises InputError for a value out of its range."""
        if self.size is not None and not SMALLEST <= self.size <= LARGEST_SIZE:
            raise InputError(f"The size {self.size} is out of range: give {SMALLEST} to {LARGEST_SIZE} pixels.")
        if self.flatten is not None and not re.fullmatch(r"#[0-9a-fA-F]{6}", self.flatten):
            raise InputError(f"{self.flatten!r} is no colour: write it as #rrggbb, for instance #ffffff.")
        if not 0 <= self.hold_out <= 0.9:
            raise InputError(f"{self.hold_out} of the pictures cannot be held out: give a share of 0 to 0.9, for instance 0.1.")
        if not self.every > 0:
            raise InputError(f"Frames cannot be {self.every} seconds apart: give a number above 0, for instance 1.")

    def rights(self) -> dict[str, str]:
        """What is stated here. Raises InputError for a licence that is no SPDX expression."""
        return rights.checked({"licence": self.licence, "holder": self.holder, "consent": self.consent}, "--licence, --holder and --consent")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of it."""

    path: Path
    manifest: Manifest
    report: dict[str, Any]
    """As in report.json; see vidol.face.data.report."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is settled before the first picture is written."""

    size: int
    channels: Literal[3, 4]
    background: tuple[int, int, int]
    options: Options
    stated: dict[str, str]
    listing: Listing
    find: Find | None


@dataclass(frozen=True, slots=True)
class _Unit:
    """One thing that gives one picture or none."""

    source: Source
    name: str
    frame: Bytes | None = None
    scene: str = ""
    """What is held out together with this frame."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Made:
    """A picture that is ready to be written, if nothing like it was."""

    png: bytes
    item: dict[str, Any]
    look: Look
    draw: str
    """A hash, of which the first digits decide whether it is held out."""


def prepare(source: str | Path, out: str | Path, options: Options | None = None, *, find: Find | None = None, tell: Tell | None = None) -> Prepared:
    """Make a dataset at `out` from a folder, a zip or a film; the same call goes on with work that was interrupted.

    `find` looks for faces; vidol.face.finder.find_faces does when none is given. Broken and unsuitable files are left out and listed in the
    dataset's report.md, report.json and skipped.jsonl.

    Raises InputError when `source`, its labels or its rights cannot be used, or nothing in it gives a picture; OutputError when `out` exists,
    cannot be written, or the disk is full.
    """
    options = options or Options()
    source, out = Path(source), Path(out)
    stated = options.rights()
    if not options.whole and find is None:
        find = find_faces
    listing = Listing.of(source, options.labels)
    with contextlib.closing(listing):
        if not listing.pictures + listing.films:
            raise InputError(f"There are no pictures in {source}{_what_instead(listing)}.")
        stated = listing.rights | stated
        if not options.i_have_the_rights and rights.missing(stated) and not listing.states_rights:
            raise InputError(
                f"Nobody says under which licence the pictures in {source} may be used and whose consent they rest on: give --licence (such as CC0-1.0)"
                " and --consent (not-a-person for drawings), or columns or a rights.json that say it; or --i-have-the-rights, which will be recorded."
            )
        plan = _plan(listing, options, stated, None if options.whole else find)
        writer = DatasetWriter(out, name=out.resolve().name, size=plan.size, channels=plan.channels, settings=_settings(plan))
        return _run(plan, writer, tell or (lambda _done, _all, _taken: None))


def _run(plan: _Plan, writer: DatasetWriter, tell: Tell) -> Prepared:
    work = writer.part / "work"
    told: dict[str, Any] = {}
    with contextlib.ExitStack() as stack:
        stack.callback(writer.close)
        with _explained(writer.path):
            work.mkdir(exist_ok=True)
            known = Known(work / "taken.sqlite", seen=writer.seen, size=plan.size)
            stack.callback(known.close)
            _write(plan, writer, known, tell)
            if not writer.count:
                reasons = Counter(reason.partition(":")[0] for _, reason in writer.skipped())
                writer.discard()
                said = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common(4))
                raise InputError(f"Nothing in {plan.listing.root} gave a picture ({said}){_advice(reasons)}.")
            skipped = list(report.write_skipped(writer.part, writer.skipped()))
            known.close()

            def last(folder: Path) -> None:
                shutil.rmtree(work)
                told.update(report.write(folder, plan.listing, skipped))

            manifest = writer.finish(rights_claimed=plan.options.i_have_the_rights, last=last)
    return Prepared(writer.path, manifest, told)


def _write(plan: _Plan, writer: DatasetWriter, known: Known, tell: Tell) -> None:
    """Everything that is left to do, in order."""
    expected = plan.listing.pictures + plan.listing.problems + _frames_expected(plan)
    with contextlib.closing(_ahead(plan, islice(_units(plan), writer.seen, None))) as results:
        for unit, made in results:
            if isinstance(made, _Made):
                reason = known.before(made.item["source_sha256"], made.look)
                if reason:
                    writer.skip(unit.name, reason)
                else:
                    # The first is never held out: of very few pictures, at least one can be trained on.
                    test = bool(writer.count) and int(made.draw[:8], 16) < plan.options.hold_out * 2**32
                    known.take(writer.seen, unit.name, made.item["source_sha256"], made.look)
                    writer.add(made.png, Item(**made.item, test=test))
            else:
                writer.skip(unit.name, made)
            tell(writer.seen, max(expected, writer.seen), writer.count)


def _ahead(plan: _Plan, units: Iterator[_Unit]) -> Generator[tuple[_Unit, _Made | str]]:
    """Each unit with what became of it, in order, made by several threads some units ahead."""
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    waiting: deque[tuple[_Unit, Future[_Made | str]]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="prepare")
    try:
        for unit in units:
            waiting.append((unit, pool.submit(_make, plan, unit)))
            if len(waiting) > 2 * workers:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _units(plan: _Plan) -> Iterator[_Unit]:
    """All sources in order, films as their frames."""
    for source in plan.listing:
        if source.kind != "film":
            yield _Unit(source, source.name, problem=source.reason)
            continue
        try:
            print_ = films.fingerprint(source.place.path)
            for seconds, picture in films.frames(source.place.path, plan.options.every):
                yield _Unit(source, f"{source.name}@{seconds:.3f}", picture, f"{print_} {int(seconds / _SCENE)}")
        except InputError as error:
            yield _Unit(source, source.name, problem=str(error))


def _make(plan: _Plan, unit: _Unit) -> _Made | str:
    """One unit's picture with what is to be noted of it, or the reason why there is none."""
    if unit.problem:
        return unit.problem
    own = {**plan.stated, **labels.rights_of(unit.source.fields)}
    if not plan.options.i_have_the_rights and (refusal := rights.missing(own)):
        return refusal
    try:
        picture, sha256 = _pixels(unit)
    except InputError as error:
        return str(error)
    return _finished(plan, unit, picture, sha256, own)


def _pixels(unit: _Unit) -> tuple[Bytes, str]:
    """RGBA, and the hash that stands for the source."""
    if unit.frame is None:
        data = unit.source.place.read(LARGEST_FILE)
        return decode(data), hashlib.sha256(data).hexdigest()
    alpha = np.full((*unit.frame.shape[:2], 1), 255, np.uint8)
    return np.concatenate((unit.frame, alpha), 2), hashlib.sha256(unit.frame.data).hexdigest()


def _finished(plan: _Plan, unit: _Unit, picture: Bytes, sha256: str, own: dict[str, str]) -> _Made | str:
    height, width = picture.shape[:2]
    solid = opaque(picture)
    square, faces = _square(plan, picture, solid=solid)
    if plan.find is not None and not faces:
        return "no face: none was found"
    side = square.side if square else width
    if side < plan.size / 2:
        return f"too small: {side:.0f} pixels, less than half of {plan.size}"
    result = framing.cut(picture, square, plan.size, opaque=solid)
    if plan.channels == 3:
        result = framing.flattened(result, plan.background) if not solid else np.ascontiguousarray(result[..., :3])
    if quality.blank(result):
        return "blank: it shows one colour or nothing"
    look = look_of(result)
    if plan.options.normalise:
        result = colour.evened(result)
    warnings = [*_warnings(plan, square, faces, (width, height), solid=solid), *quality.warnings(result)]
    if side < plan.size:
        warnings = [one for one in warnings if not one.startswith("blurred")]  # which the next says better
        warnings.insert(0, f"enlarged: from {side:.0f} to {plan.size} pixels")
    item = {
        "file": unit.name, "source_sha256": sha256, "licence": own.get("licence", NOT_STATED), "holder": own.get("holder", NOT_STATED),
        "consent": own.get("consent", ""), "width": width, "height": height, "crop": tuple(round(value, 2) for value in square) if square else None,
        "face": round(min(1.0, max(0.0, faces[0].score)), 3) if faces else None, "tags": tuple(dict.fromkeys(_tags(plan, unit.source))),
        "label": labels.class_of(unit.source.fields) or unit.source.label, "warnings": tuple(warnings),
    }  # fmt: skip
    return _Made(encoded(result), item, look, hashlib.sha256(unit.scene.encode()).hexdigest() if unit.scene else sha256)


def _square(plan: _Plan, picture: Bytes, *, solid: bool) -> tuple[Square | None, Sequence[Face]]:
    height, width = picture.shape[:2]
    if plan.find is None:
        return framing.whole(width, height, opaque=solid), ()
    seen = np.ascontiguousarray(picture[..., :3]) if solid else framing.flattened(picture, plan.background)
    faces = plan.find(seen)
    return (framing.around(faces[0], width, height), faces) if faces else (None, ())


def _warnings(plan: _Plan, square: Square | None, faces: Sequence[Face], size: tuple[int, int], *, solid: bool) -> Iterator[str]:
    """What the framing leaves to be looked at."""
    rivals = [face for face in faces[1:] if face.side >= _RIVAL * faces[0].side]
    if rivals:
        yield f"several faces: {len(rivals) + 1}, the best was taken"
    if square is not None and solid:
        if faces and (beyond := framing.outside(square, *size)) > _OUTSIDE:
            yield f"at the edge: {beyond:.0%} of the square lie outside of the picture"
        if not faces and max(size) > 2 * min(size):
            yield f"cut off: of {size[0]}x{size[1]} pixels only a square was taken"
    if not solid and plan.channels == 3 and plan.options.flatten is None:
        yield "transparent: it was laid on white, as most pictures are opaque"


def _tags(plan: _Plan, source: Source) -> Iterator[str]:
    yield from plan.listing.keys.tags(source.fields)
    if source.caption is not None:
        with contextlib.suppress(InputError):  # a caption that cannot be read is none
            yield from labels.names_of(source.caption.read(LARGEST_CAPTION).decode("utf-8-sig", "replace"))


def _plan(listing: Listing, options: Options, stated: dict[str, str], find: Find | None) -> _Plan:
    """Look at some pictures, and settle the size and whether transparency is kept."""
    background = bytes.fromhex((options.flatten or "#ffffff")[1:])
    rough = _Plan(SIZES[-1], 4, (background[0], background[1], background[2]), options, stated, listing, find)
    sides, clear = [], 0
    for picture in _sampled(rough):
        solid = opaque(picture)
        square, faces = _square(rough, picture, solid=solid)
        if find is None or faces:
            sides.append(square.side if square else picture.shape[1])
            clear += not solid
    channels: Literal[3, 4] = 4 if clear * 2 > len(sides) and options.flatten is None else 3
    fitting = [size for size in SIZES if sum(side >= _FIT * size for side in sides) >= _MOST_FIT * len(sides)]
    size = options.size or (fitting[-1] if fitting and sides else SIZES[0] if sides else SIZES[-1])
    return _Plan(size, channels, rough.background, options, stated, listing, find)


def _sampled(plan: _Plan) -> Iterator[Bytes]:
    for source in plan.listing.sample(_SAMPLE):
        with contextlib.suppress(InputError):  # it will be told of when its turn comes
            if source.kind == "film":
                frame = next(films.frames(source.place.path, plan.options.every), None)
                if frame is not None:
                    yield _pixels(_Unit(source, source.name, frame.picture))[0]
            else:
                yield decode(source.place.read(LARGEST_FILE))


def _settings(plan: _Plan) -> dict[str, Any]:
    """How it was prepared, for the manifest, and to recognise work that was begun with the same material in the same way."""
    options = plan.options
    return {
        "sources": plan.listing.pictures + plan.listing.films, "sources_sha256": plan.listing.sha256, "size": options.size, "faces": not options.whole,
        "background": options.flatten, "normalise": options.normalise, "hold_out": options.hold_out, "every": options.every, "rights": plan.stated,
        "i_have_the_rights": options.i_have_the_rights,
    }  # fmt: skip


def _frames_expected(plan: _Plan) -> int:
    if not plan.listing.films:
        return 0
    return sum(int(films.seconds(source.place.path) / plan.options.every) + 1 for source in plan.listing if source.kind == "film")


def _what_instead(listing: Listing) -> str:
    found = [f"{count} {kind}" for kind, count in listing.others.most_common(3)]
    if listing.problems:
        found.insert(0, f"{listing.problems} that cannot be used")
    return f" (only {', '.join(found)})" if found else ""


def _advice(reasons: Counter[str]) -> str:
    most = reasons.most_common(1)[0][0] if reasons else ""
    return {
        "no face": "; if each picture shows one face and little else, give --whole",
        "too small": "; give a smaller --size",
        "refused": "; state licence and consent, or give --i-have-the-rights",
    }.get(most, "")


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """What the disk refuses, in a sentence."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OutputError(f"Cannot write the dataset {path}: {why}; the same command goes on from here once that is mended.") from error
