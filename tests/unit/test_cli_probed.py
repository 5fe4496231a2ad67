from pathlib import Path

from events_for_tests import START

from unwall import Engine, load_rules
from unwall.cli.probed import log_cells
from unwall.model import Kind, Needs, Surface
from unwall.probe.verdict import Cell, Hop, Verdict
from unwall.store.event import Action, Event, Tally
from unwall.store.place import open_log
from unwall.store.redaction import Detail

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fitem.taobao.com%2Fitem.htm%3Fid%3D1"
TARGET = "https://item.taobao.com/item.htm?id=1"
CELLS = [
    Cell(LINK, "browser", Verdict.WRAPPED, rule="zhihu-link", target=TARGET),
    Cell(TARGET, "wechat", Verdict.OPEN, hops=(Hop(TARGET, 302, 10.04), Hop(TARGET, 200, 5.0))),
    Cell(TARGET, "qq", Verdict.APP_ONLY),
    Cell(TARGET, "browser", Verdict.DEAD),
]


def test_a_cell_is_an_event_and_counts_where_it_says_something(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'log.db'}"
    assert log_cells(url, Engine(load_rules()), CELLS, Detail.HOSTS, START) == 4
    store = open_log(url)
    first, opened, app, dead = (row.event for row in store.rows())
    day = "2026-03-01"
    assert [tally for _, tally in store.tallies()] == [
        Tally(day, Surface.NAVIGATION, "qq", "taobao", 1, 1),
        Tally(day, Surface.NAVIGATION, "wechat", "taobao", 1, 0),
        Tally(day, Surface.NAVIGATION, "zhihu", "taobao", 1, 1),
    ]
    store.close()
    assert first == Event(
        START, Action.PROBED, Surface.NAVIGATION, rule="zhihu-link", kind=Kind.WRAPPER, blocker="zhihu",
        blocked="taobao", input="https://link.zhihu.com/", output="https://item.taobao.com/", method="GET",
    )  # fmt: skip
    assert (opened.blocker, opened.status, opened.latency, opened.context) == ("wechat", 200, 15.0, "wechat")
    assert (app.needs, dead.blocker, dead.status) == (Needs.APP, "", 0)
