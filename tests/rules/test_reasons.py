"""The sentences of walls: which state fraud, malware or illegal content, and which do not."""

from pathlib import Path

import pytest

from unwall import load_rules
from unwall.engine.reason import states

SENTENCES = Path(__file__).parent.parent / "data" / "reasons.tsv"
REASONS = load_rules().beside.reasons
ROWS = [
    line.split("\t")
    for line in SENTENCES.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("verdict", "sentence"), ROWS)
def test_sentence(verdict: str, sentence: str) -> None:
    assert ("harm" if states([sentence], REASONS) else "other") == verdict


def test_there_are_as_many_of_either() -> None:
    harm = sum(verdict == "harm" for verdict, _ in ROWS)
    assert harm >= 60
    assert len(ROWS) - harm >= 60
    assert len({sentence for _, sentence in ROWS}) == len(ROWS)
