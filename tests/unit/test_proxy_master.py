"""The embedded master in this very process: a real listener, and clients over real sockets."""

import asyncio
import errno
import socket
from pathlib import Path
from typing import Any

import pytest
from masters_for_tests import settings, tell

from unwall.language import Language
from unwall.proxy import master as module
from unwall.proxy.master import CannotServeError, Listen, Ready
from unwall.proxy.setup import Choices
from unwall.rules.loader import RuleError

LINK = "http://link.wall.test/go?target=https%3A%2F%2Fexample.com%2Fa"


async def _ask(ready: Ready, request: str) -> bytes:
    reader, writer = await asyncio.open_connection(*ready.addresses[0])
    writer.write(request.replace("\n", "\r\n").encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize("table", [True, False])
def test_it_opens_links_and_ends(tmp_path: Path, table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_known", lambda _: table)

    async def story(ready: Ready, _: list[str]) -> None:
        assert (ready.table, ready.addresses[0][0], ready.ca.pem.parent.parent) == (
            table,
            "127.0.0.1",
            tmp_path / "conf",
        )
        answer = await _ask(ready, f"GET {LINK} HTTP/1.1\nHost: link.wall.test\nConnection: close\n\n")
        assert answer.startswith(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: https://example.com/a\r\n")

    said = tell(settings(tmp_path), story)
    assert [line[10:] for line in said] == ["opened  wall-link: link.wall.test/go?… → https://example.com/a"]


def test_it_ends_with_connections_open_and_leaves_the_port_free(tmp_path: Path) -> None:
    addresses: list[tuple[str, int]] = []
    with socket.socket() as silent, socket.socket() as tunnel, socket.socket() as later:

        async def story(ready: Ready, _: list[str]) -> None:
            addresses.extend(ready.addresses)
            loop = asyncio.get_running_loop()
            for each in (silent, tunnel):
                each.setblocking(False)
                await loop.sock_connect(each, ready.addresses[0])
            await loop.sock_sendall(tunnel, b"CONNECT link.wall.test:443 HTTP/1.1\r\n\r\n")
            assert (await loop.sock_recv(tunnel, 100)).startswith(b"HTTP/1.1 200")

        tell(settings(tmp_path), story)
        assert later.connect_ex(addresses[0]) != 0


def test_it_does_not_lead_to_itself(tmp_path: Path) -> None:
    async def story(ready: Ready, _: list[str]) -> None:
        port = ready.addresses[0][1]
        for host in ("127.0.0.1", "localhost", "0.0.0.0", "[::1]", "127.0.0.2"):
            answer = await _ask(
                ready, f"GET http://{host}:{port}/ HTTP/1.1\nHost: {host}\nConnection: close\n\n"
            )
            assert answer.startswith(b"HTTP/1.1 403")
            assert b"is this proxy itself" in answer

    tell(settings(tmp_path), story)


def test_nobody_is_served_any_more_when_addons_end(tmp_path: Path) -> None:
    script, loaded, told = tmp_path / "script.py", tmp_path / "loaded", tmp_path / "told"
    script.write_text(
        "import pathlib, socket\n"
        f"loaded, told = pathlib.Path({str(loaded)!r}), pathlib.Path({str(told)!r})\n"
        "def running():\n"
        "    loaded.touch()\n"
        "def done():\n"
        "    with socket.socket() as client:\n"
        "        told.write_text(str(client.connect_ex(('127.0.0.1', int(loaded.read_text())))))\n"
    )

    async def story(ready: Ready, _: list[str]) -> None:
        while not loaded.exists():  # noqa: ASYNC110 - scripts are loaded a moment after the start
            await asyncio.sleep(0.01)
        loaded.write_text(str(ready.addresses[0][1]))

    tell(settings(tmp_path)._replace(scripts=(str(script),)), story)
    assert told.read_text() == str(errno.ECONNREFUSED)


def test_interim_answers_and_fields_behind_a_body_pass(tmp_path: Path) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-More: 1\r\n\r\n"
        )
        await reader.read()
        writer.close()

    async def story(ready: Ready, said: list[str]) -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        answer = await _ask(
            ready, f"GET http://127.0.0.1:{port}/ HTTP/1.1\nHost: a.test\nConnection: close\n\n"
        )
        server.close()
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith(b"\r\n\r\n2\r\nab\r\n0\r\n\r\n")
        assert said == []

    tell(settings(tmp_path), story)


def test_a_script_may_stand_beside_us(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from mitmproxy import http\n"
        "def request(flow):\n"
        "    if flow.response is None: flow.response = http.Response.make(418)\n"
    )

    async def story(ready: Ready, _: list[str]) -> None:
        for _try in range(100):  # scripts are loaded a moment after the start
            answer = await _ask(ready, "GET http://127.0.0.1:9/ HTTP/1.1\nHost: x\nConnection: close\n\n")
            if answer.startswith(b"HTTP/1.1 418"):
                return
            await asyncio.sleep(0.02)
        pytest.fail(answer.decode())

    tell(settings(tmp_path)._replace(scripts=(str(script),)), story)


async def _nothing(_: Ready, __: list[str]) -> None:
    return


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotServeError, match=f"127.0.0.1:{port} is used by another program"):
            tell(settings(tmp_path)._replace(listen=Listen(port=port)), _nothing)


def test_a_port_taken_at_the_last_moment_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "check", lambda *_, **__: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotServeError, match=f"the proxy cannot start: .*{port}"):
            tell(settings(tmp_path)._replace(listen=Listen(port=port)), _nothing)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"listen": Listen(port=0, proxyauth="nonsense")},
            "the proxy cannot start: Invalid proxyauth specification.",
        ),
        ({"listen": Listen(host="192.0.2.1")}, "192.0.2.1 is open to other machines"),
        ({"scripts": ("/nowhere.py",)}, "the proxy cannot start: No such script: /nowhere.py"),
        ({"choose": lambda: Choices(named=frozenset({"no-such-rule"}))}, "there is no rule no-such-rule"),
        (
            {"choose": lambda: Choices(named=frozenset({"no-such-rule"}), language=Language.CHINESE)},
            "没有可以关闭的规则",
        ),
    ],
)
def test_what_keeps_it_from_starting_is_one_sentence(
    tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CannotServeError) as refused:
        tell(settings(tmp_path)._replace(**change), _nothing)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


def test_a_mitmproxy_too_old_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "VERSION", "12.2.1")
    with pytest.raises(CannotServeError, match=r"mitmproxy 12\.2\.1 cannot be used"):
        tell(settings(tmp_path), _nothing)


def test_broken_rules_are_said_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("platform: mine\nrulez: []\n")
    with pytest.raises(RuleError, match=r"mine\.yaml:2:1"):
        tell(settings(tmp_path, tmp_path / "mine.yaml"), _nothing)
