"""Where a byte of an HTML or XML body stands: in text, a tag's attribute, a script, a comment.

Follows the tokenizer of the HTML standard as far as that question needs it, in one pass that can be resumed
when more of the body has come.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from unwall.engine.body import editing
from unwall.engine.body.editing import Editing
from unwall.engine.body.odd import SPECIAL, Search, odd_ends

LONGEST_TAG = 1 << 20  # bytes, images among them; behind a longer one nothing is told apart any more
_LONG = 1 << 16  # bytes of a tag; a longer one is looked at again only when an eighth has been added
_S = rb"\t\n\f\r "
_IS = rb"[" + _S + rb"]*+=[" + _S + rb"]*+"
_BARE = rb"[^" + _S + rb""""'>][^""" + _S + rb""">]*+"""
_ATTRIBUTE = (
    rb"[^" + _S + rb"/>][^" + _S + rb"/>=]*+"
    rb"(?>" + _IS + rb"""(?:"[^"]*+"|'[^']*+'|""" + _BARE + rb"|(?=>))|(?![" + _S + rb"]*+(?:=|\Z)))"
)
_REST = rb"(?:[" + _S + rb"/]++|" + _ATTRIBUTE + rb")*+>"
_BODY = rb"[^" + _S + rb"/>]*+" + _REST
_ORDINARY = (
    rb"/?+(?:[a-hj-loq-ru-wyzA-HJ-LOQ-RU-WYZ]|(?!(?i:" + SPECIAL + rb")[" + _S + rb"/>])[imnpstxIMNPSTX])"
)
_SKIP = re.compile(rb"(?:[^<]++|<" + _ORDINARY + _BODY + rb"|<(?=[^A-Za-z/!?]))*+")
_OF_XHTML = rb"(?!(?:textarea|script|style|meta)[" + _S + rb"/>])"
_SKIP_XML = re.compile(
    rb"(?:[^<]++|</?+" + _OF_XHTML + rb"[A-Za-z_:\x80-\xff]" + _BODY + rb"|<(?=[^A-Za-z_:\x80-\xff/!?]))*+"
)
_SKIP_NONE = re.compile(rb"[^<]*+")
_TAG = re.compile(rb"</?+([A-Za-z_:\x80-\xff][^" + _S + rb"/>]*+)" + _REST)
_EACH = re.compile(
    rb"([^" + _S + rb"/>][^" + _S + rb"/>=]*+)"
    rb"(?:" + _IS + rb"""(?:"([^"]*+)"|'([^']*+)'|(""" + _BARE + rb")|(?=>)))?+"
)
_RAW = frozenset(
    {b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes", b"plaintext"}
)
# React's stream within a page: some of its texts are preceded by their length.
_COUNTED = re.compile(rb"[" + _S + rb"]{0,8}\(?self\.__next_f\b")
_KNOWN = 32  # bytes of a script by which that is known
_INLINE = frozenset({b"script", b"style"})
_ENDS = {name: re.compile(rb"(?i)</" + name + rb"(?=[" + _S + rb"/>])") for name in _RAW - {b"plaintext"}}
_COMMENT_END = re.compile(rb"--!?>")
_XML_COMMENT_END = re.compile(rb"-->")
_ABRUPT_END = re.compile(rb"-?>")  # of a comment that ends as it begins
_CLOSE = re.compile(rb">")
_NEVER = re.compile(rb"(?!)")
_CDATA_END = re.compile(rb"\]\]>")
_INSTRUCTION_END = re.compile(rb"\?>")
_SUBSET_END = re.compile(rb"\][" + _S + rb"]*+>")
_SUBSET = re.compile(rb"[^>\[]*+\[")
_HASH = re.compile(rb"'sha(?:256|384|512)-|&(?:#39|#x27|apos);sha(?:256|384|512)-", re.IGNORECASE)
_POLICY = b"content-security-policy"
_SLASH, _LESS = 0x2F, 0x3C
_QUOTES = (b"", b"", b'"', b"'", b"")  # by the group of _EACH
_OVERLAP = 16  # bytes at the end of what has come that may be half an end mark
_NAME = re.compile(rb"/?+[A-Za-z]")
_XML_NAME = re.compile(rb"/?+[A-Za-z_:\x80-\xff]")
_LARGE = 1 << 16  # bytes of a body for which it is worth to prepare a search for what is odd
_BLOCK, _LARGEST_BLOCK = 1 << 14, 1 << 18  # bytes searched at a time, first and at last
_RARE = 32  # bytes to an oddity: with more of them there is nothing to gain
_MARK = 9  # bytes of the longest opening mark, <![CDATA[


class State(Enum):
    """How the bytes from here on are read."""

    TEXT = auto()
    RAW = auto()  # inside an element whose content is no markup
    COMMENT = auto()
    CDATA = auto()
    DECLARATION = auto()  # doctype, processing instruction, bogus comment
    LOST = auto()  # an end tag that never came, or a tag too long


class Attribute(NamedTuple):
    """One attribute; its value is at ``start`` to ``end``."""

    name: bytes  # lower case
    start: int
    end: int
    quote: bytes  # empty where there is none


class Tag(NamedTuple):
    """One whole tag."""

    name: bytes  # lower case
    start: int
    end: int
    closing: bool
    attributes: tuple[Attribute, ...]

    def holding(self, at: int) -> Attribute | None:
        """The attribute whose value holds this byte."""
        number = bisect_right(self.attributes, at, key=_start) - 1
        found = self.attributes[number] if number >= 0 else None
        return found if found is not None and at < found.end else None

    def named(self, name: bytes) -> Attribute | None:
        """The first attribute of that name."""
        return next((each for each in self.attributes if each.name == name), None)


class Spot(NamedTuple):
    """Where a byte stands."""

    state: State
    element: bytes = b""  # of RAW
    tag: Tag | None = None  # the tag that opened it, or the one that holds the byte
    attribute: Attribute | None = None
    inside: bool = False  # the byte is part of the tag itself
    edited: bool = False  # a person edits what stands there
    inline: Tag | None = None  # the script or style that it is text of, in XHTML
    counted: bool = False  # in a script whose strings say how long they are together


class Lexer:
    """Reads a body from its start; positions count from there, whatever has been let go since."""

    def __init__(self, *, xml: bool, every_tag: bool = False, large: int = _LARGE) -> None:
        """``every_tag``: each is taken apart, for ``tags``. ``large``: bytes that are not read one by one."""
        self.position = 0  # everything before is read
        self.state = State.TEXT
        self.hashes = False  # a meta element allows scripts or styles by hash
        self._xml = xml
        self._skip = _SKIP_NONE if every_tag else _SKIP_XML if xml else _SKIP
        self._name = _XML_NAME if xml else _NAME
        self._element = b""
        self._opened: Tag | None = None
        self._end = _NEVER  # of what is no text
        self._until = -1  # where that is, once it was found
        self._searched = 0  # how far it was looked for
        self._tag: Tag | None = None  # the one at the position
        self._tried = 0  # bytes that were known when an unfinished tag was tried
        self._again = 0  # bytes that must be known when it is tried again
        self._editing = Editing()
        self._unedited = 0  # up to here no tag makes anything editable
        self._counted: bool | None = False  # of the script; None where too little of it is there
        self._inline: Tag | None = None  # in XHTML, where scripts and styles are text like any other
        self._large = large
        self._block = _BLOCK
        self._may_hurry = not (xml or every_tag)
        self._odd: list[int] = []  # where oddities end, the next one last
        self._known = 0  # they are known up to here
        self._even = 0  # up to here there is none
        self._ajar = 0  # the tag at the position, unread, goes on at least to here

    def spot(self, data: bytes, base: int, at: int, *, final: bool) -> Spot | None:
        """Where byte ``at`` stands; ``data`` is the body from byte ``base`` on. To be asked in order.

        None: it cannot be told before more has come.
        """
        while self.position <= at:
            if self._tag is not None and at < self._tag.end:
                held, edited = self._tag.holding(at), self._editing.depth > 0
                return Spot(State.TEXT, b"", self._tag, held, inside=True, edited=edited)
            if not self._step(data, base, at + 1, final=final) and self.position <= at:
                return None
        return Spot(
            self.state,
            self._element,
            self._opened,
            edited=self._editing.depth > 0,
            inline=self._inline,
            counted=self._counted is True,
        )

    def beginning(self, data: bytes, base: int, at: int, *, final: bool) -> bytes | None:
        """What stands before byte ``at`` of the tag that holds it; to be asked before ``spot``.

        None where that cannot be told without reading the tag.
        """
        if self.position <= at < self._even and self._tag is None and not self._ajar:  # what _hurry would do
            end = at + 1 - base
            opened = data.rfind(b"<", self.position - base, end)
            if opened >= 0 and data.find(b">", opened, end) < 0:
                self.position, self._ajar = base + opened, at + 1
                return data[opened : end - 1]
        while self.position <= at and self._ajar <= at and (self._tag is None or self._tag.end <= at):
            if not self._step(data, base, at + 1, final=final):
                break
        return data[self.position - base : at - base] if self._ajar == at + 1 else None

    def leap(self, end: int) -> None:
        """Goes on behind the tag whose beginning was told: an ordinary one, known to end there."""
        self.position, self._ajar = end, 0

    def tags(self, data: bytes) -> Iterator[Tag]:
        """The tags of a whole body, in order."""
        while self.position < len(data):
            self._step(data, 0, len(data), final=True)
            if self._tag is not None:
                yield self._tag

    def advance(self, data: bytes, base: int, stop: int, *, final: bool) -> None:
        """Reads on up to byte ``stop``, or less where that cannot be told yet."""
        while self.position < stop and (self._tag is None or self._tag.end <= stop):
            if not self._step(data, base, stop, final=final):
                break

    def _step(self, data: bytes, base: int, stop: int, *, final: bool) -> bool:
        """One move, up to ``stop``; whether there may be another."""
        if self._tag is not None:
            self._enter(self._tag, data, base)
            return True
        if self.state is not State.TEXT:
            return self._leave(data, base, stop)
        if self._ajar:
            self._ajar = 0
            return self._open(data, base, final=final)
        may_hurry = self._may_hurry and len(data) >= self._large and not self._editing.depth
        if may_hurry and (search := odd_ends()):
            return self._hurry(search, data, base, stop, final=final)
        at = self.position - base
        last = min(stop, self.position + LONGEST_TAG)
        if last > self._unedited:
            self._unedited = self._editing.until(data, base, self.position, last)
        end = min(last, self._unedited) - base
        skipped = (_SKIP_NONE if self._editing.depth else self._skip).match(data, at, end)
        if skipped is not None and skipped.end() > at:
            self.position = base + skipped.end()
            if skipped.end() == end:
                return True
        return self._open(data, base, final=final)

    def _hurry(self, search: Search, data: bytes, base: int, stop: int, *, final: bool) -> bool:
        """On to ``stop``, or less: an odd place, a tag that holds it. What is passed need not be read."""
        at = self.position - base
        if self._known <= self.position:
            end = min(len(data), at + self._block)
            self._block = min(2 * self._block, _LARGEST_BLOCK)
            self._odd = [base + each for each in reversed(search(data, at, end))]
            self._known = base + end
            self._may_hurry = len(self._odd) * _RARE < self._block
        while self._odd and self._odd[-1] <= self.position:
            self._odd.pop()
        self._even = self._odd[-1] - 1 if self._odd else self._known
        self._unedited = max(self._unedited, self._even)
        end = min(stop, self._known)
        is_odd = bool(self._odd) and self._odd[-1] <= end
        if is_odd:
            end = self._odd[-1] - 1
        end -= base
        opened = data.rfind(b"<", at, end)
        if opened < 0 and is_odd and data[end] == _LESS:
            opened = end
        elif opened < 0 or (not is_odd and data.find(b">", opened, end) >= 0):
            self.position = base + end + is_odd
            return True
        self.position = base + opened
        if not is_odd and base + end == stop:
            self._ajar = stop
            return True
        return self._open(data, base, final=final)

    def _leave(self, data: bytes, base: int, stop: int) -> bool:
        """On to the end of what is no text, or to ``stop``."""
        if self._counted is None:
            self._count(data, base)
        if self._until < 0:
            found = self._end.search(data, max(0, self._searched - base))
            if found is None:
                self._searched = max(self._searched, base + len(data) - _OVERLAP)
            else:
                self._until = base + (found.start() if self.state is State.RAW else found.end())
        if self._until < 0 or self._until >= stop:
            self.position = max(self.position, stop)
            return False
        self.position = self._until  # which may be a little back: half an end mark is none yet
        self._become(State.TEXT, _NEVER)
        return True

    def _become(
        self, state: State, end: re.Pattern[bytes], element: bytes = b"", opened: Tag | None = None
    ) -> None:
        self.state, self._end, self._element, self._opened = state, end, element, opened
        self._until, self._searched = -1, self.position
        self._counted = None if element == b"script" else False

    def _count(self, data: bytes, base: int) -> None:
        """Sees whether the script is of those as soon as its beginning is there, which does not wait long."""
        at = self._opened.end - base if self._opened else len(data)
        if _COUNTED.match(data, at):
            self._counted = True
        elif len(data) - at > _KNOWN:
            self._counted = False

    def _open(self, data: bytes, base: int, *, final: bool) -> bool:
        """What the ``<`` at the position opens."""
        at = self.position - base
        if self._name.match(data, at + 1):
            return self._take(data, base, final=final)
        mark = data[at : at + _MARK]
        if len(mark) < _MARK and not final:
            return False
        if mark[1:2] not in (b"!", b"?", b"/"):
            self.position += 1
        elif mark.startswith(b"<!--"):
            abrupt = None if self._xml else _ABRUPT_END.match(data, at + 4)
            self.position = base + (abrupt.end() if abrupt else at + 4)
            if abrupt is None:
                self._become(State.COMMENT, _XML_COMMENT_END if self._xml else _COMMENT_END)
        else:
            return self._declare(data, base, mark, final=final)
        return True

    def _declare(self, data: bytes, base: int, mark: bytes, *, final: bool) -> bool:
        end = _CLOSE
        if self._xml and mark == b"<![CDATA[":
            self.position += len(mark)
            self._become(State.CDATA, _CDATA_END)
            return True
        if self._xml and mark.startswith(b"<?"):
            end = _INSTRUCTION_END
        elif self._xml and mark.upper() == b"<!DOCTYPE":
            at = self.position - base
            if data.find(b">", at) < 0 and _SUBSET.match(data, at) is None and not final:
                return False
            end = _SUBSET_END if _SUBSET.match(data, at) else _CLOSE
        self.position += 2
        self._become(State.DECLARATION, end)
        return True

    def _take(self, data: bytes, base: int, *, final: bool) -> bool:
        """Takes the tag at the position apart, once it has come whole."""
        at = self.position - base
        end = min(len(data), at + LONGEST_TAG)
        if not final and base + len(data) < self._again and len(data) - at < LONGEST_TAG:
            return False
        if self._tried and data.find(b">", max(at, self._tried - base), end) < 0:
            whole = None
        else:
            whole = _TAG.match(data, at, end)
        if whole is not None:
            self._tried = self._again = 0
            each = []
            for found in _EACH.finditer(data, whole.end(1), whole.end() - 1):
                number = found.lastindex or 1
                first, last = found.span(number) if number > 1 else (found.end(), found.end())
                each.append(Attribute(found[1].lower(), base + first, base + last, _QUOTES[number]))
            closing = data[at + 1] == _SLASH
            self._tag = Tag(whole[1].lower(), self.position, base + whole.end(), closing, tuple(each))
            return True
        self._tried = base + len(data)
        self._again = self._tried + ((len(data) - at) // 8 if len(data) - at > _LONG else 0)
        if final or len(data) - at >= LONGEST_TAG:
            self._tried = self._again = 0
            self._become(State.LOST, _NEVER)
            return True
        return False

    def _enter(self, tag: Tag, data: bytes, base: int) -> None:
        """Goes on behind a tag."""
        self.position, self._tag = tag.end, None
        empty = self._xml and data[tag.end - base - 2] == _SLASH
        if self._xml or self._editing.depth or tag.end > self._unedited:
            edited = tag.named(editing.ATTRIBUTE)
            editable = edited is not None and editing.allows(data[edited.start - base : edited.end - base])
            editable = editable or (self._xml and tag.name == b"textarea")
            self._editing.enter(tag.name, closing=tag.closing, editable=editable, empty=empty)
        if self._xml and tag.name in _INLINE:
            self._inline = None if tag.closing or empty else tag
        elif tag.name in _RAW and not self._xml and not tag.closing:
            self._become(State.RAW, _ENDS.get(tag.name, _NEVER), tag.name, tag)
        elif tag.name == b"meta" and not tag.closing:
            policy = tag.named(b"http-equiv")
            said = data[policy.start - base : policy.end - base] if policy else b""
            if said.strip().lower() == _POLICY and _HASH.search(data, tag.start - base, tag.end - base):
                self.hashes = True


def _start(attribute: Attribute) -> int:
    return attribute.start
