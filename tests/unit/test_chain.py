"""Layer by layer, and what ends a chain."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_for_tests import engine_with

from unwall import Engine, load_rules
from unwall.engine.compiled import named_checks
from unwall.model import DEFAULT_POLICY, Kind, Needs, Page, Policy, Reason, Refused, Step, Unwrapped, Where
from unwall.rules.expressions import expression
from unwall.urls.split import split

LINK = """id: link
    kind: wrapper
    where: {hosts: [link.example], path: /go}
    target: {param: [to, url]}"""
SECOND = """id: second
    kind: wrapper
    scans: true
    where: {hosts: ['*.second.example', 'www.second.*']}
    target: [{param: q}, {param: u}]"""
SAME_SITE = """id: same-site
    kind: wrapper
    where: {hosts: [go.same.example]}
    target: {param: u}
    unless: [same-site, {ends-on: [shop.example]}]"""
SIGN_IN = """id: sign-in
    kind: wrapper
    verdict: leave
    where: {hosts: [link.example], query: {login: true}}"""
SHORT = """id: short
    kind: short_link
    verdict: ask
    needs: network
    where: {hosts: [s.example], path: '^/[a-z]{4}$'}"""
APP = """id: app
    kind: deep_link
    where: {hosts: ['shop://open']}
    target: {param: h5}"""
CARRIER = """id: carrier
    kind: deep_link
    where: {hosts: [ul.example]}
    target: {param: scheme}"""
VIEW = """id: view
    kind: wrapper
    verdict: option
    option: views
    where: {hosts: [view.example]}
    target: {param: u}"""
OLD = """id: old
    kind: wrapper
    status: retired
    where: {hosts: [old.example]}
    target: {param: u}"""
LOCAL = """id: local
    kind: wrapper
    where: {hosts: ['192.168.1.5']}
    target: {param: u}"""
ALL = (LINK, SECOND, SAME_SITE, SIGN_IN, SHORT, APP, CARRIER, VIEW, OLD, LOCAL)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_with(tmp_path_factory.mktemp("rules"), *ALL)


def wrap(target: str, times: int = 1) -> str:
    for _ in range(times):
        target = "https://link.example/go?to=" + quote(target, safe="")
    return target


@pytest.mark.parametrize(
    ("url", "output"),
    [
        ("https://link.example/go?to=https%3A%2F%2Fe.com%2Fa%3Fb%3D1%23top#own", "https://e.com/a?b=1#top"),
        ("http://LINK.example:80/go/?to=https://e.com", "https://e.com"),
        ("https://link.example./go?to=https://e.com", "https://e.com"),
        (wrap("https://e.com/ü x", 4), "https://e.com/%C3%BC%20x"),
        ("https://a.b.second.example/x?u=https%3A%2F%2Fe.com", "https://e.com"),
        ("https://www.second.co.uk/?q=words&u=https%3A%2F%2Fe.com", "https://e.com"),
        ("shop://OPEN/x?h5=https%3A%2F%2Fe.com", "https://e.com"),
        (
            "https://ul.example/?scheme="
            + quote("shop://open?h5=" + quote("https://e.com", safe=""), safe=""),
            "https://e.com",
        ),
        (
            wrap("https://link.example/go?login=1&to=https://e.com"),
            "https://link.example/go?login=1&to=https://e.com",
        ),
        (wrap("https://s.example/abcd"), "https://s.example/abcd"),
        ("http://192.168.1.5/?u=http://192.168.1.6/", "http://192.168.1.6/"),
        ("https://link.example/go?to=https://e.com&to=https://e.com", "https://e.com"),
        ("https://link.example/go?to=https://e.com&to=https://f.com", "https://e.com"),
    ],
)
def test_opens(engine: Engine, url: str, output: str) -> None:
    result = engine.unwrap(url)
    assert (result.output, result.refused) == (output, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://link.example/",
        "https://link.example/go",
        "https://link.example/go?to=",
        "https://link.example/go?to=words",
        "https://link.example/GO?to=https://e.com",
        "https://link.example:8080/go?to=https://e.com",
        "https://link.example.evil.example/go?to=https://e.com",
        "https://xlink.example/go?to=https://e.com",
        "https://evil.example/link.example/go?to=https://e.com",
        "https://link.example@evil.example/go?to=https://e.com",
        "https://evil@link.example/go?to=https://e.com",
        "https://second.example/?u=https://e.com",
        "https://www.second.evil.example.org/?u=https://e.com",
        "https://link.example/go?login=1&to=https://e.com",
        "https://view.example/?u=https://e.com",
        "https://old.example/?u=https://e.com",
        "shop://other?h5=https%3A%2F%2Fe.com",
        "https://e.com/?u=" + quote(wrap("https://e.com"), safe=""),
        "https://link.example/go?to=https%253A%252F%252Fe.com",
    ],
)
def test_leaves_alone(engine: Engine, url: str) -> None:
    result = engine.unwrap(url)
    assert (result.output, result.refused, result.steps) == (url, None, ())


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        (wrap("javascript:alert(1)", 3), Refused(Reason.SCHEME, "javascript:alert(1)")),
        (wrap("http://127.0.0.1/"), Refused(Reason.PRIVATE, "http://127.0.0.1/")),
        (wrap("shop://open?h5=https://e.com"), Refused(Reason.SCHEME, "shop://open?h5=https://e.com")),
        ("shop://open?h5=other://x", Refused(Reason.SCHEME, "other://x")),
        ("https://link.example/go?to=https://e.com&to=javascript:x", Refused(Reason.SCHEME, "javascript:x")),
        (
            "https://go.same.example/?u=https://www.same.example/",
            Refused(Reason.EXCLUDED, "https://www.same.example/"),
        ),
        (
            "https://go.same.example/?u=https://a.shop.example/",
            Refused(Reason.EXCLUDED, "https://a.shop.example/"),
        ),
        (wrap("https://e.com", 17), Refused(Reason.DEPTH, "https://e.com")),
    ],
)
def test_refuses_whole(engine: Engine, url: str, refused: Refused) -> None:
    result = engine.unwrap(url)
    assert (result.output, result.refused, result.steps) == (url, refused, ())


def test_same_site_is_asked_of_the_innermost_target(engine: Engine) -> None:
    inner = "https://go.same.example/?u=" + quote(wrap("https://e.com"), safe="")
    assert engine.unwrap("https://go.same.example/?u=" + quote(inner, safe="")).output == "https://e.com"


def test_says_every_step(engine: Engine) -> None:
    url = "https://a.second.example/?u=" + quote(wrap("https://e.com/中"), safe="")
    assert engine.unwrap(url) == Unwrapped(
        input=url,
        output="https://e.com/%E4%B8%AD",
        steps=(
            Step("second", Kind.WRAPPER, url, wrap("https://e.com/中")),
            Step("link", Kind.WRAPPER, wrap("https://e.com/中"), "https://e.com/%E4%B8%AD"),
        ),
        rule="second",
        scans=True,
    )


def test_says_what_is_needed(engine: Engine) -> None:
    url = wrap("https://s.example/abcd")
    assert engine.unwrap("https://s.example/abcd").needs is Needs.NETWORK
    assert engine.unwrap(url).needs is Needs.NETWORK


def test_sixteen_layers_open_and_ten_thousand_do_no_harm(engine: Engine) -> None:
    assert engine.unwrap(wrap("https://e.com", 8)).output == "https://e.com"
    raw = "https://link.example/go?to="
    assert engine.unwrap(raw * 16 + "https://e.com").output == "https://e.com"
    assert engine.unwrap(raw * 10_000 + "https://e.com").refused is not None


def test_very_long(engine: Engine) -> None:
    start = "https://link.example/go?to=https://e.com/"
    assert engine.unwrap(start + "a" * (65_536 - 14)).refused is None
    for length in (65_536 - 13, 10_000_000):
        refused = engine.unwrap(start + "a" * length).refused
        assert refused is not None
        assert refused.reason is Reason.LENGTH
        assert len(refused.target) < 3_000 or length < 70_000


ANYWHERE = """id: anywhere
    kind: wrapper
    verdict: option
    option: generic
    where: {hosts: ['*'], path: /away}
    target: {param: u}
