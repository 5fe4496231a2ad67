"""Letters that look like others, and characters that nobody sees: a text with and without them.

Bold, circled and full-width letters stand for plain ones; zero-width marks stand for nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

from unwall.rules.expressions import expression

_UNSEEN = (  # what Unicode calls default-ignorable, and the key around the digit of an emoji
    r"[\x{ad}\x{34f}\x{61c}\x{115f}-\x{1160}\x{17b4}-\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}-\x{206f}\x{20e3}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{fff0}-\x{fff8}"
    r"\x{1bca0}-\x{1bca3}\x{1d173}-\x{1d17a}\x{e0000}-\x{e0fff}]"
)
_LETTERS = (
    r"\x{ff10}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff3f}\x{ff41}-\x{ff5a}"
    r"\x{2460}-\x{2468}\x{24b6}-\x{24ea}\x{1d400}-\x{1d7ff}"
)
_WIDE = rf"[{_LETTERS}\x{{ff05}}\x{{ff06}}\x{{ff0d}}-\x{{ff0f}}\x{{ff1a}}\x{{ff1d}}\x{{ff1f}}]"
_BOLD = r"[\x{1d400}-\x{1d7ff}]"  # also italic, double-struck and other letters of mathematics
ODD = rf"{_UNSEEN}|[{_LETTERS}]"
AROUND = 160  # characters beside an odd one that may belong to the same token


class View:
    """A text as a link is looked for in it: unseen characters gone, wide ones narrow; offsets lead back."""

    def __init__(self, text: str, without: Iterable[int] = ()) -> None:
        """``without``: the offsets of characters that are not to be read either."""
        self.given = text
        self.text = text
        self._gone: list[int] = []
        gone = set(without)
        if not text.isascii():
            gone.update(found.start() for found in expression(_UNSEEN).finditer(text))
        if gone:
            left_out = sorted(gone)
            pieces = [
                text[start:end]
                for start, end in zip([0, *(at + 1 for at in left_out)], [*left_out, len(text)], strict=True)
            ]
            self.text = "".join(pieces)
            self._gone = [at - number for number, at in enumerate(left_out)]
        if expression(_WIDE).search(text):
            self.text = _narrow(self.text)

    def back(self, at: int) -> int:
        """The offset in the text given of the character at ``at`` in the view."""
        return at + bisect_right(self._gone, at)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the text given that these characters of the view come from."""
        return self.back(start), (self.back(end - 1) + 1 if end > start else self.back(start))


def unfolded(text: str) -> Iterator[tuple[int, View]]:
    """The stretches around unseen characters and odd letters as they are read, each with its offset.

    The marks of Chinese sentences are wide too; they alone disguise nothing.
    """
    if text.isascii():
        return
    stretches: list[tuple[int, int]] = []
    for found in expression(ODD).finditer(text):
        start, end = max(0, found.start() - AROUND), found.end() + AROUND
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    yield from ((start, View(text[start:end])) for start, end in stretches)


@cache
def _widths() -> dict[int, str]:
    """Letters, digits and marks of other widths and shapes that stand for one ASCII character."""
    from unicodedata import normalize  # noqa: PLC0415 - only where a disguise is undone

    ranges = [(0xFF01, 0xFF5F), (0x2460, 0x2469), (0x24B6, 0x24EB), (0x1D400, 0x1D800)]
    pairs = ((code, normalize("NFKC", chr(code))) for first, end in ranges for code in range(first, end))
    wide = expression(_WIDE)
    return {
        code: mark for code, mark in pairs if len(mark) == 1 and mark.isascii() and wide.search(chr(code))
    }


def _narrow(text: str) -> str:
    """``text`` with plain letters; mark by mark, as most are absent and Chinese then passes at once."""
    if expression(_BOLD).search(text):
        return text.translate(_widths())
    for wide, mark in _marks():
        text = text.replace(wide, mark)
    return text


@cache
def _marks() -> list[tuple[str, str]]:
    bold = expression(_BOLD)
    return [(chr(code), mark) for code, mark in _widths().items() if not bold.search(chr(code))]
