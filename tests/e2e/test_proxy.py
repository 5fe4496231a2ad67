"""The addon in a real mitmdump and in the embedded master, in front of a small world on loopback."""

import contextlib
import hashlib
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from unwall.world.exchange import Reply, Request, html, moved
from unwall.world.proxied import Proxy
from unwall.world.server import World
from unwall.world.walls import Scope

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "proxy"
QUOTED = "https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D%25E4%25B8%25AD"
TARGET = "https://example.com/a?b=1&c=%E4%B8%AD"
LINK = f"link.wall.test/go?target={QUOTED}"
AGENT = "e2e/1"
FEED = f'<p><a href="https://{LINK}">a link</a> 中文</p>'
PLAIN = "<p>no links, 中文</p>" * 50
BLOCKED = f'<script>var cgiData = {{"url":"{TARGET}"}};</script>'
MESSAGES = (
    "made 1 links direct  wall-link 1: on www.wall.test/feed",
    f"opened  wall-link: link.wall.test/go?… → {TARGET.replace('%E4%B8%AD', '中')}",
)

# Every question to the engine fails, which must not be seen in any flow.
BREAKER = """
from unwall.engine.engine import Engine
def broken(*args, **options): raise RuntimeError("broken on purpose")
for name in ("unwrap", "unwrap_page", "rewrite", "asks_as", "context_of"): setattr(Engine, name, broken)
addons = []
"""

EMBEDDED = """
import asyncio, sys
from pathlib import Path
from unwall.proxy.master import Listen, Settings, serve
from unwall.proxy.setup import Choices, Scope
scope, confdir, rules, *scripts = sys.argv[1:]
choices = Choices(rules=(rules,), scope=Scope(scope))
settings = Settings(Path(confdir), Listen(port=0), choose=lambda: choices, scripts=tuple(scripts))
asyncio.run(serve(settings, lambda ready: print("ready", ready.table, flush=True)))
"""


def _link_site(request: Request) -> Reply:
    return html("help" if request.path == "/help" else "the wall itself")


def _page_site(request: Request) -> Reply:
    match request.path:
        case "/feed":
            return html(FEED)
        case "/plain":
            return html(PLAIN)
        case "/moved":
            return moved(f"https://{LINK}")
        case "/image":
            return Reply(200, (("content-type", "image/png"),), b"\x89PNG" + bytes(5000))
        case _:
            return html("form taken" if request.method == "POST" else "page")


SITES = {
    "link.wall.test": _link_site,
    "www.wall.test": _page_site,
    "blocked.wall.test": lambda _: html(BLOCKED),
    "example.com": lambda _: html("<title>target</title>"),
}


class Running(NamedTuple):
    """A proxy that runs, and how a client trusts it."""

    world: World
    proxy: Proxy
    ca: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.proxy.port}"

    def client(self, *, h2: bool = False) -> httpx.Client:
        trust = ssl.create_default_context(cafile=str(self.ca))
        trust.load_verify_locations(self.world.ca_pem)
        return httpx.Client(proxy=self.url, verify=trust, http2=h2, headers={"user-agent": AGENT}, timeout=10)


def _mitmdump(rules: Path, *scripts: str) -> Callable[[Scope, Path, Path], list[str]]:
    def command(scope: Scope, confdir: Path, script: Path) -> list[str]:
        parts = [
            str(Path(sys.executable).with_name("mitmdump")),
            "--listen-host",
            "127.0.0.1",
            "--listen-port",
            "0",
        ]
        for each in (*scripts, str(ROOT / "addons" / "unwall_addon.py"), str(script)):
            parts += ["-s", each]
        for option in (
            f"confdir={confdir}",
            f"unwall_rules={rules}",
            f"unwall_scope={scope.value}",
            "flow_detail=0",
        ):
            parts += ["--set", option]
        return parts

    return command


def _embedded(rules: Path, *scripts: str) -> Callable[[Scope, Path, Path], list[str]]:
    def command(scope: Scope, confdir: Path, script: Path) -> list[str]:
        return [sys.executable, "-c", EMBEDDED, scope.value, str(confdir), str(rules), *scripts, str(script)]

    return command