"""


def test_any_host_only_where_asked_for(tmp_path: Path) -> None:
    url = "https://shop.example/away?u=https%3A%2F%2Fexample.org%2F"

    def output(*options: str, given: str = url) -> str:
        policy = Policy(options=frozenset(options))
        return engine_with(tmp_path, ANYWHERE, *ALL, policy=policy).unwrap(given).output

    assert output() == url
    assert output("other") == url
    assert output("generic") == "https://example.org/"
    assert output("generic", given=url.replace("away", "help")) == url.replace("away", "help")
    for odd in ("app://open", "https://a@shop.example", "https://shop.example:8443"):
        assert output("generic", given=f"{odd}/away?u=https%3A%2F%2Fexample.org%2F").startswith(odd)


def test_policy(tmp_path: Path) -> None:
    def output(policy: Policy, url: str) -> str:
        return engine_with(tmp_path, *ALL, policy=policy).unwrap(url).output

    url = wrap("https://e.com")
    assert output(Policy(deny_rules=frozenset({"link"})), url) == url
    assert output(Policy(allow_hosts=frozenset({"example"})), url) == url
    assert output(Policy(allow_hosts=frozenset({"nk.example"})), url) == "https://e.com"
    assert (
        output(Policy(options=frozenset({"views"})), "https://view.example/?u=https://e.com")
        == "https://e.com"
    )
    assert output(Policy(allow_private=True), wrap("http://nas.local/")) == "http://nas.local/"


@given(st.text())
def test_is_total_and_final(engine: Engine, text: str) -> None:
    for given_text in (
        text,
        f"https://link.example/go?to={text}",
        f"https://link.example/go?to=https://{text}",
    ):
        result = engine.unwrap(given_text)
        if result.changed:
            assert engine.unwrap(result.output).output == result.output
        else:
            assert result.output == given_text


# ---- pages

PAGE = """id: page
    kind: interstitial
    where: {hosts: [page.example], path: /p}
    target: {var: go}
    reason: [{element: h1}, {var: why, decode: [html]}]
    unless: [{reason: fraud}]"""
SAID = """id: a-said
    kind: interstitial
    verdict: report
    where: {hosts: [page.example], path: /p}
    target: {var: source}"""
DOOR = """id: door
    kind: interstitial
    verdict: leave
    where: {hosts: [page.example], path: /p, body: [password]}"""
THERE = "https://page.example/p"
REASONS = "reasons: {fraud: [scam]}\n"


def of_page(folder: Path, body: str, policy: Policy = DEFAULT_POLICY, status: int = 200) -> Unwrapped:
    (folder / "reasons.yaml").write_text(REASONS, encoding="utf-8")
    engine_with(folder, PAGE, SAID, DOOR)
    engine = Engine(load_rules(folder, own_only=True), policy)
    return engine.unwrap_page(Page(THERE, status, {}, body))


@pytest.mark.parametrize(
    ("body", "output", "refused", "rule"),
    [
        ("go = 'https://a.example/'", "https://a.example/", None, "page"),
        ("<h1>Leaving</h1>go = 'https://a.example/scam'", "https://a.example/scam", None, "page"),
        ("source = 'https://b.example/'; go = 'https://a.example/'", "https://a.example/", None, "page"),
        ("source = 'https://b.example/'", THERE, None, "a-said"),
        ("source = ''", THERE, None, None),
        ("password; go = 'https://a.example/'", THERE, None, "door"),
        ("go = 'nothing'", THERE, None, None),
        ("go = 'data:x'", THERE, Refused(Reason.SCHEME, "data:x"), "page"),
        (f"go = '{THERE}'", THERE, Refused(Reason.LOOP, THERE), "page"),
        (
            "<h1>Stop</h1><h1>This is a SCAM</h1>go = 'https://a.example/'",
            THERE,
            Refused(Reason.EXCLUDED, "https://a.example/"),
            "page",
        ),
        (
            "why = '&#x73;cam'; go = 'https://a.example/'",
            THERE,
            Refused(Reason.EXCLUDED, "https://a.example/"),
            "page",
        ),
    ],
)
def test_pages(tmp_path: Path, body: str, output: str, refused: Refused | None, rule: str | None) -> None:
    got = of_page(tmp_path, body)
    assert (got.output, got.refused, got.rule) == (output, refused, rule)


def test_the_user_may_open_pages_that_warn(tmp_path: Path) -> None:
    body = "<h1>scam</h1>go = 'https://a.example/'"
    assert of_page(tmp_path, body, Policy(open_warnings=True)).output == "https://a.example/"


def test_a_page_with_another_status_is_another_page(tmp_path: Path) -> None:
    assert of_page(tmp_path, "go = 'https://a.example/'", status=404) == Unwrapped(THERE, THERE)


@pytest.mark.parametrize(
    ("url", "needs"),
    [
        ("https://s.example/abcd", Needs.NETWORK),
        ("https://s.example/abcd/", Needs.NETWORK),
        ("https://s.example/abcd//", None),
        ("https://s.example/abcd/e", None),
    ],
)
def test_a_slash_more_is_the_same_path(tmp_path: Path, url: str, needs: Needs | None) -> None:
    assert engine_with(tmp_path, SHORT).unwrap(url).needs is needs


def test_a_path_that_is_one_text_is_compared_as_its_expression_would_match() -> None:
    paths = {rule.where.path for rule in load_rules() if rule.where.path and rule.where.path[0] == "^"}
    checks = {path: dict(named_checks(Where(path=path)))["path"] for path in paths}
    told = {
        path.strip("^$").replace("\\", "") for path in paths if path.strip("^$").replace("\\.", "").isascii()
    }
    tried = [text + end for text in told if text[:1] == "/" for end in ("", "/", "//", "x", "\n", "?a", "#a")]
    addresses = [parts for parts in map(split, (f"https://a.example{text}" for text in tried)) if parts]
    differing = [
        (path, url.path)
        for path, check in checks.items()
        for url in addresses[:: 1 + len(addresses) // 400]
        if check(url)
        is not any(expression(path).search(each) for each in (url.path, url.path.removesuffix("/")) if each)
    ]
    assert (len(addresses) > 400, differing) == (True, [])
