"""What an address could be written in, and that it is read again as it was written."""

import json
from base64 import b64encode

import pytest

from unwall.engine.decode import decoder
from unwall.learn.codings import coded, hides, in_address, in_page, is_name
from unwall.model import Word

T = "https://example.com/a?b=1&c=%E4%BD%A0"
PERCENT, BASE64, HTML = (Word(name, argument=True) for name in ("percent", "base64", "html"))
PART = Word("segment", (("by", "."), ("at", 1)))
IN_ADDRESSES = [
    (),
    (PERCENT,),
    (BASE64, PERCENT),
    (Word("strip", "a1"), BASE64),
    (BASE64, Word("json", "/data/url")),
    (PART, BASE64, Word("json", "/url")),
    (Word("json", "/url"), PERCENT),
    (Word("through", ("url",)), BASE64),
]


@pytest.mark.parametrize("words", IN_ADDRESSES, ids=str)
def test_what_is_written_is_found_and_read_again(words: tuple[Word, ...]) -> None:
    text = coded(T, words)
    assert decoder(words)(text) == T
    assert words in list(in_address(text))


@pytest.mark.parametrize("words", [(), (HTML,), (PERCENT,), (BASE64,), (BASE64, PERCENT)], ids=str)
def test_the_plainest_words_for_a_text_of_a_page(words: tuple[Word, ...]) -> None:
    text = coded("https://example.com/a", words)
    assert in_page(text) == (words, "https://example.com/a")
    assert hides(words) is bool(words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "http",
        "https",
        "aHR0c",
        b64encode(b"http is a protocol").decode(),
        "https://a.example/ b",
        "/a",
    ],
)
def test_a_text_that_is_no_address(text: str) -> None:
    assert in_page(text) is None


def test_a_token_is_read_in_parts_only_where_it_is_one() -> None:
    part = b64encode(json.dumps({"url": T}).encode()).decode().rstrip("=")
    assert any(PART in words for words in in_address(f"x.{part}.y"))
    assert not any(PART in words for words in in_address(f"go/x.{part}.y"))


@pytest.mark.parametrize(
    ("name", "told"), [("url", True), ("$url", True), ("k" * 41, False), ("", False), ("链接", False)]
)
def test_names(name: str, told: bool) -> None:
    assert is_name(name) is told
