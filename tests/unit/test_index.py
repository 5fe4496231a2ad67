"""Finding rules by host, and the packed form."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_for_tests import rule_set

from unwall.rules.index import NOBODY, RuleSet
from unwall.urls.split import split

ENTRY = "id: {id}\n    kind: wrapper\n    where: {{hosts: ['{host}']{more}}}\n    target: {{param: u}}"


def entry(name: str, host: str, more: str = "") -> str:
    return ENTRY.format(id=name, host=host, more=f", {more}" if more else "")


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return rule_set(
        tmp_path_factory.mktemp("rules"),
        entry("exact", "www.a.example"),
        entry("exact-path", "www.a.example", "path: /x"),
        entry("exact-expression", "www.a.example", "path: '^/x+$'"),
        entry("below", "*.a.example"),
        entry("public", "www.a.*"),
        entry("scheme", "shop://"),
        entry("scheme-host", "shop://open"),
        entry("scheme-below", "shop://*.a.example"),
        "id: answer\n    kind: interstitial\n    where: {hosts: [www.a.example]}\n"
        "    target: {header: location}",
        "id: leave\n    kind: wrapper\n    verdict: leave\n    where: {hosts: ['*.a.example'], path: /login}",
        "id: only\n    kind: wrapper\n    only: true\n    where: {hosts: [o.example]}\n"
        "    target: {param: u}",
    )


@pytest.mark.parametrize(
    ("host", "distance"),
    [
        ("www.a.example", 0),
        ("b.a.example", 0),
        ("a.example", 0),
        ("www.o.example", 0),
        ("item.o.example", 1),
        ("www.a.co.uk", 0),
        ("www.a.evil.com", None),
        ("evil.example", None),
        ("o.example.evil.com", None),
        ("", None),
        ("O.example", None),
    ],
)
def test_how_far_a_host_is_from_those_of_rules(rules: RuleSet, host: str, distance: int | None) -> None:
    assert rules.distance(host) == distance


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        ("https://www.a.example/", ["leave", "exact-path", "exact-expression", "exact", "below"]),
        ("https://b.www.a.example/", ["leave", "below"]),
        ("https://a.example/", []),
        ("https://www.a.com/", ["public"]),
        ("https://www.a.co.uk/", ["public"]),
        ("https://www.a.evil.com/", []),
        ("https://www.a.example:443/", ["leave", "exact-path", "exact-expression", "exact", "below"]),
        ("https://www.a.example:80/", []),
        ("shop://open/x", ["scheme-host", "scheme"]),
        ("SHOP://Other", ["scheme"]),
        ("shop://b.A.example/x", ["scheme-below", "scheme"]),
        ("shop://a.example/x", ["scheme"]),
        ("shop://evil-a.example/x", ["scheme"]),
        ("https://" + "a." * 200 + "a.example/", []),
    ],
)
def test_candidates(rules: RuleSet, url: str, ids: list[str]) -> None:
    parts = split(url)
    assert parts is not None
    assert [rules[number].id for number in rules.candidates(parts).request] == ids


def test_response_rules_are_apart(rules: RuleSet) -> None:
    parts = split("https://www.a.example/")
    assert parts is not None
    assert [rules[number].id for number in rules.candidates(parts).response] == ["answer"]


def test_order_does_not_depend_on_the_order_given(rules: RuleSet) -> None:
    again = RuleSet.of(list(rules)[::-1], rules.beside, rules.suffixes)
    assert list(again) == list(rules)


def test_what_it_says_of_itself(rules: RuleSet) -> None:
    assert rules.only == {"o.example"}
    assert set(rules.anchors()) == {"www.a.example", "o.example", ".a.example", "www.a.", "shop://"}
    assert rules.labels() == {"a", "o", "test"}  # of the hosts, and the platform
    assert [rule.id for rule in rules[:2]] == [rules[0].id, rules[1].id]


def test_domains_are_those_of_hosts_and_of_words_in_every_country(rules: RuleSet) -> None:
    domains = rules.domains()
    public = {"a.com", "a.de", "a.cn", "a.com.cn", "a.co.uk", "a.com.kh", "a.com.br"}
    assert domains >= {"a.example", "o.example", *public}
    assert domains.isdisjoint({"www.a.com", "a.uk.co", "a.kh", "a.dev", "a.co.de", "a", "com"})
    assert {rules.suffixes.registrable(domain) for domain in domains} == domains


def test_retired_rules_are_kept_and_match_nothing(tmp_path: Path) -> None:
    rules = rule_set(tmp_path, entry("old", "www.a.example").replace("kind:", "status: retired\n    kind:"))
    parts = split("https://www.a.example/")
    assert parts is not None
    assert [rule.id for rule in rules] == ["old"]
    assert rules.candidates(parts).request == ()


HOSTS = st.lists(
    st.sampled_from(["www", "a", "b", "example", "com", "co", "uk", ".", "o", "", "-", ":80", "@"]),
    max_size=9,
)


@given(HOSTS.map("".join), st.sampled_from(["", "/", "/login", "?x", "#x", "\\"]))
def test_what_is_nobodys_at_one_look_is_nobodys(rules: RuleSet, host: str, rest: str) -> None:
    url = f"https://{host}{rest}"
    parts = split(url)
    assert parts is not None
    if rules.nobodys(url):
        assert rules.candidates(parts) == NOBODY
    assert rules.requests(parts) == rules.candidates(parts).request


def test_most_addresses_are_nobodys_at_one_look(rules: RuleSet) -> None:
    assert rules.nobodys("https://www.other.example/a?b#c")
    assert not rules.nobodys("https://www.a.example/")
    assert not rules.nobodys("https://www.a.com/")
    assert not rules.nobodys("https://www.other.example/a b")


def test_whether_something_is_to_be_encoded_is_told_with_it(rules: RuleSet) -> None:
    plain, other = rules.nobodys("https://b.example/a?b=\\#c"), rules.nobodys('https://b.example/a?b="')
    assert plain is not None
    assert other is not None
    assert (plain[1], plain.lastindex, other[1], other.lastindex) == ("b.example", 1, "b.example", 2)
    behind = rules.nobodys("https://b.example/a\\b")
    assert behind is not None
    assert behind.lastindex == 2


def test_a_suffix_that_many_share_is_no_end_of_one(tmp_path: Path) -> None:
    rules = rule_set(tmp_path, entry("own", "out.a.co.uk"), entry("below", "*.b.co.uk"))
    assert [
        rules.nobodys(f"https://{host}/") is not None
        for host in ("out.a.co.uk", "x.a.co.uk", "b.co.uk", "x.b.co.uk", "c.co.uk", "co.uk", "a.co.uk.", "uk")
    ] == [False, False, False, False, True, True, False, True]
