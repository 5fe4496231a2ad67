"""What the proxy costs: its hooks, and a flow through it beside one through a bare mitmdump: ``make bench``.

CPU of the proxy's process alone, /proc tells it; both proxies run all the time and are asked in turns.
"""

import asyncio
import gzip
import os
import ssl
import statistics
import sys
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from mitmproxy import http
from mitmproxy.net import encoding
from mitmproxy.test import tflow
from run import fastest, page

from unwall import load_rules
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.setup import Choices, Setup, setup_of
from unwall.world.exchange import Reply, html
from unwall.world.proxied import Proxy, unwall_run
from unwall.world.server import World
from unwall.world.walls import Scope

ROUNDS = 5
CLIENTS, REQUESTS = 4, 100  # of a round: connections, and requests over each
CARRIER, OTHER = "www.zhihu.com", "www.example.com"
ASKED = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/150", "accept": "*/*", "accept-language": "zh",
    "accept-encoding": "gzip, br", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image", "cookie": "a=b",
}  # fmt: skip
FIELDS = {
    "date": "Wed, 25 Nov 2026 20:00:00 GMT", "server": "nginx", "connection": "keep-alive",
    "vary": "accept-encoding", "cache-control": "max-age=60", "x-request-id": "0123456789abcdef",
    "strict-transport-security": "max-age=9",
}  # fmt: skip

type Row = tuple[str, str, str]


# ---- hooks -------------------------------------------------------------------------------------------------


def flow_of(host: str, kind: str, body: bytes = b"", coding: str = "") -> http.HTTPFlow:
    """A flow whose response is there."""
    flow = tflow.tflow()
    flow.request = http.Request.make("GET", f"https://{host}/a?b=c")
    flow.request.headers.update(ASKED)
    fields = FIELDS | {"content-type": kind, "content-length": str(len(body))}
    if coding:
        fields["content-encoding"] = coding
    flow.response = http.Response.make(200)
    flow.response.headers.clear()
    flow.response.headers.update(fields)
    flow.response.raw_content = body
    return flow


def through(addon: UnwallAddon, setup: Setup, flow: http.HTTPFlow) -> None:
    """Both hooks of a response that is read whole, in this thread."""
    addon.responseheaders(flow)
    addon.open_body(setup, flow, setup.role(flow.request.host))


def hooks() -> Iterable[Row]:
    """Microseconds of our own in one flow."""
    setup = setup_of(load_rules(), Choices())
    addon = UnwallAddon(lambda: setup.choices, setup)
    asked = flow_of(OTHER, "text/html")
    asked.response = None
    yield "request hook, no rule", "", micro(fastest(lambda: addon.request(asked), 20_000))
    image = flow_of(CARRIER, "image/png")
    yield "response of a type not scanned", "", micro(fastest(lambda: addon.responseheaders(image), 10_000))
    for size in (20_000, 100_000):
        data = gzip.compress(page(size, 0))
        flow = flow_of(CARRIER, "text/html; charset=utf-8", data, "gzip")
        ours = fastest(partial(through, addon, setup, flow), 200)
        theirs = fastest(partial(encoding.decode_gzip, data), 200)
        name = f"gzip page of {size // 1000} KB, decoded and looked through / mitmproxy's decoding alone"
        yield name, f"{ours / theirs:.2f}", micro(ours)


def micro(seconds: float) -> str:
    """Seconds as people read them."""
    return f"{seconds * 1e6:.2f} µs"


# ---- whole proxies -----------------------------------------------------------------------------------------


class Way(NamedTuple):
    """One way of asking."""

    name: str
    host: str
    path: str
    tls: bool


WAYS = (
    Way("plain keep-alive", OTHER, "/", tls=False),
    Way("TLS keep-alive, an image of a platform", CARRIER, "/image", tls=True),
    Way("TLS keep-alive, a page of a platform, looked through", CARRIER, "/", tls=True),
    Way("TLS keep-alive, a host that passes through", OTHER, "/", tls=True),
)


def mitmdump(_: Scope, confdir: Path, script: Path) -> list[str]:
    """A mitmdump without us."""
    return [
        str(Path(sys.executable).with_name("mitmdump")), "--listen-host", "127.0.0.1", "--listen-port", "0",
        "-s", str(script), "--set", f"confdir={confdir}", "--set", "flow_detail=0", "-q",
    ]  # fmt: skip


def cpu(proxy: Proxy) -> float:
    """Ticks that the proxy's process has used."""
    pid = proxy._process.pid  # noqa: SLF001 - nobody else wants it
    stat = Path(f"/proc/{pid}/stat").read_text("ascii")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return float(user) + float(system)


async def ask(port: int, way: Way) -> None:
    """Requests over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    url = way.path if way.tls else f"http://{way.host}{way.path}"
    if way.tls:
        writer.write(f"CONNECT {way.host}:443 HTTP/1.1\r\nHost: {way.host}:443\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        trusting = ssl._create_unverified_context()  # noqa: S323, SLF001 - everything is on this machine
        await writer.start_tls(trusting, server_hostname=way.host)
    fields = f"Host: {way.host}\r\nAccept: text/html\r\nSec-Fetch-Mode: cors\r\n"
    request = f"GET {url} HTTP/1.1\r\n{fields}\r\n".encode()
    for _ in range(REQUESTS):
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split()[0])
        await reader.readexactly(length)
    writer.close()


async def round_of(port: int, way: Way) -> None:
    """All requests of a round."""
    await asyncio.gather(*(ask(port, way) for _ in range(CLIENTS)))


def proxies() -> Iterable[Row]:
    """CPU of a flow through ``unwall run`` beside a bare mitmdump."""
    body = html(page(2_000, 0).decode(), coding="")
    image = Reply(200, (("content-type", "image/png"),), body.body)
    with (
        World(
            {CARRIER: lambda asked: image if asked.path == "/image" else body, OTHER: lambda _: body}
        ) as world,
        Proxy(world, Scope.PAGES, mitmdump) as bare,
        Proxy(world, Scope.PAGES, unwall_run) as ours,
    ):
        for way in WAYS:
            ratios, costs = [], []
            for _ in range(ROUNDS + 1):
                used = [spent(each, way) for each in (bare, ours)]
                ratios.append(used[1] / used[0])
                costs.append(used[1] / CLIENTS / REQUESTS / 100)
            yield (
                f"`unwall run` / mitmdump, CPU of a flow, {way.name}",
                f"{statistics.median(ratios[1:]):.2f}",
                micro(statistics.median(costs[1:])),
            )


def spent(proxy: Proxy, way: Way) -> float:
    """Ticks of the proxy's CPU that a round takes."""
    before = cpu(proxy)
    asyncio.run(round_of(proxy.port, way))
    return max(1.0, cpu(proxy) - before)


def main() -> int:
    """Measures and prints the rows."""
    rows = list(hooks())
    if Path("/proc/self/stat").exists():
        with tempfile.TemporaryDirectory() as home:
            os.environ |= {
                "HOME": home,
                "XDG_CACHE_HOME": home,
                "XDG_CONFIG_HOME": home,
                "XDG_DATA_HOME": home,
            }
            rows += proxies()
    print("| what | ratio | here |\n| --- | --- | --- |")
    for name, ratio, absolute in rows:
        print(f"| {name} | {ratio} | {absolute} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
