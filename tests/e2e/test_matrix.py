"""The walled world as every client sees it is what the committed table says, cell by cell."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "data" / "matrix.tsv"


def test_every_client_meets_the_walls_that_the_table_says() -> None:
    """``python docs/matrix.py`` writes the table anew, for a change that is meant."""
    checked = subprocess.run(
        [sys.executable, ROOT / "docs" / "matrix.py", "--check"], capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr.decode()) == (0, "")


def test_the_table_is_wide_and_long() -> None:
    head, *rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()]
    assert len(head) - 2 >= 10
    assert len({row[0] for row in rows}) >= 15
    assert {len(row) for row in rows} == {len(head)}
