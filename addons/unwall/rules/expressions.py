"""Regular expressions of rules: RE2 only, so that no input can make them slow."""

from functools import cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import re2

    from unwall.rules.nodes import Flaw

_LOOK_AROUND = ("(?=", "(?!", "(?<=", "(?<!")


class Found(Protocol):
    """The part of a match that unwall uses."""

    def group(self, which: int | str = 0, /) -> str | None: ...
    def groups(self) -> tuple[str | None, ...]: ...
    def start(self, which: int | str = 0, /) -> int: ...
    def end(self, which: int | str = 0, /) -> int: ...


@cache
def expression(text: str) -> "re2._Regexp":
    """The compiled expression. Raises ``re2.error`` for what is not linear-time or too large."""
    import re2  # noqa: PLC0415 - 4 ms; only where a rule that applies has an expression

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    return re2.compile(text, options)


@cache
def matcher(text: str) -> "Callable[[str], bool]":
    """Whether the expression matches anywhere: asked so, at a third of what a search with captures costs.

    Raises what ``expression`` raises.
    """
    import re2  # noqa: PLC0415 - see expression

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    options.never_capture = True
    search = re2.compile(text.encode(), options).search
    return lambda value: search(value.encode()) is not None


def flaw_of(text: str) -> "Flaw | None":
    """What is wrong with an expression; None where nothing is."""
    import re2  # noqa: PLC0415 - see expression

    from unwall.rules.faults import Fault  # noqa: PLC0415 - only where rules are compiled
    from unwall.rules.nodes import flaw  # noqa: PLC0415 - see above

    if any(mark in text for mark in _LOOK_AROUND):
        return flaw(Fault.LOOK_AROUND)
    try:
        expression(text)
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        what, _, text = said.partition(": ")
        known = {each.value.en.partition(": ")[0]: each for each in Fault if each.name.startswith("RE_")}
        return flaw(Fault.NOT_LINEAR, why=flaw(known[what], text=text) if what in known else said)
    return None
