"""The decode words, one table; and what completing and templates make of captures."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from zlib import compress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.decode import _MAKERS, LONGEST_UNPACKED, base64, decoder, finisher, html
from unwall.model import Plain, Target, Word
from unwall.rules.words import DECODERS


@pytest.mark.parametrize(
    ("name", "argument", "text", "decoded"),
    [
        ("percent", True, "%2541", "%41"),
        ("percent-if", True, "https://e.com/%41", "https://e.com/%41"),
        ("percent-if", True, "https%3A%2F%2Fe.com", "https://e.com"),
        ("percent-if", True, "https://e.com/a%3Fb%3D%2541", "https://e.com/a?b=%41"),
        ("percent-if", True, "https://e.com%2Fa", "https://e.com/a"),
        ("percent-if", True, "https://e.com/a?b=%3F", "https://e.com/a?b=%3F"),
        ("percent-if", True, "e.com/100%25?b=%2525", "e.com/100%25?b=%2525"),
        ("percent-if", True, "//e.com/100%25/", "//e.com/100%25/"),
        ("percent-if", True, "e.com/a%3Fb%3D%2541", "e.com/a?b=%41"),
        ("percent-if", True, "e.com%2Fa%3Fb%3D1", "e.com/a?b=1"),
        ("percent-if", True, "https:%2F%2Fe.com/a?b=%2541", "https://e.com/a?b=%41"),
        ("base64", True, "aHR0cDovL2V4YW1wbGUub3JnLw", "http://example.org/"),
        ("base64", True, "aHR0cDovL2V4YW1wbGUub3JnLw==", "http://example.org/"),
        ("base64", True, "Pj4_Pz8-", ">>???>"),
        ("base64", True, "Pj4/Pz8+", ">>???>"),
        ("base64", True, "aHR0 cDov\n", "http:/"),
        ("base64", True, "aHR0cDovL2V4YW1wbGUub3JnLw%3D%3d", "http://example.org/"),
        ("base64", True, "Pj4%2FPz8%2B", ">>???>"),
        ("base64", True, "aHR0cDovL2V4YW1wbGUub3JnLw%253D", None),
        ("base64", True, "a", None),
        ("base64", True, "!!!!", None),
        ("base64", True, "/////w==", None),
        ("base64-if", True, "example.org", "example.org"),
        ("base64-if", True, "YQ", "a"),
        ("base64-bytes", True, "RgT_P2h0dHA", "F\x04\xff?http"),
        ("base64-bytes", True, "/////w==", "\xff\xff\xff\xff"),
        ("base64-bytes", True, "a", None),
        ("base64-zlib", True, "eJzLKCkpKLbS10-tSMwtyEnVS87P1U8EAFbFB7U", "https://example.com/a"),
        ("base64-zlib", True, "eJzLKCkpKLbS10-tSMwtyEnVS87P1U8EAA", None),
        ("base64-zlib", True, "eJz7DwABAAEA", None),
        ("base64-zlib", True, "YQ", None),
        ("base64-zlib", True, "a", None),
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


# ---- what was wrapped comes out again ----------------------------------------------------------------------

ANY = st.text(st.characters(exclude_categories=["Cs"]))
WORDS = st.text("abcXYZ019-_~", min_size=1)
ADDRESSES = st.builds(
    "https://{}.example/{}?a={}&b={}#{}".format, st.text("abz09", min_size=1), WORDS, WORDS, WORDS, WORDS
)


def escaped(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def in_base64(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def referred(text: str) -> str:
    return "".join(f"&#x{ord(mark):x};" for mark in text)


def spread(mark: str) -> Callable[[str], str]:
    return lambda text: mark + mark.join(text) + mark


class Wrapping(NamedTuple):
    """How a word's text is made, for texts of these sorts."""

    argument: Plain
    wrap: Callable[[str], str]
    texts: st.SearchStrategy[str]


