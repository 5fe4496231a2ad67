"""The record of what was changed: whole at every moment, also when the process is killed between any two."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from unwall.machine.changes import Change, Changes, Kind

TRUST = Change(Kind.TRUST, "chromium", "/home/li/.pki/nssdb", "", "PEM", 1)
PROXY = Change(Kind.PROXY, "GNOME", "", '{"mode": "auto"}', "{}", 2)


def test_what_stands_until_it_is_undone(tmp_path: Path) -> None:
    changes = Changes(tmp_path / "data")
    assert list(changes.all()) == []
    changes.note(TRUST)
    changes.note(PROXY)
    assert set(changes.all()) == {TRUST, PROXY}
    assert list(Changes(tmp_path / "data").all(Kind.PROXY)) == [PROXY]
    changes.forget(TRUST)
    assert list(changes.all()) == [PROXY]
    changes.forget(PROXY)
    changes.forget(PROXY)
    assert not changes.folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="only on systems with modes")
def test_for_the_user_alone(tmp_path: Path) -> None:
    changes = Changes(tmp_path / "data")
    changes.note(TRUST)
    [file] = changes.folder.iterdir()
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "data", changes.folder, file)] == [
        0o700,
        0o700,
        0o600,
    ]


def test_what_was_there_first_counts(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    changes.note(TRUST)
    changes.note(TRUST._replace(before="ours, by a run that was killed"))
    assert list(changes.all()) == [TRUST]


def test_a_half_written_file_is_no_change(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    changes.note(TRUST)
    for name, text in (
        ("a", ""),
        ("b", "{"),
        ("c", "[1]"),
        ("d", '{"kind": "other"}'),
        ("e", '{"kind": "trust"}'),
        ("f", "[" * 100_000),
    ):
        (changes.folder / f"{name}.json").write_text(text)
    assert list(changes.all()) == [TRUST]


KILLED = """
import os, sys
from pathlib import Path
from unwall.machine.changes import Change, Changes, Kind
changes = Changes(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(100_000):
    change = Change(Kind.TRUST, str(number), "", "before" * 1000, "ours", 1)
    changes.note(change)
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="only on systems that kill")
@pytest.mark.parametrize("lines", [1, 2, 5, 17])
def test_what_was_noted_is_there_after_a_kill(tmp_path: Path, lines: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, env={"PYTHONPATH": "addons"}
    )
    assert process.stdout
    with process.stdout:
        assert process.stdout.readline() == b"ready\n"
        noted = [int(process.stdout.readline()) for _ in range(lines)]
        process.kill()
        process.wait()
    assert set(map(str, noted)) <= {change.name for change in Changes(tmp_path).all()}
