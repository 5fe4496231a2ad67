"""What the two tries at a wall show, and how a row of them is told: as data, and as a line of a table."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from unwall.language import Language, Sentence, say
from unwall.world.drive import Visit
from unwall.world.walls import Contact, Wall


class Fault(StrEnum):
    """Why a row proves nothing."""

    NO_WALL = "no wall"  # without unwall people are not stopped where they should be
    SHUT = "shut"  # with unwall they do not get where they wanted to go
    TOLD = "told"  # the blocker was told of the click though nobody had to ask it
    SHOWN = "shown"  # the blocker's page was loaded all the same


_FAULTS = {
    Fault.NO_WALL: Sentence("is not stopped without unwall", "不用 unwall 时未被拦截"),
    Fault.SHUT: Sentence("does not open: {title}", "未能打开：{title}"),
    Fault.TOLD: Sentence("the blocker was asked: {sent} bytes", "仍访问了拦截方：{sent} 字节"),
    Fault.SHOWN: Sentence("the blocker's page was loaded", "仍加载了拦截页面"),
}
_HEAD = (
    Sentence("wall", "拦截场景"),
    Sentence("without unwall", "不用 unwall"),
    Sentence("with unwall", "使用 unwall"),
    Sentence("hops", "跳转"),
    Sentence("ms", "毫秒"),
    Sentence("bytes to blocker", "发往拦截方字节"),
)
_MARK = "*"
_ASKED = Sentence(
    "* Only its own server knows where the link leads, so it is asked once; its page is replaced unseen.",
    "* 只有其服务器知道链接指向哪里，因此询问一次；其页面不会显示。",
)
_BY_ITSELF = Sentence(" (by itself)", "（自动跳转）")
_WIDTHS = (40, 28, 28)  # the wall, the two titles
_NUMBERS = 6


class Row(NamedTuple):
    """One wall, tried without and with unwall."""

    wall: Wall
    without: Visit
    opened: Visit

    @property
    def fault(self) -> Fault | None:
        """What is wrong with it, the worst first."""
        wall, without, opened = self.wall, self.without, self.opened
        stopped = without.by_blocker > 0 if wall.detour else without.title == wall.stopped
        if not stopped or (without.url == wall.target.url and not wall.detour):
            return Fault.NO_WALL
        if (opened.title, opened.url) != (wall.target.title, wall.target.url):
            return Fault.SHUT
        if wall.detour and opened.by_blocker:
            return Fault.SHOWN
        told = {Contact.NONE: opened.sent > 0, Contact.CONNECTION: opened.asked > 0, Contact.REQUEST: False}
        return Fault.TOLD if told[wall.contact] else None


def plain(row: Row) -> dict[str, Any]:
    """A row as data."""
    return {
        "wall": row.wall.id,
        "name": row.wall.name._asdict(),
        "blockers": row.wall.blockers,
        "without": _plain(row.without),
        "with": _plain(row.opened),
        "fault": row.fault,
    }


def _plain(visit: Visit) -> dict[str, Any]:
    return {
        "title": visit.title,
        "url": visit.url,
        "hops": visit.hops,
        "ms": None if visit.ms is None else round(visit.ms),
        "bytes_to_blocker": visit.sent,
    }


def heading(language: Language) -> str:
    """The first line of the table."""
    wall, without, opened, hops, ms, sent = (say(language, each) for each in _HEAD)
    numbers = (_left(hops, _NUMBERS), _left(ms, _NUMBERS), f"{_left(sent, 16)} ")
    return _joined((wall, without, *numbers), (opened, *numbers))


def line(row: Row, language: Language) -> str:
    """One line of the table; what is wrong with the row stands at its end."""
    name = row.wall.name.zh if language is Language.CHINESE else row.wall.name.en
    first = row.without.title + (say(language, _BY_ITSELF) if row.wall.detour else "")
    mark = _MARK if row.wall.contact is Contact.REQUEST else " "
    text = _joined((name, first, *_numbers(row.without)), (row.opened.title, *_numbers(row.opened, mark)))
    fault = row.fault
    if fault:
        text += "  ✗ " + say(language, _FAULTS[fault], title=row.opened.title, sent=row.opened.sent)
    return text


def footnotes(walls: Iterable[Wall], language: Language) -> Iterator[str]:
    """What the marks in the lines of these walls mean."""
    if any(wall.contact is Contact.REQUEST for wall in walls):
        yield say(language, _ASKED)


def _numbers(visit: Visit, mark: str = " ") -> Iterator[str]:
    yield _left(str(visit.hops), _NUMBERS)
    yield _left("—" if visit.ms is None else f"{visit.ms:.0f}", _NUMBERS)
    yield _left(f"{visit.sent}{mark}", 17)


def _joined(without: Sequence[str], opened: Iterable[str]) -> str:
    name, first, *numbers = without
    second, *others = opened
    left = (_right(name, _WIDTHS[0]), _right(first, _WIDTHS[1]), *numbers)
    return (" ".join(left) + " │ " + " ".join((_right(second, _WIDTHS[2]), *others))).rstrip()


def width(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(_cells(each) for each in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _right(text: str, cells: int) -> str:
    """The text with spaces after it, or cut, so that it takes so many cells."""
    if width(text) > cells:
        while width(text) > cells - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (cells - width(text))


def _left(text: str, cells: int) -> str:
    return " " * (cells - width(text)) + text
