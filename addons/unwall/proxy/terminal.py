"""What is logged while the proxy runs, as lines for the person who started it."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator

_OURS = "unwall"
_TRACE = "Stack backtrace:"


class Lines(logging.Handler):
    """Gives our own messages and everybody's errors to ``tell``, one line each with its time."""

    def __init__(self, tell: Callable[[str], None], *, verbose: bool) -> None:
        super().__init__()
        self._tell = tell
        self._verbose = verbose

    def filter(self, record: logging.LogRecord) -> bool:
        """Ours from INFO on, others from ERROR on; everything when verbose."""
        ours = record.name.split(".", 1)[0] == _OURS
        return self._verbose or record.levelno >= (logging.INFO if ours else logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line; what others say without words is none."""
        text = self.format(record) if self._verbose else untraced(self.format(record))
        if text:
            clock = time.strftime("%H:%M:%S", time.localtime(record.created))
            self._tell(f"{clock}  {text}")


def untraced(text: str) -> str:
    """What is said before mitmproxy's native part tells where in its own code it is, on one line."""
    said, trace, _ = text.partition(_TRACE)
    return " ".join(said.split()) if trace else text


@contextlib.contextmanager
def lines(tell: Callable[[str], None], *, verbose: bool) -> Iterator[None]:
    """Send what is logged to ``tell`` while this lasts. Messages that nobody would see are not even made."""
    root, ours, handler = logging.getLogger(), logging.getLogger(_OURS), Lines(tell, verbose=verbose)
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    ours.setLevel(logging.DEBUG if verbose else logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        ours.setLevel(before[1])
