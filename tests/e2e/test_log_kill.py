"""A process that logs is killed: everything that it was told is written must be there."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from unwall.store.place import open_log

ROOT = Path(__file__).parents[2]
ROUNDS = 20
# Puts events as fast as it can, and says how many have been acknowledged.
WRITER = """
import sys
from pathlib import Path
from events_for_tests import RUN, event
from unwall.store.log import Keeping, Log
first = int(sys.argv[2])
log = Log(Path(sys.argv[1]), RUN._replace(id=f"run-{first}"), Keeping(interval=0.01, days=100_000))
number = first
while True:
    for _ in range(100):
        log.put(event(number))
        number += 1
    if log.flush():
        print(number, flush=True)
"""


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    promised = 0  # rows that the killed were told are written
    for turn in range(ROUNDS):
        first = turn * 1_000_000
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(first)],
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": f"{ROOT / 'addons'}:{ROOT / 'tests' / 'unit'}"},
        ) as writer:
            assert writer.stdout
            said = first
            for _ in range(turn % 5 + 1):
                said = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            said = max([said, *(int(line) for line in writer.stdout.read().split("\n")[:-1])])
        promised += said - first
        store = open_log(str(path))
        runs = [row.run.id for row in store.rows()]
        store.close()
        assert runs.count(f"run-{first}") >= said - first
        assert len(runs) >= promised
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
