"""What the proxy costs: its hooks, and a flow through it beside one through a bare mitmdump: ``make bench``.

CPU of the proxy's process alone, /proc tells it; both proxies run all the time and are asked in turns.
"""

import asyncio
import gzip
import itertools
import ssl
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from inputs import TYPE, page
from measure import Row, Work, alone, paired, row, said
from mitmproxy import http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.test import taddons, tflow

from unwall import load_rules
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.checked import Checked
from unwall.proxy.content import decoded
from unwall.proxy.setup import Choices, Setup, setup_of
from unwall.world.exchange import Reply, Request, html
from unwall.world.proxied import Proxy, unwall_run
from unwall.world.server import World
from unwall.world.walls import Scope

ROUNDS = 17
CLIENTS = 4  # connections of a round
PAGES = 40  # different ones of a size
FLOWS = 200  # different ones, more than what is remembered of flows
CARRIER, OTHER = "www.zhihu.com", "www.example.com"
ASKED = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/150", "accept": "*/*", "accept-language": "zh",
    "accept-encoding": "gzip, br", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image", "cookie": "a=b",
}  # fmt: skip
ADDON = Path(__file__).parents[1] / "addons" / "unwall_addon.py"
FIELDS = {
    "date": "Wed, 25 Nov 2026 20:00:00 GMT", "server": "nginx", "connection": "keep-alive",
    "vary": "accept-encoding", "cache-control": "max-age=60", "x-request-id": "0123456789abcdef",
    "strict-transport-security": "max-age=9",
}  # fmt: skip

# ---- hooks -------------------------------------------------------------------------------------------------


def flow_of(host: str, kind: str, body: bytes = b"", coding: str = "", number: int = 0) -> http.HTTPFlow:
    """A flow whose response is there; fields of others differ as ``number`` does."""
    flow = tflow.tflow()
    flow.request = http.Request.make("GET", f"https://{host}/a?b=c")
    flow.request.headers.update(ASKED)
    flow.request.headers["cookie"] = f"a={number}"
    fields = FIELDS | {
        "content-type": kind,
        "content-length": str(len(body)),
        "x-request-id": f"{number:032x}",
    }
    if coding:
        fields["content-encoding"] = coding
    flow.response = http.Response.make(200)
    flow.response.headers.clear()
    flow.response.headers.update(fields)
    flow.response.raw_content = body
    return flow


class Listening(Proxyserver):
    """A proxy server that says where it listens, and listens nowhere."""

    name = "proxyserver"

    def listen_addrs(self) -> list[tuple[str, int]]:
        """One address."""
        return [("127.0.0.1", 8080)]


def through(addon: UnwallAddon, setup: Setup, flow: http.HTTPFlow) -> None:
    """Both hooks of a response that is read whole, in this thread."""
    addon.responseheaders(flow)
    addon.open_body(setup, flow, setup.role(flow.request.host))


def hooks() -> Iterable[Row]:
    """Our own part of a flow."""
    setup = setup_of(load_rules(), Choices())._replace(checked=Checked())
    addon = UnwallAddon(lambda: setup.choices, setup)
    asked = flow_of(OTHER, "text/html")
    asked.response = None
    with taddons.context(Listening()):
        here = said(alone(lambda: addon.request(asked)))
    yield Row("request hook, no rule", "", goal="≤ 0.5 µs", here=here)
    image = flow_of(CARRIER, "image/png")
    here = said(alone(lambda: addon.responseheaders(image)))
    yield Row("response of a type not looked through", "", goal="≤ 1 µs", here=here)
    whole = page(PAGES * 100_000)
    for size, name, most in (
        (20_000, "20 KB", "≤ 50 µs"),
        (100_000, "100 KB", "≤ 130 µs"),
        (1_000_000, "1 MB", ""),
    ):
        datas = [gzip.compress(whole[at : at + size]) for at in range(0, len(whole) - size + 1, size)][:PAGES]
        flows = [
            flow_of(CARRIER, TYPE, datas[number % len(datas)], "gzip", number) for number in range(FLOWS)
        ]
        what = f"gzip page of {name}, decoded and looked through"
        read = in_turn(lambda flow: flow.response.content, flows)
        pairs = paired(in_turn(partial(looked_through, setup), datas), read)
        yield row(what, "mitmproxy's decoding alone", pairs, goal="≤ 0.6")
        pairs = paired(in_turn(partial(through, addon, setup), flows), read)
        yield row(f"{what}, both hooks", "mitmproxy's decoding alone", pairs)._replace(goal=most)


def in_turn[Given](work: Callable[[Given], object], given: Sequence[Given]) -> Work:
    """The work with another one each time: a processor learns by heart what comes over and over."""
    rest = itertools.cycle(given)
    return lambda: work(next(rest))


def looked_through(setup: Setup, data: bytes) -> None:
    """What is done with a body of a platform."""
    body = decoded(data, "gzip")
    assert isinstance(body, bytes)
    setup.engine.rewrite(body, TYPE)


# ---- whole proxies -----------------------------------------------------------------------------------------


class Way(NamedTuple):
    """One way of asking; ``requests`` of a round over each connection."""

    name: str
    host: str
    path: str
    tls: bool
    goal: str = ""
    requests: int = 60


LARGE = 10 << 20  # bytes
WAYS = (
    Way("plain keep-alive", OTHER, "/", tls=False, goal="≤ 0.55"),
    Way("TLS keep-alive, an image of a platform", CARRIER, "/image", tls=True, goal="≤ 0.60"),
    Way("TLS keep-alive, a page of a platform, looked through", CARRIER, "/", tls=True),
    Way("TLS keep-alive, a host that passes through", OTHER, "/", tls=True, goal="≤ 0.10"),
    Way("plain, bodies of 10 MiB, four at once", OTHER, "/large", tls=False, requests=1),
    Way("TLS, videos of 10 MiB of a platform, four at once", CARRIER, "/large", tls=True, requests=4),
)


def mitmdump(_: Scope, confdir: Path, script: Path) -> list[str]:
    """A mitmdump without us."""
    return [
        str(Path(sys.executable).with_name("mitmdump")), "--listen-host", "127.0.0.1", "--listen-port", "0",
        "-s", str(script), "--set", f"confdir={confdir}", "--set", "flow_detail=0", "-q",
    ]  # fmt: skip


def with_addon(scope: Scope, confdir: Path, script: Path) -> list[str]:
    """The same with our addon."""
    return [*mitmdump(scope, confdir, script), "-s", str(ADDON)]


def cpu(proxy: Proxy) -> float:
    """Seconds of CPU that the threads of the proxy's process have used."""
    return sum(int(told.read_text().split()[0]) for told in place(proxy).glob("task/*/schedstat")) / 1e9


