"""Share texts of every form, with other ids, words, marks and line breaks; sentences that hold none."""

from pathlib import Path
from typing import NamedTuple

import pytest

from unwall import Engine, load_rules

ENGINE = Engine(load_rules())
DATA = Path(__file__).parents[1] / "data" / "texts.tsv"


class Row(NamedTuple):
    """One text: what it opens and what it would take, None for neither."""

    form: str
    text: str
    output: str | None
    needs: str | None


def rows() -> list[Row]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    read = [line.split("\t") for line in lines if not line.startswith("# row")]
    return [
        Row(form, text.replace("\\n", "\n"), *(None if cell == "-" else cell for cell in rest))
        for form, text, *rest in read
    ]


ROWS = rows()
ORDINARY = [row.text for row in ROWS if row.form == "ordinary"]


@pytest.mark.parametrize("form", sorted({row.form for row in ROWS}))
def test_comes_to_its_link_or_its_need(form: str) -> None:
    wrong = []
    for row in ROWS:
        if row.form != form:
            continue
        result = ENGINE.unwrap(row.text)
        got = row._replace(output=result.output if result.changed else None, needs=result.needs)
        if got != row or result.refused:
            wrong.append((row, got, result.refused))
    assert wrong == []


def test_nothing_is_found_in_ordinary_sentences() -> None:
    found = [(text, ENGINE.scan(text.encode(), "text/plain")) for text in ORDINARY]
    assert [pair for pair in found if pair[1]] == []


def test_the_table_does_not_shrink_unnoticed() -> None:
    assert len(ORDINARY) >= 740
    assert len(ROWS) - len(ORDINARY) >= 1290
