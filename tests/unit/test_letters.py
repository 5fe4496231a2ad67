"""Texts as they are read, and where each character of them comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.letters import AROUND, View, unfolded


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("plain", "plain"),
        ("看：好？", "看:好?"),
        ("ｍ．ｔｂ．ｃｎ／ａ１", "m.tb.cn/a1"),
        ("𝐡𝐭𝐭𝐩 ⓜ", "http m"),
        ("a\u200bb\ufeffc\u00ad", "abc"),
        ("😀，。", "😀，。"),
        ("b②③.tv b2️⃣3️⃣.tv ⓪⑨⑩", "b23.tv b23.tv 09⑩"),
    ],
)
def test_reads(given: str, read: str) -> None:
    assert View(given).text == read


@given(st.text(st.sampled_from("ab中：ｃ𝐝\u200b\ufe0f"), max_size=30))
def test_every_character_leads_back_to_its_own(text: str) -> None:
    view = View(text)
    for at, mark in enumerate(view.text):
        start, end = view.span(at, at + 1)
        assert View(text[start:end]).text == mark
    assert view.span(0, 0) == (view.back(0), view.back(0))


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("ascii only", []),
        ("中文：没有？", []),
        ("ａ" + "中" * 3 * AROUND, [(0, AROUND + 1)]),
        ("中" * 2 * AROUND + "\u200b" + "中" * AROUND + "Ｂ", [(AROUND, 3 * AROUND + 2)]),
        ("ａ" + "中" * 3 * AROUND + "ｂ", [(0, AROUND + 1), (2 * AROUND + 1, 3 * AROUND + 2)]),
    ],
)
def test_only_the_surroundings_of_odd_letters_are_read_again(
    text: str, stretches: list[tuple[int, int]]
) -> None:
    assert [(start, start + len(view.given)) for start, view in unfolded(text)] == stretches
