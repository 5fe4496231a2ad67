"""What flows leave in the log, through the addon's hooks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mitmproxy import http
from mitmproxy.test import taddons, tflow

from unwall.model import Kind, Reason, Surface
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.setup import Choices, setup_of
from unwall.rules.index import RuleSet
from unwall.rules.loader import load_rules
from unwall.store.event import Action, Event, Tally
from unwall.store.log import Keeping
from unwall.store.place import open_log
from unwall.store.redaction import Detail

DATA = Path(__file__).parents[1] / "data" / "proxy"
RULES = load_rules(DATA, own_only=True)
TARGET = "https://example.com/a"
QUOTED = "https%3A%2F%2Fexample.com%2Fa"
LINK = f"https://link.wall.test/go?target={QUOTED}"
BLOCKED = "https://blocked.wall.test/page"
FEED = "https://www.wall.test/feed"


@pytest.fixture(autouse=True)
def _master() -> Iterator[None]:
    """There is one, whatever test came before."""
    with taddons.context():
        yield


class Logged:
    """An addon with a log, and what is in it at the end."""

    def __init__(
        self, path: Path, keeping: Keeping, *, dry_run: bool = False, rules: RuleSet = RULES
    ) -> None:
        self._path = path
        choices = Choices(log=str(path), keeping=keeping, dry_run=dry_run)
        setup = setup_of(rules, choices)
        self.addon = UnwallAddon(lambda: choices, setup)
        self.addon.live.begin_log()

    def through(self, url: str, body: str = "", **headers: str) -> http.HTTPFlow:
        flow = tflow.tflow()
        fields = http.Headers(
            [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        )
        flow.request = http.Request.make("GET", url, b"", fields)
        self.addon.request(flow)
        if flow.response is None:
            flow.response = http.Response.make(200, body, {"content-type": "text/html; charset=utf-8"})
        self.addon.responseheaders(flow)
        self.addon.response(flow)
        return flow

    def events(self) -> list[Event]:
        self.addon.live.end_log()
        store = open_log(str(self._path))
        events = [row.event for row in store.rows()]
        self.tallies = [tally for _, tally in store.tallies()]
        store.close()
        return events


@pytest.fixture
def logged(tmp_path: Path) -> Logged:
    return Logged(tmp_path / "log.db", Keeping(Detail.FULL))


def test_a_link_that_was_opened(logged: Logged) -> None:
    logged.through(LINK, user_agent="BlockerApp/2")
    [event] = logged.events()
    assert event == Event(
        event.at,
        Action.OPENED,
        Surface.NAVIGATION,
        rule="wall-link",
        kind=Kind.WRAPPER,
        blocker="wall",
        input=LINK,
        output=TARGET,
        context="blocker",
        client=event.client,
        method="GET",
        status=307,
        latency=event.latency,
    )
    assert len(event.client) == 16
    assert event.latency >= 0


def test_what_became_of_each(logged: Logged) -> None:
    logged.through(LINK.replace(QUOTED, "http%3A%2F%2F10.0.0.1%2F"))
    logged.through(BLOCKED, f'<script>var cgiData = {{"url":"{TARGET}"}};</script>')
    logged.through(BLOCKED, '<script>var cgiData = {"url":"file:///etc"};</script>')
    logged.through(FEED, f'<a href="{LINK}">a</a> <a href="{LINK}">b</a> <a href="{LINK}%3Fb">c</a>')
    logged.through("https://www.wall.test/plain", "<p>nothing</p>")
    told = [(each.action, each.surface, each.rule, each.refused, each.number) for each in logged.events()]
    assert told == [
        (Action.REFUSED, Surface.NAVIGATION, "wall-link", Reason.PRIVATE, 1),
        (Action.OPENED, Surface.NAVIGATION, "wall-blocked-page", None, 1),
        (Action.REFUSED, Surface.NAVIGATION, "wall-blocked-page", Reason.SCHEME, 1),
        (Action.REWRITTEN, Surface.HTML_ATTRIBUTE, "wall-link", None, 2),
        (Action.REWRITTEN, Surface.HTML_ATTRIBUTE, "wall-link", None, 1),
    ]


def test_a_dry_run_only_finds(tmp_path: Path) -> None:
    logged = Logged(tmp_path / "log.db", Keeping(Detail.FULL), dry_run=True)
    logged.through(LINK)
    logged.through(FEED, f'<a href="{LINK}">a</a>')
    assert [each.action for each in logged.events()] == [Action.FOUND, Action.FOUND]


def test_links_that_are_not_walled_are_counted(logged: Logged) -> None:
    logged.through("https://www.wall.test/plain", "", user_agent="BlockerApp/2")
    logged.through("https://www.wall.test/plain")
    logged.through("https://www.wall.test/url?q=https%3A%2F%2Fshop.wall.test%2Fitem")
    logged.events()
    day = logged.tallies[0].day
    assert logged.tallies == [
        Tally(day, Surface.NAVIGATION, "", "wall", 1, 0),
        Tally(day, Surface.NAVIGATION, "blocker", "wall", 1, 0),
        Tally(day, Surface.NAVIGATION, "wall", "wall", 1, 1),
    ]


def test_a_page_that_stands_in_the_way_is_a_walled_link(logged: Logged) -> None:
    logged.through(BLOCKED, '<script>var cgiData = {"url":"https://shop.wall.test/item"};</script>')
    logged.through(BLOCKED, "<p>another page</p>", user_agent="BlockerApp/2")
    logged.events()
    day = logged.tallies[0].day
    assert logged.tallies == [
        Tally(day, Surface.NAVIGATION, "blocker", "wall", 1, 0),
        Tally(day, Surface.NAVIGATION, "wall", "wall", 1, 1),
    ]


def test_pages_of_one_form_and_one_that_no_rule_understands(logged: Logged) -> None:
    for target in ("https://example.com/a", "https://example.com/b"):
        logged.through(BLOCKED, f'<p>{target}</p><script>var cgiData = {{"url":"{target}"}};</script>')
    logged.through(BLOCKED, '<p><script>var newData = {"to":"?"};</script>')
    one, same, new = logged.events()
    assert (one.action, one.form, same.form) == (Action.OPENED, same.form, one.form)
    assert (new.action, new.rule, new.output) == (Action.SHOWN, "wall-blocked-page", "")
    assert len({"", one.form, new.form}) == 3


def test_links_in_a_page_that_are_not_walled_are_counted(tmp_path: Path) -> None:
    logged = Logged(tmp_path / "log.db", Keeping(), rules=load_rules())
    direct = '<a href="https://item.taobao.com/item.htm?id=1">a</a>'
    walled = (
        '<a href="https://link.zhihu.com/?target=https%3A%2F%2Fitem.taobao.com%2Fitem.htm%3Fid%3D2">b</a>'
    )
    own = '<a href="https://www.zhihu.com/question/1">c</a> <a href="https://nobody.example/">d</a>'
    logged.through("https://www.zhihu.com/question/2", direct + direct + walled + own)
    logged.events()
    counts = [each[2:] for each in logged.tallies if each.surface is Surface.HTML_ATTRIBUTE]
    assert counts == [("zhihu", "taobao", 3, 1)]


def test_a_page_names_where_a_link_was_met(logged: Logged) -> None:
    logged.through("https://www.wall.test/plain", referer="https://nowhere.example/")
    logged.through("https://www.wall.test/plain", referer="https://www.wall.test/feed")
    logged.events()
    assert [(each.blocker, each.looked) for each in logged.tallies] == [("", 2)]


def test_the_default_keeps_no_paths(tmp_path: Path) -> None:
    logged = Logged(tmp_path / "log.db", Keeping())
    logged.through(LINK + "%3Fsecret-7391")
    logged.through(FEED, f'<a href="{LINK}%3Fsecret-7391">a</a>')
    assert {(each.input, each.output) for each in logged.events()} == {
        ("https://link.wall.test/", "https://example.com/")
    }
    assert b"secret-7391" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_what_is_chosen_of_the_log_while_the_proxy_runs_counts_at_once(tmp_path: Path) -> None:
    first, second = (str(tmp_path / name) for name in ("first.db", "second.db"))
    chosen = Choices(rules=(str(DATA),))
    addon = UnwallAddon(lambda: chosen)
    addon.live.follow()
    addon.live.begin_log()
    stages = (("", "full"), (first, "full"), (first, "hosts"), (second, "full"), ("", "full"))
    for number, (log, detail) in enumerate(stages):
        chosen = chosen._replace(log=log, keeping=Keeping(Detail(detail)))
        addon.live.follow()
        flow = tflow.tflow()
        flow.request = http.Request.make("GET", f"{LINK}&n={number}")
        addon.request(flow)
    assert addon.live.state().log == "none"
    assert [_outputs(path) for path in (first, second)] == [[TARGET, "https://example.com/"], [TARGET]]


def _outputs(path: str) -> list[str]:
    store = open_log(path)
    outputs = [row.event.output for row in store.rows()]
    store.close()
    return outputs


def test_a_log_that_cannot_be_opened_does_not_stop_traffic(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    choices = Choices(log=str(tmp_path / "file" / "log.db"))
    addon = UnwallAddon(lambda: choices, setup_of(RULES, choices))
    addon.live.begin_log()
    flow = tflow.tflow()
    flow.request = http.Request.make("GET", LINK)
    addon.request(flow)
    assert flow.response
    assert flow.response.headers["location"] == TARGET
    assert [record.getMessage() for record in caplog.records if "nothing is logged" in record.getMessage()]