KINDS = {
    "mitmdump": (_mitmdump, "mitmproxy-ca-cert.pem"),
    "embedded": (_embedded, "ca/mitmproxy-ca-cert.pem"),
}


@pytest.fixture(scope="module", autouse=True)
def _nobody_at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("home")))
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("PYTHONUNBUFFERED", "1")
        yield


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World(SITES) as there:
        yield there


def _run(world: World, kind: str, rules: Path = DATA, *scripts: str) -> tuple[Proxy, Path]:
    make, ca = KINDS[kind]
    command = make(rules, *scripts)
    seen: list[Path] = []

    def noted(scope: Scope, confdir: Path, script: Path) -> list[str]:
        seen.append(confdir)
        return command(scope, confdir, script)

    return Proxy(world, Scope.PAGES, noted), seen[0] / ca


@pytest.fixture(scope="module", params=list(KINDS))
def running(request: pytest.FixtureRequest, world: World) -> Iterator[Running]:
    proxy, ca = _run(world, request.param)
    with proxy:
        yield Running(world, proxy, ca)


def _raw(running: Running, request: str) -> bytes:
    with socket.create_connection(("127.0.0.1", running.proxy.port), timeout=10) as sock:
        sock.sendall(request.replace("\n", "\r\n").encode())
        return b"".join(iter(lambda: sock.recv(65536), b""))


def _tunnel(running: Running, host: str) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", running.proxy.port), timeout=10)
    sock.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
    assert sock.recv(65536).startswith(b"HTTP/1.1 200")
    return sock


def _fingerprint(sock: socket.socket, name: str) -> str:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with context.wrap_socket(sock, server_hostname=name) as secure:
        return hashlib.sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()


def _own_fingerprint(world: World, name: str) -> str:
    return _fingerprint(socket.create_connection(("127.0.0.1", world.https_port), timeout=10), name)


def _until(said: Callable[[], str], text: str) -> None:
    for _ in range(500):
        if text in said():
            return
        time.sleep(0.02)
    pytest.fail(f"never said {text!r}: {said()[-2000:]}")


# ---- navigations -------------------------------------------------------------------------------------------


def test_the_answer_on_the_wire(running: Running) -> None:
    answer = _raw(
        running, f"GET http://{LINK} HTTP/1.1\nHost: link.wall.test\nUser-Agent: raw\nConnection: close\n\n"
    )
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.decode().split("\r\n") == [
        "HTTP/1.1 307 Temporary Redirect",
        f"Location: {TARGET}",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Unwall: wall-link",
        "Content-Type: text/html; charset=utf-8",
        f"content-length: {len(body)}",
    ]
    assert b"https://example.com/a?b=1&amp;c=\xe4\xb8\xad</a>" in body


