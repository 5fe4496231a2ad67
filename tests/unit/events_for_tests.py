"""Events as a proxy would put them, for the tests of the log."""

from datetime import UTC, datetime, timedelta

from unwall.model import Kind, Reason, Surface
from unwall.store.event import Action, Event, Run

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
RUN = Run("run-1", START, "0.1.0", "ab12", "full")


def event(number: int = 0, /, **changed: object) -> Event:
    """One event, the ``number``-th second of a run."""
    usual = Event(
        at=START + timedelta(seconds=number),
        action=Action.OPENED,
        surface=Surface.NAVIGATION,
        rule="zhihu-link",
        kind=Kind.WRAPPER,
        blocker="zhihu",
        blocked="taobao",
        input=f"https://link.zhihu.com/?target=https%3A%2F%2Fitem.taobao.com%2F{number}",
        output=f"https://item.taobao.com/{number}",
        client="00112233aabbccdd",
        method="GET",
        status=200,
        latency=1.5,
    )
    return usual._replace(**changed)  # type: ignore[arg-type]


REFUSED = event(7, action=Action.REFUSED, refused=Reason.PRIVATE, output="", kind=None, scans=True)
