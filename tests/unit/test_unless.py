import pytest

from unwall.engine.unless import Unless
from unwall.model import Rule, Step, Word
from unwall.rules.loader import load_rules
from unwall.urls.suffix import Suffixes

SUFFIXES = Suffixes.of(("example", "co.example"))
RULE = load_rules().by_id["zhihu-link"]
WALL, TARGET = "https://go.same.example/?u=", "https://www.same.example/a"


def _rule(*unless: Word) -> Rule:
    return RULE._replace(unless=unless)


def _excludes(rule: Rule, output: str, *hosts: str, given: str = WALL) -> bool:
    steps = [Step(rule.id, rule.kind, given, output)]
    return Unless(frozenset(hosts), SUFFIXES).excludes(given, steps, [rule], output)


@pytest.mark.parametrize(
    ("unless", "output", "excluded"),
    [
        (Word("same-site", ""), TARGET, True),
        (Word("same-site", ""), "https://other.example/", False),
        (Word("ends-on", ("shop.example",)), "https://shop.example/", True),
        (Word("ends-on", ("shop.example",)), "https://a.shop.example/", True),
        (Word("ends-on", ("shop.example",)), "https://ashop.example/", False),
        (Word("reason", ""), TARGET, False),  # asked of pages, elsewhere
    ],
)
def test_what_a_rule_says_of_its_target(unless: Word, output: str, excluded) -> None:
    assert _excludes(_rule(unless), output) is excluded


def test_of_one_site_is_what_one_owner_has() -> None:
    rule = _rule(Word("same-site", ""))
    assert _excludes(rule, "https://b.a.co.example/", given="https://go.a.co.example/")
    assert not _excludes(rule, "https://b.co.example/", given="https://go.a.co.example/")


@pytest.mark.parametrize("host", ["go.same.example", "same.example", "example"])
def test_a_wall_on_the_list_of_the_user_stays(host: str) -> None:
    assert _excludes(_rule(), TARGET, host)
    assert Unless({host}, SUFFIXES).allowed("go.same.example")


@pytest.mark.parametrize("host", ["www.other.example", "other.example"])
def test_a_target_on_the_list_of_the_user_is_not_led_to(host: str) -> None:
    assert _excludes(_rule(), "https://www.other.example/a", host)
    assert not _excludes(_rule(), "https://other.example.net/a", host)


def test_what_is_above_or_beside_is_not_on_it() -> None:
    assert not _excludes(_rule(), TARGET, "a.go.same.example", "ame.example", "other.example")
    assert not Unless((), SUFFIXES).allowed("go.same.example")
