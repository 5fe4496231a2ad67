"""A click on a wrapper, from the click to the target's first byte, over 50 ms there and back to every server.

Without unwall the wrapper answers with a redirect at once, the fastest that any wall can be; a page that asks
for one more click costs a person seconds.
"""

import asyncio
import ssl
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from inputs import LINK, TARGET
from measure import Row, row

from unwall import Engine, load_rules
from unwall.browser.pac import needed
from unwall.world.exchange import html, moved
from unwall.world.proxied import Proxy, unwall_run
from unwall.world.server import World
from unwall.world.walls import Scope

RTT = 0.05  # seconds
ROUNDS = 15
ADDON = Path(__file__).parents[1] / "addons" / "unwall_addon.py"
WRAPPER = urlsplit(LINK).hostname or ""
SITE = urlsplit(TARGET).hostname or ""

type Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Way(NamedTuple):
    """How a client gets to servers: by a proxy's port, or directly by the world's."""

    proxy: int | None
    world: int
    everything: bool = True  # through the proxy; otherwise, by a PAC file, only what rules need

    def proxied(self, host: str) -> bool:
        """Whether this host is asked for through the proxy."""
        return self.proxy is not None and (self.everything or host in NEEDED)


NEEDED = frozenset(needed(Engine(load_rules()).hosts.all(carriers=True)).exact)


def mitmdump(scope: Scope, confdir: Path, script: Path) -> Sequence[str]:
    """Somebody's own mitmdump with the addon in it."""
    return (
        str(Path(sys.executable).with_name("mitmdump")), "-p", "0", "--listen-host", "127.0.0.1", "-q",
        "--set", f"confdir={confdir}", "-s", str(script), "-s", str(ADDON), "--set", f"unwall_scope={scope}",
    )  # fmt: skip


async def connect(way: Way, host: str) -> Connection:
    """A new connection, TLS included."""
    proxied = way.proxied(host)
    reader, writer = await asyncio.open_connection("127.0.0.1", way.proxy if proxied else way.world)
    if proxied:
        writer.write(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
    trusting = ssl._create_unverified_context()  # noqa: S323, SLF001 - everything is on this machine
    await writer.start_tls(trusting, server_hostname=host)
    return reader, writer


async def ask(connection: Connection, url: str) -> bytes:
    """The head of what answers a navigation."""
    reader, writer = connection
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    fields = "Accept: text/html\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.hostname}\r\n{fields}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
    )
    await reader.readexactly(int(length.partition(b":")[2]))
    return head


async def clicks(way: Way, numbers: Iterator[int]) -> tuple[float, float]:
    """Seconds of a click with no connection there, and of one more over those that are there then.

    Each on another link: who comes back to the same again and again is let through to the wall.
    """
    first, second = next(numbers), next(numbers)
    start = time.perf_counter()
    wall = await connect(way, WRAPPER)
    head = await ask(wall, f"{LINK}{first}")
    site = await connect(way, SITE)
    await ask(site, TARGET)
    cold = time.perf_counter()
    again = await ask(wall, f"{LINK}{second}")
    await ask(site, TARGET)
    warm = time.perf_counter()
    for answer in (head, again):
        assert answer.startswith(b"HTTP/1.1 307" if way.proxied(WRAPPER) else b"HTTP/1.1 302"), answer
    for _, writer in (wall, site):
        writer.close()
    return cold - start, warm - cold


def rows() -> Iterable[Row]:
    """A cold click and a warm one, each way."""
    with ExitStack() as stack:
        world = stack.enter_context(
            World({WRAPPER: lambda _: moved(TARGET), SITE: lambda _: html("<title>x</title>")}, rtt=RTT)
        )
        ours = stack.enter_context(Proxy(world, Scope.PAGES, unwall_run))
        stock = stack.enter_context(Proxy(world, Scope.PAGES, mitmdump))
        ways = {
            "`unwall run`": (Way(ours.port, world.https_port), "≤ 0.70"),
            "`mitmdump -s addons/unwall_addon.py`": (Way(stock.port, world.https_port), "≤ 0.80"),
            "`unwall run` behind `unwall pac`": (
                Way(ours.port, world.https_port, everything=False), "≤ 0.62",
            ),
        }  # fmt: skip
        without = Way(None, world.https_port)
        done: dict[str, list[tuple[tuple[float, float], tuple[float, float]]]] = {name: [] for name in ways}
        numbers = count()
        for number in range(ROUNDS + 1):
            bare = asyncio.run(clicks(without, numbers))
            for name, (way, _) in ways.items():
                both = asyncio.run(clicks(way, numbers)), bare
                if number:  # the first makes certificates
                    done[name].append(both)
        for at, state in enumerate(("cold", "warm")):
            for name, (_, goal) in ways.items():
                pairs = [(mine[at], bare[at]) for mine, bare in done[name]]
                what = f"click on a wrapper, {state} connections, {name}"
                yield row(what, "the same click without unwall", pairs, goal="" if at else goal)
