"""Bodies that are rewritten while they flow: large ones, events, and those whose size nobody says."""

from collections import Counter
from collections.abc import Callable, Iterator

from mitmproxy import http

from unwall.engine.body.stream import BodyRewriter
from unwall.proxy import bodies, digests, report, words
from unwall.proxy.checked import REACH
from unwall.proxy.connections import is_near
from unwall.proxy.flows import note
from unwall.proxy.navigation import address_of
from unwall.proxy.pack import Packer, packer
from unwall.proxy.setup import Setup
from unwall.proxy.unpack import Unpacker, UnpackError, unpacker
from unwall.proxy.unread import Unread
from unwall.store.event import Action
from unwall.urls.show import brief

_FRAMED = (b"h2", b"h3")  # protocols that have their own way to end a body
_KEPT = 1 << 16  # bytes of a beginning that is kept until it is seen to be in its coding


def begin(setup: Setup, flow: http.HTTPFlow, head: bodies.Head, fail: Callable[[Exception], None]) -> bool:
    """Have the body of a response rewritten while it comes; tells whether that can be done.

    ``fail`` is told an error of ours.
    """
    response = flow.response
    if response is None or setup.choices.dry_run or not bodies.may_change(head, transforms=setup.transforms):
        return False
    if setup.checked and setup.checked.holds(address_of(flow.request)):
        return False
    unpack = unpacker(head.coding)
    rewriter = setup.engine.rewriter(head.kind, csp_hashes=bodies.knows_scripts_by_hash(head))
    if unpack is None or rewriter is None:
        return False
    pack = None if is_near(flow.client_conn) else packer(head.coding)
    chunked = flow.client_conn.alpn not in _FRAMED
    bodies.open_up(response, chunked=chunked, coded=pack is not None, mark=setup.mark)
    response.stream = Stream(setup, flow, unpack, rewriter, fail)
    response.stream.pack = pack
    response.stream.tells_each = bodies.is_event_stream(head.kind)
    response.stream.is_page = "html" in head.kind
    return True


class Stream:
    """What mitmproxy calls with each part of a body as it comes, and with nothing at its end."""

    def __init__(
        self,
        setup: Setup,
        flow: http.HTTPFlow,
        unpack: Unpacker,
        rewriter: BodyRewriter,
        fail: Callable[[Exception], None],
    ) -> None:
        self._setup = setup
        self._flow = flow
        self._unpack = unpack
        self._rewriter = rewriter
        self._fail = fail
        self.pack: Packer | None = None  # makes the coding anew
        self.tells_each = False
        self.is_page = False
        self._fed = 0  # bytes out of their coding
        self._has_failed = False  # of ours; the rest goes on as it comes
        self._kept: bytes | None = b""  # the beginning, while nothing of it has been read
        self._go: Callable[[bytes], Iterator[bytes]] = self._read
        self._rules: Counter[str] = Counter()
        self._is_changed = False
        self._behind = b""  # the end of what came, in which a tag may have begun

    def __call__(self, chunk: bytes) -> Iterator[bytes]:
        """What of the body can go on; never an empty part, which would end it."""
        return self._go(chunk) if chunk else self._end()

    def _read(self, chunk: bytes) -> Iterator[bytes]:
        if self._kept is not None:
            self._kept = self._kept + chunk if len(self._kept) < _KEPT else None
        try:
            for piece in self._unpack.feed(chunk):
                self._kept = None
                self._fed += len(piece)
                if out := self._rewritten(piece):
                    yield self.pack.feed(out) if self.pack else out
        except UnpackError:
            yield from self._misread()
        except Exception as error:  # noqa: BLE001 - a flow never fails because of an error that nobody knows
            self._fail(error)
            self._go = _dropped
        if self._rewriter.matches:
            self._count()

    def _rewritten(self, piece: bytes) -> bytes:
        """What can go on, an empty piece being the end; after an error of ours what is left, as it came."""
        if self._has_failed:
            return piece
        try:
            self._note(piece)
            return self._rewriter.feed(piece) if piece else self._rewriter.close()
        except Exception as error:  # noqa: BLE001 - as above
            self._fail(error)
            self._has_failed = True
            is_taken = self._rewriter.taken == self._fed
            return self._rewriter.give_up() + (b"" if is_taken else piece)

    def _note(self, piece: bytes) -> None:
        if self._setup.checked is not None and self.is_page:
            self._behind += piece
            self._setup.checked.note(address_of(self._flow.request), self._behind)
            self._behind = self._behind[-REACH:]

    def _misread(self) -> Iterator[bytes]:
        """Not in its coding: all as it came, where it is not too late for that.

        Otherwise what is missing must be seen to be missing, as it would be without us.
        """
        self._setup.pass_unread(Unread.BROKEN)
        report.said(
            self._setup.choices.language, words.BROKEN_OFF, source=brief(address_of(self._flow.request))
        )
        self._go = _dropped if self._kept is None else _passed
        if self._kept:
            yield self._kept

    def _end(self) -> Iterator[bytes]:
        if self._go == self._read:
            if out := self._rewritten(b""):
                yield self.pack.feed(out) if self.pack else out
            if not self._unpack.is_whole and self._kept != b"":  # nothing at all is no broken body
                self._kept = None
                yield from self._misread()
            elif self._rewriter.misread:
                self._setup.pass_unread(Unread.CHARSET)
            if self.pack and self._kept != b"" and self._go == self._read:
                yield self.pack.end()
            self._count()
        if self._go is _dropped:
            self._flow.kill()
        if self._is_changed and self._flow.response and self._flow.response.trailers:
            digests.drop(self._flow.response.trailers)
        if self._rules:
            report.rewrote(self._setup.choices, address_of(self._flow.request), self._rules)
            note(self._flow, "links made direct", sorted(self._rules))

    def _count(self) -> None:
        """Of events, each is told of as it comes: they may have no end."""
        matches = self._rewriter.matches
        self._is_changed = self._is_changed or bool(matches)
        try:
            self._setup.journal.rewrote(self._flow, self._setup.engine, matches, Action.REWRITTEN)
        except Exception as error:  # noqa: BLE001 - as above
            self._fail(error)
        self._rules += report.rules_in(matches)
        matches.clear()
        if self._rules and self.tells_each:
            report.rewrote(self._setup.choices, address_of(self._flow.request), self._rules)
            self._rules.clear()


def _passed(chunk: bytes) -> Iterator[bytes]:
    yield chunk


def _dropped(_: bytes) -> Iterator[bytes]:
    yield from ()
