from base64 import b64encode

import pytest

from unwall.engine.decode import finisher
from unwall.engine.page import Parsed, page_locator
from unwall.learn.inside import CALLED, spots
from unwall.model import Page, Target, Word

T = "https://example.com/a?b=1&c=2"
BASE64 = b64encode(T.encode()).decode()
CODED = Word("base64", argument=True)
MARKED = T.replace("&", "&amp;")


def parsed(body: str) -> Parsed:
    return Parsed(Page("https://w.test/", 200, {}, body))


def element(selector: str, attribute: str = "") -> Target:
    return Target(Word("element", selector), (("attribute", attribute),) if attribute else ())


PAGES = [
    (f'<meta http-equiv="refresh" content="0;url={MARKED}">', Target(Word("refresh", "meta"))),
    (f"<script>location.replace('{T}')</script>", Target(Word("goto", "script"))),
    (f'<a id="go" href="{MARKED}">on</a>', element("#go", "href")),
    (f'<div class="wall"><a class="btn" href="{MARKED}">on</a></div>', element("a.btn", "href")),
    (f'<div class="wall"><p><a href="{MARKED}">on</a></p></div>', element("div.wall a", "href")),
    (f'<p class="link">{MARKED}</p>', element("p.link")),
    (f'<div id="app" data-url="{MARKED}"></div>', element("#app", "data-url")),
    (f'<input id="to" value="{MARKED}">', element("#to", "value")),
    (f"<script>var link = '{T}';</script>", Target(Word("var", "link"))),
    (
        f'<script>var cgiData = {{"btns": [{{"url": "{T.replace("/", "&#x2f;")}"}}]}};</script>',
        Target(Word("var", "cgiData"), (("at", "/btns/0/url"),), (Word("html", argument=True),)),
    ),
    (f"<script>Leave.init({{id: 3, 'enc': '{BASE64}'}})</script>", Target(Word("var", "enc"), (), (CODED,))),
    (f"<script>var enc = '{BASE64}';</script>", Target(Word("var", "enc"), (), (CODED,))),
    (
        "<script>eval(function(p,a,c,k,e,d){}("
        f"'0 3=\\'{T}\\';4(3)',62,5,'var|||to|go'.split('|'),0,{{}}))</script>",
        Target(Word("var", "to"), (("packed", True),)),
    ),
    (
        f"<script>var u = ''; u += '{T[:9]}'; u += '{T[9:]}'; location.replace(u)</script>",
        Target(Word("pieces", "u")),
    ),
    (
        f'<script>location.href = atob("{BASE64}")</script>',
        Target(Word("text", CALLED["atob"]), (), (CODED,)),
    ),
    (f'<p id="to" data-to="{BASE64}">on</p>', element("#to", "data-to")._replace(decode=(CODED,))),
    (f'<p class="to">{BASE64}</p>', element("p.to")._replace(decode=(CODED,))),
    (
        f'<script id="__NEXT_DATA__" type="application/json">{{"props": {{"links": ["{T}"]}}}}</script>',
        Target(Word("element", "script#__NEXT_DATA__"), (), (Word("json", "/props/links/0"),)),
    ),
]


@pytest.mark.parametrize(("body", "target"), PAGES, ids=[str(number) for number in range(len(PAGES))])
def test_each_place_is_found_and_written(body: str, target: Target) -> None:
    (places,) = spots(parsed(body), lambda host: host == "w.test").values()
    spot = next(each for each in places if each.target == target)
    other = "https://example.org/read/42?x=1&y=2"
    page = parsed(f"<html><body>{spot.write(other)}</body></html>")
    assert [finisher(target)((text,)) for text in page_locator(target)(page)] == [other]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://www.w.test/about">x</a>',  # the page's own
        '<a href="/about">x</a>',
        "<script>var pic = 'https://img.example.com/a.png';</script>",
        '<a href="javascript:alert(1)">x</a>',
    ],
)
def test_what_names_no_page_elsewhere(body: str) -> None:
    assert spots(parsed(body), lambda host: host.endswith("w.test")) == {}


def test_an_address_that_nothing_tells_apart_counts_as_well() -> None:
    body = f'<a href="{MARKED}">on</a><a href="https://help.example.org/">?</a>'
    assert spots(parsed(body), lambda _: False) == {T: [], "https://help.example.org/": []}


def test_two_addresses_are_told_apart() -> None:
    body = f'<a class="btn" href="{MARKED}">on</a><a class="help" href="https://help.example.org/">?</a>'
    assert list(spots(parsed(body), lambda _: False)) == [T, "https://help.example.org/"]
