"""What of a page a person edits, element by element: what stands there is a draft, to be saved as it is."""

from collections import Counter

ATTRIBUTE = b"contenteditable"
SPELLED = (b"ditable", b"DITABLE")  # how it ends, however it begins: contentEditable
_AHEAD = 1 << 16  # bytes searched at a time
# An end tag is not heard beyond these; that of a phrase (b, span) not beyond any block either.
_WALLS = frozenset(b"applet button caption marquee object select table td template th svg math".split())
_BLOCKS = _WALLS | frozenset(
    b"address article aside blockquote center dd details dir div dl dt fieldset figcaption figure footer form"
    b" h1 h2 h3 h4 h5 h6 header hgroup li main menu nav ol p pre section summary tbody tfoot thead"
    b" tr ul".split()
)
_MOST = 16  # elements of different names within one another
_VOID = frozenset(b"area base br col embed hr img input link meta source track wbr".split())


def allows(value: bytes) -> bool:
    """Whether an attribute of that value makes its element editable; an empty one does.

    >>> allows(b"plaintext-only"), allows(b"False")
    (True, False)
    """
    return value.strip().lower() != b"false"


class Editing:
    """Goes along with a lexer, which tells it of tags; positions are those of the body."""

    def __init__(self) -> None:
        self.depth = 0  # elements open that are edited, or of the name of one that is; nothing is edited at 0
        self._roots: dict[bytes, int] = {}  # the same by their names
        self._within: Counter[bytes] = Counter()  # walls that are open in them
        self._words = [_Word(text) for text in SPELLED]

    def until(self, data: bytes, base: int, position: int, stop: int) -> int:
        """Up to where no tag behind ``position`` makes anything editable: ``stop``, or farther, or less."""
        known = max(stop, min(base + len(data), stop + _AHEAD))
        return min(word.behind(data, base, position, known) for word in self._words)

    def enter(self, name: bytes, *, closing: bool, editable: bool, empty: bool) -> None:
        """A tag was read. ``empty``: it closes itself."""
        opens = not closing and not empty
        if name in self._roots:
            self._count(name, int(opens) - (closing and self._is_heard(name)))
        elif editable and opens and name not in _VOID:
            if len(self._roots) < _MOST:
                self._count(name, 1)
            else:
                self._within[name] += 1  # nobody writes so; it is edited to the end
        elif self.depth and name in (_WALLS if _BLOCKS.issuperset(self._roots) else _BLOCKS):
            self._within[name] = max(0, self._within[name] + int(opens) - closing)

    def _is_heard(self, name: bytes) -> bool:
        walls, roots = _WALLS if name in _BLOCKS else _BLOCKS, list(self._roots)
        return not self._within.total() and walls.isdisjoint(roots[roots.index(name) + 1 :])

    def _count(self, name: bytes, more: int) -> None:
        self._roots[name] = self._roots.get(name, 0) + more
        self.depth += more
        if not self._roots[name]:
            del self._roots[name]
        if not self.depth:
            self._within.clear()


class _Word:
    """Where a word stands next. What was searched is not searched again."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = -1
        self._sought = 0

    def behind(self, data: bytes, base: int, position: int, stop: int) -> int:
        """Its first place behind ``position``; ``stop`` where there is none before."""
        if self._at <= position and self._sought < stop:
            begin = max(position + 1, self._sought - len(self._text) + 1)
            found = data.find(self._text, begin - base, stop - base)
            self._at = base + found if found >= 0 else self._at
            self._sought = self._at + len(self._text) if found >= 0 else stop
        return min(self._at, stop) if self._at > position else stop
