"""The way of one link, with answers as servers give them."""

import pytest

from unwall.engine.engine import Engine
from unwall.model import Answer, ClientLists, Policy
from unwall.probe.course import Course, Guide, offline
from unwall.probe.verdict import Cell, Verdict
from unwall.rules.loader import load_rules

ENGINE = Engine(load_rules())
GUIDE = Guide(ENGINE)
E = "https://example.com/"
A = "https://example.com/a"
B = "https://example.com/b"
INSIDE = "http://127.0.0.1:8000/"
PUNY = "https://xn--fsqu00a.example/%C3%A9?q=%E4%B8%AD"
W = "https://www.example.com/"
F = "https://other.example.org/"
APP = "taobao://item.taobao.com/item.htm?id=600000000001"
MALL = "https://detail.tmall.com/item.htm?id=600000000001"
ITEM = "https://item.taobao.com/item.htm?id=600000000001"
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2Fa"
WALL = "https://weixin110.qq.com/cgi-bin/mmspamsupport-bin/newredirectconfirmcgi?main_type=2"
STOP = (
    '<script>var cgiData = {"type":"gray","title":"将要访问",'
    '"url":"https:&#x2f;&#x2f;example.com&#x2f;a"};</script>'
)

type Said = tuple[int, str, str]  # status, Location or body, error


def walked(url: str, answers: dict[str, Said], context: str = "browser") -> Cell:
    course = Course(GUIDE, url, context)
    while (ask := course.question) is not None:
        status, text, error = answers[ask.url]
        redirect = 300 <= status < 400
        course.take(
            Answer(
                ask,
                status,
                text if redirect else None,
                "" if redirect else text,
                error or None,
            ),
            12.34,
        )
    return course.cell


@pytest.mark.parametrize(
    ("url", "context", "answers", "verdict", "rule", "target"),
    [
        (E, "browser", {E: (200, "<title> A\n b</title>", "")}, "open", None, None),
        (LINK, "browser", {}, "wrapped", "zhihu-link", A),
        (WALL, "wechat", {WALL: (200, STOP, "")}, "walled", "wechat-stopped-page", A),
        (E, "wechat", {E: (302, WALL, ""), WALL: (200, STOP, "")}, "walled", None, A),
        (E, "browser", {E: (302, LINK, "")}, "walled", "zhihu-link", A),
        (
            "https://example.com/a",
            "browser",
            {A: (302, "/b", ""), B: (200, "", "")},
            "open",
            None,
            None,
        ),
        (
            "https://example.com/a",
            "browser",
            {
                A: (302, W, ""),
                W: (200, "", ""),
            },
            "open",
            None,
            None,
        ),
        (
            "https://example.com/a",
            "browser",
            {
                A: (302, F, ""),
                F: (200, "", ""),
            },
            "redirected-elsewhere",
            None,
            None,
        ),
        (ITEM, "browser", {ITEM: (302, MALL, ""), MALL: (200, "", "")}, "open", None, None),
        (ITEM, "wechat", {ITEM: (200, "<title>猫爬架</title>", "")}, "open", None, None),
        (
            E,
            "browser",
            {E: (302, APP, "")},
            "app-only",
            None,
            ITEM,
        ),
        (E, "browser", {E: (302, "", "")}, "unknown", None, None),
        (E, "browser", {E: (404, "", "status")}, "dead", None, None),
        (E, "browser", {E: (403, "", "status")}, "captcha", None, None),
        (E, "browser", {E: (401, "", "status")}, "login", None, None),
        (E, "browser", {E: (500, "", "status")}, "unknown", None, None),
        (E, "browser", {E: (0, "", "dns")}, "dead", None, None),
        (E, "browser", {E: (0, "", "timeout")}, "unknown", None, None),
        (E, "browser", {E: (302, E, "")}, "unknown", None, None),
        (E, "browser", {E: (302, INSIDE, "")}, "unknown", None, INSIDE),
        (INSIDE, "browser", {INSIDE: (302, "/b", ""), INSIDE + "b": (200, "", "")}, "open", None, None),
        ("https://例子.example/é?q=中", "browser", {PUNY: (200, "", "")}, "open", None, None),
        (f"{E}{'a' * 70_000}", "browser", {}, "unknown", None, None),
        ("https://user:word@example.com/", "browser", {}, "unknown", None, None),
        ("http://169.254.169.254/", "browser", {}, "unknown", None, None),
        ("hello", "browser", {}, "unknown", None, None),
    ],
)
def test_verdicts(
    url: str, context: str, answers: dict[str, Said], verdict: str, rule: str | None, target: str | None
) -> None:
    cell = walked(url, answers, context)
    assert (cell.verdict, cell.target) == (verdict, target)
    assert rule is None or cell.rule == rule
    assert {hop.url for hop in cell.hops} == set(answers)


