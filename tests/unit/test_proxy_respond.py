from base64 import b64encode
from hashlib import sha256

import html5lib
import pytest

from unwall import __version__
from unwall.language import Language
from unwall.model import Kind, Needs, Reason, Refused, Step, Unwrapped
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.respond import at_work, choice, page, redirect, rules_of, self_test
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


SHORT = Unwrapped(
    "https://v.douyin.com/x/", "https://v.douyin.com/x/", rule="a-short-link", needs=Needs.NETWORK
)
TOKEN = Unwrapped("￥<b>￥", "￥<b>￥", rule="a-token", needs=Needs.APP)
BAD = Unwrapped("https://wall.test/", "https://wall.test/", refused=Refused(Reason.SCHEME, "javascript:0"))


@pytest.mark.parametrize(
    ("found", "language", "title", "rows"),
    [
        (
            (RESULT, SHORT, BAD),
            Language.ENGLISH,
            "Which of these do you want to open?",
            [
                "https://example.com/中?a=1&b=%22%3C",
                "https://v.douyin.com/x/",
                "https://wall.test/It leads to an address that must not be opened.",
            ],
        ),
        (
            (TOKEN,),
            Language.CHINESE,
            "这段文字中的内容无法在浏览器中打开",
            ["￥<b>￥只有相应的 App 能打开：在手机上复制整段文字，再打开该 App。"],
        ),
    ],
)
def test_which_link_is_meant_is_asked_in_the_readers_language(
    found: tuple[Unwrapped, ...], language: Language, title: str, rows: list[str]
) -> None:
    response = choice("https://search.test/?q=1&a", found, language)
    document = html5lib.parse(response.text, namespaceHTMLElements=False)
    assert (document.get("lang"), document.findtext(".//h1")) == (
        {"en": "en", "zh": "zh-CN"}[language],
        title,
    )
    assert ["".join(each.itertext()) for each in document.iter("li")] == rows
    assert [each.get("href") for each in document.iter("a")][-1] == "https://search.test/?q=1&a"
    assert document.find(".//meta[@name='viewport']") is not None
    assert list(document.iter("b")) == []


def test_the_pages_style_is_all_that_they_allow() -> None:
    response = at_work(7, Language.ENGLISH)
    style = html5lib.parse(response.text, namespaceHTMLElements=False).findtext(".//style") or ""
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    assert response.headers["content-security-policy"] == f"default-src 'none'; style-src 'sha256-{allowed}'"
    assert "7 rules are in force" in (response.text or "")


def test_rules_of() -> None:
    assert rules_of(RESULT) == ["outer-wall", "inner-wall"]
    assert rules_of(Unwrapped("x", "x", rule="some-wall")) == ["some-wall"]
