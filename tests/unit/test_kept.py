"""Connections that are kept, to addresses that may be asked."""

import asyncio
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from unwall.model import Answer, Ask, Unwrapped
from unwall.resolve.client import Client
from unwall.resolve.kept import kept


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = str(self.client_address[1]).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


async def here(_: str, __: int) -> Sequence[str]:
    return ["127.0.0.1"]


def asked(urls: Sequence[str], *, private: bool = False) -> list[Answer]:
    async def answers() -> list[Answer]:
        async with kept(private=private, look_up=here) as transports:
            client = Client(transports)
            asks = [Ask(url, "", "browser", "x", Unwrapped(url, url)) for url in urls]
            return [(await client.ask(ask, 5))[0] for ask in asks]

    return asyncio.run(answers())


def test_one_connection_serves_many_links(port: int) -> None:
    answers = asked([f"http://127.0.0.1:{port}/{number}" for number in range(5)])
    assert len({answer.body for answer in answers}) == 1


@pytest.mark.parametrize(
    ("host", "private", "error"),
    [
        ("127.0.0.1", False, None),
        ("localhost", False, None),
        ("site.example", False, "private"),
        ("site.example", True, None),
    ],
)
def test_who_may_lead_inside(port: int, host: str, private: bool, error: str | None) -> None:
    (answer,) = asked([f"http://{host}:{port}/"], private=private)
    assert answer.error == error


def test_an_authority_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("hello")
    for name in ("ca.pem", "none.pem"):
        with pytest.raises((OSError, ValueError)):
            kept(ca=tmp_path / name)
