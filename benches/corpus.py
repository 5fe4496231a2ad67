"""``unwall scan`` over files as people keep corpora in: how much of them a core looks through in a second."""

import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from time import perf_counter

from inputs import english, json_lines, prose, warc
from measure import Row, paired, row

SIZE = 100_000_000  # bytes of a file, about
ROUNDS = 3
UNWALL = str(Path(sys.executable).with_name("unwall"))


def rows() -> Iterable[Row]:
    """CPU of the whole command, start included."""
    texts = prose(2_000_000) + english(2_000_000)
    with tempfile.TemporaryDirectory() as folder:
        for name, ending, data in (
            ("text", "txt", texts),
            ("JSON lines", "jsonl", json_lines(texts)),
            ("WARC", "warc", warc(texts)),
        ):
            file = Path(folder, f"corpus.{ending}")
            times = SIZE // len(data)
            with file.open("wb") as out:
                for _ in range(times):
                    out.write(data)
            size = times * len(data)
            command = (UNWALL, "scan", "--json", str(file))
            run(*command)  # its rules are packed from now on
            seconds = statistics.median(spent(*command) for _ in range(ROUNDS))
            what = f"`unwall scan` of {size // 10**6} MB of {name}"
            said = f"{size / seconds / 1e6:.0f} MB/s"
            yield Row(f"{what}, CPU of the whole command", "", goal="≥ 300 MB/s", here=said)
            two = (*command, "--jobs", "2")
            pairs = [(spent(*two), spent(*command)) for _ in range(ROUNDS)]
            yield row(f"{what} with `--jobs 2`, CPU of all processes", "with one", pairs, goal="≤ 1.1")
            pairs = paired(partial(run, *two), partial(run, *command), rounds=ROUNDS, clock=perf_counter)
            yield row(f"{what} with `--jobs 2`, on the clock", "with one", pairs, goal="≥ 1.8", speed=True)
            file.unlink()


def run(*command: str) -> None:
    """Runs it, whatever it prints."""
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def spent(*command: str) -> float:
    """Seconds of CPU that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(*command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
