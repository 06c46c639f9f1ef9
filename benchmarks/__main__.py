"""``python -m benchmarks [NAME ...]``: run benchmarks one after the other, print a table, write
results.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

import vidol
from benchmarks import GIVEN, Row, Unfinished

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
NAMED = {"soak", "peers", "losses", "training"}
"""Which run only when they are named: they take an hour or several, or need the extra `train`."""
AGAIN = 75
"""The exit code of a long benchmark that was stopped by --minutes: the same command goes on."""


def main(arguments: list[str]) -> None:
    """Measure, print, and bring results.json up to date: what was not measured now keeps its older
    numbers.
    """
    known = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    names = _given(arguments)
    unknown = set(names) - set(known)
    if unknown:
        sys.exit(f"benchmarks: no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    console = Console()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in names or [name for name in known if name not in NAMED]:
        try:
            with console.status(f"measuring {name}"):
                rows = list(import_module(f"benchmarks.{name}").measure())
        except Unfinished as rest:
            console.print(f"{name}: {rest}; the same command goes on")
            sys.exit(AGAIN)
        console.print(_table(name, rows))
        if GIVEN.quick:
            continue
        results[name] = {
            "command": f"python -m benchmarks {name}",
            **machine(),
            "rows": [asdict(row) | {"met": row.met} for row in rows],
        }
        RESULTS.write_text(
            json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        console.print(f"written to {RESULTS}")


def _given(arguments: list[str]) -> list[str]:
    """Read the command line into GIVEN; returns the benchmarks that it names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Run benchmarks, all but the long ones unless they are named.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument(
        "--data",
        type=Path,
        default=GIVEN.data,
        help="folder of pictures and texts that some are measured with; else VIDOL_DATA",
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=GIVEN.work,
        help="where the long ones keep what they do; default %(default)s",
    )
    parser.add_argument(
        "--minutes", type=float, help="stop the long ones after so many, at a checkpoint"
    )
    parser.add_argument(
        "--cores",
        default=",".join(map(str, GIVEN.cores)),
        help="for the long ones: one training on each; default %(default)s",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="the long ones with a minute a training, to see that they work; no numbers are kept",
    )
    given = parser.parse_args(arguments)
    GIVEN.data, GIVEN.work, GIVEN.minutes, GIVEN.quick = (
        given.data,
        given.work.resolve(),
        given.minutes,
        given.quick,
    )
    GIVEN.cores = tuple(int(core) for core in given.cores.split(","))
    if given.data is not None:
        os.environ["VIDOL_DATA"] = str(given.data)
    return list(given.names)


def machine() -> dict[str, object]:
    """What the numbers were measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    cpu = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.processor(),
    )
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "vidol": vidol.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": cpu,
        "cores": os.cpu_count(),
        # above 0 before the run: other programs share the cores
        "load": round(os.getloadavg()[0], 1),
    }


def _table(name: str, rows: list[Row]) -> Table:
    table = Table(name, "value", "unit", "bar", "", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        verdict = {True: "[green]met[/green]", False: "[red]missed[/red]", None: ""}[row.met]
        table.add_row(
            row.what,
            f"{row.value:,.4g}" if row.value < 1000 else f"{row.value:,.0f}",
            row.unit,
            row.bar,
            verdict,
        )
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
