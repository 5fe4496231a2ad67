"""Where a target stands in a response."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.page import _MAKERS, Parsed, page_locator
from unwall.model import Page, Plain, Target, Word
from unwall.rules.words import LOCATORS, Side

PACKED = "eval(function(p,a,c,k,e,d){return p}('0=\\'1\\';',10,2,'href|target'.split('|'),0,{}))"


def found_in(
    body: str, name: str, argument: Plain, options: Mapping[str, Plain], **headers: str
) -> list[str]:
    parsed = Parsed(Page("https://wall.example/", 200, headers, body))
    return list(page_locator(Target(Word(name, argument), tuple(options.items())))(parsed))


@pytest.mark.parametrize(
    ("body", "name", "argument", "options", "found"),
    [
        ("", "header", "Location", {}, ["https://a.example/"]),
        ("", "header", "refresh", {}, []),
        ("var url='a'; url = 2;", "var", "url", {}, ["a", "2"]),
        ("var d={'b':[{u:'a'},{u:'c'}]};", "var", "d", {"at": "/b/1/u"}, ["c"]),
        ("var d={b:[{u:'a'},{u:'c'}]};", "var", "d", {"at": "/b/*/u"}, ["a", "c"]),
        ("var d={b:1}; d = {u: 'x'}", "var", "d", {"at": "/u"}, ["x"]),
        ("var d='a';", "var", "d", {"at": "/u"}, []),
        (PACKED, "var", "href", {"packed": True}, ["target"]),
        (PACKED, "var", "href", {}, []),
        ("url='';url+='a';url+='b';go(url)", "pieces", "url", {}, ["ab"]),
        ('\ufeff{"a": {"b": ["x", 1, true, null]}}', "json", "/a/b/*", {}, ["x", "1"]),
        ('{"a": ', "json", "/a", {}, []),
        ("[" * 100_000, "json", "/0", {}, []),
        ('<a id=x href="b&amp;c">d</a>', "element", "#x", {"attribute": "HREF"}, ["b&c"]),
        ('<a id=x href="b&amp;c"> d </a>', "element", "#x", {}, ["d"]),
        ("<a id=x></a>", "element", "#x", {}, []),
        ("<p>a<p>b</p>", "element", "p", {}, ["a", "b"]),
        ("<p class=c>a" * 100, "element", ".c", {}, ["a"] * 64),
        ('<meta http-equiv=Refresh content="0;URL=\'https://a.example/?a=1;b\'">', "refresh", "meta", {}, ["https://a.example/?a=1;b"]),
        ("<META HTTP-EQUIV='refresh' CONTENT='3 , url = b'>", "refresh", "meta", {}, ["b"]),
        ("<meta http-equiv=refresh content=5;a/?url=1>", "refresh", "meta", {}, ["a/?url=1"]),
        ("<meta http-equiv=refresh content=9><meta name=refresh content=0;url=a>", "refresh", "meta", {}, []),
        ("<script>top.location.href = 'a'</script>", "goto", "script", {}, ["a"]),
        ('x "to":"a" "to":"b"', "text", '"to":"([^"]+)"', {}, ["a", "b"]),
        ("a1b2", "text", "(a)(x)?(1)", {}, ["a1"]),
        ("a1b2", "text", "[a-z][0-9]", {}, ["a1", "b2"]),
        ("a\ud800b", "text", "a", {}, []),
    ],
)  # fmt: skip
def test_locates(
    body: str, name: str, argument: Plain, options: Mapping[str, Plain], found: list[str]
) -> None:
    assert found_in(body, name, argument, options, location="https://a.example/") == found


def test_every_locator_of_a_page_has_its_twin() -> None:
    assert _MAKERS.keys() == {name for name, word in LOCATORS.items() if word.side is Side.PAGE}


def test_parts_are_worked_out_once() -> None:
    parsed = Parsed(Page("https://wall.example/", 200, {}, '{"a": "<b>"}' + PACKED))
    assert parsed.tokens is parsed.tokens
    assert parsed.unpacked is parsed.unpacked
    assert parsed.values("href", packed=True) is parsed.values("href", packed=True)
    readable = Parsed(Page("https://wall.example/", 200, {}, '{"a": 1}'))
    assert readable.json is readable.json == {"a": 1}


ARGUMENTS: dict[str, tuple[Plain, Mapping[str, Plain]]] = {
    "header": ("location", {}),
    "var": ("u", {"at": "/a", "packed": True}),
    "pieces": ("u", {}),
    "json": ("/a/*", {}),
    "element": ("a b", {}),
    "refresh": ("meta", {}),
    "goto": ("script", {}),
    "text": ("a(.)", {}),
}
FRAGMENTS = st.sampled_from(
    [
        "u=", "u+=", "'", '"', "{", "}", "[", "a:", "/*", "<a ", "<meta http-equiv=refresh content=", ">",
        "</", "location", ".href=", "\\u", "\ud800", "eval(function(p,a,c,k,e,", "}(", ",62,", "|", "x",
    ]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=40), st.sampled_from(sorted(ARGUMENTS)))
def test_no_body_stops_a_locator(fragments: list[str], name: str) -> None:
    argument, options = ARGUMENTS[name]
    assert all(isinstance(text, str) for text in found_in("".join(fragments), name, argument, options))
