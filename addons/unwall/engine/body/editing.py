"""What of a page a person edits, element by element: what stands there is a draft, to be saved as it is."""

ATTRIBUTE = b"contenteditable"
SPELLED = (b"ditable", b"DITABLE")  # how it ends, however it begins: contentEditable
_AHEAD = 1 << 16  # bytes searched at a time
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
        self.depth = 0  # elements of that name which are open; nothing is edited at 0
        self._element = b""
        self._words = [_Word(text) for text in SPELLED]

    def until(self, data: bytes, base: int, position: int, stop: int) -> int:
        """Up to where no tag behind ``position`` makes anything editable: ``stop``, or farther, or less."""
        known = max(stop, min(base + len(data), stop + _AHEAD))
        return min(word.behind(data, base, position, known) for word in self._words)

    def enter(self, name: bytes, *, closing: bool, editable: bool, empty: bool) -> None:
        """A tag was read. ``empty``: it closes itself."""
        if self.depth and name == self._element:
            self.depth += -1 if closing else not empty
        elif not self.depth and editable and not closing and not empty and name not in _VOID:
            self._element, self.depth = name, 1


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
