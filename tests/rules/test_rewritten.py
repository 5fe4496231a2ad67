"""Bodies of every kind with walled links in every spelling, by somebody who did not know the engine."""

from pathlib import Path

import pytest

from unwall import Engine, load_rules

ENGINE = Engine(load_rules())
DATA = Path(__file__).parents[1] / "data" / "rewritten"
ROWS = [line.split("\t") for line in (DATA / "index.tsv").read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("given", "kind", "want"), ROWS, ids=[row[0] for row in ROWS])
def test_comes_out_to_the_byte(given: str, kind: str, want: str) -> None:
    data = (DATA / given).read_bytes()
    assert ENGINE.rewrite(data, kind).data == (DATA / want).read_bytes()


def test_most_of_them_change() -> None:
    changed = [row for row in ROWS if (DATA / row[0]).read_bytes() != (DATA / row[2]).read_bytes()]
    assert (len(ROWS), len(changed)) == (60, 56)
