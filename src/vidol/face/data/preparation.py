"""The loop: sources in, one after the other, a dataset out.

Pictures are decoded, framed and judged by as many threads as there are cores, a few ahead of what
is written; what is written, and every decision that depends on earlier pictures, goes in the order
of the listing. So the same material gives the same dataset on any machine, and work that was
interrupted goes on exactly where it stopped.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from vidol.core.errors import InputError, OutputError
from vidol.core.interruption import interruptible
from vidol.face.data import films, report
from vidol.face.data.duplicates import Known
from vidol.face.data.kinds import FACES, FILM, PICTURE
from vidol.face.data.making import Made, Unit, make
from vidol.face.data.options import Options
from vidol.face.data.plan import Find, Plan
from vidol.face.data.planning import planned
from vidol.face.finder import find_faces
from vidol.training.data import rights
from vidol.training.data.listing import Listing
from vidol.training.data.register import PROBLEM
from vidol.training.data.report import write_skipped
from vidol.training.pictures.dataset import PictureItem, PictureManifest
from vidol.training.pictures.dataset_writer import PictureWriter

Tell = Callable[[int, int, int], None]
"""Told how many sources are done, about how many there are, and how many pictures were taken."""

_SCENE: Final = 30.0
"""Seconds of a film that are held out or trained on together: neighbouring frames are nearly the
same.
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of it."""

    path: Path
    manifest: PictureManifest
    report: dict[str, Any]
    """As in report.json; see vidol.face.data.report."""


def prepare(
    source: str | Path,
    out: str | Path,
    options: Options | None = None,
    *,
    find: Find | None = None,
    tell: Tell | None = None,
) -> Prepared:
    """Make a dataset at `out` from a folder, a zip or a film; the same call goes on with work that
    was interrupted.

    `find` looks for faces; vidol.face.finder.find_faces does when none is given. Broken and
    unsuitable files are left out and listed in the dataset's report.md, report.json and
    skipped.jsonl.

    Raises InputError when `source`, its labels or its rights cannot be used, or nothing in it gives
    a picture; OutputError when `out` exists, cannot be written, or the disk is full.
    """
    options = options or Options()
    source, out = Path(source), Path(out)
    stated = options.rights()
    looked_for = None if options.whole else (find or find_faces)
    listing = Listing.of(source, FACES, options.labels)
    with contextlib.closing(listing):
        if not listing.readable:
            raise InputError(f"There are no pictures in {source}{_what_instead(listing)}.")
        stated = listing.rights | stated
        if not options.i_have_the_rights and rights.missing(stated) and not listing.states_rights:
            raise _refused(source)
        plan = planned(listing, options, stated, looked_for)
        writer = PictureWriter(
            out,
            name=out.resolve().name,
            size=plan.size,
            channels=plan.channels,
            settings=_settings(plan),
        )
        return _run(plan, writer, tell or (lambda _done, _all, _taken: None))


def _refused(source: Path) -> InputError:
    return InputError(
        f"Nobody says under which licence the pictures in {source} may be used and whose consent"
        " they rest on: give --licence (such as CC0-1.0) and --consent (not-a-person for drawings),"
        " or columns or a rights.json that say it; or --i-have-the-rights, which will be recorded."
    )


def _run(plan: Plan, writer: PictureWriter, tell: Tell) -> Prepared:
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
                raise InputError(
                    f"Nothing in {plan.listing.root} gave a picture ({said}){_advice(reasons)}."
                )
            skipped = list(write_skipped(writer.part, writer.skipped()))
            known.close()

            def last(folder: Path) -> None:
                shutil.rmtree(work)
                told.update(report.write(folder, plan.listing, skipped))

            manifest = writer.finish(rights_claimed=plan.options.i_have_the_rights, last=last)
    return Prepared(writer.path, manifest, told)


def _write(plan: Plan, writer: PictureWriter, known: Known, tell: Tell) -> None:
    """Everything that is left to do, in order."""
    counts = plan.listing.counts
    expected = counts[PICTURE] + counts[PROBLEM] + _frames_expected(plan)
    # A KeyboardInterrupt anywhere in the waiting for threads can leave a lock held, and hang.
    with (
        interruptible() as wish,
        contextlib.closing(_ahead(plan, islice(_units(plan), writer.seen, None))) as results,
    ):
        for unit, made in results:
            if wish.is_set():
                raise KeyboardInterrupt
            if isinstance(made, Made):
                reason = known.before(made.item["source_sha256"], made.look)
                if reason:
                    writer.skip(unit.name, reason)
                else:
                    # The first is never held out: of very few pictures, at least one can be trained
                    # on.
                    test = (
                        bool(writer.count)
                        and int(made.draw[:8], 16) < plan.options.hold_out * 2**32
                    )
                    known.take(writer.seen, unit.name, made.item["source_sha256"], made.look)
                    writer.add(made.png, PictureItem(**made.item, test=test))
            else:
                writer.skip(unit.name, made)
            tell(writer.seen, max(expected, writer.seen), writer.count)


def _ahead(plan: Plan, units: Iterator[Unit]) -> Generator[tuple[Unit, Made | str]]:
    """Each unit with what became of it, in order, made by several threads some units ahead."""
    workers = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    waiting: deque[tuple[Unit, Future[Made | str]]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="prepare")
    try:
        for unit in units:
            waiting.append((unit, pool.submit(make, plan, unit)))
            if len(waiting) > 2 * workers:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _units(plan: Plan) -> Iterator[Unit]:
    """All sources in order, films as their frames."""
    for source in plan.listing:
        if source.kind != FILM:
            yield Unit(source, source.name, problem=source.reason)
            continue
        try:
            print_ = films.fingerprint(source.place.path)
            for seconds, picture in films.frames(source.place.path, plan.options.every):
                yield Unit(
                    source,
                    f"{source.name}@{seconds:.3f}",
                    picture,
                    f"{print_} {int(seconds / _SCENE)}",
                )
        except InputError as error:
            yield Unit(source, source.name, problem=str(error))


def _settings(plan: Plan) -> dict[str, Any]:
    """How it was prepared, for the manifest, and to recognise work that was begun with the same
    material in the same way.
    """
    options = plan.options
    return {
        "sources": plan.listing.readable,
        "sources_sha256": plan.listing.sha256,
        "size": options.size,
        "faces": not options.whole,
        "background": options.flatten,
        "normalise": options.normalise,
        "hold_out": options.hold_out,
        "every": options.every,
        "rights": plan.stated,
        "i_have_the_rights": options.i_have_the_rights,
    }


def _frames_expected(plan: Plan) -> int:
    if not plan.listing.counts[FILM]:
        return 0
    return sum(
        int(films.seconds(source.place.path) / plan.options.every) + 1
        for source in plan.listing
        if source.kind == FILM
    )


def _what_instead(listing: Listing) -> str:
    found = [f"{count} {kind}" for kind, count in listing.others.most_common(3)]
    if problems := listing.counts[PROBLEM]:
        found.insert(0, f"{problems} that cannot be used")
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
        raise OutputError(
            f"Cannot write the dataset {path}: {why}; the same command goes on from here once that"
            " is mended."
        ) from error
