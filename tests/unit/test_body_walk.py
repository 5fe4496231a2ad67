"""One pass over a body: in order, within its limits, and with no more work than the body is long."""

import pytest

from unwall.engine.body.charset import UTF_8, Charset, Form
from unwall.engine.body.links import Links
from unwall.engine.body.literals import SIGNED, Literals
from unwall.engine.body.starts import Known
from unwall.engine.body.walk import Kind, Tools, Walk
from unwall.model import Kind as RuleKind
from unwall.model import Step, Surface, Unwrapped

ANCHORS = ("wall.example", "app://")
LINK = b"https://wall.example/?to=x"
HTML = Kind(Surface.HTML_TEXT, "text/html", UTF_8, hashes=False)


class Counting:
    """Opens every link of the wall, and counts the characters it was asked about."""

    def __init__(self) -> None:
        self.asked = 0
        self.characters = 0

    def unwrap(self, url: str) -> Unwrapped:
        self.asked += 1
        self.characters += len(url)
        if "?to=" not in url:
            return Unwrapped(url, url)
        output = "https://x.example/"
        return Unwrapped(url, output, (Step("wall", RuleKind.WRAPPER, url, output),), rule="wall")

    def tools(self, hits: int = 20_000, reach: int = 1 << 23) -> Tools:
        links = Links(self.unwrap, lambda rule: None, lambda rule: RuleKind.WRAPPER)
        return Tools(Literals((*ANCHORS, SIGNED)), Known(ANCHORS), links, hits, reach)


def found(data: bytes, kind: Kind = HTML, hits: int = 20_000) -> list[bytes]:
    walk = Walk(Counting().tools(hits), kind)
    return [data[link.match.start : link.match.end] for link in walk.links(data, 0, final=True) if link.text]


def test_links_in_order() -> None:
    body = b"<a href='%s'>%s</a> <!-- %s --> <b title=%s>" % (LINK, LINK, LINK, LINK)
    assert found(body) == [LINK] * 3


def test_an_address_said_twice_in_a_row_is_asked_about_once() -> None:
    counting = Counting()
    body = b"<a href='%s'>%s</a>" % (LINK, LINK)
    assert len(list(Walk(counting.tools(), HTML).links(body, 0, final=True))) == 2
    assert counting.asked == 1


def test_no_more_hits_than_the_limit() -> None:
    assert len(found((LINK + b" ") * 10, hits=4)) == 4


@pytest.mark.parametrize("part", [1, 7, 64, 10_000])
def test_in_a_long_body_the_limit_begins_anew(part: int) -> None:
    body = (b"<p>" + LINK + b"</p>\n") * 100
    walk = Walk(Counting().tools(hits=2, reach=10 * len(body) // 100), HTML)
    starts = []
    for end in [*range(part, len(body), part), len(body)]:
        links = walk.links(body[:end], 0, final=end == len(body))
        starts += [link.match.start for link in links]
    step = len(body) // 100
    assert starts == [3 + step * number for number in range(100) if number % 10 < 2]


MESSAGE = Kind(Surface.TEXT, "text/plain", UTF_8, hashes=False)


@pytest.mark.parametrize("dashes", [5, 6, 400])
def test_nothing_behind_the_mark_of_a_signature_changes(dashes: int) -> None:
    mark = b"-" * dashes + b"BEGIN PGP SIGNED MESSAGE-----\n"
    assert found(LINK + b"\n" + mark + LINK, MESSAGE) == [LINK]
    assert found(LINK + b"\n" + mark.lower() + LINK, MESSAGE) == [LINK] * 2
    assert found(mark.replace(b"SIGNED ", b"") + LINK, MESSAGE) == [LINK]


@pytest.mark.parametrize("cut", range(1, 50))
def test_the_mark_of_a_signature_in_two_parts(cut: int) -> None:
    body = b"\n-----BEGIN PGP SIGNED MESSAGE-----\n" + LINK + b"\n"
    walk = Walk(Counting().tools(), MESSAGE)
    links = [*walk.links(body[:cut], 0, final=False), *walk.links(body, 0, final=True)]
    assert [link.text for link in links] == [None]


def test_a_word_of_that_mark_waits_for_no_other_words() -> None:
    walk = Walk(Counting().tools(), MESSAGE)
    data = b"\n-----BEGIN CERT"
    list(walk.links(data, 0, final=False))
    assert walk.settled == data.index(b"CERT")


def test_what_may_go_on() -> None:
    walk = Walk(Counting().tools(), HTML)
    data = b"<p>some text " + LINK[:20]
    assert list(walk.links(data, 0, final=False)) == []
    assert walk.settled == 13
    data += LINK[20:] + b"</p><a hr"
    assert [link.match.start for link in walk.links(data, 0, final=False)] == [13]
    assert walk.settled == data.index(b"<a hr")
    assert list(walk.links(data, 0, final=True)) == []
    assert walk.settled == len(data)


HOSTILE = {
    "links in links": b"https://wall.example/?u=",
    "hosts": b'"//wall.example',
    "open attributes": b'<a href="https://wall.example/?to=',
    "less than": b"<",
    "less than and hosts": b"<<//wall.example",
    "comment": b"<!-- https://wall.example/ ",
    "backslashes": b"\\\\\\\\\\\\\\\\https://wall.example/?to=x",
    "lead bytes": b"\x81\x81\x81\x81https://wall.example/?to=x",
    "escapes": b"\\u0026amp;amp;&amp;&#x2F;https://wall.example/?to=x",
    "references": b"&amp;amp;amp;amp;https:&#47;&#47;wall.example",
    "schemes": b"app:app://",
    "words": b"a.a.a.wall.example.wall.example ",
    "attributes": b"a=https://wall.example/?to=x ",
    "quotes": b"'\"`'\"`https://wall.example/?to=x",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "kind",
    [HTML, Kind(Surface.JSON, "application/json", Charset("gb18030", Form.DOUBLE), hashes=False)],
    ids=["html", "json"],
)
def test_work_grows_with_the_length_and_no_faster(name: str, kind: Kind) -> None:
    work = []
    for size in (1 << 14, 1 << 16):
        counting = Counting()
        data = HOSTILE[name] * (size // len(HOSTILE[name]))
        opening = b"<p " if name == "attributes" else b""
        assert list(Walk(counting.tools(), kind).links(opening + data, 0, final=True)) is not None
        work.append(counting.characters + counting.asked)
    assert work[1] <= 4.5 * work[0] + 100
