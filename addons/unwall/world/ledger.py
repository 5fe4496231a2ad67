"""What reached whom: every connection by the name it was opened to, its bytes, its requests."""

from collections.abc import Collection
from typing import NamedTuple

_HANDSHAKE = 22
_CLIENT_HELLO = 1
_SERVER_NAME = 0
_LONGEST_GREETING = 1 << 15


class Asked(NamedTuple):
    """One request that a platform answered."""

    method: str
    url: str
    agent: str

    @property
    def host(self) -> str:
        """The host that was asked."""
        return self.url.split("/", 3)[2]


class Connection:
    """One connection from a client to the world."""

    def __init__(self) -> None:
        self.sent = 0  # bytes from the client, as they were on the wire: TLS, headers, everything
        self.host: str | None = None  # known once the client has said it
        self._greeting = b""

    def take(self, chunk: bytes) -> None:
        """Counts what the client sent next, and learns from its first bytes whom it wants."""
        self.sent += len(chunk)
        if self.host is None and len(self._greeting) < _LONGEST_GREETING:
            self._greeting += chunk
            self.host = greeted(self._greeting)


class Ledger:
    """The book of one world. Written by its thread; any thread may read."""

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self.asked: list[Asked] = []

    def open(self) -> Connection:
        """Enters a new connection."""
        connection = Connection()
        self.connections.append(connection)
        return connection

    def sent(self, hosts: Collection[str], since: int = 0) -> int:
        """Bytes sent to any of ``hosts`` over the connections from the ``since``-th on."""
        return sum(each.sent for each in self.connections[since:] if each.host in hosts)

    def requests(self, hosts: Collection[str], since: int = 0) -> tuple[Asked, ...]:
        """The requests to any of ``hosts``, from the ``since``-th of all on."""
        return tuple(each for each in self.asked[since:] if each.host in hosts)


def greeted(start: bytes) -> str | None:
    """The host that a client's first bytes name, by SNI or by the Host header; None while they do not say."""
    if start[:1] == bytes([_HANDSHAKE]):
        return _server_name(start)
    head, end, _ = start.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n")[1:] if end else ():
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"host":
            return value.strip().decode("latin-1").rsplit(":", 1)[0].lower()
    return None


def _server_name(start: bytes) -> str | None:
    hello = _handshake_message(start)
    if hello is None or hello[:1] != bytes([_CLIENT_HELLO]):
        return None
    rest = hello[4 + 2 + 32 :]  # message head, version, random
    for width in (1, 2, 1):  # session id, cipher suites, compression methods
        rest = rest[width + int.from_bytes(rest[:width]) :]
    rest = rest[2:]
    while len(rest) >= 4:
        kind, size = int.from_bytes(rest[:2]), int.from_bytes(rest[2:4])
        if kind == _SERVER_NAME:
            return (
                rest[4 + 5 : 4 + size].decode("latin-1").lower()
            )  # length of the list, type, length of the name
        rest = rest[4 + size :]
    return None


def _handshake_message(start: bytes) -> bytes | None:
    """The first handshake message, joined from its TLS records; None while it is not all there."""
    message = b""
    while len(start) >= 5:
        size = int.from_bytes(start[3:5])
        if len(start) < 5 + size:
            return None
        message += start[5 : 5 + size]
        start = start[5 + size :]
        if len(message) >= 4 and len(message) >= 4 + int.from_bytes(message[1:4]):
            return message
    return None
