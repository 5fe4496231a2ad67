"""What a proxy says while it runs: in order, and never at the cost of its traffic."""

import io
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from unwall.cli.output import Output
from unwall.cli.teller import Teller
from unwall.language import Language

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")


class Pipe:
    """A pipe that holds a page: its other end is read when a test says so."""

    def __init__(self) -> None:
        self.read_end, self.write_end = os.pipe()
        self.file = os.fdopen(self.write_end, "wb")

    def close_reader(self) -> None:
        os.close(self.read_end)
        self.read_end = -1

    def read(self) -> str:
        return os.read(self.read_end, 1 << 20).decode()


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    if made.read_end >= 0:
        made.close_reader()
    try:
        made.file.close()
    except OSError:
        os.close(made.write_end)


def teller_to(file: BinaryIO) -> Teller:
    return Teller(Output(file, io.BytesIO(), terminal=False, color=False), Language.ENGLISH)


def test_lines_in_order(pipe: Pipe) -> None:
    teller = teller_to(pipe.file)
    for number in range(100):
        teller.tell(str(number))
    teller.close()
    assert pipe.read().split() == [str(number) for number in range(100)]


def test_nobody_waits_for_a_pipe_that_is_full_and_what_is_left_out_is_said(pipe: Pipe) -> None:
    teller = teller_to(pipe.file)
    line = "x" * 1_000
    for _ in range(3_000):
        teller.tell(line)  # would stand still after 64 KiB
    read = ""
    while "left out" not in read:
        read += pipe.read()
    teller.close()
    lines = read.split("\n")
    told, said = lines.count(line), next(each for each in lines if "left out" in each)
    assert told >= 1_000
    assert told + int(said.split()[0]) == 3_000


def test_the_end_does_not_wait_for_a_pipe_that_is_full(pipe: Pipe) -> None:
    teller = teller_to(pipe.file)
    for _ in range(200):
        teller.tell("x" * 1_000)
    teller.close()
    teller.close()


def test_nobody_reads_any_more(pipe: Pipe) -> None:
    teller = teller_to(pipe.file)
    pipe.close_reader()
    for _ in range(3):
        teller.tell("x")
    teller.close()
