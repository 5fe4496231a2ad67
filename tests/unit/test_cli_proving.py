"""Foreign lists as rule files: only what keeps its word, and only what is new."""

from pathlib import Path

import pytest

from unwall import Engine, Policy, Rule, load_rules
from unwall.cli.proving import proved
from unwall.rules.formats.draft import Why
from unwall.rules.formats.lists import Format, read
from unwall.rules.index import RuleSet
from unwall.rules.lint import Proving, complaints
from unwall.rules.proof import failures

BUILT_IN = load_rules()
FILTERS = """! a list
||shop.somesite.example/out?to=http$urlskip=?to
||shop.somesite.example/out?to=$urlskip=?to
||some.where.example/c/*^u=aHR0c$urlskip=?u -base64
||some.where.example/p/$urlskip=/\\/p\\/([^?]+)/ +https
||link.zhihu.com/?target=http$urlskip=?target
||never.example/x$urlskip=/nothing(like)this/
"""


def test_new_known_repeated_and_unproved(tmp_path: Path) -> None:
    done = proved(
        read(FILTERS, Format.URLSKIP, BUILT_IN.suffixes), source="my.txt", seen="2026-01-02", known=BUILT_IN
    )
    assert (done.entries, done.rules, done.wider, done.known, done.repeated) == (6, 4, 1, 0, 1)
    assert [(each.place, each.why) for each in done.skipped] == [("line 7", Why.UNPROVED)]
    file = tmp_path / "my.yaml"
    file.write_text(done.text, encoding="utf-8")
    own = load_rules(file, own_only=True)
    assert sorted(rule.id for rule in own) == [
        "my-link-zhihu-com",
        "my-shop-somesite-example",
        "my-some-where-example",
        "my-some-where-example-2",
    ]
    zhihu = next(rule for rule in own if rule.id == "my-link-zhihu-com")
    assert zhihu.where.hosts == ("*.link.zhihu.com",)  # the host itself is known


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    """What a filter list in the spelling of foreign lists comes to beside the built-in rules."""
    file = tmp_path_factory.mktemp("rules") / "my.yaml"
    done = proved(
        read(FILTERS, Format.URLSKIP, BUILT_IN.suffixes), source="my.txt", seen="2026", known=BUILT_IN
    )
    file.write_text(done.text, encoding="utf-8")
    return load_rules(file)


def test_what_is_written_passes_lint_and_its_own_tests(back: RuleSet) -> None:
    engine = Engine(back, Policy.of_all(back))
    own = [rule for rule in back if rule.id.startswith("my-")]
    assert [str(failure) for rule in own for failure in failures(rule, engine)] == []

    def alone(rule: Rule) -> Engine:
        return Engine(RuleSet.of([rule], back.beside, back.suffixes), engine.policy)

    assert complaints(own, Proving(engine, alone, back.suffixes, "2026-11-25", "2025-10-21")) == []


def test_targets_stay_on_the_web(back: RuleSet) -> None:
    engine = Engine(back)
    for target in ("javascript%3Aalert(1)", "data%3Atext%2Fhtml%2Cx", "file%3A%2F%2F%2Fetc%2Fpasswd"):
        given = f"https://shop.somesite.example/out?to={target}"
        assert engine.unwrap(given).output == given


def test_what_rules_in_force_leave_alone_stays_so() -> None:
    text = "||tatrck.com/*^url=http$urlskip=?url\n||some.where.example/out?url=http$urlskip=?url\n"
    done = proved(read(text, Format.URLSKIP, BUILT_IN.suffixes), source="my.txt", seen="2026", known=BUILT_IN)
    assert [(each.place, each.why) for each in done.skipped] == [("line 1", Why.AGAINST)]
    assert (done.entries, done.rules, done.known) == (2, 1, 0)


def test_all_known_leaves_nothing_to_write() -> None:
    text = "|https://link.zhihu.com/?target=http$urlskip=?target\n"
    done = proved(read(text, Format.URLSKIP, BUILT_IN.suffixes), source="my.txt", seen="2026", known=BUILT_IN)
    assert (done.text, done.rules, done.known) == ("", 0, 1)
