from pathlib import Path

import pytest
from rules_for_tests import rule_set

from unwall.engine.trace import Hindrance, Look, Off, Reading, Tracer, hindrances
from unwall.model import DEFAULT_POLICY, ClientLists, Page, Policy
from unwall.rules.index import RuleSet

OUT = """
id: out
    kind: wrapper
    where: {hosts: [go.a.example], path: /out, query: {from: true}}
    target: [{param: url, decode: [base64]}, {param: to}]
    unless: [{ends-on: [own.example]}]
"""
OFF = """
id: extra
    kind: wrapper
    verdict: option
    option: more
    where: {hosts: [go.a.example], path: /more}
    target: {param: to}
"""
STOP = """
id: stop
    kind: interstitial
    where: {hosts: [go.a.example], path: /stop, body: [leaving]}
    target: {element: a, attribute: href}
    reason: [{element: p}]
    unless: [{reason: fraud}]
"""
LEAVE = """
id: sign-in
    kind: wrapper
    verdict: leave
    where: {hosts: [go.a.example], path: /login}
"""
TOKEN = """
id: token
    kind: token
    verdict: ask
    needs: app
    find: 'ZZ[0-9]{4}'
"""
REASONS = RuleSet.of([]).beside._replace(reasons=("fraud",))


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    return rule_set(tmp_path, OUT, OFF, STOP, LEAVE, TOKEN)


def short(looks: list[Look]) -> list[tuple[str, tuple[str, ...], Off | None, str | None]]:
    return [(look.rule.id, look.missing, look.off, look.target) for look in looks]


@pytest.mark.parametrize(
    ("url", "policy", "looks"),
    [
        (
            "https://go.a.example/out?from=1&url=!&to=https%3A%2F%2Fe.example%2F",
            Policy(),
            [("out", (), None, "https://e.example/")],
        ),
        ("https://go.a.example/out", Policy(), [("out", ("query from",), None, None)]),
        ("https://go.a.example/more?to=https%3A%2F%2Fe.example", Policy(), [("extra", (), Off.OPTION, None)]),
        (
            "https://go.a.example/more?to=https%3A%2F%2Fe.example",
            Policy(options=frozenset(["more"])),
            [("extra", (), None, "https://e.example")],
        ),
        (
            "https://go.a.example/out?from=1",
            Policy(deny_rules=frozenset(["out"])),
            [("out", (), Off.DENIED, None)],
        ),
        ("https://go.a.example/stop", Policy(), [("stop", (), Off.OTHER, None)]),
        ("https://go.a.example/login", Policy(), [("sign-in", (), None, None)]),
        ("https://b.example/out", Policy(), []),
        ("no address", Policy(), []),
    ],
)
def test_of_url(
    rules: RuleSet,
    url: str,
    policy: Policy,
    looks: list[tuple[str, tuple[str, ...], Off | None, str | None]],
) -> None:
    found = short(Tracer(rules, policy).of_url(url, "browser"))
    assert [look for look in found if "path" not in look[1]] == looks


def test_readings_say_what_stood_where(rules: RuleSet) -> None:
    looks = Tracer(rules, DEFAULT_POLICY).of_url("https://go.a.example/out?from=1&url=!", "browser")
    out = next(look for look in looks if look.rule.id == "out")
    assert out.readings == (Reading("param url", "!", None), Reading("param to", None, None))


def test_every_rule_is_looked_at_where_that_is_asked_for(rules: RuleSet) -> None:
    found = Tracer(rules, DEFAULT_POLICY).of_url("https://b.example/out?from=1", "browser", every=True)
    assert {look.rule.id: look.missing for look in found} == {
        "out": ("hosts",),
        "extra": ("hosts", "path"),
        "stop": ("hosts", "path"),
        "sign-in": ("hosts", "path"),
        "token": (),
    }


