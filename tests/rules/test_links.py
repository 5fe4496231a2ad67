"""Links of every wall written by somebody who did not know the rules, and links that only look like them."""

from pathlib import Path

import pytest

from unwall import Engine, load_rules

ENGINE = Engine(load_rules())
DATA = Path(__file__).parents[1] / "data" / "links"


@pytest.mark.parametrize(
    ("table", "fewest"),
    [
        ("wrappers", 800),
        ("lookalikes", 600),
        ("hostile", 190),
        ("applinks", 175),
        ("world", 930),
        ("others", 390),
    ],
)
def test_comes_out_as_the_table_says(table: str, fewest: int) -> None:
    lines = (DATA / f"{table}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wrong = []
    for line in lines:
        _, given, want, needs = line.split("\t")
        result = ENGINE.unwrap(given)
        opened = result.output if result.changed else "-"
        got = f"refused:{result.refused.reason}" if result.refused else opened
        if (got, result.needs or "-") != ("-" if want == given else want, needs):
            wrong.append((given, got, result.needs, want))
    assert wrong == []
    assert len(lines) >= fewest
