import pytest

from unwall.engine.page import Parsed
from unwall.learn.marks import Marks, is_bare, marks_of, passes, says_more, seen_on
from unwall.model import Page

LEAVE = '<title>知乎 - 即将离开</title><p>即将离开知乎，您可以<a href="https://example.com/">继续访问</a></p>'


def parsed(body: str) -> Parsed:
    return Parsed(Page("https://w.test/", 200, {}, body))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (LEAVE, ("即将离开", "继续访问")),
        ("<h1>You Are Leaving Example</h1>", ("You Are Leaving",)),
        ('<input type="submit" value="Proceed to site">', ("Proceed to",)),
        ("<p>Proceed to payment</p>" + "long " * 100, None),
        ("<script>var page = {title: '已停止访问该网页'}</script><div id=app></div>", ("已停止访问",)),
        ("<h1>News</h1><p>words</p>", None),
        ("", None),
        (LEAVE + "".join(f'<a href="/{n}">x</a>' for n in range(20)), None),
        (LEAVE + "long " * 600, None),
        (f"<script>var says = '您即将离开'; {'x();' * 6000}</script>", None),
    ],
)
def test_marks(body: str, words: tuple[str, ...] | None) -> None:
    found = marks_of(parsed(body))
    assert (found and found.words) == words


def test_what_a_person_reads() -> None:
    page = parsed("<title>A</title><style>b{}</style><p> c\n d </p><script>e()</script>")
    assert seen_on(page) == "A c d"
    assert is_bare(page)
    assert not is_bare(parsed('<a href="/a">x</a><a href="/b">y</a>'))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<title>安全跳转</title><p>正在检测链接安全性……</p>", ("安全跳转", "正在检测链接")),
        ("<title>-</title><script>location.replace(to)</script>", ()),
        ("<script>setTimeout(() => { window.location.href = decodeURIComponent(q) })</script>", ()),
        (
            "<script>eval(function(p,a,c,k,e,d){}('0.1=2',62,3,'location|href|to'.split('|'),0,{}))</script>",
            (),
        ),
        ("<p>Please wait</p><a href='javascript:void(0)'>on</a>", ("Please wait",)),
        ("<p>Please wait</p><a href='/home'>home</a>", None),  # something to press
        ("<p>Please wait</p><form action='/x'></form>", None),
        ("<p>Please wait</p>" + "<p>a page of its own</p>" * 20, None),
        ("<script>if (x) location.href = location.href.replace('http:', 'https:')</script>", None),
        ("<div id=app></div><script src=/app.js></script>", None),
        ("", None),
    ],
)
def test_a_page_that_passes(body: str, words: tuple[str, ...] | None) -> None:
    found = passes(parsed(body))
    assert (found and found.words) == words


def test_what_pages_say_after_an_action_as_well() -> None:
    assert [
        says_more(Marks((words,), "")) for words in ("Redirect notice", "即将离开", "Leads to another")
    ] == [
        False,
        True,
        False,
    ]