@pytest.mark.parametrize(
    ("body", "status", "missing", "off", "target"),
    [
        ("leaving<a href='https://e.example/'>", 200, (), None, "https://e.example/"),
        ("<a href='https://e.example/'>", 200, ("body leaving",), None, None),
        ("leaving", 404, ("status",), None, None),
        ("leaving<p>a fraud</p><a href='https://e.example/'>", 200, (), Off.HARM, None),
    ],
)
def test_of_page(
    rules: RuleSet, body: str, status: int, missing: tuple[str, ...], off: Off | None, target: str | None
) -> None:
    warned = RuleSet.of(rules, REASONS)
    page = Page("https://go.a.example/stop", status, {"content-type": "text/html"}, body)
    looks = [look for look in Tracer(warned, DEFAULT_POLICY).of_page(page) if look.rule.id == "stop"]
    assert short(looks) == [("stop", missing, off, target)]


def test_of_text(rules: RuleSet) -> None:
    looks = Tracer(rules, DEFAULT_POLICY).of_text("take ZZ1234 today")
    assert [(look.rule.id, look.readings) for look in looks] == [
        ("token", (Reading("find", "ZZ1234", None),))
    ]
    assert Tracer(rules, DEFAULT_POLICY).of_text("nothing")[0].missing == ("find",)


def test_the_way_ends_where_no_rule_goes_on(rules: RuleSet) -> None:
    inner = "https%3A%2F%2Fgo.a.example%2Fout%3Ffrom%3D1%26to%3Dhttps%253A%252F%252Fe.example%252F"
    stops = Tracer(rules, DEFAULT_POLICY).way(f"https://go.a.example/out?from=1&to={inner}", "browser")
    assert [stop.address for stop in stops] == [
        f"https://go.a.example/out?from=1&to={inner}",
        "https://go.a.example/out?from=1&to=https%3A%2F%2Fe.example%2F",
        "https://e.example/",
    ]


def test_a_way_in_a_circle_ends(tmp_path: Path) -> None:
    here = "id: a\n    kind: wrapper\n    where: {hosts: [a.example]}\n    target: {swap: https}\n"
    stops = Tracer(rule_set(tmp_path, here), DEFAULT_POLICY).way("https://a.example/", "browser")
    assert [stop.address for stop in stops] == ["https://a.example/"]


WALLED = "https://go.a.example/out?from=1&to="


@pytest.mark.parametrize(
    ("target", "policy", "found"),
    [
        ("https%3A%2F%2Fe.example%2F", Policy(), []),
        (
            "https%3A%2F%2Fe.example%2F",
            Policy(allow_hosts=frozenset(["a.example", "other.example"])),
            [Hindrance("allow", "a.example", "https://e.example/")],
        ),
        (
            "https%3A%2F%2Fe.example%2F",
            Policy(deny_rules=frozenset(["out", "stop"])),
            [Hindrance("deny", "out", "https://e.example/")],
        ),
        (
            "http%3A%2F%2F127.0.0.1%2F",
            Policy(),
            [Hindrance("private", "allow-private", "http://127.0.0.1/")],
        ),
        (
            "https%3A%2F%2Fx.own.example%2F",
            Policy(),
            [Hindrance("unless", "out: ends-on own.example", "https://x.own.example/")],
        ),
        ("javascript%3Aalert(1)", Policy(), []),
    ],
)
def test_hindrances(rules: RuleSet, target: str, policy: Policy, found: list[Hindrance]) -> None:
    url = WALLED + target
    assert hindrances(rules, policy, "browser", lambda engine: engine.unwrap(url), rules) == found


@pytest.mark.parametrize(
    ("general", "own", "context", "owners"),
    [
        ((), ("out",), "wechat", ["wechat"]),
        (("out",), ("out",), "wechat", [None, "wechat"]),
        (("out",), ("stop",), "wechat", [None]),
        ((), ("out",), "qq", []),
    ],
)
def test_hindrances_name_the_client_on_whose_list_they_stand(
    rules: RuleSet, general: tuple[str, ...], own: tuple[str, ...], context: str, owners: list[str | None]
) -> None:
    policy = Policy(
        deny_rules=frozenset(general), clients=(ClientLists("wechat", deny_rules=frozenset(own)),)
    )
    url = f"{WALLED}https%3A%2F%2Fe.example%2F"
    found = hindrances(rules, policy, context, lambda engine: engine.unwrap(url), rules)
    assert found == [Hindrance("deny", "out", "https://e.example/", owner) for owner in owners]