@pytest.mark.parametrize(
    ("status", "body", "error", "verdict", "why"),
    [
        (200, "<title>猫爬架</title><p>x", None, "walled", "opens as browser"),
        (200, "<title>下载手机淘宝</title><p>x", None, "open", ""),
        (302, "", None, "unknown", "browser: 302"),
        (0, "", "timeout", "unknown", "browser: timeout"),
        (403, "", "status", "unknown", "browser: 403"),
    ],
)
def test_who_is_said_to_be_refused_is_compared(
    status: int, body: str, error: str | None, verdict: str, why: str
) -> None:
    course = Course(GUIDE, ITEM, "wechat")
    assert course.question
    course.take(Answer(course.question, 200, body="<title>下载手机淘宝</title>"), 1)
    assert (course.question.url, course.question.context) == (ITEM, "browser")
    course.take(Answer(course.question, status, body=body, error=error), 1)
    cell = course.cell
    assert (cell.verdict.value, cell.why) == (verdict, why)
    assert (cell.title, len(cell.hops)) == ("下载手机淘宝", 1)
    assert cell.rule == ("taobao-refuses-wechat" if verdict == "walled" else None)


HTTP = ITEM.replace("https:", "http:")
LOGIN = "https://login.taobao.com/member/login.jhtml"
SAME, OTHER = "<title>猫爬架</title>", "<title>下载手机淘宝</title>"


@pytest.mark.parametrize(
    ("of_wechat", "of_browser", "verdict", "why"),
    [
        ({HTTP: ITEM, ITEM: SAME}, {HTTP: ITEM, ITEM: SAME}, "open", ""),
        ({HTTP: ITEM, ITEM: OTHER}, {HTTP: ITEM, ITEM: SAME}, "walled", "opens as browser"),
        ({HTTP: MALL, MALL: OTHER}, {HTTP: SAME}, "walled", "opens as browser"),
        ({HTTP: ITEM, ITEM: OTHER}, {HTTP: LOGIN}, "unknown", "browser: login"),
        ({HTTP: ITEM, ITEM: OTHER}, {HTTP: APP}, "unknown", "browser: app-only"),
    ],
)
def test_both_are_followed_to_the_end(
    of_wechat: dict[str, str], of_browser: dict[str, str], verdict: str, why: str
) -> None:
    course = Course(GUIDE, HTTP, "wechat")
    while (ask := course.question) is not None:
        said = (of_wechat if ask.context == "wechat" else of_browser)[ask.url]
        is_page = said.startswith("<")
        course.take(Answer(ask, 200 if is_page else 301, None if is_page else said, said), 1)
    assert (course.cell.verdict, course.cell.why) == (verdict, why)
    assert {hop.url for hop in course.cell.hops} == set(of_wechat)


SHORT = "https://v.kuaishou.com/AbCdEf"


@pytest.mark.parametrize(
    ("context", "own", "of_browser", "verdict", "why"),
    [
        ("browser", (200, None), None, "unknown", "stays"),
        ("wechat", (200, None), (302, B), "walled", "opens as browser"),
        ("wechat", (200, None), (200, None), "unknown", "stays"),
        ("wechat", (302, B), None, "open", ""),
    ],
)
def test_a_short_link_that_does_not_lead_on(
    context: str,
    own: tuple[int, str | None],
    of_browser: tuple[int, str | None] | None,
    verdict: str,
    why: str,
) -> None:
    course = Course(GUIDE, SHORT, context)
    said = {context: own, "browser": of_browser or own}
    while (ask := course.question) is not None:
        status, location = said[ask.context] if ask.url == SHORT else (200, None)
        course.take(Answer(ask, status, location, "<title>请在浏览器中打开</title>"), 1)
    assert (course.cell.verdict, course.cell.why) == (verdict, why)