def most(proxy: Proxy) -> int:
    """MiB of memory that the proxy's process had at its most."""
    lines = (place(proxy) / "status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM:"))


def place(proxy: Proxy) -> Path:
    """Where the system tells of the proxy's process."""
    return Path(f"/proc/{proxy._process.pid}")  # noqa: SLF001 - nobody else wants it


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
    for _ in range(way.requests):
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
    body = html(page(2_000).decode(), coding="")
    answers = {
        "/image": Reply(200, (("content-type", "image/png"),), body.body),
        "/large": Reply(200, (("content-type", "video/mp4"),), bytes(LARGE)),
    }

    def answer(asked: Request) -> Reply:
        return answers.get(asked.path, body)

    with (
        World({CARRIER: answer, OTHER: answer}) as world,
        Proxy(world, Scope.PAGES, mitmdump) as bare,
        Proxy(world, Scope.PAGES, unwall_run) as ours,
        Proxy(world, Scope.PAGES, with_addon) as added,
    ):
        pairs = beside(added, bare, WAYS[0])
        what = "CPU of a flow, plain keep-alive, `mitmdump -s addons/unwall_addon.py`, a host of no rule"
        yield row(what, "a bare mitmdump", pairs, goal="≤ 1.06")
        for way in WAYS:
            yield row(f"CPU of a flow, {way.name}", "a bare mitmdump", beside(ours, bare, way), goal=way.goal)
        mine, theirs = most(ours), most(bare)
        what = "memory of `unwall run` at its most, after all these"
        yield Row(what, "a bare mitmdump", f"{mine / theirs:.2f} ×", here=f"{mine} MiB")


def beside(ours: Proxy, bare: Proxy, way: Way) -> list[tuple[float, float]]:
    """What a flow takes of both, in turns; the first round only warms them."""
    return [(spent(ours, way), spent(bare, way)) for _ in range(ROUNDS + 1)][1:]


def spent(proxy: Proxy, way: Way) -> float:
    """Seconds of the proxy's CPU that a flow takes."""
    before = cpu(proxy)
    asyncio.run(round_of(proxy.port, way))
    return (cpu(proxy) - before) / CLIENTS / way.requests


def rows() -> Iterable[Row]:
    """All of them; what /proc tells only where there is one."""
    yield from hooks()
    if Path("/proc/self/schedstat").exists():
        yield from proxies()
