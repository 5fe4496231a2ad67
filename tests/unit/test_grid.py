import io

import pytest
from rich.console import Console

from unwall.probe.grid import show
from unwall.probe.verdict import Cell, Hop, Verdict

A, B = "https://a.example/", "https://b.example/x"
CELLS = [
    Cell(A, "browser", Verdict.OPEN, hops=(Hop(A, 200, 1.0),)),
    Cell(A, "wechat", Verdict.WALLED, "a-wall", "", B, (Hop(A, 200, 12.0),), "已停止访问"),
    Cell(A, "qq", Verdict.WALLED, "a-wall", "", B, (Hop(A, 200, 12.0),), "已停止访问"),
    Cell(B, "browser", Verdict.ELSEWHERE, title="\x1b[31mred"),
    Cell(B, "wechat", Verdict.DEAD, why="404"),
]


def shown(width: int) -> list[str]:
    out = io.StringIO()
    show(CELLS, Console(file=out, width=width, no_color=True, highlight=False))
    assert "\x1b" not in out.getvalue()
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_a_wide_terminal_has_words() -> None:
    lines = shown(100)
    assert [line.split() for line in lines[:3]] == [
        ["browser", "wechat", "qq"],
        ["a.example/", "open", "walled", "walled"],
        ["b.example/x", "elsewhere", "dead"],
    ]
    assert lines[3:] == [
        "",
        "https://a.example/",
        "  walled for wechat, qq by a-wall “已停止访问”",
        "    → https://b.example/x",
        "    200 a.example/ 12 ms",
        "",
        "https://b.example/x",
        r"  elsewhere for browser “\x1b[31mred”",
        "  dead for wechat: 404",
    ]


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(width))) <= width


def test_what_all_meet_is_said_so() -> None:
    out = io.StringIO()
    cells = [Cell(A, name, Verdict.DEAD, why="404") for name in ("browser", "qq")]
    show(cells, Console(file=out, width=80, no_color=True))
    assert out.getvalue().splitlines()[-1] == "  dead for all: 404"


def test_a_narrow_terminal_has_signs() -> None:
    lines = shown(40)
    assert lines[0].split() == ["bro", "wec", "qq"]
    assert lines[1].split() == ["a.example/", "✓", "✗", "✗"]
    assert lines[3] == "✓ open  ✗ walled  → redirected-elsewhere"
