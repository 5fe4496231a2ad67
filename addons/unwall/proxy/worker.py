"""One of several processes of a proxy: it tells the first one what it does, follows it, and ends with it.

The first process has the dashboard and the log; see ``crew``.
"""

import asyncio
import contextlib
import json
import socket
from collections import Counter
from collections.abc import Awaitable, Callable
from threading import Lock
from typing import Self

from unwall.language import Language
from unwall.proxy.mishaps import Mishap, Mishaps
from unwall.proxy.report import Failed
from unwall.proxy.setup import Choices
from unwall.proxy.telling import Beginning, Line, State, beginning_of, line_of, values_of
from unwall.store.event import Event
from unwall.store.log import Met

_MOST = 4 << 20  # bytes that wait for the first process; what is beyond them is counted
_LONGEST = 1 << 16  # bytes of a line from it
_PATIENCE = 2.0  # seconds in which it says how all are


class Worker:
    """The connection to the first process. As a log it takes events from any thread and never waits."""

    def __init__(self, connection: socket.socket) -> None:
        """Waits for what must be known. Raises ConnectionError where the first process is gone."""
        self._connection = connection
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._lost = 0
        self._counted: Counter[Mishap] = Counter()  # not yet told
        self._is_due = False  # to tell them soon
        self._alone = Lock()
        self._saying: asyncio.Future[State] | None = None
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
        self._write_counted()
        while line := await reader.readline():
            if "state" in (told := json.loads(line)):
                self._hear(State.told(told["state"]))
                continue
            self._switched = dict(beginning_of(line).switched)
            await changed()
        stop.set()

    async def end(self) -> None:
        """Let what was told arrive."""
        if self._writer is None:
            return
        await asyncio.sleep(0)  # what was put last is written
        self._write_counted(most=None)
        if self._lost:
            self._writer.write(line_of({"lost": self._lost}))
        self._writer.close()
        await self._writer.wait_closed()

    async def state(self) -> State | None:
        """How all processes are, as the first one knows; None where it does not say in time."""
        if self._loop is None or self._writer is None:
            return None
        if self._saying is None:
            self._saying = self._loop.create_future()
            self._write_counted()
            self._writer.write(line_of({"asks": "state"}))
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(self._saying), _PATIENCE)
        return None

    def _hear(self, state: State) -> None:
        saying, self._saying = self._saying, None
        if saying is not None:
            saying.set_result(state)

    def count(self, what: Mishap, number: int) -> None:
        """Tell of what passed as it was, from any thread: all of a moment in one line."""
        with self._alone:
            self._counted[what] += number
            is_due, self._is_due = self._is_due, True
        if self._loop is not None and not is_due:
            with contextlib.suppress(RuntimeError):  # the loop is over already
                self._loop.call_soon_threadsafe(self._write_counted)

    def say(self, _: Language, failed: Failed) -> None:
        """Have an error of ours said."""
        self._tell({"failed": [*failed.what, failed.error, failed.trace]})

    def _write_counted(self, most: int | None = _MOST) -> None:
        """Tell them, unless more than ``most`` bytes wait: then they go with those of later."""
        if self._writer is None:
            return
        with self._alone:
            self._is_due = False
            if most is not None and self._writer.transport.get_write_buffer_size() > most:
                return
            counted, self._counted = self._counted, Counter()
        if counted:
            self._writer.write(line_of({"mishaps": Mishaps.of(counted).values()}))

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
