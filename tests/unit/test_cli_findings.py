import argparse
import io
import json

import pytest

from unwall.cli.findings import EXITS, show_all
from unwall.cli.output import Output
from unwall.doctor.finding import Finding, State
from unwall.language import Language, Sentence

SAYS, STEP = Sentence("it is {x}", "是 {x}"), Sentence("do {x}", "做 {x}")
FOUND = [
    Finding("a", State.FINE, SAYS, {"x": 1}),
    Finding("b", State.NOTE, SAYS, {"x": 2}, STEP),
    Finding("c", State.MEND, SAYS, {"x": 3}, STEP),
    Finding("d", State.UNKNOWN, SAYS, {"x": 4}),
]


def shown(*findings: Finding, **options: bool) -> tuple[int, list[str]]:
    out = io.BytesIO()
    args = argparse.Namespace(**{"json": False, "quiet": False} | options, lang=Language.ENGLISH)
    code = show_all(findings, args, Output(out, io.BytesIO(), terminal=False, color=False))
    return code, out.getvalue().decode().splitlines()


def test_a_line_each() -> None:
    assert shown(*FOUND) == (1, ["✓ it is 1", "! it is 2 → do 2", "✗ it is 3 → do 3", "! it is 4"])
    assert shown(*FOUND, quiet=True) == (1, ["✗ it is 3 → do 3", "! it is 4"])


def test_an_object_each() -> None:
    _, lines = shown(*FOUND[:2], json=True, quiet=True)
    assert [json.loads(line) for line in lines] == [
        {"check": "a", "state": "fine", "says": "it is 1", "next": None},
        {"check": "b", "state": "note", "says": "it is 2", "next": "do 2"},
    ]


@pytest.mark.parametrize(
    ("found", "code"), [([], 0), (FOUND[:2], 0), (FOUND[:3], 1), ([FOUND[0], FOUND[3]], 3), (FOUND, 1)]
)
def test_exit_codes(found: list[Finding], code: int) -> None:
    assert shown(*found)[0] == code
    assert EXITS == {State.FINE: 0, State.MEND: 1, State.UNKNOWN: 3}
