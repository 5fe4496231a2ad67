"""Real proxies, ``mitmdump -s`` and the embedded master, in front of a small invented world on loopback."""

import contextlib
import hashlib
import socket
import ssl
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from unwall.world.exchange import Reply, Request, html, moved
from unwall.world.proxied import Proxy
from unwall.world.server import World
from unwall.world.walls import Scope

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "proxy"  # the rules of the world
QUOTED = "https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D%25E4%25B8%25AD"
TARGET = "https://example.com/a?b=1&c=%E4%B8%AD"
LINK = f"link.wall.test/go?target={QUOTED}"
FEED = f'<p><a href="https://{LINK}">a link</a> 中文</p>'
ADDON = str(ROOT / "addons" / "unwall_addon.py")
MITMDUMP = str(Path(sys.executable).with_name("mitmdump"))
KINDS = ("mitmdump", "embedded")

_AGENT = "e2e/1"
_FRESH = {"date"}  # header fields that no two responses share
_CA = {"mitmdump": "mitmproxy-ca-cert.pem", "embedded": "ca/mitmproxy-ca-cert.pem"}
_EMBEDDED = """
import asyncio, sys
from pathlib import Path
from unwall.proxy.master import Listen, Settings, serve
from unwall.proxy.setup import Choices, Scope
mode, scope, confdir, rules, *scripts = sys.argv[1:]
choices = Choices(rules=(rules,), scope=Scope(scope))
settings = Settings(Path(confdir), Listen(port=0, modes=(mode,)), lambda: choices, scripts=tuple(scripts))
asyncio.run(serve(settings, lambda ready: print("ready", ready.table, flush=True)))
"""

type Answer = tuple[dict[str, str], bytes]  # headers and body as they were on the wire


def _page_site(request: Request) -> Reply:
    match request.path:
        case "/feed":
            return html(FEED)
        case "/plain":
            return html("<p>no links, 中文</p>" * 50)
        case "/lying":
            return Reply(200, (("content-type", "text/html"), ("content-encoding", "br")), FEED.encode())
        case "/moved":
            return moved(f"https://{LINK}")
        case "/image":
            return Reply(200, (("content-type", "image/png"),), b"\x89PNG" + bytes(5000))
        case _:
            return html("form taken" if request.method == "POST" else "page")


SITES = {
    "link.wall.test": lambda request: html("help" if request.path == "/help" else "the wall itself"),
    "www.wall.test": _page_site,
    "blocked.wall.test": lambda _: html(f'<script>var cgiData = {{"url":"{TARGET}"}};</script>'),
    "example.com": lambda _: html("<title>target</title>"),
}


class Running(NamedTuple):
    """A proxy that runs, and the CA by which a client trusts it."""

    world: World
    proxy: Proxy
    ca: Path

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.proxy.port}"

    def client(self, *, h2: bool = False) -> httpx.Client:
        """A client that goes through the proxy, and trusts both it and the world."""
        trust = ssl.create_default_context(cafile=str(self.ca))
        trust.load_verify_locations(self.world.ca_pem)
        return httpx.Client(
            proxy=self.url, verify=trust, http2=h2, headers={"user-agent": _AGENT}, timeout=10
        )

    def connect(self) -> socket.socket:
        """A connection to the proxy."""
        return socket.create_connection(("127.0.0.1", self.proxy.port), timeout=10)

    def ask(self, request: str) -> bytes:
        """The whole answer to a request as written here, with plain line ends."""
        with self.connect() as sock:
            sock.sendall(request.replace("\n", "\r\n").encode())
            return b"".join(iter(lambda: sock.recv(65536), b""))

    def tunnel(self, host: str) -> socket.socket:
        """A connection through the proxy."""
        sock = self.connect()
        sock.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        assert sock.recv(65536).startswith(b"HTTP/1.1 200")
        return sock

    def until_said(self, text: str) -> None:
        """Wait until the proxy has said ``text``."""
        for _ in range(500):
            if text in self.proxy.said():
                return
            time.sleep(0.02)
        pytest.fail(f"never said {text!r}: {self.proxy.said()[-2000:]}")

    def through(self, url: str) -> Answer:
        """What a client gets through the proxy."""
        with self.client() as client, client.stream("GET", url) as answer:
            return _shared(answer.headers), b"".join(answer.iter_raw())

    def directly(self, url: str) -> Answer:
        """What it gets without."""
        name = httpx.URL(url).host
        trust = ssl.create_default_context(cafile=str(self.world.ca_pem))
        local = httpx.URL(url).copy_with(host="127.0.0.1", port=self.world.https_port)
        with (
            httpx.Client(verify=trust, headers={"host": name, "user-agent": _AGENT}) as client,
            client.stream("GET", local, extensions={"sni_hostname": name}) as answer,
        ):
            return _shared(answer.headers), b"".join(answer.iter_raw())


@contextlib.contextmanager
def running(
    world: World, kind: str, *scripts: str, rules: Path = DATA, mode: str = "regular"
) -> Iterator[Running]:
    """A proxy of that kind in the world, in a mode of mitmproxy, with these rules and scripts."""
    confdirs: list[Path] = []

    def command(scope: Scope, confdir: Path, script: Path) -> list[str]:
        confdirs.append(confdir)
        chosen = (scope.value, str(confdir), str(rules))
        return _mitmdump(mode, *chosen, *scripts, ADDON, str(script)) if kind == "mitmdump" else [
            sys.executable, "-c", _EMBEDDED, mode, *chosen, *scripts, str(script)
        ]  # fmt: skip

    with Proxy(world, Scope.PAGES, command) as proxy:
        yield Running(world, proxy, confdirs[0] / _CA[kind])


@contextlib.contextmanager
def nobody_at_home(folder: Path) -> Iterator[None]:
    """Processes that are started here find no configuration of a user, and write at once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(folder))
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("PYTHONUNBUFFERED", "1")
        yield


def certificate(sock: socket.socket, name: str) -> str:
    """The SHA-256 of the certificate that is shown for ``name`` on this connection."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with context.wrap_socket(sock, server_hostname=name) as secure:
        return hashlib.sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()


def _mitmdump(mode: str, scope: str, confdir: str, rules: str, *scripts: str) -> list[str]:
    options = (f"confdir={confdir}", f"unwall_rules={rules}", f"unwall_scope={scope}", "flow_detail=0")
    return [
        MITMDUMP, "--listen-host", "127.0.0.1", "--listen-port", "0", "--mode", mode,
        *(part for script in scripts for part in ("-s", script)),
        *(part for option in options for part in ("--set", option)),
    ]  # fmt: skip


def _shared(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in _FRESH}
