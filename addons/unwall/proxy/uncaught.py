"""Errors of ours in hooks that hold none themselves: mitmproxy does, and says each with its traceback.

They are said and counted as all of ours are, which costs the hooks nothing. Those of other addons stay.
"""

import logging
from collections.abc import Callable
from types import TracebackType

_SAYS = logging.getLogger("mitmproxy.addonmanager")
_BETWEEN = (_SAYS.name, "unwall.proxy.dispatch")  # the modules between a hook and who holds its errors


class Uncaught:
    """Looks at what mitmproxy says from ``begin`` to ``end``; ``fail`` is told the hook and its error."""

    def __init__(self, fail: Callable[[str, Exception], None]) -> None:
        self._fail = fail

    def begin(self) -> None:
        """Look from now on."""
        _SAYS.addFilter(self)

    def end(self) -> None:
        """Look no more."""
        _SAYS.removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """As a logging filter: whether mitmproxy may say it."""
        _, error, trace = record.exc_info or (None, None, None)
        hook = _hook(trace)
        if not hook or not isinstance(error, Exception):
            return True
        self._fail(hook, error)
        return False


def _hook(trace: TracebackType | None) -> str:
    """The hook of ours in which it happened; empty where it is another addon's."""
    while trace and trace.tb_frame.f_globals.get("__name__") in _BETWEEN:
        trace = trace.tb_next
    if trace is None or not str(trace.tb_frame.f_globals.get("__name__")).startswith("unwall."):
        return ""
    return trace.tb_frame.f_code.co_name
