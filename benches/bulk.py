"""``unwall unwrap`` over a million addresses, beside ``grep`` for the same hosts: CPU and memory."""

import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from inputs import LINK
from measure import Row, row, said

from unwall import load_rules

MANY = 1_000_000
ROUNDS = 5
UNWALL = str(Path(sys.executable).with_name("unwall"))


def rows() -> Iterable[Row]:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder:
        lines, hosts = Path(folder, "lines.txt"), Path(folder, "hosts.txt")
        lines.write_bytes(b"".join(addresses(MANY)))
        hosts.write_text("".join(f"{each.removesuffix('//')}\n" for each in load_rules().anchors()))
        plainly, as_json = (UNWALL, "unwrap"), (UNWALL, "unwrap", "--json")
        spent(lines, *plainly)  # its rules are packed from now on
        what = "`unwall unwrap` of a million addresses, 1 % of them wrappers, CPU"
        if shutil.which("grep"):
            command = ("grep", "-cF", "-f", str(hosts))
            pairs = [(spent(lines, *plainly), spent(lines, *command)) for _ in range(ROUNDS)]
            yield row(what, "`grep -cF -f` of the hosts of the rules", pairs, goal="≤ 2")
        for command, name, goal in ((plainly, "", "≤ 0.5 µs"), (as_json, " --json", "≤ 5 µs")):
            each = statistics.median(spent(lines, *command) for _ in range(ROUNDS)) / MANY
            yield Row(f"`unwall unwrap{name}`, an address of them", "", goal=goal, here=said(each))
        if Path("/proc/self/status").exists():
            less, more = (most_memory(lines, times, *as_json) for times in (1, 8))
            yield Row(
                f"memory of `unwall unwrap --json` at its most, {MANY * 8 // 10**6} million addresses",
                f"{MANY // 10**6} million", f"{more / less:.2f} ×", goal="≤ 100 MiB",
                here=f"{more / 2**20:.0f} MiB",
            )  # fmt: skip


def addresses(count: int) -> Iterable[bytes]:
    """Lines, each an address; every hundredth a wrapper."""
    chance = random.Random(11)  # noqa: S311 - no secret
    for number in range(count):
        host, path, query = chance.randrange(10**5), chance.randrange(10**8), chance.getrandbits(24)
        plain = f"https://www.site{host}.example.com/page/{path}?id={query:x}\n"
        yield (f"{LINK}&n={number}\n" if number % 100 == 0 else plain).encode()


def spent(lines: Path, *command: str) -> float:
    """Seconds of CPU that a command takes over the lines; into a file, as grep stops early for nobody."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with lines.open("rb") as file, lines.with_suffix(".out").open("wb") as out:
        subprocess.run(command, stdin=file, stdout=out, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def most_memory(lines: Path, times: int, *command: str) -> int:
    """Bytes of memory that a command has held at its most, when it has read the lines so many times."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        feed = [shutil.which("cat") or "cat", *[str(lines)] * times]
        with subprocess.Popen(feed, stdout=process.stdin) as feeding:
            answers = counted(process.stdout, MANY * times)
            feeding.wait()
        assert answers == MANY * times
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        process.stdin.close()
    found = re.search(r"VmHWM:\s*(\d+)", status)
    assert found
    return int(found[1]) * 1024


def counted(answers: BinaryIO, wanted: int) -> int:
    """How many lines have come when so many have."""
    count = 0
    while count < wanted and (block := answers.read1(1 << 20)):  # type: ignore[attr-defined]
        count += block.count(b"\n")
    return count
