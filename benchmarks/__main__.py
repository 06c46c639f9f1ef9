"""``python -m benchmarks [NAME ...]``: run benchmarks one after the other, print a table, write results.json."""

from __future__ import annotations

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
from benchmarks import Row

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"


def main(names: list[str]) -> None:
    """Measure, print, and bring results.json up to date: what was not measured now keeps its older numbers."""
    known = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    unknown = set(names) - set(known)
    if unknown:
        sys.exit(f"benchmarks: no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    console = Console()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in names or [name for name in known if name != "soak"]:  # which takes an hour
        with console.status(f"measuring {name}"):
            rows = list(import_module(f"benchmarks.{name}").measure())
        console.print(_table(name, rows))
        results[name] = {"command": f"python -m benchmarks {name}", **machine(), "rows": [asdict(row) | {"met": row.met} for row in rows]}
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    console.print(f"written to {RESULTS}")


def machine() -> dict[str, object]:
    """What the numbers were measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "vidol": vidol.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": cpu,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),  # above 0 before the run: other programs share the cores
    }


def _table(name: str, rows: list[Row]) -> Table:
    table = Table(name, "value", "unit", "bar", "", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        verdict = {True: "[green]met[/green]", False: "[red]missed[/red]", None: ""}[row.met]
        table.add_row(row.what, f"{row.value:,.4g}" if row.value < 1000 else f"{row.value:,.0f}", row.unit, row.bar, verdict)
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
