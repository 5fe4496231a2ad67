"""How long people wait until something has started: the command beside Python itself, and the proxy."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from inputs import LINK
from measure import Row, paired, row

ROOT = Path(__file__).parents[1]
ROUNDS = 15
STARTS = 3


def rows() -> Iterable[Row]:
    """All of them, in wall time."""
    with tempfile.TemporaryDirectory() as home:
        elsewhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), home)
        environment = os.environ | elsewhere
        unwall = str(Path(sys.executable).with_name("unwall"))

        def run(*command: str) -> None:
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)

        yield row(
            "`unwall unwrap URL`, from nothing to the answer", "`python -c pass`",
            paired(
                lambda: run(unwall, "unwrap", LINK), lambda: run(sys.executable, "-c", "pass"),
                rounds=ROUNDS, clock=time.perf_counter,
            ),
            goal="≤ 4",
        )  # fmt: skip
        seconds = sorted(listening(environment) for _ in range(STARTS + 1))[STARTS // 2]
        yield Row(
            "`make run`, not for the first time, until it listens", "", goal="< 3 s", here=f"{seconds:.1f} s"
        )


def listening(environment: dict[str, str]) -> float:
    """Seconds until ``make run`` says that it listens."""
    start = time.perf_counter()
    arguments = "--no-browser --listen 127.0.0.1:0 --no-dashboard --lang en"
    command = ["make", "run", f"ARGS={arguments}"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        told = next((line for line in process.stderr if "127.0.0.1" in line), "")
        seconds = time.perf_counter() - start
        process.terminate()
        process.stderr.read()
    assert "listens" in told, told
    return seconds
