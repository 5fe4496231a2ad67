import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy import connection, http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy import mode_specs, server_hooks
from mitmproxy.test import taddons, tflow

from unwall.language import Language
from unwall.proxy.reach import Reach, is_loopback

OWN, ELSEWHERE = 8080, 8443
OURS = " is this proxy itself; open it without the proxy, as a browser with the PAC file does"
HERE, THERE = "127.0.0.1", "192.0.2.55"


class Listening(Proxyserver):
    """A proxy server that says where it listens, and listens nowhere."""

    name = "proxyserver"

    def listen_addrs(self):
        return [("127.0.0.1", OWN), ("::1", OWN, 0, 0)]


def _error(
    address: tuple[str, int], *, client: str = HERE, guard: bool = False, mode: str = "regular"
) -> str | None:
    async def story() -> str | None:
        with taddons.context(Listening()):
            peer = tflow.tclient_conn()
            peer.peername = (client, 50000)
            peer.proxy_mode = mode_specs.ProxyMode.parse(mode)
            data = server_hooks.ServerConnectionHookData(connection.Server(address=address), peer)
            await Reach(guard=guard).server_connect(data)
            return data.server.error

    return asyncio.run(story())


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0.0.0.0", "127.0.0.2", "::1", "::", "::ffff:127.0.0.1", "127.1"]
)
def test_the_proxy_is_not_led_to_itself(host: str) -> None:
    assert _error((host, OWN)) == f"{host}:{OWN}{OURS}"


def test_where_it_listens_is_asked_again_only_when_that_changes() -> None:
    asked: list[int] = []

    class Moving(Listening):
        port = 0

        def listen_addrs(self):
            asked.append(self.port)
            return [("127.0.0.1", self.port)] if self.port else []

    async def story() -> list[bool]:
        moving, reach = Moving(), Reach(dashboard="http://127.0.0.1:9/")
        led = []
        with taddons.context(moving):
            for port in (0, OWN, OWN, ELSEWHERE):
                if port != moving.port:
                    moving.port = port
                    await moving.servers.changed.send()
                for own in (OWN, ELSEWHERE, 9):
                    flow = tflow.tflow()
                    flow.request.port = own
                    led.append(reach.asks_about(flow))
        return led

    assert asyncio.run(story()) == [
        False,
        False,
        True,
        True,
        False,
        True,
        True,
        False,
        True,
        False,
        True,
        True,
    ]
    assert asked == [0, 0, 0, OWN, ELSEWHERE]


@pytest.mark.parametrize(
    "address",
    [("127.0.0.1", ELSEWHERE), ("192.0.2.1", OWN), ("nowhere.invalid", OWN), ("a" * 64 + ".test", OWN)],
)
def test_other_addresses_are_reached(address: tuple[str, int]) -> None:
    assert _error(address) is None


@pytest.mark.parametrize(
    ("host", "client", "mode", "refused"),
    [
        ("127.0.0.1", THERE, "regular", True),
        ("localhost", THERE, "regular", True),
        ("169.254.1.1", THERE, "regular", True),
        ("169.254.169.254", THERE, "regular", True),
        ("100.100.100.200", THERE, "regular", True),
        ("fe80::1", THERE, "regular", True),
        ("127.0.0.1", THERE, "socks5", True),
        ("192.0.2.1", THERE, "regular", False),
        ("127.0.0.1", HERE, "regular", False),
        ("127.0.0.1", "::1", "regular", False),
        ("127.0.0.1", THERE, "reverse:http://127.0.0.1:3000", False),
        ("127.0.0.1", THERE, "upstream:http://127.0.0.1:3128", False),
    ],
)
def test_other_machines_do_not_reach_this_one(host: str, client: str, mode: str, refused) -> None:
    sentence = f"{host} belongs to the machine the proxy runs on and is not open to other machines"
    assert _error((host, ELSEWHERE), client=client, guard=True, mode=mode) == (sentence if refused else None)


def _answer(url: str, *, client: str = HERE, mode: str = "regular") -> tuple[int, str] | None:
    async def story() -> tuple[int, str] | None:
        with taddons.context(Listening()):
            reach = Reach(guard=True)
            flow = tflow.tflow()
            flow.request = http.Request.make("GET", url)
            flow.client_conn.peername = (client, 50000)
            flow.client_conn.proxy_mode = mode_specs.ProxyMode.parse(mode)
            if not reach.asks_about(flow):
                return None
            await reach.answer(flow)
            return (flow.response.status_code, flow.response.text or "") if flow.response else None

    return asyncio.run(story())


