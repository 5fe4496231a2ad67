"""Cells on disk, after interruptions of every kind."""

import json
from pathlib import Path

import pytest

from unwall.probe.state import State, StateError, cell_of, plain_cell
from unwall.probe.verdict import Cell, Hop, Place, Verdict, Via

URL = "https://a.example/"
HOPS = (Hop(URL, 302, 1.5), Hop("https://b.example/", 200, 2.0, via=Via.LOCATION))
CELL = Cell(
    URL, "wechat", Verdict.WALLED, "zhihu-link", "rules/x.yaml:1", "https://t.example/", HOPS, rules="r"
)
HOUR = 3600.0


def added(path: Path, *cells: Cell) -> None:
    state = State(path, "r", 1000.0, HOUR)
    for cell in cells:
        state.add(cell, 1000.0)
    state.close()


def got(path: Path, context: str = "wechat", rules: str = "r", now: float = 1000.0) -> Cell | None:
    state = State(path, rules, now, HOUR)
    try:
        return state.get(URL, context)
    finally:
        state.close()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "state.jsonl"
    added(path, CELL._replace(places=(Place("a.html", 3),)))
    return path


def test_what_was_found_is_found_again(kept: Path) -> None:
    assert got(kept) == CELL
    assert got(kept, "qq") is None


@pytest.mark.parametrize(
    ("rules", "now"),
    [("other", 1000.0), ("r", 1000.0 + HOUR + 1), ("r", 10.0)],
    ids=["rules", "old", "future"],
)
def test_what_does_not_hold_is_asked_again(kept: Path, rules: str, now: float) -> None:
    assert got(kept, rules=rules, now=now) is None


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.CAPTCHA])
def test_what_was_not_found_out_is_asked_again(kept: Path, verdict: Verdict) -> None:
    added(kept, CELL._replace(verdict=verdict))
    assert got(kept) is None


def test_a_line_that_was_broken_off_is_passed_over(kept: Path) -> None:
    whole = kept.read_bytes()
    for cut in range(1, 40):
        kept.write_bytes(whole + whole[:cut])
        added(kept, CELL._replace(context="qq"))
        assert got(kept) == CELL
        assert got(kept, "qq") == CELL._replace(context="qq")


@pytest.mark.parametrize("text", ["hello\n", "[]\n{}\n", '{"url": 1}\n'])
def test_another_file_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(text)
    with pytest.raises(StateError):
        added(path, CELL)
    assert path.read_text() == text


def test_json_and_back() -> None:
    assert cell_of(json.loads(json.dumps(plain_cell(CELL)))) == CELL
    assert cell_of({"verdict": "open"}) is None
    assert cell_of(plain_cell(CELL) | {"verdict": "fine"}) is None
    assert cell_of(plain_cell(CELL) | {"hops": [{"url": 1}]}) is None