def test_the_wall_is_not_connected_to(running: Running, requires) -> None:
    curl = requires("curl", install="apt install curl")
    connections = len(running.world.ledger.connections)
    command = [
        curl,
        "-sS",
        "-x",
        running.url,
        "--cacert",
        running.ca,
        "-o",
        "-",
        "-w",
        "\n%{http_code} %{redirect_url}",
    ]
    done = subprocess.run(
        [*command, f"https://{LINK}"], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.splitlines()[-1] == f"307 {TARGET}"
    assert running.world.ledger.connections[connections:] == []
    _until(running.proxy.said, MESSAGES[1])


def test_a_browser_would_end_at_the_target(running: Running) -> None:
    asked = len(running.world.ledger.asked)
    with running.client() as client:
        answer = client.get(f"https://{LINK}", follow_redirects=True)
    assert (str(answer.url), answer.text) == (TARGET, "<title>target</title>")
    assert [each.url for each in running.world.ledger.asked[asked:]] == [TARGET]


def test_what_else_the_wall_serves_still_works(running: Running) -> None:
    with running.client() as client:
        assert client.get("https://link.wall.test/help").text == "help"
        assert client.post(f"https://{LINK}", data={"secret": "1"}).text == "the wall itself"
        assert client.get(f"https://{LINK}", headers={"sec-fetch-mode": "cors"}).text == "the wall itself"


def test_a_form_is_not_touched(running: Running) -> None:
    asked = len(running.world.ledger.asked)
    with running.client() as client:
        answer = client.post("https://www.wall.test/form", data={"a": "b"})
    assert (answer.status_code, answer.text) == (200, "form taken")
    assert [(each.method, each.url) for each in running.world.ledger.asked[asked:]] == [
        ("POST", "https://www.wall.test/form")
    ]


# ---- responses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("h2", [False, True])
def test_responses(running: Running, h2) -> None:
    with running.client(h2=h2) as client:
        blocked = client.get("https://blocked.wall.test/page")
        direct = client.get("https://www.wall.test/moved")
        feed = client.get("https://www.wall.test/feed")
    assert (blocked.status_code, blocked.headers["location"]) == (307, TARGET)
    assert (direct.status_code, direct.headers["location"]) == (302, TARGET)
    assert feed.text == FEED.replace(f"https://{LINK}", TARGET.replace("&", "&amp;"))
    assert (feed.http_version, "content-encoding" in feed.headers) == ("HTTP/2" if h2 else "HTTP/1.1", False)
    _until(running.proxy.said, MESSAGES[0])


@pytest.mark.parametrize(
    "url", ["https://www.wall.test/plain", "https://www.wall.test/image", "https://example.com/"]
)
def test_what_is_not_changed_is_the_same_on_the_wire(running: Running, url: str) -> None:
    with running.client() as client, client.stream("GET", url) as through:
        proxied = (dict(through.headers), b"".join(through.iter_raw()))
    assert proxied == _direct(running.world, url)


def _direct(world: World, url: str) -> tuple[dict[str, str], bytes]:
    name = httpx.URL(url).host
    trust = ssl.create_default_context(cafile=str(world.ca_pem))
    local = httpx.URL(url).copy_with(host="127.0.0.1", port=world.https_port)
    with (
        httpx.Client(verify=trust, headers={"host": name, "user-agent": AGENT}) as client,
        client.stream("GET", local, extensions={"sni_hostname": name}) as answer,
    ):
        return dict(answer.headers), b"".join(answer.iter_raw())


# ---- TLS ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_for", "name", "opened"),
    [
        ("example.com", "example.com", False),
        ("www.wall.test", "www.wall.test", True),
        ("link.wall.test", "link.wall.test", True),
        ("www.wall.test", "example.com", False),
        ("example.com", "www.wall.test", False),
        ("link.wall.test", "example.com", False),
    ],
)
def test_who_shows_the_certificate(running: Running, asked_for: str, name: str, opened) -> None:
    shown = _fingerprint(_tunnel(running, asked_for), name)
    assert (shown != _own_fingerprint(running.world, name)) is opened


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_that_does_not_trust_us_is_passed_through(world: World, kind: str) -> None:
    strict = ssl.create_default_context(cafile=str(world.ca_pem))
    proxy, ca = _run(world, kind)
    with proxy:
        running = Running(world, proxy, ca)
        for host in ("shared.wall.test", "link.wall.test"):
            with pytest.raises(ssl.SSLCertVerificationError):
                strict.wrap_socket(_tunnel(running, host), server_hostname=host)
            _until(proxy.said, f"127.0.0.1 does not accept our certificate for {host}")
            with strict.wrap_socket(_tunnel(running, host), server_hostname=host) as secure:
                assert (secure.getpeercert() or {})["subjectAltName"] == (("DNS", host),)


def test_the_leaf_of_the_embedded_proxy_holds_one_name(world: World) -> None:
    proxy, ca = _run(world, "embedded")
    with proxy:
        running = Running(world, proxy, ca)
        trust = ssl.create_default_context(cafile=str(ca))
        with trust.wrap_socket(_tunnel(running, "www.wall.test"), server_hostname="www.wall.test") as secure:
            certificate = secure.getpeercert() or {}
    assert certificate["subjectAltName"] == (("DNS", "www.wall.test"),)


