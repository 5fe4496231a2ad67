import asyncio
import socket
from typing import Any

import pytest
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import taddons, tflow

from unwall.proxy.joined import Joined, JoinedWriter

LARGE = bytes(range(256)) * 300


class _Sent:
    """A StreamWriter over a real connection that remembers what it was given, and what the other end got."""

    def __init__(self, writer: asyncio.StreamWriter, other: asyncio.StreamReader) -> None:
        self._writer = writer
        self.other = other
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(bytes(data))
        self._writer.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)


async def _pair() -> tuple[JoinedWriter, _Sent, asyncio.StreamWriter]:
    near, far = socket.socketpair()
    _, writer = await asyncio.open_connection(sock=near)
    other, other_writer = await asyncio.open_connection(sock=far)
    sent = _Sent(writer, other)
    return JoinedWriter(sent), sent, other_writer  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ([b"head", b"body"], [b"headbody"]),
        ([b"one"], [b"one"]),
        ([b"head", b"", b"body"], [b"headbody"]),
        ([b"head", LARGE], [b"head", LARGE]),  # copying it would take longer than to send twice
    ],
)
def test_what_is_written_in_one_moment_is_sent_at_once(parts: list[bytes], written: list[bytes]) -> None:
    async def story() -> tuple[list[bytes], bytes]:
        joined, sent, end = await _pair()
        for part in parts:
            joined.write(part)
        assert sent.written == []
        got = await sent.other.readexactly(len(b"".join(parts)))
        joined.close()
        end.close()
        return sent.written, got

    assert asyncio.run(story()) == (written, b"".join(parts))


@pytest.mark.parametrize("ending", ["drain", "write_eof", "close"])
def test_nothing_stays_behind(ending: str) -> None:
    async def story() -> bytes:
        joined, sent, end = await _pair()
        joined.write(b"head")
        joined.write(b"body")
        result = getattr(joined, ending)()
        assert sent.written == [b"headbody"]
        if ending == "drain":
            await result
        joined.close()
        assert joined.is_closing()
        got = await sent.other.read()
        end.close()
        return got

    assert asyncio.run(story()) == b"headbody"


def test_two_moments_are_two_writes_in_order() -> None:
    async def story() -> list[bytes]:
        joined, sent, end = await _pair()
        for part in (b"one", b"two"):
            joined.write(part)
            await asyncio.sleep(0)
        joined.close()
        end.close()
        return sent.written

    assert asyncio.run(story()) == [b"one", b"two"]


def test_connections_that_the_proxy_does_not_have_are_left_alone() -> None:
    proxy = Proxyserver()
    with taddons.context(proxy, Joined()):
        Joined().client_connected(tflow.tclient_conn())
        Joined().server_connected(ServerConnectionHookData(tflow.tserver_conn(), tflow.tclient_conn()))
    assert proxy.connections == {}
