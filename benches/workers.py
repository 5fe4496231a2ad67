"""What a second process brings ``unwall run --workers``: how fast requests are answered: ``make bench``.

The server is a process of its own and does next to nothing, so that the proxy is what takes the time.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from inputs import page
from measure import Row, row

from unwall.world.proxied import Proxy, unwall_run
from unwall.world.server import World
from unwall.world.walls import Scope

ROUNDS = 11
CLIENTS = 16  # connections of a round
REQUESTS = 40  # over each
_SERVER = """
import asyncio

BODY = {body!r}
HEAD = b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: %d\\r\\n\\r\\n"
ANSWER = HEAD % len(BODY) + BODY


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.rest = transport, b""

    def data_received(self, data):
        *requests, self.rest = (self.rest + data).split(b"\\r\\n\\r\\n")
        self.transport.write(ANSWER * len(requests))


async def main():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
"""


@contextmanager
def server() -> Iterator[int]:
    """The port of a server that gives everybody the same page."""
    source = _SERVER.format(body=page(2_000))
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def two(scope: Scope, confdir: Path, script: Path) -> list[str]:
    """The proxy as two processes."""
    return [*unwall_run(scope, confdir, script), "--workers", "2"]


async def ask(port: int, origin: int) -> None:
    """Requests over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET http://127.0.0.1:{origin}/ HTTP/1.1\r\nHost: 127.0.0.1:{origin}\r\n\r\n".encode()
    for _ in range(REQUESTS):
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        await reader.readexactly(int(head.partition(b"content-length:")[2].split()[0]))
    writer.close()


async def asked(port: int, origin: int) -> float:
    """Seconds that a request takes with all connections at work."""
    start = time.monotonic()
    await asyncio.gather(*(ask(port, origin) for _ in range(CLIENTS)))
    return (time.monotonic() - start) / CLIENTS / REQUESTS


def rows() -> Iterable[Row]:
    """The one row, where there is the option."""
    if sys.platform != "linux":
        return
    with (
        World({}) as world,
        server() as origin,
        Proxy(world, Scope.PAGES, unwall_run) as one,
        Proxy(world, Scope.PAGES, two) as both,
    ):
        while listening(both.port) < 2:
            time.sleep(0.1)
        pairs = [
            (asyncio.run(asked(both.port, origin)), asyncio.run(asked(one.port, origin)))
            for _ in range(ROUNDS + 1)
        ][1:]
    what = "requests of sixteen connections through `unwall run --workers 2`, on the clock"
    yield row(what, "with one", pairs, goal="≥ 1.3", speed=True)


def listening(port: int) -> int:
    """How many sockets listen on a port."""
    lines = Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:]
    return sum(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines)
