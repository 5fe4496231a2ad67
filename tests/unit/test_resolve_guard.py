"""Nothing of ours connects to somebody's own network, whatever names say, and say the next time."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpcore
import pytest

from unwall.resolve.guard import (
    Guard,
    NoAnswerError,
    PrivateAddressError,
    UnknownNameError,
    dial,
    is_open,
    look_up,
)

PUBLIC, OTHER = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
PRIVATE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "168.63.129.16", "::1", "::", "fe80::1",
    "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "2001:db8::1", "fe80::1%eth0", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1",
    "64:ff9b:1::808:808", "2001:0:53aa:64c::80ff:fffe", "2600::5efe:127.0.0.1", "2600::200:5efe:10.0.0.1",
    "3fff::1", "100::1", "5f00::1",
]  # fmt: skip
METADATA = [
    "169.254.169.254", "169.254.0.23", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254",
    "::ffff:169.254.169.254", "::169.254.169.254", "::ffff:0:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe", "2002:a9fe:a9fe::1", "::ffff:100.100.100.200",
]  # fmt: skip


class Names:
    """A resolver that gives the answers it was given, one after another; the last for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def look_up(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Canary:
    """A server on loopback that nobody may reach, and a dialler that says where it went."""

    def __init__(self) -> None:
        self.reached = 0
        self.dialled: list[str] = []
        self.port = 0

    async def dial(self, host: str, port: int, within: float | None) -> httpcore.AsyncNetworkStream:
        """As the system dials, but nothing leaves this machine."""
        self.dialled.append(host)
        if host in (PUBLIC, OTHER):
            raise httpcore.ConnectError("nobody at home")
        return await dial(host, self.port, within)


@asynccontextmanager
async def canary() -> AsyncIterator[Canary]:
    bird = Canary()

    def sing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bird.reached += 1
        writer.close()

    server = await asyncio.start_server(sing, "127.0.0.1", 0)
    bird.port = server.sockets[0].getsockname()[1]
    async with server:
        yield bird


@pytest.mark.parametrize("address", [*PRIVATE, *METADATA, "localhost", "", "1.2.3", "93.184.215.14%1"])
def test_addresses_that_are_nobodys_business(address: str) -> None:
    assert not is_open(address, private=False)


@pytest.mark.parametrize("address", [PUBLIC, OTHER, "1.1.1.1", "2400:3200::1"])
def test_public_addresses(address: str) -> None:
    assert is_open(address, private=False)


def test_a_private_address_that_the_user_named_himself() -> None:
    assert is_open("127.0.0.1", private=True)
    assert is_open("10.0.0.1", private=True)
    assert [each for each in METADATA if is_open(each, private=True)] == []


@pytest.mark.parametrize("address", [*PRIVATE, *METADATA])
def test_a_name_of_a_private_address_is_not_connected_to(address: str) -> None:
    async def run() -> tuple[int, list[str]]:
        async with canary() as bird:
            guard = Guard(look_up=Names([address]).look_up, dial=bird.dial)
            with pytest.raises(PrivateAddressError):
                await guard.connect_tcp("inside.example.com", 80, 1.0)
            return bird.reached, bird.dialled

    assert asyncio.run(run()) == (0, [])


def test_of_a_mixed_answer_only_what_is_public_is_dialled() -> None:
    async def run() -> tuple[int, list[str]]:
        async with canary() as bird:
            guard = Guard(look_up=Names(["127.0.0.1", PUBLIC, "::1", OTHER]).look_up, dial=bird.dial)
            with pytest.raises(httpcore.ConnectError, match="nobody at home"):
                await guard.connect_tcp("mixed.example.com", 80, 1.0)
            return bird.reached, bird.dialled

    assert asyncio.run(run()) == (0, [PUBLIC, OTHER])


def test_a_name_that_changes_its_mind_reaches_nothing_on_loopback() -> None:
    """It is looked up once for a connection, and what it says then is what is dialled."""
    names = Names([PUBLIC], ["127.0.0.1"])

    async def run() -> tuple[int, list[str]]:
        async with canary() as bird:
            guard = Guard(look_up=names.look_up, dial=bird.dial)
            with pytest.raises(httpcore.ConnectError, match="nobody at home"):
                await guard.connect_tcp("rebinding.example.com", 80, 1.0)
            for _ in range(3):
                with pytest.raises(PrivateAddressError):
                    await guard.connect_tcp("rebinding.example.com", 80, 1.0)
            return bird.reached, bird.dialled

    assert asyncio.run(run()) == (0, [PUBLIC])
    assert names.asked == ["rebinding.example.com"] * 4


def test_the_canary_would_have_sung() -> None:
    async def run() -> int:
        async with canary() as bird:
            guard = Guard(private=True, look_up=Names(["127.0.0.1"]).look_up, dial=bird.dial)
            stream = await guard.connect_tcp("inside.example.com", 80, 1.0)
            await stream.read(1)
            await stream.aclose()
            return bird.reached

    assert asyncio.run(run()) == 1


def test_a_name_that_takes_for_ever_is_given_up() -> None:
    async def never(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(httpcore.ConnectTimeout):
        asyncio.run(Guard(look_up=never).connect_tcp("slow.example.com", 80, 0.01))


def test_there_is_no_socket_file() -> None:
    with pytest.raises(PrivateAddressError):
        asyncio.run(Guard().connect_unix_socket("/run/docker.sock"))


def test_servers_of_names_that_do_not_answer_are_no_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", busy)
    with pytest.raises(NoAnswerError):
        asyncio.run(look_up("example.com", 80))


def test_the_system_knows_literals_and_no_nonsense() -> None:
    assert asyncio.run(look_up("127.0.0.1", 80)) == ["127.0.0.1"]
    with pytest.raises(UnknownNameError):
        asyncio.run(look_up("a" * 64 + ".invalid", 80))
