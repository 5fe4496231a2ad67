"""A body rewritten while it comes, in any parts: together the same bytes as the whole body rewritten."""

from collections.abc import Callable, Iterable

from unwall.engine.body.charset import UTF_8, Form, charset_of
from unwall.engine.body.edges import WINDOW
from unwall.engine.body.links import Link
from unwall.engine.body.media import BEGINNING, is_binary, media_of, surface_of
from unwall.engine.body.starts import LEFT
from unwall.engine.body.units import Units
from unwall.engine.body.walk import Kind, Tools, Walk, clear
from unwall.model import Match, Rewritten, Surface

_MARKED = 3  # bytes of the longest byte order mark
_BEHIND = WINDOW + LEFT  # bytes that have gone their way and can still be looked at


class BodyRewriter:
    """Takes a body part by part and gives it back with its links made openable.

    ``matches`` are those that were changed so far; ``misread``: it is no text, or not in its charset.
    """

    def __init__(
        self,
        tools: Tools,
        content_type: str,
        whole: Callable[[bytes], Rewritten],
        *,
        hashes: bool,
        largest: int,
    ) -> None:
        """``whole`` rewrites what is not read in parts up to ``largest`` bytes; beyond, UTF-16 is as well."""
        self.matches: list[Match] = []
        self.misread = False
        self._tools = tools
        self._content_type = content_type
        self._whole = whole
        self._hashes = hashes
        self._largest = largest
        self._data = b""
        self._base = 0  # of the data
        self._sent = 0
        self._walk: Walk | None = None
        self._passes = False  # everything goes its way as it comes
        self._waits = ""  # the codec of what waits for the whole
        self._units: Units | None = None
        self._known = media_of(content_type) == "text/event-stream"  # before anything has come

    def feed(self, chunk: bytes) -> bytes:
        """The next part; what of the body can go on."""
        if self._passes:
            return chunk
        if self._units:
            return self._of_units(self._units, chunk, final=False)
        self._data += chunk
        return self._go(final=False)

    def close(self) -> bytes:
        """The rest of the body; nothing comes any more."""
        if self._units and not self._passes:
            return self._of_units(self._units, b"", final=True)
        return b"" if self._passes else self._go(final=True)

    @property
    def taken(self) -> int:
        """Bytes of the body that were taken, as long as not everything goes its way as it comes."""
        return self._base + len(self._data)

    def give_up(self) -> bytes:
        """What was taken and has not gone on, as it came; what comes from now on goes on as it comes."""
        self._passes = True
        return self._units.give_up() if self._units else self._let_go()

    def _go(self, *, final: bool) -> bytes:
        if self._walk is None and not self._waits:
            if not final and not self._known and len(self._data) < BEGINNING:
                return self._early()
            self._begin()
        if self._waits:
            return self._at_once(final=final)
        if self._walk is None:
            return self._let_go()
        links = [
            link for link in self._walk.links(self._data, self._base, final=final) if link.text is not None
        ]
        stop = max(self._sent, self._walk.settled)
        out = spliced(self._data, self._base, self._sent, stop, links)
        keep = max(0, min(stop, self._walk.needed()) - _BEHIND - self._base)
        self.matches += [link.match for link in links]
        self._sent = stop  # from here on nothing may fail
        self._data = self._data[keep:]
        self._base += keep
        return out

    def _early(self) -> bytes:
        """What stays whatever the body turns out to be, so that its reader need not wait for more."""
        charset = charset_of(self._data, self._content_type)
        if len(self._data) < _MARKED or (charset and charset.form in (Form.UNITS, Form.SHIFTED)):
            return b""
        start, self._sent = self._sent, max(self._sent, clear(self._tools, self._data))
        return self._data[start : self._sent]

    def _begin(self) -> None:
        kind = kind_of(self._data, self._content_type, hashes=self._hashes)
        if kind is None:
            self._passes = True
            self.misread = surface_of(self._content_type, self._data[:BEGINNING]) is not None
        elif kind.charset.form in (Form.UNITS, Form.SHIFTED):
            self._waits = kind.charset.codec
        else:
            self._walk = Walk(self._tools, kind)

    def _at_once(self, *, final: bool) -> bytes:
        if len(self._data) > self._largest:
            return self._in_units(final=final)
        if not final:
            return b""
        result = self._whole(self._data)
        self.matches += result.matches
        self.misread = result.misread
        return result.data[self._sent :]

    def _in_units(self, *, final: bool) -> bytes:
        """Goes on in parts with what is too large to wait for the whole of it; nothing of it has gone on."""
        if not self._waits.startswith("utf-16"):
            self._passes = True
            return self._let_go()
        content_type = f"{media_of(self._content_type)}; charset=utf-8"
        parts = BodyRewriter(
            self._tools, content_type, self._whole, hashes=self._hashes, largest=self._largest
        )
        parts.matches = self.matches  # at their places in UTF-8
        self._units = Units(self._waits, parts)
        return self._of_units(self._units, self._let_go(), final=final)

    def _of_units(self, units: Units, chunk: bytes, *, final: bool) -> bytes:
        self._base += len(chunk)
        out = units.feed(chunk, final=final)
        self._passes = self.misread = units.broken
        return out

    def _let_go(self) -> bytes:
        data, self._data = self._data[self._sent - self._base :], b""
        return data


def kind_of(
    data: bytes, content_type: str, *, hashes: bool, binary: bool = False, counted: bool = False
) -> Kind | None:
    """What a body that begins so is; None for what is left alone.

    That is, without ``binary`` what is no text, and without ``counted`` what must stay as long as it is.
    """
    surface = surface_of(content_type, data[:BEGINNING], counted=counted)
    if surface is Surface.EVENT_STREAM:
        return Kind(surface, media_of(content_type), UTF_8, hashes)  # as its standard has it
    charset = charset_of(data, content_type) if surface is not None else None
    if surface is None or charset is None:
        return None
    media = media_of(content_type)
    if not binary and charset.form is not Form.UNITS and is_binary(data, media):
        return None
    return Kind(surface, media, charset, hashes)


def spliced(data: bytes, base: int, start: int, stop: int, links: Iterable[Link]) -> bytes:
    """The body from ``start`` to ``stop`` with the links' texts in place; ``data`` begins at ``base``."""
    out: list[bytes | memoryview] = []
    whole = memoryview(data)
    at = start - base
    for link in links:
        out += [whole[at : link.match.start - base], link.text or b""]
        at = link.match.end - base
    out.append(whole[at : stop - base])
    return b"".join(out)
