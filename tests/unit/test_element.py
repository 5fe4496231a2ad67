"""Elements found in whatever stands for HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.element import End, Tag, Token, Words, attributes_of, selector, texts_of, tokens_of

PAGE = """
<!DOCTYPE html><!-- <a id=ghost href="/ghost"> -->
<html><head><title>A &amp; B <b></title>
<script>if (a < b) document.write('<a id="ghost" href="/ghost">')</script></head>
<body data-url="https://a.example/?a=1&amp;b=2&copy=3">
<DIV Class='wrap big'><p class=desc>One<p class=link> https://a.example/?a=1&amp;b=<b>two</b> </p>
<div class="open-url"><a>no</a><a class="btn btn-next" href=https://b.example/x data-a data-a=2>go</a>
</div></div>
<ul><li>1<li id=second>2<br>3<li>4</ul>
<a name="out" href='https://c.example/"q"'>5 &lt; 6</a></span>
</body>
"""


@pytest.mark.parametrize(
    ("wanted", "attribute", "found"),
    [
        ("a", "href", "https://b.example/x"),
        (".open-url a", "href", "https://b.example/x"),
        ("body .wrap .open-url a.btn-next.btn", "href", "https://b.example/x"),
        ("body .open-url .wrap a", "href", None),
        ("#second a", "href", None),
        ("a[name=out]", "href", 'https://c.example/"q"'),
        ('a[name="out"]', "href", 'https://c.example/"q"'),
        ("[data-a]", "data-a", ""),
        ("body", "data-url", "https://a.example/?a=1&b=2&copy=3"),
        ("*", "data-url", "https://a.example/?a=1&b=2&copy=3"),
        ("#ghost", "href", None),
        ("div", "href", None),
        ("p.link", None, "https://a.example/?a=1&b=two"),
        ("p.desc", None, "One"),
        ("#second", None, "23"),
        ("title", None, "A & B <b>"),
        ("a[name]", None, "5 < 6"),
        ("br", None, ""),
        ("script", None, 'if (a < b) document.write(\'<a id="ghost" href="/ghost">\')'),
        ("h1", None, None),
    ],
)
def test_finds(wanted: str, attribute: str | None, found: str | None) -> None:
    tokens = list(tokens_of(PAGE))
    if attribute is None:
        assert next(texts_of(tokens, selector(wanted)), None) == found
    else:
        assert next(attributes_of(tokens, selector(wanted), attribute), None) == found


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        ("", []),
        ("a", [Words("a")]),
        ("a<", [Words("a"), Words("<")]),
        ("a<1", [Words("a"), Words("<"), Words("1")]),
        ("<a", []),
        ("<a href='x", []),
        ("<a href=>", [Tag("a", {"href": ""})]),
        ("<a href = x/y>", [Tag("a", {"href": "x/y"})]),
        ("<br/>", [Tag("br", {})]),
        ("<A B B=2 c/d>", [Tag("a", {"b": "", "c": "", "d": ""})]),
        ("<a =b>", [Tag("a", {"=b": ""})]),
        ("</a x></>b", [End("a"), Words("b")]),
        ("<!-- <a>", []),
        ("<!-->a", [Words("a")]),
        ("<?php <a>", []),
        (
            "<script>a</scripts></SCRIPT >b",
            [Tag("script", {}), Words("a</scripts>"), End("script"), Words("b")],
        ),
        ("<style>a&lt;", [Tag("style", {}), Words("a&lt;")]),
        ("<textarea>&lt;a></textarea>", [Tag("textarea", {}), Words("<a>"), End("textarea")]),
    ],
)
def test_tokens(body: str, tokens: list[Token]) -> None:
    assert list(tokens_of(body)) == tokens


@pytest.mark.parametrize(
    ("body", "wanted", "found"),
    [
        ("<p>a</p>b<p>c</p>", "p", ["a", "c"]),
        ("<p>a<p>b<p> <p>c", "p", ["a", "b", ""]),
        ("<b>a<b>b</b>c</b><i><b>d</i>", "b", ["abc", "d"]),
        ("<br>a<br>b", "br", ["", ""]),
        ("<p>a</p>", "b", []),
        ("<p>a<p>b", "p", ["a"]),
        ("<p>a<i>b</i>", "p", []),
        ("<ul><li>a</ul>", "li", ["a"]),
    ],
)
def test_finds_each(body: str, wanted: str, found: list[str]) -> None:
    assert list(texts_of(tokens_of(body), selector(wanted))) == found


def test_finds_the_attribute_of_each() -> None:
    tokens = list(tokens_of("<a href=1><a name=x><b><a href=2 href=3></b></a><a href>"))
    assert list(attributes_of(tokens, selector("a"), "href")) == ["1", "2", ""]


def test_an_end_without_its_start_closes_nothing() -> None:
    assert list(texts_of(tokens_of("<p>a</div>b</p>c"), selector("p"))) == ["ab"]


def test_a_page_of_tags_alone_is_given_up() -> None:
    assert sum(1 for _ in tokens_of("<b>" * 150_000)) == 100_000


@given(st.text(alphabet="<>/!-='\" abscript&;\n", max_size=80))
def test_whatever_stands_there_is_read(body: str) -> None:
    tokens = list(tokens_of(body))
    assert "<a" in body or not list(texts_of(tokens, selector("a b")))
