"""Questions to servers and what comes of the answers, without any server."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_for_tests import rule_set

from unwall import Engine
from unwall.engine.ask import PLAIN_AGENT
from unwall.model import Answer, Ask, Needs, Policy, Reason, Refused, Service, Unwrapped

RULES = (
    """
    id: short
    kind: short_link
    verdict: ask
    needs: network
    where: {hosts: [s.example.com, t.example.com], path: '^/[a-z0-9]+$'}
    """,
    """
    id: short-page
    kind: interstitial
    where: {hosts: [s.example.com], path: '^/[a-z0-9]+$', body: [target]}
    target: [{var: target}, {json: /target}]
    reason: [{var: why}]
    unless: [{reason: fraud}]
    """,
    """
    id: loose
    kind: short_link
    verdict: ask
    needs: network
    to-http: true
    where: {hosts: [loose.example.com]}
    """,
    """
    id: wrap
    kind: wrapper
    where: {hosts: [go.example.com]}
    target: {param: url}
    unless: [{ends-on: [own.example.com]}]
    """,
    """
    id: app-link
    kind: deep_link
    where: {hosts: ['shop://item']}
    target: {path: '^/([0-9]+)$'}
    template: 'https://shop.example.com/item/{}'
    """,
    """
    id: token
    kind: token
    verdict: ask
    needs: app
    find: '=[A-Z]{6}='
    """,
    """
    id: aside
    kind: interstitial
    ask-as: browser
    where: {hosts: [t.example.com], context: [wechat]}
    """,
)
S, T = "https://s.example.com/", "https://t.example.com/"
SIGNER = Service(("token",), "http://127.0.0.1:9/tpwd?text={text}&key={key}", "/data/url", "TEST_KEY")
OTHER = Service(("test/token",), "https://second.example.org/?q={text}")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(rule_set(tmp_path_factory.mktemp("rules"), *RULES))


def asked(engine: Engine, text: str, context: str = "browser") -> Ask:
    ask = engine.asks(text, context)
    assert ask is not None
    return ask


def settled(engine: Engine, text: str, *answers: Mapping[str, object]) -> Unwrapped | Ask:
    """What the text comes to when its questions are answered in turn."""
    result: Unwrapped | Ask = asked(engine, text)
    for answer in answers:
        assert isinstance(result, Ask), f"nothing more is asked: {result}"
        result = engine.settle(Answer(result, **answer))  # type: ignore[arg-type]
    return result


def to(location: str, status: int = 302) -> dict[str, object]:
    return {"status": status, "location": location}


def page(body: str, **more: object) -> dict[str, object]:
    return {"status": 200, "body": body, **more}


@pytest.mark.parametrize(
    ("text", "url", "rule"),
    [
        (S + "abc", S + "abc", "short"),
        (S + "abc#part", S + "abc", "short"),
        (f"看看 {S}abc 复制", S + "abc", "short"),
        ("https://go.example.com/?url=https%3A%2F%2Fs.example.com%2Fabc", S + "abc", "short"),
    ],
)
def test_asks_the_server_that_knows(engine: Engine, text: str, url: str, rule: str) -> None:
    ask = asked(engine, text)
    assert ask == Ask(url, rule, "browser", PLAIN_AGENT, engine.unwrap(text))


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/",
        "https://go.example.com/?url=https%3A%2F%2Fexample.com%2F",
        "https://go.example.com/?url=javascript%3Aalert(1)",
        "复制 =ABCDEF= 打开",
        S,
        "https://s.example.com:8443/abc",
        "nothing at all",
        "",
    ],
)
def test_asks_nobody(engine: Engine, text: str) -> None:
    assert engine.asks(text) is None


def test_asks_what_became_of_a_text(engine: Engine) -> None:
    assert engine.asks(engine.unwrap(S + "abc")) == engine.asks(S + "abc")


def test_asks_nobody_whom_the_user_excludes(engine: Engine) -> None:
    policy = Policy(allow_hosts=frozenset({"example.com"}))
    assert Engine(engine.rules, policy).asks(S + "abc") is None


def test_asks_as_the_client_that_is_not_walled(engine: Engine) -> None:
    assert asked(engine, T + "abc", "wechat").context == "browser"
    assert asked(engine, S + "abc", "wechat").context == "wechat"


OPENED: list[tuple[str, tuple[Mapping[str, object], ...], str, tuple[str, ...]]] = [
    ("abc", (to("https://example.com/a?b=1"),), "https://example.com/a?b=1", ("short",)),
    ("abc", (to("//example.com/a"),), "https://example.com/a", ("short",)),
    ("abc", (to("/help/page"),), S + "help/page", ("short",)),
    ("abc", (to("http://example.com/a", 301),), "http://example.com/a", ("short",)),
    ("abc", (to("shop://item/42"),), "https://shop.example.com/item/42", ("short", "app-link")),
    (
        "abc",
        (to("https://go.example.com/?url=https%3A%2F%2Fexample.com%2F"),),
        "https://example.com/",
        ("short", "wrap"),
    ),
    ("abc", (to(T + "b"), to("https://example.com/")), "https://example.com/", ("short", "short")),
    ("abc", (page("var target = 'https://example.com/p';"),), "https://example.com/p", ("short-page",)),
    (
        "abc",
        (page('{"target": "https://example.com/j"}', type="application/json"),),
        "https://example.com/j",
        ("short-page",),
    ),
    (
        "abc",
        (page('<meta http-equiv="refresh" content="0;url=https://example.com/m?a=1&amp;b=2">'),),
        "https://example.com/m?a=1&b=2",
        ("short",),
    ),
    ("abc", (page("", refresh="0; url=/next/page"),), S + "next/page", ("short",)),
    ("abc", (to("https://例子.测试/"),), "https://xn--fsqu00a.xn--0zwm56d/", ("short",)),
]


@pytest.mark.parametrize(("key", "answers", "output", "rules"), OPENED)
def test_what_the_answers_open(
    engine: Engine, key: str, answers: tuple[Mapping[str, object], ...], output: str, rules: tuple[str, ...]
) -> None:
    result = settled(engine, S + key, *answers)
    assert isinstance(result, Unwrapped)
    assert (result.output, result.needs, result.refused) == (output, None, None)
    assert tuple(step.rule for step in result.steps) == rules
    assert result.steps[0].input == S + key
    assert result.steps[-1].output == output


REFUSED: list[tuple[tuple[Mapping[str, object], ...], Reason, str]] = [
    ((to("javascript:alert(1)"),), Reason.SCHEME, "javascript:alert(1)"),
    ((to("unknown://app/1"),), Reason.SCHEME, "unknown://app/1"),
    ((to("http://127.0.0.1/"),), Reason.PRIVATE, "http://127.0.0.1/"),
    ((to("http://169.254.169.254/latest"),), Reason.PRIVATE, "http://169.254.169.254/latest"),
    ((to("http://[::ffff:10.0.0.1]/"),), Reason.PRIVATE, "http://[::ffff:10.0.0.1]/"),
    ((to("https://user@example.com/"),), Reason.CREDENTIALS, "https://user@example.com/"),
    ((to(S + "abc"),), Reason.LOOP, S + "abc"),
    ((to(T + "b"), to(S + "abc")), Reason.LOOP, S + "abc"),
    ((to("http://t.example.com/b"),), Reason.SCHEME, "http://t.example.com/b"),
    ((page("var target = 'data:text/html,x';"),), Reason.SCHEME, "data:text/html,x"),
    (
        (to("https://go.example.com/?url=file%3A%2F%2F%2Fetc"),),
        Reason.SCHEME,
        "file:///etc",
    ),
    (
        tuple(to(f"{T}{number}") for number in range(10)),
        Reason.DEPTH,
        f"{T}9",
    ),
]


@pytest.mark.parametrize(("answers", "reason", "target"), REFUSED)
def test_what_the_answers_must_not_open(
    engine: Engine, answers: tuple[Mapping[str, object], ...], reason: Reason, target: str
) -> None:
    result = settled(engine, S + "abc", *answers)
    assert result == Unwrapped(S + "abc", S + "abc", refused=Refused(reason, target), rule="short")


def test_ten_addresses_are_asked_for_one_link(engine: Engine) -> None:
    hops = [to(f"{T}{number}") for number in range(9)]
    result = settled(engine, S + "abc", *hops, to("https://example.com/end"))
    assert isinstance(result, Unwrapped)
    assert result.output == "https://example.com/end"


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "timeout"},
        to("", 302),
        to("https://example.com/", 200),
        page("<p>gone</p>"),
        page("<p>gone</p>", status=404, location="https://example.com/"),
        page('<meta http-equiv="refresh" content="0;url=https://example.com/">', status=500),
        page('<meta http-equiv="refresh" content="0;url=https://example.com/">', type="text/plain"),
    ],
)
def test_an_answer_that_tells_nothing_leaves_what_was_known(
    engine: Engine, answer: Mapping[str, object]
) -> None:
    text = f"看看 {S}abc 复制"
    assert settled(engine, text, answer) == engine.unwrap(text)


def test_a_plain_address_after_tls_is_asked_where_the_rule_says_so(engine: Engine) -> None:
    result = settled(engine, "https://loose.example.com/a", to("http://t.example.com/b"))
    assert isinstance(result, Ask)
    assert (result.url, result.asked) == ("http://t.example.com/b", ("https://loose.example.com/a",))


def test_a_page_that_warns_of_fraud_is_shown(tmp_path: Path) -> None:
    head = "platform: test\n"
    rules = rule_set(tmp_path, *RULES, head=head)
    engine = Engine(rules.of(rules, rules.beside._replace(reasons=("诈骗",))))
    body = "var target = 'https://example.com/'; var why = '该网页涉嫌诈骗';"
    result = settled(engine, S + "abc", page(body))
    assert isinstance(result, Unwrapped)
    assert result.refused == Refused(Reason.EXCLUDED, "https://example.com/")


def test_conditions_of_the_walls_before_speak_of_the_target_at_the_end(engine: Engine) -> None:
    text = "https://go.example.com/?url=https%3A%2F%2Fs.example.com%2Fabc"
    result = settled(engine, text, to("https://own.example.com/"))
    assert isinstance(result, Unwrapped)
    assert result.refused == Refused(Reason.EXCLUDED, "https://own.example.com/")
    assert result.output == text


TOKEN = "复制 =ABCDEF= 打开"
TEXT = "%E5%A4%8D%E5%88%B6%20%3DABCDEF%3D%20%E6%89%93%E5%BC%80"


@pytest.fixture(scope="module")
def served(engine: Engine) -> Engine:
    return Engine(engine.rules, Policy(services=(SIGNER, OTHER)))


def test_a_service_is_asked_for_a_token(served: Engine) -> None:
    ask = asked(served, TOKEN)
    assert (ask.url, ask.key) == (f"http://127.0.0.1:9/tpwd?text={TEXT}&key={{key}}", "TEST_KEY")
    assert ask.so_far.needs is Needs.APP


def test_what_a_service_tells_is_opened(served: Engine) -> None:
    result = settled(served, TOKEN, page('{"data": {"url": "//shop.example.com/item/1"}}'))
    assert isinstance(result, Unwrapped)
    assert (result.output, result.needs) == ("https://shop.example.com/item/1", None)


def test_what_a_service_tells_is_judged_and_asked_further(served: Engine) -> None:
    unsafe = settled(served, TOKEN, page('{"data": {"url": "http://10.0.0.1/"}}'))
    assert isinstance(unsafe, Unwrapped)
    assert unsafe.refused == Refused(Reason.PRIVATE, "http://10.0.0.1/")
    further = settled(served, TOKEN, page('{"data": {"url": "https://s.example.com/abc"}}'))
    assert isinstance(further, Ask)
    assert (further.url, further.services) == (S + "abc", ())


def test_the_next_service_is_asked_where_one_fails(served: Engine) -> None:
    again = settled(served, TOKEN, {"error": "refused"})
    assert isinstance(again, Ask)
    assert (again.url, again.key) == (f"https://second.example.org/?q={TEXT}", None)
    assert served.settle(Answer(again, 200, body="no JSON")) == served.unwrap(TOKEN)


@given(
    status=st.integers(0, 999),
    location=st.none() | st.text(),
    refresh=st.none() | st.text(),
    body=st.text(),
    kind=st.sampled_from(["text/html", "application/json", ""]),
)
def test_any_answer_gives_a_result_that_may_be_opened(
    engine: Engine, status: int, location: str | None, refresh: str | None, body: str, kind: str
) -> None:
    ask = asked(engine, S + "abc")
    result = engine.settle(Answer(ask, status, location, body, None, kind, refresh))
    if isinstance(result, Unwrapped):
        assert result.output.startswith(("http://", "https://"))
        assert result.output.isascii()
