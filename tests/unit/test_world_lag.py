import asyncio
from collections.abc import Awaitable, Callable

import pytest

from unwall.world.lag import Way, carry
from unwall.world.ledger import Ledger

type Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
type Talk = Callable[[int, Ledger], Awaitable[None]]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends everything back, and ends when the client does."""
    while chunk := await reader.read(65536):
        writer.write(chunk)
    writer.close()


async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greets and ends."""
    writer.write(b"bye")
    writer.close()


def over_a_way(serve: Serve | None, talk: Talk, rtt: float = 0.0) -> None:
    """Runs ``talk`` against ``serve``, or against a closed port, with a way of that length between them."""

    async def run() -> None:
        inner = await asyncio.start_server(serve or hang_up, "127.0.0.1", 0)
        ledger = Ledger()
        way = Way(inner.sockets[0].getsockname()[1], rtt, ledger)
        if serve is None:
            inner.close()
        outer = await asyncio.start_server(lambda reader, writer: carry(way, reader, writer), "127.0.0.1", 0)
        async with inner, outer, asyncio.timeout(10):
            await talk(outer.sockets[0].getsockname()[1], ledger)

    asyncio.run(run())


@pytest.mark.parametrize("size", [1, 65536, 1_000_000])
def test_every_byte_arrives_in_order_and_is_counted(size: int) -> None:
    sent = bytes(at % 251 for at in range(size))

    async def talk(port: int, ledger: Ledger) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        writer.write_eof()
        assert await reader.read() == sent
        assert [each.sent for each in ledger.connections] == [size]
        writer.close()

    over_a_way(echo, talk)


def test_the_first_word_pays_the_handshake_and_each_way_its_half() -> None:
    rtt = 0.05

    async def talk(port: int, _: Ledger) -> None:
        loop = asyncio.get_running_loop()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for least in (2 * rtt, rtt):
            began = loop.time()
            writer.write(b"hello")
            assert await reader.readexactly(5) == b"hello"
            assert (
                loop.time() - began > least * 0.9
            )  # a clock that is read twice may differ in its last digits
        writer.close()

    over_a_way(echo, talk, rtt)


@pytest.mark.parametrize(("serve", "said"), [(hang_up, b"bye"), (None, b"")])
def test_what_the_server_ends_has_ended_for_the_client(serve: Serve | None, said: bytes) -> None:
    async def talk(port: int, _: Ledger) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.read() == said
        writer.close()

    over_a_way(serve, talk)
