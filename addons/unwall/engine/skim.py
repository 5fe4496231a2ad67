"""Which parts of a long text are worth reading: all of them together hold whatever rules find in the text.

Reading looks at every address and every word; of most texts nothing is to be read. One expression, without
captures, and one search for the rules' hosts say where something may be; that costs a fraction.
"""

import re
from collections.abc import Iterable, Iterator
from heapq import merge

from unwall.engine.body.literals import Literals
from unwall.engine.body.starts import Known
from unwall.engine.fold import TRACES
from unwall.engine.letters import AROUND
from unwall.engine.pattern import without_limits
from unwall.engine.told import TRACE

type Span = tuple[int, int]

_WEB = "https?://"
_MEMORY = 64 << 20
_BYTES = 4  # of a character, at most
_CUTS = (b" ", b"\t", b"\r", b"\n", b'"', b"<", b">")  # none of them stands in an address
_CUT = re.compile(b"[%b]" % b"".join(_CUTS))


class Skim:
    """Immutable after construction, thread-safe."""

    def __init__(
        self, literals: Literals, known: Known, finds: Iterable[str], *, within: int = AROUND
    ) -> None:
        """``literals`` and ``known``: the hosts and schemes of rules; ``finds``: the expressions of others.

        ``within``: the characters beside a find that tell what it is.
        """
        import re2  # noqa: PLC0415 - see expression

        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        options.never_capture = True
        # A scheme may be in disguise, and the host behind it be one that no other rule names.
        own = "|".join(sorted(re.escape(host.decode()) for host in literals.short)) or "[^\\s\\S]"
        short = f"(?i)(?:^|[^a-z0-9.-])(?:{own})(?:[^a-z0-9-]|$)"
        traces = "|".join(
            f"(?:{each.removeprefix(_WEB)})" for each in (*map(without_limits, finds), *TRACES, TRACE, short)
        )
        self._traces = re2.compile(traces.encode(), options)
        self._literals = literals
        self._known = known
        self._beside = _BYTES * max(within, AROUND)

    def parts(self, data: bytes, taken: Iterable[Span] = ()) -> Iterator[Span]:
        """The parts of a UTF-8 text, in order and apart, each with what it is to be understood by.

        ``taken``: stretches that are known already, in order.
        """
        start = end = -1
        for first, last in merge(self._traced(data), self._named(data, taken)):
            if end < 0 or first - self._beside > end:
                if end >= 0:
                    yield start, end
                start = _cut_before(data, first - self._beside, max(end, 0))
            if last + self._beside > end:
                found = _CUT.search(data, last + self._beside)
                end = found.end() if found else len(data)
        if end >= 0:
            yield start, end

    def _traced(self, data: bytes) -> Iterator[Span]:
        at = 0
        while at <= len(data) and (found := self._traces.search(data, at)) is not None:
            yield found.span()
            at = max(found.end(), at + 1)

    def _named(self, data: bytes, taken: Iterable[Span]) -> Iterator[Span]:
        spans = iter(taken)
        start, end = next(spans, (len(data), len(data)))
        for stretch in self._literals.stretches(data):
            while end <= stretch.start < len(data):
                start, end = next(spans, (len(data), len(data)))
            if start <= stretch.start:
                continue
            name = data[stretch.start : stretch.end].rpartition(b"_")[2]
            if self._known.host(name) or (
                data[stretch.end : stretch.end + 1] == b":" and self._known.scheme(name)
            ):
                yield stretch


def _cut_before(data: bytes, at: int, low: int) -> int:
    """The last place from ``low`` to ``at`` where no address goes on; ``low`` where there is none."""
    return low if at <= low else max(low, *(data.rfind(cut, low, at) for cut in _CUTS))
