import asyncio
from pathlib import Path

import pytest
from mitmproxy import http, options
from mitmproxy.addonmanager import AddonManager
from mitmproxy.master import Master
from mitmproxy.proxy.layers.http._hooks import HttpRequestHook
from mitmproxy.test import tflow

from unwall.proxy import uncaught
from unwall.proxy.dispatch import TableManager
from unwall.proxy.uncaught import Uncaught

MANAGERS = pytest.mark.parametrize("manager", [AddonManager, TableManager])


class Theirs:
    """An addon of another, which may well call something of ours."""

    name = "theirs"

    def __init__(self, call) -> None:
        self._call = call

    def request(self, flow: http.HTTPFlow) -> None:
        self._call(flow)


def _ours(*, later: bool) -> type:
    """An addon that stands in a module of ours."""
    source = Path(__file__).with_name("unwall_hook.py")
    code = f"""
class Ours:
    name = "ours"

    {"async " * later}def request(self, flow):
        self.break_down(flow)

    def break_down(self, flow):
        raise ValueError("broken on purpose")
"""
    module: dict[str, object] = {"__name__": "unwall.proxy.hook"}
    exec(compile(code, source, "exec"), module)
    found = module["Ours"]
    assert isinstance(found, type)
    return found


def _told(manager: type[AddonManager], addon: object, *, times: int = 1) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    looking = Uncaught(lambda hook, error: told.append((hook, repr(error))))

    async def story() -> None:
        master = Master(options.Options())
        master.addons = manager(master)
        master.addons.add(addon)
        for _ in range(times):
            await master.addons.trigger_event(HttpRequestHook(tflow.tflow()))

    looking.begin()
    try:
        asyncio.run(story())
    finally:
        looking.end()
    return told


@MANAGERS
@pytest.mark.parametrize("later", [False, True])
def test_an_error_of_ours_is_told_by_its_hook_and_not_by_mitmproxy(
    manager: type[AddonManager], later: bool, caplog: pytest.LogCaptureFixture
) -> None:
    told = _told(manager, _ours(later=later)(), times=2)
    assert told == [("request", "ValueError('broken on purpose')")] * 2
    assert caplog.messages == []


@MANAGERS
def test_errors_of_other_addons_stay_mitmproxy_s(
    manager: type[AddonManager], caplog: pytest.LogCaptureFixture
) -> None:
    assert _told(manager, Theirs(_ours(later=False)().break_down)) == []
    assert caplog.messages == ["Addon error: broken on purpose"]


def test_it_looks_no_longer_than_it_is_asked_to() -> None:
    before = list(uncaught._SAYS.filters)  # noqa: SLF001 - which others may have filled
    _told(TableManager, _ours(later=False)())
    assert uncaught._SAYS.filters == before  # noqa: SLF001 - as above
