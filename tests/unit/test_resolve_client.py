"""What is sent to a server, how much of its answer is read, and what each fault is called."""

import asyncio
import gzip
import socket
import ssl
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import httpcore
import httpx
import pytest

from unwall.model import Answer, Ask, Service, Unwrapped
from unwall.resolve.client import MOST, PATIENCE, Client, Patience, transports
from unwall.resolve.guard import NoAnswerError, UnknownNameError, dial
from unwall.world.certificates import Authority

URL = "https://s.example.com/a/../b%20c?x=1&y=%2F"
SHORT = Patience(total=0.3, connect=0.2, first_byte=0.2)
PUBLIC = "93.184.215.14"
ALLOWED = {"host", "user-agent", "accept", "accept-language", "accept-encoding", "connection"}

type Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def ask_for(url: str, *services: Service) -> Ask:
    return Ask(url, "short", "browser", "Agent/1.0", Unwrapped(url, url), services=services)


def mocked(reply: Callable[[httpx.Request], httpx.Response], **how: Mapping[str, str]) -> Client:
    return Client(lambda _: httpx.MockTransport(reply), **how)  # type: ignore[arg-type]


def answer_of(client: Client, ask: Ask, left: float = 8.0) -> Answer:
    answer, _ = asyncio.run(client.ask(ask, left))
    return answer


def answered(reply: httpx.Response) -> Answer:
    return answer_of(mocked(lambda _: reply), ask_for(URL))


# ---- what is sent


def test_nothing_is_sent_but_what_is_named_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("machine s.example.com login me password secret")
    seen: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"location": "https://example.com/", "set-cookie": "a=b"})

    client = mocked(reply)
    for _ in range(2):
        answer_of(client, ask_for(URL))
    assert [set(request.headers) <= ALLOWED for request in seen] == [True, True]
    assert seen[1].headers["user-agent"] == "Agent/1.0"
    assert seen[1].extensions["target"] == b"/a/../b%20c?x=1&y=%2F"


def test_the_key_of_a_service_is_in_the_request_and_nowhere_else() -> None:
    seen: list[str] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["target"].decode())
        return httpx.Response(200, stream=Raw(b"{}"))

    ask = ask_for("https://signer.example/?k={key}", Service(("token",), "", key="NAME"))
    answer = answer_of(mocked(reply, keys={"NAME": "sec ret"}), ask)
    assert seen == ["/?k=sec%20ret"]
    assert "sec ret" not in repr(answer)
    assert "sec%20ret" not in repr(answer)
    assert answer_of(mocked(reply), ask).error == "key"


# ---- what is read


def test_a_redirect_is_told_and_not_followed() -> None:
    answer = answered(httpx.Response(301, headers={"location": "//example.com/"}, content=b"x"))
    assert answer == Answer(ask_for(URL), 301, "//example.com/", type="")


def test_a_redirect_to_two_places_is_none() -> None:
    twice = [("location", "https://example.com/"), ("location", "https://b.example/")]
    assert answered(httpx.Response(302, headers=twice)).error == "protocol"


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("網頁".encode("big5"), "text/html; charset=big5", "網頁"),
        ("網頁".encode("big5")[:3], "text/html; charset=big5", "網"),
        ("日本".encode("cp932"), "text/html; charset=Shift_JIS", "日本"),
        (b"<meta charset=big5>" + "網頁".encode("big5"), "text/html", "<meta charset=big5>網頁"),
        (b"\xff\xfe" + "网页".encode("utf-16-le"), "text/html", "网页"),
        ("网页".encode("gbk"), "text/html; charset=utf-8", "网页"),
        (b" " * 2000 + "网页".encode("gbk"), "text/html", " " * 2000 + "网页"),
        (b"\xe9", "text/html; charset=iso-8859-1", "é"),
        ("网页".encode(), "text/html; charset=nonsense", "网页"),
    ],
)
def test_a_page_is_read_in_its_charset(body: bytes, kind: str, text: str) -> None:
    assert answered(httpx.Response(200, stream=Raw(body), headers={"content-type": kind})).body == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("网页".encode(), "网页"),
        (b"\xef\xbb\xbfa", "a"),
        ("网页".encode("gb18030"), "网页"),
        ("网".encode()[:2], ""),
        (b"a" * MOST + b"b", "a" * MOST),
    ],
)
def test_a_page_is_read(body: bytes, text: str) -> None:
    assert answered(httpx.Response(200, stream=Raw(body))).body == text
    assert (
        answered(
            httpx.Response(200, stream=Raw(gzip.compress(body)), headers={"content-encoding": "gzip"})
        ).body
        == text
    )


