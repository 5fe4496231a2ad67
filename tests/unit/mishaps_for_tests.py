"""Runs in which things go wrong on purpose: the engine fails, and a body is not in the coding it names."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PAGE = "http://www.wall.test/"
_SCRIPT = """
from unwall.engine.engine import Engine

def broken(*args, **options):
    raise RuntimeError("broken on purpose")

def server_connect(data):
    data.server.address = ("127.0.0.1", {port})

Engine.unwrap = broken
"""
_BODY = b"<p>no brotli"


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-encoding", "br")
        self.send_header("content-length", str(len(_BODY)))
        self.end_headers()
        self.wfile.write(_BODY)

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@contextmanager
def unlucky(folder: Path) -> Iterator[tuple[str, str]]:
    """Arguments for a run in which each request fails in us, and each body cannot be read."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        script = folder / "unlucky.py"
        script.write_text(_SCRIPT.format(port=site.server_port), "utf-8")
        yield "--script", str(script)
        site.shutdown()


def fetched(port: int, url: str = PAGE) -> bytes:
    """The body of what is asked for through the proxy, over a connection of its own."""
    host = url.split("/")[2]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"GET {url} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return answer.partition(b"\r\n\r\n")[2]


def passes(port: int) -> bool:
    """Whether the page that cannot be read comes as it is."""
    return fetched(port) == _BODY


def self_test(port: int) -> dict[str, Any]:
    """How the proxy says that it is."""
    said: dict[str, Any] = json.loads(fetched(port, "http://unwall.localhost/self-test"))
    return said