@pytest.mark.parametrize(
    ("host", "mode"),
    [("127.0.0.1", "regular"), ("localhost", "regular"), ("[::1]", "upstream:http://127.0.0.1:3128")],
)
def test_who_asks_is_told_also_on_the_way_to_another_proxy(host: str, mode: str) -> None:
    sentence = f"{host.strip('[]')}:{OWN}{OURS}"
    assert _answer(f"http://{host}:{OWN}/", mode=mode) == (403, sentence)


@pytest.mark.parametrize(
    ("url", "client", "status"),
    [
        (f"http://127.0.0.1:{ELSEWHERE}/", THERE, 403),
        (f"http://127.0.0.1:{ELSEWHERE}/", HERE, None),
        (f"http://192.0.2.1:{OWN}/", HERE, None),
        (f"http://192.0.2.1:{ELSEWHERE}/", THERE, None),
    ],
)
def test_requests_that_are_refused(url: str, client: str, status: int | None) -> None:
    answer = _answer(url, client=client)
    assert (answer and answer[0]) == status


DASHBOARD = 8081


@pytest.mark.parametrize(
    ("host", "port", "client", "shared", "let"),
    [
        ("127.0.0.2", DASHBOARD, THERE, True, True),
        ("127.0.0.2", DASHBOARD, THERE, False, False),
        ("127.0.0.2", DASHBOARD, HERE, True, False),
        ("127.0.0.1", DASHBOARD, THERE, True, False),
        ("localhost", DASHBOARD, THERE, True, False),
        ("127.0.0.2", OWN, THERE, True, False),
        ("127.0.0.2", ELSEWHERE, THERE, True, False),
    ],
)
def test_a_shared_dashboard_is_reached_by_other_machines_where_they_find_us(
    host: str, port: int, client: str, shared, let
) -> None:
    async def story() -> tuple[bool, str | None]:
        with taddons.context(Listening()):
            reach = Reach(guard=True, dashboard=f"http://127.0.0.1:{DASHBOARD}/", shared=shared)
            flow = tflow.tflow()
            flow.request = http.Request.make("GET", f"http://{host}:{port}/")
            flow.client_conn.peername = (client, 50000)
            flow.client_conn.sockname = ("127.0.0.2", OWN)
            await reach.answer(flow)
            data = server_hooks.ServerConnectionHookData(
                connection.Server(address=(host, port)), flow.client_conn
            )
            await reach.server_connect(data)
            return flow.response is None, data.server.error

    answered, error = asyncio.run(story())
    assert (answered, error is None) == (let, let)


@pytest.mark.parametrize(
    ("client", "at", "shared", "address"),
    [
        (HERE, "127.0.0.1", False, f"http://127.0.0.1:{DASHBOARD}/"),
        (THERE, "192.0.2.2", False, ""),
        (THERE, "192.0.2.2", True, f"http://192.0.2.2:{DASHBOARD}/"),
        ("2001:db8::5", "2001:db8::2", True, f"http://[2001:db8::2]:{DASHBOARD}/"),
    ],
)
def test_where_the_dashboard_is_for_whom(client: str, at: str, shared, address: str) -> None:
    peer = tflow.tclient_conn()
    peer.peername, peer.sockname = (client, 50000), (at, OWN)
    reach = Reach(guard=True, dashboard=f"http://127.0.0.1:{DASHBOARD}/", shared=shared)
    assert reach.dashboard_of(peer) == address


def test_without_guard_they_do() -> None:
    assert _error(("127.0.0.1", ELSEWHERE), client=THERE) is None


class _Writer:
    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("peer", "client", "guard", "closed"),
    [
        (("127.0.0.1", OWN), HERE, False, True),
        (("127.0.0.1", ELSEWHERE), HERE, False, False),
        (("127.0.0.1", ELSEWHERE), THERE, True, True),
        (("192.0.2.1", ELSEWHERE), THERE, True, False),
    ],
)
def test_a_name_that_changed_its_mind_is_closed(peer: tuple[str, int], client: str, guard, closed) -> None:
    with taddons.context(proxy := Listening()):
        data = server_hooks.ServerConnectionHookData(
            connection.Server(address=("name.test", peer[1])), tflow.tclient_conn()
        )
        data.client.peername = (client, 50000)
        data.server.peername = peer
        writer = _Writer()

        connected: Any = SimpleNamespace(transports={data.server: SimpleNamespace(writer=writer)})
        proxy.connections[data.client.id] = connected
        Reach(Language.ENGLISH, guard=guard).server_connected(data)
    assert writer.closed is closed


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("", False),
        ("example.com", False),
    ],
)
def test_is_loopback(host: str, loopback) -> None:
    assert is_loopback(host) is loopback
