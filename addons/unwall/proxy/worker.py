"""One of several processes of a proxy: it tells the first one what it does, follows it, and ends with it.

The first process has the dashboard and the log; see ``crew``.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Self

from unwall.proxy.setup import Choices
from unwall.proxy.telling import Beginning, Line, beginning_of, line_of, values_of
from unwall.store.event import Event
from unwall.store.log import Met

_MOST = 4 << 20  # bytes that wait for the first process; what is beyond them is counted
_LONGEST = 1 << 16  # bytes of a line from it


class Worker:
    """The connection to the first process. As a log it takes events from any thread and never waits."""

    def __init__(self, connection: socket.socket) -> None:
        """Waits for what must be known. Raises ConnectionError where the first process is gone."""
        self._connection = connection
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._lost = 0
        self.is_failing = False  # as a log: the first process knows
        self.beginning = self._begun()
        self._switched = dict(self.beginning.switched)

    @classmethod
    def of(cls, number: int) -> Self:
        """The one whose connection is the file descriptor of that number."""
        return cls(socket.socket(fileno=number))

    def chosen(self, choices: Choices) -> Choices:
        """The choices with what was switched in the first process; its log is not ours."""
        switched = self._switched
        return choices._replace(
            log="", paused=switched["paused"], dry_run=switched["dry_run"], resolve=switched["resolve"]
        )

    async def follow(self, changed: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
        """Await ``changed`` whenever the first process has another set-up; set ``stop`` at its end."""
        self._loop = asyncio.get_running_loop()
        self._connection.setblocking(False)  # noqa: FBT003 - the socket's own way
        reader, self._writer = await asyncio.open_connection(sock=self._connection, limit=_LONGEST)
        while line := await reader.readline():
            self._switched = dict(beginning_of(line).switched)
            await changed()
        stop.set()

    async def end(self) -> None:
        """Let what was told arrive."""
        if self._writer is None:
            return
        await asyncio.sleep(0)  # what was put last is written
        if self._lost:
            self._writer.write(line_of({"lost": self._lost}))
        self._writer.close()
        await self._writer.wait_closed()

    # ---- a log

    def put(self, event: Event) -> None:
        """Tell of an event."""
        self._tell({"event": values_of(event)})

    def look(self, at: Met, looked: int, walled: int) -> None:
        """Tell of links that were looked at."""
        self._tell({"met": [*at], "looked": looked, "walled": walled})

    def close(self) -> int:
        """As a log; what could not be told, ``end`` tells of."""
        return 0

    def _tell(self, what: Line) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._write, what)

    def _write(self, what: Line) -> None:
        if self._writer is None or self._writer.transport.get_write_buffer_size() > _MOST:
            self._lost += 1
        else:
            self._writer.write(line_of(what))

    def _begun(self) -> Beginning:
        line = b""
        while not line.endswith(b"\n"):
            part = self._connection.recv(_LONGEST)
            if not part:
                self._connection.close()
                raise ConnectionError
            line += part
        return beginning_of(line)
