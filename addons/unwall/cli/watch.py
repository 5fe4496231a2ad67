"""The clipboard, followed: the links in what is copied, put in its place where asked, and put back again."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from unwall.cli import clipboard

_PAUSE = 0.5  # seconds between two looks

type TargetOf = Callable[[str], str | None]


class Notice(NamedTuple):
    """The words of a notice: its title, and what the button says that puts the copied text back."""

    title: str
    undo: str = ""


class Watch:
    """Follows ``board``. ``replaces``: the link takes the place of the text that it was in."""

    def __init__(self, board: clipboard.Clipboard, notice: Notice, *, replaces: bool) -> None:
        self._board = board
        self._notice = notice
        self._replaces = replaces
        self._last: tuple[str, str] | None = None  # what was replaced, and by what
        self._put_back = ""
        self._before = board.read()  # whatever is copied from now on counts

    def links(self, target_of: TargetOf, shown: Callable[[str], str]) -> Iterator[str]:
        """The link in each text that is copied from now on; ``shown`` is how people read it."""
        if self._replaces and sys.stdin.isatty():
            threading.Thread(target=self._listen, name="undo", daemon=True).start()
        for text in self._changes():
            target = None if text == self._put_back else target_of(text)
            if target is None or target == text:
                continue
            if self._replaces:
                self._last = text, target
                self._board.write(target)
            yield target
            words = self._notice.title, shown(target), self._notice.undo if self._replaces else ""
            threading.Thread(target=self._notify, args=(words, text, target), daemon=True).start()

    def _notify(self, words: tuple[str, str, str], text: str, target: str) -> None:
        if clipboard.notify(*words):
            self.put_back(text, target)

    def put_back(self, text: str, target: str) -> None:
        """The text as it was copied, unless something else was copied since."""
        if self._board.read() == target:
            self._put_back = text
            self._board.write(text)

    def _listen(self) -> None:
        """Each line on the terminal puts the last text back."""
        for _ in sys.stdin:
            if self._last is not None:
                self.put_back(*self._last)

    def _changes(self) -> Iterator[str]:
        last = self._before
        while True:
            time.sleep(_PAUSE)
            text = self._board.read()
            if text and text != last:
                yield text
            last = text
