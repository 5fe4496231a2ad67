from pathlib import Path

import pytest
from mitmproxy import http
from mitmproxy.test import tflow

from unwall.proxy.navigation import (
    Rounds,
    address_of,
    is_blocked_in_frame,
    is_document,
    is_navigation,
    role_of,
)
from unwall.proxy.setup import Choices, setup_of
from unwall.rules.loader import load_rules

SETUP = setup_of(load_rules(Path(__file__).parents[1] / "data" / "proxy", own_only=True), Choices())


def _request(headers: dict[str, str], method: str = "GET", url: str = "https://a.example/") -> http.Request:
    fields = [(name.encode(), value.encode()) for name, value in headers.items()]
    return http.Request.make(method, url, b"", fields)


CHROMIUM = {
    "accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
}


@pytest.mark.parametrize(
    ("method", "headers", "document"),
    [
        ("GET", CHROMIUM, True),
        ("HEAD", CHROMIUM, True),
        ("POST", CHROMIUM, False),
        ("PUT", {}, False),
        ("GET", {}, True),
        ("GET", {"accept": "*/*"}, True),
        ("GET", {"accept": "text/html"}, True),
        ("GET", {"accept": "image/avif,image/webp,*/*;q=0.8"}, False),
        ("GET", {"accept": "text/css,*/*;q=0.1"}, False),
        ("GET", {"accept": "application/json"}, False),
        ("GET", {"sec-fetch-mode": "navigate", "sec-fetch-dest": "empty"}, True),  # through a service worker
        ("GET", {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, True),
        ("GET", {"sec-fetch-mode": "cors", "accept": "text/html"}, False),
        ("GET", {"sec-fetch-mode": "no-cors", "accept": "*/*"}, False),
        ("GET", {"sec-fetch-mode": "websocket"}, False),
        ("GET", CHROMIUM | {"sec-purpose": "prefetch"}, False),
        ("GET", CHROMIUM | {"sec-purpose": "prefetch;prerender"}, False),
        ("GET", CHROMIUM | {"purpose": "prefetch"}, False),
        ("GET", {"accept": "text/html", "x-moz": "prefetch"}, False),
        ("GET", {"accept": "TEXT/HTML"}, True),
        ("GET", {"upgrade": "websocket"}, False),
    ],
)
def test_is_document(method: str, headers: dict[str, str], document) -> None:
    assert is_document(method, headers) is document


@pytest.mark.parametrize(
    ("mode", "navigation"), [("navigate", True), (None, True), ("cors", False), ("no-cors", False)]
)
def test_is_navigation(mode: str | None, navigation) -> None:
    assert is_navigation({"sec-fetch-mode": mode} if mode else {}) is navigation


@pytest.mark.parametrize(
    ("url", "dest", "target", "blocked"),
    [
        ("https://a.example/", "iframe", "http://t.example/", True),
        ("https://a.example/", "frame", "http://t.example/", True),
        ("https://a.example/", "iframe", "https://t.example/", False),
        ("https://a.example/", "document", "http://t.example/", False),
        ("https://a.example/", "", "http://t.example/", False),
        ("http://a.example/", "iframe", "http://t.example/", False),
    ],
)
def test_is_blocked_in_frame(url: str, dest: str, target: str, blocked) -> None:
    assert is_blocked_in_frame(_request({"sec-fetch-dest": dest}, url=url), target) is blocked


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (b"/a?b=%E4%B8%AD|c", "https://a.example/a?b=%E4%B8%AD|c"),
        ("/中".encode(), "https://a.example/%E4%B8%AD"),
        (b"/\xd6\xd0|", "https://a.example/%D6%D0%7C"),
        (b"/a b https://b.example/", "https://a.example/a%20b%20https://b.example/"),
    ],
)
def test_address_of(path: bytes, address: str) -> None:
    request = _request({})
    request.data.path = path
    assert address_of(request) == address


def test_the_role_of_an_address_is_that_of_the_name_it_is_asked_by() -> None:
    roles = []
    for host, sni, named in (
        ("link.wall.test", None, "x.example"),
        ("203.0.113.7", "link.wall.test", "x.example"),
        ("203.0.113.7", None, "link.wall.test"),
        ("203.0.113.7", None, "x.example"),
        ("203.0.113.7", None, "203.0.113.7"),
    ):
        flow = tflow.tflow()
        flow.request.headers["host"] = named
        flow.request.data.host = host
        flow.client_conn.sni = sni
        roles.append(role_of(flow, SETUP).answered)
    assert roles == [True, True, True, False, False]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_fourth_round_within_ten_seconds_closes() -> None:
    rounds = Rounds(clock := Clock())
    assert [rounds.closes("client", "wall") for _ in range(5)] == [False, False, False, True, True]
    assert not rounds.closes("client", "other wall")
    assert not rounds.closes("other client", "wall")
    clock.now = 10
    assert not rounds.closes("client", "wall")


def test_rounds_apart_never_close() -> None:
    rounds = Rounds(clock := Clock())
    for _ in range(20):
        assert not rounds.closes("client", "wall")
        clock.now += 4


def test_rounds_are_not_remembered_without_end() -> None:
    rounds = Rounds(Clock())
    for _ in range(3):
        rounds.closes("client", "first")
    for number in range(5000):
        rounds.closes("client", str(number))
    assert not rounds.closes("client", "first")


def test_who_comes_again_within_a_minute_insists() -> None:
    rounds = Rounds(clock := Clock())
    assert [rounds.insists("client", "search") for _ in range(3)] == [False, True, True]
    assert not rounds.insists("other client", "search")
    assert not rounds.closes("client", "search")
    clock.now += 61
    assert not rounds.insists("client", "search")
