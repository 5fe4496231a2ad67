"""A PAC file in real Chromium: which hosts it sends where, and what happens without the proxy."""

import http.server
import subprocess
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from unwall import Engine, load_rules
from unwall.browser.pac import pac

HEADLESS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOSTS = {
    "a.example": True,
    "A.Example": True,
    "x.a.example": False,
    "b.example": False,
    "x.b.example": True,
    "y.x.b.example": True,
    "xb.example": False,
    "www.c.com": True,
    "www.c.co.uk": True,
    "www.c": False,
    "www.c.a.b.com": False,
    "x.www.c.com": False,
    "never.b.example": False,
    "x.never.b.example": False,
    "toString": False,
    "example": False,
    "[::1]": False,
    "127.0.0.1": False,
}


def dumped(chromium: Path, profile: Path, url: str, *options: str) -> str:
    command = [str(chromium), *HEADLESS, f"--user-data-dir={profile}", *options, "--dump-dom", url]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_each_host_goes_where_the_rules_want_it(requires_chromium: Path, tmp_path: Path) -> None:
    text = pac(["a.example", "*.b.example", "www.c.*"], "127.0.0.1:8080", ["never.b.example"])
    calls = ",".join(f"FindProxyForURL('https://{host}/','{host}')" for host in HOSTS)
    page = tmp_path / "page.html"
    page.write_text(f"<body><script>{text}document.body.innerText=[{calls}].join('|')</script>")
    shown = unescape(dumped(requires_chromium, tmp_path / "profile", page.as_uri()))
    answers = shown.partition("<body>")[2].partition("</body>")[0].split("|")
    wanted = {True: "PROXY 127.0.0.1:8080; DIRECT", False: "DIRECT"}
    assert dict(zip(HOSTS, answers, strict=True)) == {host: wanted[needs] for host, needs in HOSTS.items()}


class _Told(http.server.BaseHTTPRequestHandler):
    """A proxy, or a server, that says what it was asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"asked for " + self.path.encode())

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.fixture
def server() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Told) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running.server_port
        running.shutdown()


def test_chromium_asks_the_proxy_for_walls_alone_and_does_without_it(
    requires_chromium: Path, tmp_path: Path, server: int
) -> None:
    hosts = Engine(load_rules()).hosts.all(carriers=False)
    options = (
        "--proxy-bypass-list=<-loopback>",
        f"--host-resolver-rules=MAP * 127.0.0.1:{server}, EXCLUDE 127.0.0.1",
    )

    def seen(url: str, proxy: int) -> str:
        path = tmp_path / f"{proxy}.pac"
        path.write_text(pac(hosts, f"127.0.0.1:{proxy}"))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _serving(path)) as files:
            threading.Thread(target=files.serve_forever, daemon=True).start()
            where = f"--proxy-pac-url=http://127.0.0.1:{files.server_port}/"
            shown = dumped(requires_chromium, tmp_path / "profile", url, where, *options)
            files.shutdown()
        return shown

    assert "asked for http://link.zhihu.com/a" in seen("http://link.zhihu.com/a", server)
    assert "asked for /a" in seen("http://www.example.org/a", server)
    assert "asked for /a" in seen("http://link.zhihu.com/a", 9)  # nobody listens there


def _serving(path: Path) -> type[http.server.BaseHTTPRequestHandler]:
    class File(_Told):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/x-ns-proxy-autoconfig")
            self.end_headers()
            self.wfile.write(path.read_bytes())

    return File
