"""Stretches that are taken, and whether a character stands inside an address."""

from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.spans import ReadText, Spans
from unwall.urls.suffix import Suffixes


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_takes_a_stretch_only_where_nothing_was_taken(asked: list[tuple[int, int]]) -> None:
    spans = Spans()
    taken: set[int] = set()
    count = 0
    for start, end in asked:
        free = start < end and taken.isdisjoint(range(start, end))
        assert spans.take(start, end) is free
        if free:
            taken.update(range(start, end))
            count += 1
    assert len(spans) == count


def test_knows_what_is_inside_an_address() -> None:
    text = ReadText.of("看 https://a.example/b 吧", Suffixes())
    inside = [at for at in range(len(text.text)) if text.is_in_address(at)]
    assert inside == list(range(3, 3 + len("ttps://a.example/b")))


def test_reads_past_lone_surrogates() -> None:
    assert ReadText.of("a\ud800b", Suffixes()).text == "a?b"
