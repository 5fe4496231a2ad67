import pytest

from unwall import __version__
from unwall.model import Kind, Step, Unwrapped
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.respond import page, redirect, rules_of, self_test
from unwall.proxy.unread import Unread

STEPS = (
    Step("outer-wall", Kind.WRAPPER, "https://wall.test/1", "https://wall.test/2"),
    Step("inner-wall", Kind.WRAPPER, "https://wall.test/2", "https://example.com/%E4%B8%AD?a=1&b=%22%3C"),
)
TARGET = STEPS[-1].output
RESULT = Unwrapped(STEPS[0].input, TARGET, STEPS, rule="outer-wall")


def test_redirect_says_where_and_why() -> None:
    response = redirect(RESULT)
    assert (response.status_code, response.reason) == (307, "Temporary Redirect")
    assert dict(response.headers) == {
        "Location": TARGET,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Unwall": "outer-wall",
        "Content-Type": "text/html; charset=utf-8",
        "content-length": str(len(page(TARGET))),
    }


def test_a_wall_that_also_warns_is_marked() -> None:
    assert redirect(RESULT._replace(scans=True)).headers["x-unwall"] == "outer-wall; scans"


def test_how_the_proxy_is() -> None:
    mishaps = Mishaps({Failure("ValueError", "request"): 2}, {Unread.LARGE: 1})
    response = self_test(3, "pages", "written", mishaps, durable=False)
    said = {"unwall": __version__, "rules": 3, "scope": "pages", "log": "written", "durable": False}
    said |= {"failures": [{"kind": "ValueError", "place": "request", "count": 2}], "unread": {"large": 1}}
    assert (response.status_code, response.json()) == (200, said)
    assert response.headers["cache-control"] == "no-store"


def test_bodiless() -> None:
    response = redirect(RESULT, bodiless=True)
    assert (response.raw_content, response.headers["content-length"]) == (b"", "0")


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        (
            TARGET,
            [
                "https://example.com/中?a=1&amp;b=%22%3C</a>",
                'href="https://example.com/%E4%B8%AD?a=1&amp;b=%22%3C"',
            ],
        ),
        ("https://example.com/'\"><script>", ["&#x27;&quot;&gt;&lt;script&gt;"]),
    ],
)
def test_page_shows_the_target_decoded_and_harmless(target: str, parts: list[str]) -> None:
    shown = page(target).decode()
    assert [part for part in parts if part not in shown] == []
    assert "<script" not in shown
    assert "This link leads to" in shown
    assert "此链接指向" in shown


def test_rules_of() -> None:
    assert rules_of(RESULT) == ["outer-wall", "inner-wall"]
    assert rules_of(Unwrapped("x", "x", rule="some-wall")) == ["some-wall"]
