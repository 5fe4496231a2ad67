"""What a proxy says while it runs, written by a thread of its own so that no traffic waits for a terminal."""

import os
import threading
from collections import deque
from collections.abc import Callable

from unwall.cli.output import Output
from unwall.language import Language, Sentence, say

_MOST = 1_000  # lines that wait
_PATIENCE = 1.0  # seconds that the end of the program waits for them
_LEFT_OUT = Sentence(
    "{count} lines were left out here, while nothing could be written",
    "此处略去 {count} 行，其间无法写入",
)

type Tell = Callable[[str], None]


class Teller:
    """Writes lines as they are told, until nobody reads them any more.

    A terminal that stands still (Ctrl-S, or text in it that is being selected) and a pipe that is full hold
    nobody up: lines wait, and those beyond are counted.
    """

    def __init__(self, output: Output, language: Language) -> None:
        self._output = output
        self._language = language
        self._waiting: deque[str] = deque()
        self._left_out = 0
        self._closing = False
        self._change = threading.Condition()
        self._writer: threading.Thread | None = None

    def tell(self, line: str) -> None:
        """One line of data; from any thread."""
        with self._change:
            if len(self._waiting) >= _MOST:
                self._left_out += 1
                return
            self._waiting.append(line)
            self._change.notify_all()
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_on, name="unwall-lines", daemon=True)
                self._writer.start()

    def close(self) -> None:
        """Waits a moment for what is not yet written; nothing is written afterwards."""
        with self._change:
            if not self._closing:
                self._change.wait_for(lambda: not self._waiting, _PATIENCE)
            self._closing = True
            self._change.notify_all()

    def _write_on(self) -> None:
        try:
            while line := self._next():
                self._write(self._output.shaped(line))
                self._done()
        except OSError:  # the pipe or the terminal has gone; the program goes on
            self._output.abandon()
            with self._change:
                self._waiting = deque(maxlen=0)
                self._change.notify_all()

    def _next(self) -> str:
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._closing)
            return "" if self._closing else self._waiting[0]

    def _done(self) -> None:
        with self._change:
            self._waiting.popleft()
            if self._left_out and not self._waiting:
                self._waiting.append(say(self._language, _LEFT_OUT, count=self._left_out))
                self._left_out = 0
            self._change.notify_all()

    def _write(self, data: bytes) -> None:
        # Not through the buffered file: at the end of the program, Python waits for the lock on that.
        place = self._output.file.fileno()
        while data:
            data = data[os.write(place, data) :]
