"""Measures all there is and prints one table: ``make bench``.

python benches/run.py          prints
python benches/run.py --write  also writes it into docs/performance.md
python benches/run.py clicks   only these rows: starts, engine, bulk, corpus, proxy, workers, clicks
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

from measure import Row, machine, table

PARTS = ("starts", "engine", "bulk", "corpus", "proxy", "workers", "clicks")
ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def main(arguments: Sequence[str]) -> int:
    """Runs the parts that are named, else all."""
    rows: list[Row] = []
    with elsewhere():
        for part in [each for each in PARTS if each in arguments] or PARTS:
            for row in import_module(part).rows():
                print("  ".join(filter(None, (row.what, row.ratio, row.goal, row.here))), file=sys.stderr)
                rows.append(row)
    measured = f"{where(datetime.now(UTC).date())}\n\n{table(rows)}"
    print(measured)
    if "--write" in arguments:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{measured}\n{END}{after}", "utf-8")
    return 0


def where(day: date) -> str:
    """When and on what."""
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return f"Measured on {day} at {commit or 'no commit'}: {machine()}."


@contextmanager
def elsewhere() -> Iterator[None]:
    """Nobody's own files are read or written."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), home)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # people's modules are compiled once
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
