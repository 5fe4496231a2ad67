"""How things are measured here: two of them in turns, often and shortly; the median of the ratios counts.

Machines differ and are shared, so a time alone says little; noise meets both of a pair alike.
"""

import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

ROUNDS = 21
SHORTEST = 2e-3  # seconds; what is faster is repeated

type Work = Callable[[], object]
type Clock = Callable[[], float]


class Row(NamedTuple):
    """One line of the table."""

    what: str
    yardstick: str  # what it is compared with
    ratio: str = ""
    spread: str = ""  # of the middle half of the rounds
    goal: str = ""
    here: str = ""


def row(
    what: str, yardstick: str, pairs: Sequence[tuple[float, float]], *, goal: str = "", speed: bool = False
) -> Row:
    """Rounds of (ours, yardstick) in seconds as a line; ``speed``: how many times as fast, not as long."""
    ratios = [theirs / ours if speed else ours / theirs for ours, theirs in pairs]
    low, middle, high = statistics.quantiles(ratios, n=4)
    ours = statistics.median(each for each, _ in pairs)
    word = " as fast" if speed else ""
    return Row(
        what, yardstick, f"{middle:.2f} ×{word}", f"{low:.2f}-{high:.2f}", goal and f"{goal} ×", said(ours)
    )


def paired(
    ours: Work, yardstick: Work, *, rounds: int = ROUNDS, clock: Clock = time.thread_time
) -> list[tuple[float, float]]:
    """Seconds of one call of each, in turns."""
    repeats = [_repeats(work, clock) for work in (ours, yardstick)]
    return [(_mean(ours, repeats[0], clock), _mean(yardstick, repeats[1], clock)) for _ in range(rounds)]


def alone(work: Work, *, rounds: int = ROUNDS, clock: Clock = time.thread_time) -> float:
    """Seconds of one call, the median of the rounds."""
    repeat = _repeats(work, clock)
    return statistics.median(_mean(work, repeat, clock) for _ in range(rounds))


def _repeats(work: Work, clock: Clock) -> int:
    work()  # what is made late is made now
    repeat = 1
    while _mean(work, repeat, clock) * repeat < SHORTEST:
        repeat *= 2
    return repeat


def _mean(work: Work, repeat: int, clock: Clock) -> float:
    start = clock()
    for _ in range(repeat):
        work()
    return (clock() - start) / repeat


def said(seconds: float) -> str:
    """Seconds as people read them."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.1f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown."""
    head = ("what", "against", "ratio (median)", "middle half", "goal", "here")
    return "\n".join(f"| {' | '.join(each)} |" for each in (head, ["---"] * len(head), *rows))


def machine() -> str:
    """Where and with what this runs."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    cores = sum(line.startswith("processor") for line in lines)
    packages = ("mitmproxy", "hyperscan", "google-re2", "deflate", "isal")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    system = f"{platform.system()} {platform.machine()}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model or platform.processor()}, {cores} cores, {system}; {python}, {versions}"
