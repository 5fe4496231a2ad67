"""What reaches a terminal and what a pipe: data as it is for programs, nothing that steers for people."""

import io
import json

import pytest

from unwall.cli.output import Output, json_line

EVIL = "a\x1b[31mb\x9b2J\u202ec\x07\x7fd\re\ufdd031mf\u3000中"
SAFE = r"a\x1b[31mb\x9b2J\u202ec\x07\x7fd\x0de\ufdd031mf" + "\u3000中"


def written(output: Output) -> str:
    output.flush()
    assert isinstance(output.file, io.BytesIO)
    return output.file.getvalue().decode()


@pytest.mark.parametrize(
    ("terminal", "color", "line"),
    [
        (True, True, f"\x1b[32mok {SAFE}\x1b[0m {SAFE}\n"),
        (True, False, f"ok {SAFE} {SAFE}\n"),
        (False, True, f"\x1b[32mok {EVIL}\x1b[0m {EVIL}\n"),
        (False, False, f"ok {EVIL} {EVIL}\n"),
    ],
)
def test_a_line(terminal: bool, color: bool, line: str) -> None:
    output = Output(io.BytesIO(), io.BytesIO(), terminal=terminal, color=color)
    output.line(f"{output.paint(f'ok {EVIL}', 'green')} {EVIL}")
    assert written(output) == line


def test_a_long_line_is_whole_on_a_terminal() -> None:
    output = Output(io.BytesIO(), io.BytesIO(), terminal=True, color=False)
    output.line("\x07" + "a" * 10_000)
    assert written(output) == r"\x07" + "a" * 10_000 + "\n"


def test_a_message_steers_nothing_wherever_it_goes() -> None:
    said = io.BytesIO()
    Output(io.BytesIO(), said, terminal=False, color=False).note(f"{EVIL}\nand more \udcff")
    assert said.getvalue().decode() == f"unwall: {SAFE}\nand more \\udcff\n"


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\r"])
def test_an_object_is_one_line_for_every_reader(end: str) -> None:
    line = json_line({"input": f"a{end}中"}).decode()
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"input": f"a{end}中"}
