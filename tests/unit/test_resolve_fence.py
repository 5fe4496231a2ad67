"""What another program reaches through the fence: what the guard lets through, and nothing else."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread

import httpcore
import pytest

from unwall.resolve.fence import Fence
from unwall.resolve.guard import Guard, UnknownNameError, dial

PUBLIC, PUBLIC_6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
HELLO = b"\x05\x01\x00"
REACHED = b"\x05\x00\x00\x01" + bytes(6)


@contextmanager
def echoing() -> Iterator[int]:
    """A server that says everything again, until nothing comes any more."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def echo() -> None:
            while True:
                try:
                    stream, _ = server.accept()
                except OSError:
                    return
                with stream, suppress(ConnectionError):
                    while data := stream.recv(1 << 16):
                        stream.sendall(data)

        thread = Thread(target=echo, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


@contextmanager
def fenced() -> Iterator[socket.socket]:
    """A connection to a fence through which only one public place leads anywhere."""

    async def look_up_here(host: str, _: int) -> Sequence[str]:
        if host == "nobody.example.com":
            raise UnknownNameError(host)
        return {"a.example.com": [PUBLIC], "inside.example.com": ["127.0.0.1"]}.get(host, [host])

    with echoing() as port:

        async def dial_here(host: str, _: int, within: float | None) -> httpcore.AsyncNetworkStream:
            if host not in (PUBLIC, PUBLIC_6):
                raise httpcore.ConnectError(host)
            return await dial("127.0.0.1", port, within)

        guard = Guard(look_up=look_up_here, dial=dial_here)
        with Fence(guard) as fence, socket.create_connection(("127.0.0.1", fence.port), 10) as stream:
            yield stream


def order(host: bytes, kind: int = 3, command: int = 1) -> bytes:
    length = bytes([len(host)]) if kind == 3 else b""
    return bytes([5, command, 0, kind]) + length + host + (443).to_bytes(2)


def heard(stream: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count and (part := stream.recv(count - len(data))):
        data += part
    return data


@pytest.mark.parametrize(
    "asked",
    [
        order(b"a.example.com"),
        order(socket.inet_aton(PUBLIC), 1),
        order(socket.inet_pton(socket.AF_INET6, PUBLIC_6), 4),
    ],
)
def test_what_is_public_is_reached(asked: bytes) -> None:
    said = bytes(range(256)) * 4_096
    with fenced() as stream:
        stream.sendall(HELLO + asked)
        assert heard(stream, 12) == b"\x05\x00" + REACHED
        Thread(target=stream.sendall, args=(said,), daemon=True).start()
        assert heard(stream, len(said)) == said


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (order(b"inside.example.com"), 2),
        (order(b"127.0.0.1"), 2),
        (order(socket.inet_aton("10.0.0.1"), 1), 2),
        (order(socket.inet_aton("169.254.169.254"), 1), 2),
        (order(socket.inet_pton(socket.AF_INET6, "::1"), 4), 2),
        (order(b"nobody.example.com"), 4),
        (order(b"93.184.215.15"), 5),
        (order(b"a.example.com", command=2), 7),
        (order(b"", kind=9), 1),
    ],
)
def test_what_is_not_is_answered_and_closed(asked: bytes, code: int) -> None:
    with fenced() as stream:
        stream.sendall(HELLO + asked)
        assert heard(stream, 100) == b"\x05\x00" + bytes([5, code]) + REACHED[2:]


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\n\r\n", b"\x04\x01\x00", b"\x05\x01\x02"])
def test_who_speaks_otherwise_is_let_go(said: bytes) -> None:
    with fenced() as stream:
        stream.sendall(said)
        stream.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            assert heard(stream, 100) in (b"\x05\xff", b"")


def test_who_leaves_early_leaves_nothing_behind() -> None:
    with fenced() as stream:
        stream.sendall(HELLO + order(b"a.example.com")[:7])
    with fenced() as stream:
        stream.sendall(HELLO + order(b"a.example.com"))
        assert heard(stream, 12) == b"\x05\x00" + REACHED
    assert stream.fileno() == -1