class Raw(httpx.AsyncByteStream):
    """Bytes as they are, and how many were taken."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts
        self.taken = 0

    async def __aiter__(self):
        for part in self.parts:
            self.taken += 1
            yield part

    async def aclose(self) -> None:
        self.parts = ()


def test_no_more_is_read_than_is_looked_at() -> None:
    body = Raw(*[b"a" * 65_536] * 100)
    assert len(answered(httpx.Response(200, stream=body)).body) == MOST
    assert body.taken == 4


def test_a_bomb_is_unpacked_no_further_than_it_is_looked_at() -> None:
    packed = gzip.compress(bytes(64 << 20))
    reply = httpx.Response(200, stream=Raw(packed), headers={"content-encoding": "gzip"})
    assert len(answered(reply).body) == MOST


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "deflate", "x"])
def test_a_coding_that_nobody_asked_for(coding: str) -> None:
    reply = httpx.Response(200, stream=Raw(zlib.compress(b"a")), headers={"content-encoding": coding})
    assert answered(reply).error == "protocol"


@pytest.mark.parametrize(("status", "again"), [(404, False), (410, False), (500, False), (503, True)])
def test_a_refusal_of_the_server(status: int, again: bool) -> None:
    client = mocked(lambda _: httpx.Response(status, content=b"<p>no"))
    answer, may_go_better = asyncio.run(client.ask(ask_for(URL), 8.0))
    assert (answer.status, answer.error, answer.body, may_go_better) == (status, "status", "", again)


# ---- faults, over real sockets


async def stuck(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def leaves(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nx: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def never_ends(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"a" * 65_536)
        await writer.drain()


async def babbles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
    await reader.read()


async def boasts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nx: " + b"a" * (1 << 20) + b"\r\n\r\n")
    await reader.read()


async def bakes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 302 Found\r\n" + b"set-cookie: a=b\r\n" * 4_000)
    writer.write(b"location: https://example.com/\r\n\r\n")
    await writer.drain()


async def led(host: str, port: int) -> Sequence[str]:
    return [PUBLIC]


def over_sockets(
    serve: Serve,
    *,
    tls: ssl.SSLContext | None = None,
    trust: ssl.SSLContext | None = None,
    patience: Patience = PATIENCE,
) -> Answer:
    async def run() -> Answer:
        tasks: set[asyncio.Task[None]] = set()
        writers: set[asyncio.StreamWriter] = set()

        def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.add(writer)  # a task that is cancelled before it begins closes nothing
            tasks.add(asyncio.create_task(close_after(reader, writer)))

        async def close_after(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await serve(reader, writer)
            except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass
            finally:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()

        server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]

        async def inside(host: str, _: int, within: float | None) -> httpcore.AsyncNetworkStream:
            return await dial("127.0.0.1", port, within)

        client = Client(transports(trust, led, inside), patience=patience)
        url = "https://s.example.com/a" if tls else "http://s.example.com/a"
        try:
            answer, _ = await client.ask(ask_for(url), 8.0)
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for writer in writers:
                writer.close()
            await asyncio.sleep(0)
        return answer

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("serve", "error"),
    [
        (resets, "connect"),
        (leaves, "protocol"),
        (babbles, "protocol"),
        (boasts, "protocol"),
        (endless, None),
        (bakes, None),
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_what_a_server_may_do(serve: Serve, error: str | None) -> None:
    assert over_sockets(serve).error == error


@pytest.mark.parametrize("serve", [stuck, drips, never_ends])
def test_a_server_that_never_ends_is_given_up(serve: Serve) -> None:
    assert over_sockets(serve, patience=SHORT).error == "timeout"


def test_certificates_are_checked(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    ours, theirs = Authority(tmp_path / "a"), Authority(tmp_path / "b")
    trust = ssl.create_default_context(cafile=str(ours.file))

    async def moves(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 302 Found\r\nlocation: https://example.com/\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()

    right, wrong_name = ours.context("s.example.com"), ours.context("other.example.com")
    for context in (right, wrong_name, theirs.context("s.example.com")):
        context.set_alpn_protocols(["http/1.1"])
    assert over_sockets(moves, tls=right, trust=trust).location == "https://example.com/"
    assert over_sockets(moves, tls=wrong_name, trust=trust).error == "tls"
    assert over_sockets(moves, tls=theirs.context("s.example.com"), trust=trust).error == "tls"


def test_names_that_nobody_knows_or_that_lead_inside() -> None:
    async def nobody(host: str, port: int) -> Sequence[str]:
        raise UnknownNameError(host)

    async def inside(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async def silent(host: str, port: int) -> Sequence[str]:
        raise NoAnswerError(host)

    assert answer_of(Client(transports(look_up=nobody)), ask_for(URL)).error == "dns"
    answer, again = asyncio.run(Client(transports(look_up=silent)).ask(ask_for(URL), 1.0))
    assert (answer.error, again) == ("lookup", True)
    assert answer_of(Client(transports(look_up=inside)), ask_for(URL)).error == "private"


def test_what_is_left_of_the_time_counts() -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    assert answer_of(Client(lambda _: httpx.MockTransport(never)), ask_for(URL), 0.01).error == "timeout"
