"""The other processes of a proxy that uses several cores: all listen on one port, and the kernel deals.

This process alone has the dashboard and the log: the others tell it what they do. It alone looks after files
and switches: the others follow it. They end when it ends, however that is; one that ends before is started
again, once.
"""

import asyncio
import contextlib
import json
import socket
from collections.abc import Sequence
from datetime import UTC, datetime

from unwall.model import Surface
from unwall.proxy import report, words
from unwall.proxy.live import Live
from unwall.proxy.mishaps import Failure, Mishaps
from unwall.proxy.telling import Beginning, event_of, line_of, met_of, switched_of
from unwall.store.event import Action, Event

_LONGEST = 1 << 22  # bytes of a line
_PARTING = 3.0  # seconds to end in


class Crew:
    """``count`` processes beside this one, each started by ``command`` and the number of its connection."""

    def __init__(
        self, command: Sequence[str], count: int, words: Sequence[str] = (), options: Sequence[str] = ()
    ) -> None:
        """``words``: of the command line, told in private, as all can read how a process was started.

        ``options``: of rules, on beside those of the configuration.
        """
        self._command = command
        self._count = count
        self._words = tuple(words)
        self._options = tuple(options)
        self._members: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._live: Live | None = None
        self._beginning = Beginning((), 0, "", (), "", {})
        self._ending = False

    def begin(self, live: Live, port: int, dashboard: str) -> None:
        """Start them; ``live`` is what is in force here, ``port`` where this process listens."""
        self._live = live
        live.changed = self._follow
        self._beginning = Beginning(self._words, port, live.key.hex(), self._options, dashboard, {})
        self._members = {asyncio.create_task(self._keep()) for _ in range(self._count)}

    async def end(self) -> None:
        """End them all; what they have told by then has been taken."""
        self._ending = True
        for writer in self._writers:
            writer.write_eof()
        if self._members:
            _, late = await asyncio.wait(self._members, timeout=_PARTING)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._members, return_exceptions=True)

    async def _keep(self) -> None:
        """One of them, and if it ends another in its place."""
        for sentence in (words.WORKER_AGAIN, words.WORKER_GONE):
            code = await self._run()
            if self._ending:
                return
            if self._live:
                report.warned(self._live.language, sentence, code=code)

    async def _run(self) -> int:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - the socket's own way
        with theirs:
            number = theirs.fileno()
            process = await asyncio.create_subprocess_exec(
                *self._command, str(number), pass_fds=[number], start_new_session=True
            )
        reader, writer = await asyncio.open_connection(sock=ours, limit=_LONGEST)
        self._writers.add(writer)
        try:
            writer.write(self._line())
            if self._ending:
                writer.write_eof()
            with contextlib.suppress(ConnectionError):
                while line := await reader.readline():
                    self._take(line, writer)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _PARTING)
        finally:
            self._writers.discard(writer)
            writer.close()
            if process.returncode is None:
                process.kill()
            code = await process.wait()
        return code

    def _take(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        live = self._live
        if live is None:
            return
        told = json.loads(line)
        if "event" in told:
            live.take(event_of(told["event"]))
        elif "met" in told:
            live.count(met_of(told["met"]), told["looked"], told["walled"])
        elif "mishaps" in told:
            for what, count in Mishaps.told(told["mishaps"]).each():
                live.tally.add(what, count)
        elif "failed" in told:
            kind, place, error, trace = told["failed"]
            live.failures.hear(live.language, report.Failed(Failure(kind, place), error, trace))
        elif "asks" in told:
            writer.write(line_of({"state": live.state().values()}))
        elif "lost" in told:
            now = datetime.now(UTC)  # noqa: TID251 - of the proxy
            live.take(Event(now, Action.LOST, Surface.NAVIGATION, number=told["lost"]))

    def _follow(self) -> None:
        for writer in self._writers:
            writer.write(self._line())

    def _line(self) -> bytes:
        setup = self._live.setup if self._live else None
        switched = switched_of(setup.choices) if setup else {}
        return line_of(self._beginning._replace(switched=switched)._asdict())
