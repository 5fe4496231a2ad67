"""Which parts of a long text are worth reading: all of them together hold whatever rules find in the text.

Reading looks at every address and every word; of most texts nothing is to be read. One expression, without
captures, and one search for the rules' hosts say where something may be; that costs a fraction.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from heapq import merge
from typing import cast

from unwall.engine.body.literals import Literals, Stretch
from unwall.engine.body.starts import Known
from unwall.engine.fold import TRACES
from unwall.engine.letters import AROUND
from unwall.engine.pattern import without_limits
from unwall.engine.told import TRACE

type Span = tuple[int, int]
type Search = Callable[[bytes, int], re.Match[bytes] | None]

_WEB = "https?://"
_MEMORY = 64 << 20
_FEW = 16  # traces
_SPARSE = 1 << 15  # bytes to a trace, and more, where there is little
_BYTES = 4  # of a character, at most
_CUTS = (b" ", b"\t", b"\r", b"\n", b'"', b"<", b">")  # none of them stands in an address
_LONGEST = 512  # bytes before a path in which the host must begin
_PLAIN = re.compile(rb"(?i)https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]+)?(?:/[!#-;=?-\[\]_a-zA-Z~]*)?\Z")
_DIGITS = b"0123456789"  # no scheme begins with one
_BEFORE = 12  # bytes in which a scheme stands, and what is before it
_SCHEME = re.compile(rb"""(?i)(?:\A|[\s"'<>]|\]\()https?://\Z""")  # where every reader begins one
_LINK = re.compile(rb"[!#-;=?-\[\]_a-zA-Z~]*+")
# More of an address, in disguise: beyond ASCII anything may be.
_GOES_ON = re.compile(rb"(?i)[\x80-\xff\\]|[ \t]{1,2}(?:[./\\*]|dot|dian|[\x80-\xff]{2,3}[a-z0-9])")
_CUT = re.compile(b"[%b]" % b"".join(_CUTS))


class Skim:
    """Immutable after construction, thread-safe."""

    def __init__(
        self, literals: Literals, known: Known, finds: Iterable[str], *, within: int = AROUND
    ) -> None:
        """``literals`` and ``known``: the hosts and schemes of rules; ``finds``: the expressions of others.

        ``within``: the characters beside a find that tell what it is.
        """
        # A scheme may be in disguise, and the host behind it be one that no other rule names.
        own = "|".join(sorted(re.escape(host.decode()) for host in literals.short)) or "[^\\s\\S]"
        short = f"(?i)(?:^|[^a-z0-9.-])(?:{own})(?:[^a-z0-9-]|$)"
        self._kinds = (tuple(map(without_limits, finds)), TRACES, (TRACE, short))
        self._all = _search(each for kind in self._kinds for each in kind)
        self._literals = literals
        self._known = known
        self._beside = _BYTES * max(within, AROUND)

    def parts(self, data: bytes, taken: Iterable[Span] = (), again: Iterable[Span] = ()) -> Iterator[Span]:
        """The parts of a UTF-8 text, in order and apart, each with what it is to be understood by.

        ``taken``: stretches that are known already, in order. ``again``: addresses that are to be read once
        more, in order; any other that stands there plainly has been read.
        """
        start = end = -1
        for first, last in merge(self._traced(data), self._named(data, taken), again):
            if end < 0 or first - self._beside > end:
                if end >= 0:
                    yield start, end
                start = _cut_before(data, first - self._beside, max(end, 0))
            if last + self._beside > end:
                found = _CUT.search(data, last + self._beside)
                end = found.end() if found else len(data)
        if end >= 0:
            yield start, end

    @cached_property
    def _apart(self) -> list[Search]:
        return list(map(_search, self._kinds))

    def _traced(self, data: bytes) -> Iterator[Span]:
        """All at once; where there is much by kinds, as one expression then has too many states."""
        for number, (first, last) in enumerate(_found(self._all, data, 0)):
            if not _is_in_path(data, first, last):
                yield first, last
            if number >= _FEW and number * _SPARSE > last:
                rest = merge(*(_found(search, data, last) for search in self._apart))
                yield from (span for span in rest if not _is_in_path(data, *span))
                return

    def _named(self, data: bytes, taken: Iterable[Span]) -> Iterator[Span]:
        spans = iter(taken)
        start, end = next(spans, (len(data), len(data)))
        for stretch in self._literals.stretches(data):
            while end <= stretch.start < len(data):
                start, end = next(spans, (len(data), len(data)))
            if start <= stretch.start:
                continue
            name = data[stretch.start : stretch.end].rpartition(b"_")[2]
            is_host = self._known.host(name) and not _is_plain_link(data, stretch)
            is_scheme = data[stretch.end : stretch.end + 1] == b":" and self._known.scheme(
                name.lstrip(_DIGITS)
            )
            if is_host or is_scheme:
                yield stretch


def _search(expressions: Iterable[str]) -> Search:
    """What finds any of the expressions."""
    import re2  # noqa: PLC0415 - see expression

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.never_capture = True
    union = "|".join(f"(?:{each.removeprefix(_WEB)})" for each in expressions)
    return cast("Search", re2.compile(union.encode() or rb"[^\s\S]", options).search)


def _found(search: Search, data: bytes, at: int) -> Iterator[Span]:
    while at <= len(data) and (found := search(data, at)) is not None:
        yield found.span()
        at = max(found.end(), at + 1)


def _is_plain_link(data: bytes, host: Stretch) -> bool:
    """Whether a whole address stands there plainly: who reads addresses has read it."""
    if _SCHEME.search(data[max(0, host.start - _BEFORE) : host.start]) is None:
        return False
    link = _LINK.match(data, host.end)
    if link is None or b"*" in link[0]:
        return False
    return link[0].endswith((b")", b"]")) or _GOES_ON.match(data, link.end()) is None


def _is_in_path(data: bytes, first: int, last: int) -> bool:
    """Whether it is part of a path whose host stands before it plainly: that tells whether a rule knows it.

    Paths of pictures have a ``*`` in them on every page of some sites.
    """
    hit = data[first:last]
    if b"/" not in hit[:1] or not hit.isascii() or b" " in hit or hit.startswith(b"//"):
        return False
    low = max(0, first - _LONGEST)
    before = data[low:first]
    return _PLAIN.search(before[max(map(before.rfind, _CUTS)) + 1 :]) is not None


def _cut_before(data: bytes, at: int, low: int) -> int:
    """The last place from ``low`` to ``at`` where no address goes on; ``low`` where there is none."""
    return low if at <= low else max(low, *(data.rfind(cut, low, at) for cut in _CUTS))
