from pathlib import Path

import pytest

from unwall.language import Language
from unwall.model import ClientLists, Policy
from unwall.proxy.setup import OWN_NAME, ChoiceError, Choices, Role, Scope, build, setup_of
from unwall.rules.loader import RuleError, load_rules

RULES = load_rules(Path(__file__).parents[1] / "data" / "proxy", own_only=True)
LINK, SHARED, BLOCKED, PAGE = "link.wall.test", "shared.wall.test", "blocked.wall.test", "www.wall.test"


@pytest.mark.parametrize(
    ("scope", "host", "role"),
    [
        (Scope.PAGES, LINK, Role(answered=True, looked_at=True, alone=True)),
        (Scope.PAGES, "LINK.Wall.Test.", Role(answered=True, looked_at=True, alone=True)),
        (Scope.PAGES, SHARED, Role(answered=True, looked_at=True)),
        (Scope.PAGES, BLOCKED, Role(looked_at=True, walled=True)),
        (Scope.PAGES, PAGE, Role(answered=True, looked_at=True, rewritten=True)),
        (Scope.MINIMAL, PAGE, Role(answered=True, looked_at=True)),
        (Scope.ALL, LINK, Role(answered=True, looked_at=True, rewritten=True, alone=True)),
        (Scope.ALL, "example.com", Role(looked_at=True, rewritten=True)),
        (Scope.PAGES, "example.com", Role()),
        (Scope.PAGES, "link.wall.test.example.com", Role()),
        (Scope.PAGES, "203.0.113.7", Role(is_address=True)),
        (Scope.PAGES, "::1", Role(is_address=True)),
        (Scope.PAGES, "", Role()),
        (Scope.MINIMAL, OWN_NAME, Role(looked_at=True, alone=True, own=True)),
    ],
)
def test_role(scope: Scope, host: str, role: Role) -> None:
    setup = setup_of(RULES, Choices(scope=scope))
    assert [setup.role(host), setup.role(host)] == [role, role]


def test_what_the_user_excluded_is_nothing_to_us() -> None:
    setup = setup_of(
        RULES, Choices(scope=Scope.ALL, policy=Policy(allow_hosts=frozenset({"wall.test", "203.0.113.7"})))
    )
    assert {host: setup.role(host) for host in (LINK, PAGE, "203.0.113.7", "notwall.test")} == {
        LINK: Role(),
        PAGE: Role(),
        "203.0.113.7": Role(is_address=True),
        "notwall.test": Role(looked_at=True, rewritten=True),
    }


def test_in_a_dry_run_every_host_is_connected_to() -> None:
    assert not setup_of(RULES, Choices(dry_run=True)).role(LINK).alone


def test_roles_are_not_remembered_without_end() -> None:
    setup = setup_of(RULES, Choices())
    for number in range(5000):
        setup.role(f"{number}.example")
    assert len(setup.roles) <= 4096


def test_a_rule_spoken_of_must_exist() -> None:
    with pytest.raises(ChoiceError, match="no rule wall-lnk"):
        setup_of(RULES, Choices(named=frozenset({"wall-link", "wall-lnk"})))
    with pytest.raises(ChoiceError, match="没有"):
        setup_of(RULES, Choices(named=frozenset({"wall-lnk"}), language=Language.CHINESE))


def test_a_rule_switched_off_long_ago_need_not(tmp_path: Path) -> None:
    choices = Choices(policy=Policy(deny_rules=frozenset({"wall-link", "gone"})))
    result = setup_of(RULES, choices).engine.unwrap(
        "https://link.wall.test/go?target=https%3A%2F%2Fexample.com%2F"
    )
    assert not result.changed


def test_build_adds_rules_to_the_built_in_ones(tmp_path: Path) -> None:
    choices = Choices(rules=(str(Path(__file__).parents[1] / "data" / "proxy"),), cache=str(tmp_path))
    ids = {rule.id for rule in build(choices).engine.rules}
    assert {rule.id for rule in RULES} <= ids
    assert list(tmp_path.iterdir())


def test_build_says_where_a_rule_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("platform: mine\nrulez: []\n")
    with pytest.raises(RuleError, match=r"mine\.yaml:2:1: "):
        build(Choices(rules=(str(tmp_path),)))


def test_the_mark_changes_with_the_lists_and_not_with_their_order() -> None:
    lists = ClientLists("blocker", deny_rules=frozenset({"wall-link"}))
    policies = [
        Policy(),
        Policy(allow_hosts=frozenset({"a.example", "b.example"})),
        Policy(allow_hosts=frozenset({"b.example", "a.example"})),
        Policy(deny_rules=frozenset({"a.example", "b.example"})),
        Policy(options=frozenset({"generic"})),
        Policy(clients=(lists,)),  # for all other clients nothing is changed
    ]
    marks = [setup_of(RULES, Choices(policy=policy)).mark for policy in policies]
    assert len(set(marks)) == 4
    assert (marks[1], marks[0]) == (marks[2], marks[5])
    own = setup_of(RULES, Choices(policy=policies[5])).of_client("BlockerApp/2.0")
    assert own.mark == setup_of(RULES, Choices(policy=Policy(deny_rules=lists.deny_rules))).mark


def test_the_mark_changes_with_the_rules(tmp_path: Path) -> None:
    other = load_rules(*[], own_only=True)
    marks = {setup_of(rules, Choices()).mark for rules in (RULES, RULES, other)}
    assert len(marks) == 2
    assert all(len(mark) == 8 and int(mark, 16) >= 0 for mark in marks)


APP, OTHER = "BlockerApp/2.0", "Mozilla/5.0"


def _own(hosts: tuple[str, ...] = (), general: tuple[str, ...] = ()) -> Choices:
    """The choices of somebody who has a list for the app that is called ``blocker``."""
    lists = ClientLists("blocker", frozenset(hosts))
    return Choices(policy=Policy(allow_hosts=frozenset(general), clients=(lists,)))


def test_each_client_has_the_lists_of_all_and_its_own() -> None:
    setup = setup_of(RULES, _own((LINK,), (SHARED,)))
    own = setup.of_client(APP)
    assert [own.role(LINK), own.role(SHARED)] == [Role(), Role()]
    assert (setup.role(LINK).looked_at, setup.role(SHARED).looked_at) == (True, False)
    assert own.role(PAGE) == setup.role(PAGE)
    assert (own.journal, own.choices, own.mark != setup.mark) == (setup.journal, setup.choices, True)
    assert setup.of_client(OTHER) is setup.of_client("") is setup


def test_what_is_made_for_a_client_is_made_once() -> None:
    setup = setup_of(RULES, _own((LINK,)))
    first, second = setup.of_client(APP), setup.of_client("BlockerApp/3.1")
    assert (first.engine is second.engine, first.roles is second.roles) == (True, True)
    later = setup._replace(tally=None)  # as when the log begins
    assert later.of_client(APP).engine is first.engine


def test_a_client_spoken_of_must_exist() -> None:
    with pytest.raises(ChoiceError, match="there is no client blockr; there are blocker, browser"):
        setup_of(RULES, Choices(contexts=frozenset({"blocker", "blockr"})))
    with pytest.raises(ChoiceError, match="没有客户端 blockr；可用 blocker, browser"):
        setup_of(RULES, Choices(contexts=frozenset({"blockr"}), language=Language.CHINESE))
    unknown = ClientLists("gone", frozenset({LINK}))
    assert setup_of(RULES, Choices(policy=Policy(clients=(unknown,)))).of_client(APP).role(LINK).looked_at