WRAPPINGS = {
    "percent": Wrapping(True, escaped, ANY),
    "percent-if": Wrapping(True, escaped, ANY),
    "base64": Wrapping(True, in_base64, ANY),
    "base64-if": Wrapping(True, in_base64, ANY),
    "base64-bytes": Wrapping(
        True,
        lambda text: urlsafe_b64encode(text.encode("latin-1")).decode(),
        st.text(st.characters(max_codepoint=0xFF)),
    ),
    "base64-zlib": Wrapping(
        True, lambda text: urlsafe_b64encode(compress(text.encode())).decode().rstrip("="), ANY
    ),
    "html": Wrapping(True, referred, st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))),
    "json": Wrapping("/a/1", lambda text: json.dumps({"a": [0, text]}), ANY.filter(bool)),
    "replace": Wrapping(
        (("-", "%"), ("_", "/")), lambda text: text.replace("%", "-").replace("/", "_"), st.text("ab%/.")
    ),
    "strip": Wrapping("a1", lambda text: f"a1{text}", ANY),
    "cut": Wrapping(("&x=", "&y="), lambda text: f"{text}&y=1&x=2", WORDS),
    "cut-last": Wrapping(":", lambda text: f"{text}:0abc", ANY),
    "from": Wrapping("https?://", lambda text: f"看这里 {text}", ADDRESSES),
    "elsewhere": Wrapping(("wall.example",), lambda text: text, ADDRESSES),
    "through": Wrapping(("u",), lambda text: f"https://hop.example/?v=1&u={escaped(text)}", ANY),
    "segment": Wrapping((("by", "."), ("at", 1)), lambda text: f"head.{text}.sign", WORDS),
    "join": Wrapping(
        (("by", "@"), ("each", "base64"), ("with", "?")),
        lambda text: "@".join(map(in_base64, text.split("?"))),
        ANY,
    ),
    "remove": Wrapping("@", spread("@"), WORDS),
    "unspace": Wrapping(True, spread(" \u3000\n"), WORDS),
    "slashes": Wrapping(True, lambda text: text.replace("://", ":/", 1), ADDRESSES),
    "drop-param": Wrapping("w", lambda text: text.replace("&b=", "&w=1&b=", 1), ADDRESSES),
    "keep-params": Wrapping(
        ("a", "b"),
        lambda text: text.replace("&b=", "&w=1&b=") + "#top",
        ADDRESSES.map(lambda text: text.split("#")[0]),
    ),
    "reshape": Wrapping((("from", "^x=(.*)$"), ("to", r"\1")), lambda text: f"x={text}", WORDS),
}


def test_every_word_but_one_has_its_wrapping() -> None:
    assert WRAPPINGS.keys() | {"stars"} == DECODERS.keys()  # stars reads two captures; below


@pytest.mark.parametrize("name", WRAPPINGS)
@given(data=st.data())
def test_what_was_wrapped_comes_out(name: str, data: st.DataObject) -> None:
    argument, wrap, texts = WRAPPINGS[name]
    text = data.draw(texts)
    assert decoder((Word(name, argument),))(wrap(text)) == text


@given(st.lists(st.one_of(WORDS, st.text("*+?é中#", min_size=1, max_size=140)), max_size=6).map("".join))
def test_stars_come_out(rest: str) -> None:
    url = f"https://e.com/{rest}"
    assert finisher(Target(Word("raw", "x"), decode=(Word("stars", True),)))(starred(url)) == url


def starred(url: str) -> tuple[str, str]:
    """As Proofpoint's third form has it: a mark for a lone odd character, two and a letter for a run."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    marked, kept = "", ""
    for odd, group in groupby(url, lambda mark: mark in "*+?é中#"):
        text = "".join(group)
        if not odd:
            marked += text
            continue
        kept += text
        while text:
            run = min(len(text), len(letters) + 1)
            marked += f"**{letters[run - 2]}" if run > 1 else "*"
            text = text[run:]
    return marked, in_base64(kept)


def test_every_word_is_described_once() -> None:
    text = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
    section = text.partition("## decode, complete, template")[2].partition("\n## ")[0]
    rows = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]
    words = [word.strip("{").split(":")[0] for row in rows for word in dict.fromkeys(row.split("`")[1::2])]
    described = [word for word in dict.fromkeys(words) if word not in ("complete", "template")]
    assert sorted(described) == sorted(DECODERS)
    assert [
        row for row in rows if sum(f"`{word}`" in row or f"{{{word}:" in row for word in DECODERS) == 0
    ] == [row for row in rows if "`complete" in row or "`template" in row]


@given(st.text())
def test_words_are_total(text: str) -> None:
    base64(text)
    html(text)
    for name in ("percent", "percent-if", "base64-if", "base64-bytes", "base64-zlib", "unspace", "slashes"):
        decoder((Word(name, True),))(text)


def test_what_unpacks_to_too_much_yields_nothing() -> None:
    def packed(size: int) -> str:
        return urlsafe_b64encode(compress(b"a" * size)).decode()

    unpack = decoder((Word("base64-zlib", True),))
    assert unpack(packed(LONGEST_UNPACKED)) == "a" * LONGEST_UNPACKED
    assert unpack(packed(LONGEST_UNPACKED + 1)) is None
    assert unpack(packed(50_000_000)) is None
