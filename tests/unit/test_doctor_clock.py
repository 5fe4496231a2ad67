import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from unwall.doctor.clock import clock
from unwall.doctor.finding import State

WRITTEN = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (timedelta(0), State.FINE),
        (timedelta(hours=-20), State.FINE),
        (timedelta(days=-2), State.MEND),
        (timedelta(days=3000), State.FINE),
        (timedelta(days=9000), State.MEND),
    ],
)
def test_against_files_of_ours(tmp_path: Path, after: timedelta, state: State) -> None:
    file = tmp_path / "file"
    file.touch()
    os.utime(file, (0, WRITTEN.timestamp()))
    assert clock(WRITTEN + after, [file, tmp_path / "none"]).state is state


def test_without_any_file(tmp_path: Path) -> None:
    assert clock(WRITTEN, [tmp_path / "none"]).state is State.FINE
