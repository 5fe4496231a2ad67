"""One link: what is said of it, and what stands in its place."""

import pytest

from unwall.engine.body.charset import UTF_8, Charset, Form
from unwall.engine.body.links import Link, Links
from unwall.engine.body.places import Mode, Place
from unwall.engine.body.reading import Around, Later
from unwall.engine.body.starts import Start
from unwall.model import Kind, Match, Reason, Refused, Step, Surface, Unwrapped

TEXT = Place(Surface.TEXT, Mode.PROSE)
GBK = Charset("gb18030", Form.DOUBLE)


def unwrap(url: str) -> Unwrapped:
    head, mark, target = url.partition("?to=")
    if not mark or not head.endswith("wall.example/"):
        return Unwrapped(url, url)
    if target == "bad":
        return Unwrapped(url, url, refused=Refused(Reason.PRIVATE, target), rule="wall")
    output = f"https://{target}/?a=1&b=2"
    return Unwrapped(url, output, (Step("wall", Kind.WRAPPER, url, output),), rule="wall")


LINKS = Links(unwrap, lambda rule: f"{rule}-platform", lambda rule: Kind.WRAPPER)


def link(
    before: bytes, text: bytes, after: bytes = b" ", *, place: Place = TEXT, charset: Charset = UTF_8
) -> object:
    around = Around(before + text + after, 0, final=True, charset=charset)
    return LINKS.link(around, Start(len(before), relative=text.startswith(b"//")), place)


def test_a_link_of_a_rule() -> None:
    wanted = Match(
        4, 33, "https://wall.example/?to=e.ex", "https://e.ex/?a=1&b=2", "wall", Kind.WRAPPER, Surface.TEXT,
        "wall-platform", None,
    )  # fmt: skip
    assert link(b"see ", b"https://wall.example/?to=e.ex") == Link(wanted, b"https://e.ex/?a=1&b=2", 33)


def test_a_refused_link_is_said_and_stays() -> None:
    found = link(b"", b"https://wall.example/?to=bad")
    assert isinstance(found, Link)
    assert (found.text, found.match.output, found.match.refused) == (
        None,
        None,
        Refused(Reason.PRIVATE, "bad"),
    )


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (b"", b"https://other.example/"),
        (b"", b"https://wall.example/"),
        (b"https://share.example/?u=", b"https://wall.example/?to=e.ex"),
        (b"x", b"https://wall.example/?to=e.ex"),
        (b"http:", b"//wall.example/?to=e.ex"),
        (b"// see ", b"//wall.example/?to=e.ex"),
    ],
)
def test_no_link(before: bytes, text: bytes) -> None:
    assert link(before, text) is None


def test_a_link_without_scheme() -> None:
    found = link(b'"', b"//wall.example/?to=e.ex", b'"', place=Place(Surface.JSON, Mode.DATA))
    assert isinstance(found, Link)
    assert found.text == b"https://e.ex/?a=1&b=2"


def test_half_a_character_begins_no_link() -> None:
    text = b"https://wall.example/?to=e.ex"
    assert link(b" \x81", text, charset=GBK) is None
    assert isinstance(link(b" \x81\x40", text, charset=GBK), Link)
    assert isinstance(link("，中".encode("gb18030"), text, charset=GBK), Link)


def test_what_has_not_come_whole_is_later() -> None:
    around = Around(b"https://wall.example/?to=e.ex", 0, final=False, charset=UTF_8)
    assert LINKS.link(around, Start(0), TEXT) is Later.LATER


@pytest.mark.parametrize(
    ("before", "place", "text"),
    [
        (b"<p>", Place(Surface.HTML_TEXT, Mode.PROSE, outer=1), b"https://e.ex/?a=1&amp;b=2"),
        (b"&lt;p&gt;", Place(Surface.HTML_TEXT, Mode.PROSE, outer=1), b"https://e.ex/?a=1&amp;amp;b=2"),
        (b"<p>", Place(Surface.XML, Mode.PROSE), b"https://e.ex/?a=1&amp;b=2"),
        (b'"<a href=\\"', Place(Surface.JSON, Mode.DATA), b"https://e.ex/?a=1&amp;b=2"),
        (b"[x](", TEXT, b"https://e.ex/?a=1&b=2"),
    ],
)
def test_written_for_the_layers_around_it(before: bytes, place: Place, text: bytes) -> None:
    found = link(
        before, b"https://wall.example/?to=e.ex", b"<" if b"href" not in before else b'\\"', place=place
    )
    assert isinstance(found, Link)
    assert found.text == text
