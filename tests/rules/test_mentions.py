"""Coded mentions of platforms among sentences, half of which only sound like them."""

from pathlib import Path

import pytest

from unwall import Engine, load_rules
from unwall.model import Kind
from unwall.rules.proof import Score, score

ENGINE = Engine(load_rules())
DATA = Path(__file__).parents[1] / "data"


def sentences(table: str = "mentions") -> list[tuple[str, frozenset[str]]]:
    """The table's rows: a sentence, and the platforms it speaks of."""
    lines = (DATA / f"{table}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(sentence, frozenset(platforms.split(",")) - {"-"}) for sentence, platforms in rows]


def test_finds_what_is_meant_and_little_else() -> None:
    found = score(sentences(), ENGINE)
    assert found.precision >= 0.97, found.wrong
    assert found.recall >= 0.95, found.wrong


def test_finds_it_in_sentences_of_somebody_who_does_not_know_the_rules() -> None:
    """Kept out of the rules' own making, so that its figures say how they fare elsewhere."""
    found = score(sentences("mentions-unseen"), ENGINE)
    assert found.sentences >= 300
    assert found.precision >= 0.97, found.wrong
    assert found.recall >= 0.85, found.wrong


def test_half_of_the_table_is_ordinary() -> None:
    rows = sentences()
    ordinary = [sentence for sentence, platforms in rows if not platforms]
    assert len(rows) >= 380
    assert len(ordinary) * 2 >= len(rows) - 10
    assert len({sentence for sentence, _ in rows}) == len(rows)


def test_no_mention_is_reported_unless_asked_for() -> None:
    kinds = {
        match.kind for sentence, _ in sentences() for match in ENGINE.scan(sentence.encode(), "text/plain")
    }
    assert kinds == set()


def test_every_mention_says_how_it_stands_for_the_name_and_how_often_it_does_not() -> None:
    silent = [
        rule.id
        for rule in ENGINE.rules
        if rule.kind is Kind.CODED_MENTION
        and not rule.targets
        and rule.text is not None
        and (rule.text.register is None or rule.text.risk is None)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Score(0, 0, 0, 0, ())),
        ([("狗东自营", frozenset({"jd"}))], Score(1, 1, 1, 1, ())),
        (
            [("狗东自营", frozenset({"taobao"})), ("你好", frozenset())],
            Score(2, 1, 1, 0, (("狗东自营", "jd"), ("狗东自营", "taobao"))),
        ),
    ],
)
def test_score(rows: list[tuple[str, frozenset[str]]], expected: Score) -> None:
    assert score(rows, ENGINE) == expected
    assert (expected.precision, expected.recall) in {(1.0, 1.0), (0.0, 0.0)}
