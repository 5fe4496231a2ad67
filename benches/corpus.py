"""``unwall scan`` over files as people keep corpora in: how much of them a core looks through in a second."""

import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import perf_counter

from inputs import english, json_lines, prose, warc
from measure import Row, row, said

SIZE = 400_000_000  # bytes of a file, about
LARGE = 1_600_000_000  # of one that is worth a second process
ROUNDS = 3
STARTS = 9
UNWALL = str(Path(sys.executable).with_name("unwall"))


def rows() -> Iterable[Row]:
    """CPU of the command, its start set apart."""
    texts = prose(2_000_000) + english(2_000_000)
    with tempfile.TemporaryDirectory() as folder:
        little = Path(folder, "little.txt")
        little.write_bytes(texts[:20_000])
        run(UNWALL, "scan", str(little))  # its rules are packed from now on
        starts = [spent(UNWALL, "scan", str(little)) for _ in range(STARTS)]
        start, wait = (statistics.median(each) for each in zip(*starts, strict=True))
        yield Row("`unwall scan` of a text of 20 KB, on the clock", "", goal="≤ 120 ms", here=said(wait))
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
            one = [spent(*command) for _ in range(ROUNDS)]
            what = f"`unwall scan` of {size // 10**6} MB of {name}"
            seconds = statistics.median(cpu for cpu, _ in one) - start
            speed = f"{size / seconds / 1e6:.0f} MB/s"
            yield Row(f"{what}, CPU beyond its start ({said(start)})", "", goal="≥ 300 MB/s", here=speed)
            if ending == "jsonl":
                with file.open("ab") as out:
                    for _ in range((LARGE - size) // len(data)):
                        out.write(data)
                yield from by_two(f"`unwall scan --jobs 2` of {LARGE // 10**6} MB of {name}", command)
            file.unlink()


def by_two(what: str, command: Sequence[str]) -> Iterable[Row]:
    """Two processes beside one: what they cost, and how soon they are done, if two cores are free."""
    both = [(spent(*command, "--jobs", "2"), spent(*command)) for _ in range(ROUNDS)]
    costs = [(two[0], one[0]) for two, one in both]
    yield row(f"{what}, CPU of all processes", "with one", costs, goal="≤ 1.1")
    times = [(two[1], one[1]) for two, one in both]
    yield row(f"{what}, on the clock", "with one", times, goal="≥ 1.8", speed=True)
    limit = [(side_by_side(command), 2 * spent(*command)[1]) for _ in range(ROUNDS)]
    name = "the same without `--jobs`, twice at once: what two cores of this machine give"
    yield row(name, "twice in turn", limit, speed=True)


def run(*command: str) -> None:
    """Runs it, whatever it prints."""
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def side_by_side(command: Sequence[str]) -> float:
    """Seconds on the clock for two that know nothing of each other."""
    start = perf_counter()
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    return perf_counter() - start


def spent(*command: str) -> tuple[float, float]:
    """Seconds of CPU that a command takes, and seconds on the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    run(*command)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, end - start
