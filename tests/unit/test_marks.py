import pytest

from unwall.engine.page import Parsed
from unwall.learn.marks import is_bare, marks_of, seen_on
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