def test_the_evidence() -> None:
    cell = walked("https://example.com/", {"https://example.com/": (200, "<title> A\n b</title>", "")})
    assert cell.title == "A b"
    assert len(cell.body_sha256) == 64
    assert [(hop.status, hop.milliseconds) for hop in cell.hops] == [(200, 12.3)]


def test_the_evidence_of_a_wall() -> None:
    cell = walked(E, {E: (302, WALL, ""), WALL: (200, STOP, "")}, "wechat")
    assert cell.rule_place.startswith("rules/cn/walls/wechat.yaml:")
    assert [(hop.url, hop.status, hop.via.value) for hop in cell.hops] == [
        (E, 302, "link"),
        (WALL, 200, "location"),
    ]
    assert "将要访问" in cell.matched


@pytest.mark.parametrize(
    ("body", "refresh", "via"),
    [("", "0;url=/b", "refresh"), ('<meta http-equiv=refresh content="0;url=/b">', None, "meta")],
)
def test_how_a_page_leads_on(body: str, refresh: str | None, via: str) -> None:
    course = Course(GUIDE, A, "browser")
    assert course.question
    course.take(Answer(course.question, 200, body=body, refresh=refresh), 1)
    assert course.question.url == B
    course.take(Answer(course.question, 200), 1)
    assert course.cell.hops[-1].via == via


def test_a_way_without_end_ends() -> None:
    answers = {f"https://example.com/{n}": (302, f"/{n + 1}", "") for n in range(20)}
    course = Course(GUIDE, "https://example.com/0", "browser")
    asked = 0
    while (ask := course.question) is not None:
        asked += 1
        course.take(Answer(ask, 302, answers[ask.url][1]), 1)
    assert (asked, course.cell.verdict, course.cell.why) == (10, Verdict.UNKNOWN, "depth")
    assert walked(E, {E: (302, E, "")}).why == "loop"


@pytest.mark.parametrize(
    ("url", "context", "verdict"),
    [
        (LINK, "browser", "wrapped"),
        (LINK.replace("example.com", "127.0.0.1"), "browser", "wrapped"),
        ("https://example.com/", "wechat", "open"),
        ("https://m.tb.cn/h.AbCdEf7", "browser", "unknown"),
        (ITEM, "wechat", "walled"),
        ("weixin://dl/business/?t=AbCdEf", "browser", "app-only"),
        ("hello", "browser", "unknown"),
    ],
)
def test_by_the_rules_alone(url: str, context: str, verdict: str) -> None:
    assert offline(GUIDE, url, context).verdict == verdict


@pytest.mark.parametrize(
    ("own", "context", "verdict"),
    [
        (ClientLists("wechat", deny_rules=frozenset({"zhihu-link"})), "wechat", "open"),
        (ClientLists("wechat", deny_rules=frozenset({"zhihu-link"})), "browser", "wrapped"),
        (ClientLists("browser", deny_rules=frozenset({"zhihu-link"})), "browser", "open"),
    ],
)
def test_what_the_user_decided_for_one_client(own: ClientLists, context: str, verdict: str) -> None:
    guide = Guide(Engine(ENGINE.rules, Policy(clients=(own,))))
    assert offline(guide, LINK, context).verdict == verdict
    course = Course(guide, LINK, context)
    if course.question:
        course.take(Answer(course.question, 200), 1)
    assert course.cell.verdict == verdict


def test_a_client_that_is_not_asked_for_as_another() -> None:
    rules = frozenset(rule.id for rule in ENGINE.rules if rule.ask_as)
    guide = Guide(Engine(ENGINE.rules, Policy(clients=(ClientLists("wechat", deny_rules=rules),))))
    assert [offline(guide, ITEM, context).verdict for context in ("wechat", "qq")] == ["open", "walled"]
