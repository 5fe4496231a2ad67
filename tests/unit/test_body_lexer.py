"""Places in HTML and XML: as html5lib has them, and the same whatever parts the body comes in."""

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.body.lexer import LONGEST_TAG, Lexer, Spot, State

PIECES = [
    "<a ", "<a href=", '"', "'", ">", "<", "/", "=", " ", "</a>", "<b>", "<p", "x", "<!--", "-->", "--!>",
    "<!",
    "<!->", "<!doctype html>", "<?", "?>", "</", "</ ", "<script>", "</script>", "<script ", "</SCRIPT >",
    "<style>", "</style>", "<textarea>", "</textarea>", "<title>", "</title>", "<xmp>", "</xmp>", "title=",
    "alt='", 'data-x="', "\n", "&amp;", "&", "<![CDATA[", "]]>", "<img src=", "<3", "<é", "-", "--", "!",
    "<iframe>", "</iframe>", "=x", "é", "/>", "<noframes>", "</noframes>", "</textarea", "<meta content=",
    "MARK", "MARK", "MARK", "MARK",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40)
RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noframes")


def numbered(pieces: list[str]) -> str:
    out, number = ["<!doctype html><body>"], 0
    for piece in pieces:
        out.append(f"MARK{number}X" if piece == "MARK" else piece)
        number += piece == "MARK"
    return "".join(out)


def told(spot: Spot | None) -> tuple[str, ...]:
    assert spot is not None
    if spot.inside:
        if spot.attribute is None or spot.tag is None:
            return ("name",)
        return ("attribute", spot.tag.name.decode(), spot.attribute.name.decode())
    kinds = {State.TEXT: "text", State.RAW: "text", State.COMMENT: "comment", State.DECLARATION: "comment"}
    return (kinds[spot.state], spot.element.decode()) if spot.state in kinds else ("lost",)


def parsed(text: str) -> dict[str, tuple[str, ...]]:
    """Where html5lib has each mark; without those that its tree does not keep."""
    out: dict[str, tuple[str, ...]] = {}
    for element in html5lib.parse(text, namespaceHTMLElements=False).iter():
        name = element.tag if isinstance(element.tag, str) else None
        for mark in re.findall(r"MARK\d+X", element.text or ""):
            out[mark] = ("comment", "") if name is None else ("text", name if name in RAW else "")
        for mark in re.findall(r"MARK\d+X", element.tail or ""):
            out[mark] = ("text", "")
        for key, value in element.attrib.items() if name else ():
            for mark in re.findall(r"MARK\d+X", value or ""):
                out[mark] = ("attribute", name or "", str(key))
    return out


@given(SOUP, st.sampled_from([0, 1 << 20]))
def test_html_as_html5lib_reads_it(pieces: list[str], large: int) -> None:
    text = numbered(pieces)
    data, lexer, wanted = text.encode(), Lexer(xml=False, large=large), parsed(text)
    for found in re.finditer(r"MARK\d+X", text):
        at = len(text[: found.start()].encode())
        mine = told(lexer.spot(data, 0, at, final=True))
        assert found[0] not in wanted or mine == wanted[found[0]] or mine == ("name",)


@given(SOUP, st.lists(st.integers(1, 30), min_size=1), st.booleans(), st.sampled_from([0, 40, 1 << 20]))
def test_the_same_in_any_parts(pieces: list[str], sizes: list[int], xml: bool, large: int) -> None:
    data = numbered(pieces).encode()
    marks = [found.start() for found in re.finditer(rb"MARK", data)]
    whole, lexer = Lexer(xml=xml), Lexer(xml=xml, large=large)
    wanted = [whole.spot(data, 0, at, final=True) for at in marks]
    got: list[Spot | None] = []
    end = number = 0
    while len(got) < len(marks):
        end = min(len(data), end + sizes[number % len(sizes)])
        number += 1
        for at in marks[len(got) :]:
            spot = lexer.spot(data[:end], 0, at, final=end == len(data)) if at < end else None
            if spot is None:
                break
            got.append(spot)
        else:
            lexer.advance(data[:end], 0, end, final=False)
    assert got == wanted


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("<r><![CDATA[<a>HERE", State.CDATA),
        ("<r><![CDATA[x]]>HERE", State.TEXT),
        ("<?a b>HERE", State.DECLARATION),
        ("<?a b?>HERE", State.TEXT),
        ('<!DOCTYPE r [<!ENTITY a "b>HERE">]>', State.DECLARATION),
        ('<!DOCTYPE r [<!ENTITY a "b">]>HERE', State.TEXT),
        ("<!-- --!>HERE", State.COMMENT),
        ("<script>HERE", State.TEXT),
        ("<a b='HERE", State.LOST),
    ],
)
def test_xml(text: str, state: State) -> None:
    spot = Lexer(xml=True).spot(text.encode(), 0, text.index("HERE"), final=True)
    assert spot is not None
    assert spot.state is state


@pytest.mark.parametrize(
    ("policy", "hashes"),
    [
        ("<meta http-equiv=Content-Security-Policy content=\"script-src 'sha256-abc'\">", True),
        ("<meta http-equiv=content-security-policy content='script-src &#39;sha512-abc&#39;'>", True),
        ("<meta http-equiv=content-security-policy content=\"script-src 'self'\">", False),
        ("<meta name=description content=\"'sha256-abc'\">", False),
    ],
)
def test_policies_in_meta_elements(policy: str, hashes: bool) -> None:
    lexer = Lexer(xml=False)
    lexer.spot(f"{policy}x".encode(), 0, len(policy), final=True)
    assert lexer.hashes is hashes


def test_behind_a_tag_without_end_nothing_is_told() -> None:
    data = b"<a " + b"x " * (LONGEST_TAG // 2) + b"><b>HERE"
    spot = Lexer(xml=False).spot(data, 0, data.index(b"HERE"), final=True)
    assert spot is not None
    assert spot.state is State.LOST


@pytest.mark.parametrize(
    "piece", [b"<", b"<a ", b"<!-- -->", b"<script>x</script>", b"<p title='>'>", b"x='>"]
)
def test_long_bodies_of_odd_markup_as_short_ones(piece: bytes) -> None:
    data = b"<p>text</p>" * 5_000 + piece * 9_000 + b"<a href='HERE'>" + b"<p>text</p>" * 5_000 + b"<b>HERE"
    marks = [found.start() for found in re.finditer(rb"HERE", data)]
    lexer, slow = Lexer(xml=False), Lexer(xml=False, large=1 << 30)
    told = [lexer.spot(data, 0, at, final=True) for at in marks]
    assert told == [slow.spot(data, 0, at, final=True) for at in marks]


def test_first_attribute_of_a_name_counts() -> None:
    data = b"<a href=1 HREF=2>"
    spot = Lexer(xml=False).spot(data, 0, 8, final=True)
    assert spot is not None
    assert spot.tag is not None
    first = spot.tag.named(b"href")
    assert first is not None
    assert data[first.start : first.end] == b"1"
