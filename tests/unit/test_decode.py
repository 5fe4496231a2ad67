"""The decode words, one table; and what completing and templates make of captures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.decode import _MAKERS, base64, decoder, finisher, html
from unwall.model import Plain, Target, Word
from unwall.rules.words import DECODERS


@pytest.mark.parametrize(
    ("name", "argument", "text", "decoded"),
    [
        ("percent", True, "%2541", "%41"),
        ("percent-if", True, "https://e.com/%41", "https://e.com/%41"),
        ("percent-if", True, "https%3A%2F%2Fe.com", "https://e.com"),
        ("base64", True, "aHR0cDovL2V4YW1wbGUub3JnLw", "http://example.org/"),
        ("base64", True, "aHR0cDovL2V4YW1wbGUub3JnLw==", "http://example.org/"),
        ("base64", True, "Pj4_Pz8-", ">>???>"),
        ("base64", True, "Pj4/Pz8+", ">>???>"),
        ("base64", True, "aHR0 cDov\n", "http:/"),
        ("base64", True, "a", None),
        ("base64", True, "!!!!", None),
        ("base64", True, "/////w==", None),
        ("base64-if", True, "example.org", "example.org"),
        ("base64-if", True, "YQ", "a"),
        ("html", True, "a&amp;b&#x2f;&#47;&copy=1&lt;", "a&b//&copy=1<"),
        ("json", "/a/0", '{"a": ["x"]}', "x"),
        ("json", "/n", '{"n": 100012043978}', "100012043978"),
        ("json", "/a", "no json", None),
        ("json", "/a", "[" * 100_000, None),
        ("replace", (("-", "%"), ("_", "/")), "a-3Ab_c", "a%3Ab/c"),
        ("strip", "a1", "a1xyz", "xyz"),
        ("strip", "a1", "xyz", None),
        ("cut", ("&b=", "&a="), "x&a=1&b=2", "x"),
        ("cut", ("&b=",), "x", "x"),
        ("cut-last", ":", "a:b:c", "a:b"),
        ("from", "https?://", "see http://e.com", "http://e.com"),
        ("from", "https?://", "see", None),
        ("from", "[?&]url=(.)", "a?x=1&url=http://e.com&y=2", "http://e.com&y=2"),
        ("from", "a|(b)", "xa", None),
        ("elsewhere", ("e.com",), "https://e.com/a", None),
        ("elsewhere", ("e.com",), "https://x.E.com/a", None),
        ("elsewhere", ("e.com", "f.com"), "https://notf.com/a", "https://notf.com/a"),
        ("elsewhere", ("e.com",), "words", "words"),
        ("through", ("url", "u"), "https://x.example/?u=https%3A%2F%2Fe.com", "https://e.com"),
        ("through", ("url",), "https://x.example/", None),
        ("through", ("url",), "words", None),
        ("segment", (("by", "."), ("at", 1)), "a.b.c", "b"),
        ("segment", (("by", "."), ("at", -1)), "a.b.c", "c"),
        ("segment", (("by", "."), ("at", 9)), "a.b.c", None),
        ("join", (("by", "@"), ("each", "base64"), ("with", "?")), "YQ@Yg", "a?b"),
        ("join", (("by", "@"), ("each", "base64"), ("with", "?")), "YQ@!", None),
        ("remove", "@", "a@b@", "ab"),
        ("unspace", True, " a\n\u3000b\u200b", "ab"),
        ("slashes", True, "https:/e.com/a", "https://e.com/a"),
        ("slashes", True, "https://e.com/a", "https://e.com/a"),
        ("slashes", True, "mailto:/x", "mailto:/x"),
        ("drop-param", "w", "https://e.com/?w=1&a=2", "https://e.com/?a=2"),
        ("keep-params", ("b", "a"), "https://e.com/?w=1&a=%2F&b=2#top", "https://e.com/?b=2&a=%2F"),
        ("keep-params", ("a",), "https://e.com/x?w=1", "https://e.com/x"),
        ("reshape", (("from", "^/*"), ("to", "")), "//a/b", "a/b"),
        ("reshape", (("from", "(b+)"), ("to", r"<\1>")), "abba b", "a<bb>a b"),
        ("reshape", (("from", "x"), ("to", "")), "ab", None),
    ],
)
def test_word(name: str, argument: Plain, text: str, decoded: str | None) -> None:
    assert decoder((Word(name, argument),))(text) == decoded


def test_every_word_has_its_twin() -> None:
    assert _MAKERS.keys() == DECODERS.keys()


def test_first_misfit_ends_it() -> None:
    assert decoder((Word("strip", "x"), Word("percent", True)))("%41") is None


@pytest.mark.parametrize(
    ("captures", "url"),
    [
        (("https:/e.com/a*b", "Pw"), "https:/e.com/a?b"),
        (("https:/e.com/a**Ab*20c", "Kyo_JQ"), "https:/e.com/a+*b?20c"),
        (("https:/e.com/*", ""), None),
        (("https:/e.com/", ""), "https:/e.com/"),
        (("https:/e.com/**", "Kyo_JQ"), "https:/e.com/+"),
    ],
)
def test_stars(captures: tuple[str, ...], url: str | None) -> None:
    assert finisher(Target(Word("raw", "x"), decode=(Word("stars", True),)))(captures) == url


@pytest.mark.parametrize(
    ("complete", "text", "url"),
    [
        (None, "e.com", None),
        (None, "https://e.com", "https://e.com"),
        (None, "javascript:x", "javascript:x"),
        ("http", "e.com/a", "http://e.com/a"),
        ("https", "//e.com/a", "https://e.com/a"),
        ("http", "e.com:8080/a", "http://e.com:8080/a"),
        ("http", "localhost:80", "localhost:80"),
        ("http", "word", None),
        ("http", "/path", None),
        ("http", "two words.com", None),
        ("http", "", None),
        ("https://www.e.com", "/watch?v=1", "https://www.e.com/watch?v=1"),
        ("https://www.e.com", "goods.html?id=1", "https://www.e.com/goods.html?id=1"),
        ("https://www.e.com", "https://f.com", "https://f.com"),
    ],
)
def test_complete(complete: str | None, text: str, url: str | None) -> None:
    assert finisher(Target(Word("param", ("u",)), complete=complete))((text,)) == url


def test_template_encodes_what_it_is_given() -> None:
    finish = finisher(Target(Word("params", ("a", "b")), template="https://e.com/{}?q={}"))
    assert finish(("a/b", "c&d=中")) == "https://e.com/a%2Fb?q=c%26d%3D%E4%B8%AD"
    assert finish(("a", "")) is None


@given(st.text())
def test_words_are_total(text: str) -> None:
    base64(text)
    html(text)
    for name in ("percent", "percent-if", "base64-if", "unspace", "slashes"):
        decoder((Word(name, True),))(text)
