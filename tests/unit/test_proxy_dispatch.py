import asyncio

import pytest
from mitmproxy import exceptions, hooks, options
from mitmproxy.addonmanager import AddonManager
from mitmproxy.master import Master
from mitmproxy.proxy.layers.http._hooks import HttpRequestHook
from mitmproxy.proxy.server_hooks import ClientConnectedHook
from mitmproxy.test import tflow

from unwall.proxy.dispatch import TableManager, is_known


class Each:
    def __init__(self, name: str, said: list[str], *, fails: type[Exception] | None = None) -> None:
        self.name = name
        self._said = said
        self._fails = fails

    def request(self, _) -> None:
        self._said.append(self.name)
        if self._fails:
            raise self._fails

    async def running(self) -> None:
        await asyncio.sleep(0)
        self._said.append(f"{self.name} runs")


class Above:
    name = "above"

    def __init__(self, said: list[str]) -> None:
        self.addons = [Each("below", said)]


@pytest.fixture(params=[AddonManager, TableManager])
def manager(request: pytest.FixtureRequest):
    return request.param


def _story(manager: type[AddonManager], tell) -> list[str]:
    said: list[str] = []

    async def story() -> None:
        master = Master(options.Options())
        master.addons = manager(master)
        await tell(master, said)

    asyncio.run(story())
    return said


def test_hooks_are_called_in_the_order_of_the_chain(manager: type[AddonManager]) -> None:
    async def tell(master: Master, said: list[str]) -> None:
        master.addons.add(Each("one", said), Above(said), Each("two", said))
        await master.addons.trigger_event(HttpRequestHook(tflow.tflow()))
        await master.addons.trigger_event(hooks.RunningHook())

    assert _story(manager, tell) == ["one", "below", "two", "one runs", "below runs", "two runs"]


class Follower:
    name = "follower"

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def update(self, flows) -> None:
        self._said.append(f"{len(flows)} changed")

    def client_connected(self, _) -> None:
        self._said.append("connected")


def test_who_asks_hears_of_a_flow_after_each_event_of_it(manager: type[AddonManager]) -> None:
    async def tell(master: Master, said: list[str]) -> None:
        master.addons.add(Each("one", said))
        await master.addons.handle_lifecycle(HttpRequestHook(tflow.tflow()))
        master.addons.add(Follower(said))
        await master.addons.handle_lifecycle(HttpRequestHook(tflow.tflow()))
        await master.addons.handle_lifecycle(ClientConnectedHook(tflow.tclient_conn()))

    assert _story(manager, tell) == ["one", "one", "1 changed", "connected"]


def test_the_chain_may_change(manager: type[AddonManager]) -> None:
    async def tell(master: Master, said: list[str]) -> None:
        one, two = Each("one", said), Each("two", said)
        event = HttpRequestHook(tflow.tflow())
        master.addons.add(one)
        await master.addons.trigger_event(event)
        master.addons.add(two)
        await master.addons.trigger_event(event)
        master.addons.remove(one)
        await master.addons.trigger_event(event)

    assert _story(manager, tell) == ["one", "one", "two", "two"]


def test_an_addon_may_be_replaced_by_one_of_its_name(manager: type[AddonManager]) -> None:
    async def tell(master: Master, said: list[str]) -> None:
        old, event = Each("one", said), HttpRequestHook(tflow.tflow())
        master.addons.add(old)
        await master.addons.trigger_event(event)
        master.addons.remove(old)
        master.addons.add(new := Above(said))
        new.name = "one"
        await master.addons.trigger_event(event)
        master.addons.clear()
        await master.addons.trigger_event(event)

    assert _story(manager, tell) == ["one", "below"]


def test_an_error_ends_with_its_addon(manager: type[AddonManager], caplog: pytest.LogCaptureFixture) -> None:
    async def tell(master: Master, said: list[str]) -> None:
        master.addons.add(Each("one", said, fails=ValueError), Each("two", said))
        await master.addons.trigger_event(HttpRequestHook(tflow.tflow()))

    assert _story(manager, tell) == ["one", "two"]
    assert "Addon error" in caplog.text


def test_a_halt_ends_the_event(manager: type[AddonManager]) -> None:
    async def tell(master: Master, said: list[str]) -> None:
        master.addons.add(Each("one", said, fails=exceptions.AddonHalt), Each("two", said))
        await master.addons.trigger_event(HttpRequestHook(tflow.tflow()))

    assert _story(manager, tell) == ["one"]


def test_options_reach_the_addons(manager: type[AddonManager]) -> None:
    class Configured:
        def __init__(self, said: list[str]) -> None:
            self._said = said

        def configure(self, updated: set[str]) -> None:
            self._said.extend(updated)

    async def tell(master: Master, said: list[str]) -> None:
        master.addons.add(Configured(said))
        master.options.update(listen_port=1)

    assert _story(manager, tell) == ["listen_port"]


@pytest.mark.parametrize(
    ("version", "known"), [("12.2.3", True), ("12.2.2", True), ("12.9.0", False), ("13.0.0", False)]
)
def test_is_known(version: str, known) -> None:
    assert is_known(version) is known
