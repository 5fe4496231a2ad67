"""Signing in, sharing, paying on the sites that walls stand on: what leads back there, no rule opens."""

from collections.abc import Iterator

import pytest

from unwall import Engine, Rule, load_rules
from unwall.model import Kind, Verdict
from unwall.urls.escape import component

RULES = load_rules()
ENGINE = Engine(RULES)
FLOWS = (
    "login",
    "signin",
    "account/login",
    "oauth/authorize",
    "share",
    "submit",
    "checkout",
    "pay",
    "logout",
)
# Names under which there is nothing but clicks: nobody signs in there.
CLICKS_ALONE = {
    "7tiv.net",
    "adj.st",
    "am3t9s.net",
    "app.link",
    "demdex.net",
    "onelink.me",
    "rg35.net",
    "spotify.link",
    "ztk5.net",
}


def sites(rule: Rule) -> Iterator[str]:
    """The sites themselves among a rule's hosts; a host below one is the wall's own, as a rule."""
    for host in rule.where.hosts:
        if "://" in host or host == "*":
            continue
        name = host.removeprefix("*.").removeprefix("www.")
        name = f"{name[:-1]}com" if name.endswith(".*") else name
        if RULES.suffixes.registrable(name) == name and name not in CLICKS_ALONE:
            yield from (name, f"www.{name}")


def parameters(rule: Rule) -> Iterator[str]:
    for target in rule.targets:
        if target.locate.name == "param":
            named = target.locate.argument
            yield from map(str, named if isinstance(named, tuple) else (named,))


OPENING = [
    rule
    for rule in RULES
    if rule.kind is Kind.WRAPPER
    and rule.verdict is Verdict.OPEN
    and any(sites(rule))
    and any(parameters(rule))
]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in OPENING])
def test_the_sites_own_flows_stay(rule: Rule) -> None:
    asked = [
        f"https://{site}/{flow}?{name}={component(f'https://{site}/home')}"
        for site in sites(rule)
        for name in parameters(rule)
        for flow in FLOWS
    ]
    assert [url for url in asked if ENGINE.unwrap(url).output != url] == []


def test_most_sites_are_tried() -> None:
    assert len(OPENING) > 150
