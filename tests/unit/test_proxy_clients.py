"""Flows of a client with lists of its own, through the addon's hooks, beside those of others."""

import pytest
from flows_for_tests import (
    BLOCKED,
    BLOCKED_BODY,
    HTML,
    LINK,
    NEW_BODY,
    PAGE,
    PAGE_BODY,
    RULES,
    TARGET,
    answered,
    asked,
    new_addon,
    outcome_of,
    through,
)

from unwall.model import ClientLists, Policy
from unwall.proxy.setup import Choices, Setup, setup_of

APP, OTHER = "BlockerApp/2.0", "Mozilla/5.0"
SHOP = "https://shop.wall.test/item"
LINKS, FEEDS, STOPS = "link.wall.test", "www.wall.test", "blocked.wall.test"


def _own(hosts: tuple[str, ...] = (), rules: tuple[str, ...] = ()) -> Choices:
    """The choices of somebody who has lists for the app that is called ``blocker``."""
    return Choices(policy=Policy(clients=(ClientLists("blocker", frozenset(hosts), frozenset(rules)),)))


def test_without_such_lists_nobody_asks_who_the_client_is(monkeypatch: pytest.MonkeyPatch) -> None:
    setup = setup_of(RULES, Choices())
    monkeypatch.setattr(Setup, "of_client", lambda *_: pytest.fail("asked"))
    assert outcome_of(through(asked(LINK, user_agent=APP), new_addon(setup))) == (307, TARGET)
    setup = setup_of(RULES, _own((LINKS,)))
    through(answered(asked("https://example.com/", user_agent=APP), 200), new_addon(setup))


@pytest.mark.parametrize("choices", [_own((LINKS,)), _own(rules=("wall-link",))])
def test_a_navigation_is_answered_by_the_clients_own_lists(choices: Choices) -> None:
    addon = new_addon(setup_of(RULES, choices))
    flow = through(asked(LINK, user_agent=APP), addon)
    assert (outcome_of(flow), flow.comment, flow.metadata) == (None, "", {})
    assert outcome_of(through(asked(LINK, user_agent=OTHER), addon)) == (307, TARGET)
    assert outcome_of(through(asked(LINK), addon)) == (307, TARGET)


@pytest.mark.parametrize("choices", [_own((STOPS,)), _own(rules=("wall-blocked-page",))])
def test_a_page_that_stops_is_shown_by_them(choices: Choices) -> None:
    addon = new_addon(setup_of(RULES, choices))
    shown = through(answered(asked(BLOCKED, user_agent=APP), 200, BLOCKED_BODY, content_type=HTML), addon)
    opened = through(answered(asked(BLOCKED, user_agent=OTHER), 200, BLOCKED_BODY, content_type=HTML), addon)
    assert (outcome_of(shown), outcome_of(opened)) == ((200, None), (307, TARGET))


@pytest.mark.parametrize("choices", [_own((LINKS,)), _own((FEEDS,)), _own(rules=("wall-link",))])
def test_headers_and_bodies_are_left_by_them(choices: Choices) -> None:
    addon = new_addon(setup_of(RULES, choices))
    for agent, location, body in ((APP, LINK, PAGE_BODY), (OTHER, TARGET, NEW_BODY)):
        moved = through(answered(asked(PAGE, user_agent=agent), 302, location=LINK), addon)
        page = through(answered(asked(PAGE, user_agent=agent), 200, PAGE_BODY, content_type=HTML), addon)
        assert outcome_of(moved) == (302, location)
        assert page.response
        assert page.response.raw_content == body


@pytest.mark.parametrize(
    ("choices", "sent"),
    [(_own((LINKS,)), "Plain/1.0"), (_own(("shop.wall.test",)), APP), (_own(rules=("wall-shop",)), APP)],
)
def test_a_client_asked_for_as_another_keeps_its_lists(choices: Choices, sent: str) -> None:
    addon = new_addon(setup_of(RULES, choices))
    flow = through(answered(asked(SHOP, user_agent=APP), 302, location=LINK), addon)
    assert (flow.request.headers["user-agent"], outcome_of(flow)) == (sent, (302, LINK))
    other = through(answered(asked(SHOP, user_agent=OTHER), 302, location=LINK), addon)
    assert outcome_of(other) == (302, TARGET)
