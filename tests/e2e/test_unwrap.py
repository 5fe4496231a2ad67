"""``unwall unwrap`` fed more than anybody would type: a line for each line, and little memory."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from memory_for_tests import TELLS, most
from runs_for_tests import ADDONS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its memory is told there alone")

MEBIBYTE = 1 << 20
PROGRAM = f"{TELLS}\nfrom unwall.cli.main import main\nsys.exit(main())"


def many() -> Iterator[bytes]:
    wall = b"https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F\n"
    block = (wall + b"https://example.com/page?x=1\n" * 19) * 500
    yield from [block] * 40


def binary() -> Iterator[bytes]:
    noise = random.Random(1)
    for _ in range(40):
        yield noise.randbytes(1 << 16)


def long() -> Iterator[bytes]:
    yield b"https://link.zhihu.com/?target="
    yield from [b"a\xff" * (MEBIBYTE // 2)] * 64
    yield b"\nhttps://example.com/\n"


@pytest.mark.parametrize("option", ["", "--json"])
@pytest.mark.parametrize("pieces", [many, binary, long])
def test_a_line_for_each_line_in_little_memory(pieces, option: str, tmp_path: Path) -> None:
    words = ["unwrap", *([option] if option else [])]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "memory"), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ADDONS)},
    ) as process:
        feeding = threading.Thread(target=feed, args=(process, pieces()))
        feeding.start()
        assert process.stdout
        assert process.stderr
        source = process.stdout.fileno()
        count = 0
        while data := os.read(source, MEBIBYTE):
            count += data.count(b"\n")
        feeding.join()
        assert (process.wait(), process.stderr.read()) == (0, b"")
    given = b"".join(pieces())
    assert count == given.count(b"\n") + (not given.endswith(b"\n"))
    assert most(tmp_path / "memory") < 150 * MEBIBYTE


def feed(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    assert process.stdin
    for piece in pieces:
        process.stdin.write(piece)
    process.stdin.close()
