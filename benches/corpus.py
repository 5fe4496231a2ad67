"""``unwall scan`` over files as people keep corpora in: how much of them a core looks through in a second."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from inputs import english, json_lines, prose, warc
from measure import Row

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
            seconds = statistics.median(spent(UNWALL, "scan", "--json", str(file)) for _ in range(ROUNDS))
            speed = times * len(data) / seconds / 1e6
            yield Row(
                f"`unwall scan`, {times * len(data) // 10**6} MB of {name}, CPU of the whole command",
                "", goal="≥ 300 MB/s", here=f"{speed:.0f} MB/s",
            )  # fmt: skip
            file.unlink()


def spent(*command: str) -> float:
    """Seconds of CPU that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