# ---- failures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_an_engine_that_fails_is_not_seen(world: World, kind: str, tmp_path: Path) -> None:
    breaker = tmp_path / "breaker.py"
    breaker.write_text(BREAKER)
    proxy, ca = _run(world, kind, DATA, str(breaker))
    paths = [
        "www.wall.test/feed",
        "www.wall.test/moved",
        "www.wall.test/plain",
        "blocked.wall.test/page",
        LINK,
        "example.com/",
    ]
    with proxy:
        running = Running(world, proxy, ca)
        with running.client() as client:
            for path in paths:
                with client.stream("GET", f"https://{path}") as answer:
                    assert (dict(answer.headers), b"".join(answer.iter_raw())) == _direct(
                        world, f"https://{path}"
                    )
        said = proxy.said()
    assert said.count("RuntimeError: broken on purpose") == 3  # once for each place
    assert "Traceback" not in said


@pytest.mark.parametrize("kind", KINDS)
def test_rules_change_without_a_restart_and_broken_ones_do_not(
    world: World, kind: str, tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    good = (DATA / "wall.yaml").read_text()
    (rules / "wall.yaml").write_text(good)
    proxy, ca = _run(world, kind, rules)
    with proxy, Running(world, proxy, ca).client() as client:
        assert client.get(f"https://{LINK}").status_code == 307
        (rules / "wall.yaml").write_text(
            good.replace("path: /go", "path: /elsewhere").replace(".test/go?", ".test/elsewhere?")
        )
        _until(proxy.said, "rules read again")
        assert client.get(f"https://{LINK}").text == "the wall itself"
        (rules / "wall.yaml").write_text("platform: wall\nrulez: []\n")
        _until(proxy.said, "wall.yaml:2:1: ")
        assert client.get(f"https://{LINK.replace('/go', '/elsewhere')}").status_code == 307


def test_the_proxy_does_not_lead_to_itself(running: Running) -> None:
    port = running.proxy.port
    for host in ("127.0.0.1", "localhost", "[::1]", "127.0.0.2"):
        plain = _raw(
            running, f"GET http://{host}:{port}/ HTTP/1.1\nHost: {host}:{port}\nConnection: close\n\n"
        )
        assert plain.startswith(b"HTTP/1.1 502")
        assert b"is this proxy itself; open another address" in plain
        tunnel = HTTPConnection("127.0.0.1", running.proxy.port, timeout=10)
        tunnel.set_tunnel(host.strip("[]"), port)
        with contextlib.closing(tunnel), pytest.raises(OSError, match="502 Bad Gateway"):
            tunnel.connect()


@pytest.mark.parametrize(
    "option", ["unwall_scope=every", "unwall_rules=/nowhere", "unwall_deny=no-such-rule"]
)
def test_mitmdump_does_not_start_with_a_bad_value(option: str, tmp_path: Path) -> None:
    command = _mitmdump(DATA)(Scope.PAGES, tmp_path, tmp_path / "none.py")[:-4]
    command = [
        part for at, part in enumerate(command) if part != "-s" or command[at + 1].endswith("unwall_addon.py")
    ]
    command = [part for part in command if not part.endswith("none.py")]
    done = subprocess.run(
        [*command, "--set", option], capture_output=True, text=True, timeout=30, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert {
        "unwall_scope=every": "unwall_scope: every is not a scope",
        "unwall_rules=/nowhere": "/nowhere:1:1: no such folder",
        "unwall_deny=no-such-rule": "there is no rule no-such-rule",
    }[option] in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_embedded_proxy_ends_cleanly(world: World, number: signal.Signals) -> None:
    proxy, ca = _run(world, "embedded")
    with proxy:
        running = Running(world, proxy, ca)
        with _tunnel(running, "example.com"), running.client() as client:
            client.get("https://www.wall.test/plain")
            begun = time.monotonic()
            proxy._process.send_signal(number)  # noqa: SLF001 - the harness only ever terminates
            code = proxy._process.wait(5)  # noqa: SLF001
        took = time.monotonic() - begun
        said = proxy.said()
    assert (code, "Traceback" in said, "ready True" in said) == (0, False, True)
    assert took < 2
