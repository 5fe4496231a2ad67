"""What a text says is to be taken out of its links, and the text read without it.

``v.dou yin.com/abc 去掉空格``, ``pan.quark.cn/s/8e60de中文7c7d4a 删掉中文``, ``u.(jd).com/abc 去括号``.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from unwall.engine.letters import AROUND, View
from unwall.rules.expressions import expression

_MARKS = {  # by their names, as they are written
    "星[号號星]": "*",
    "井[号號]": "#",
    "波浪[线线号]?": "~～",
    "横[线杠]|减号": "-",
    "下划线": "_",
    "感叹号": "!！",
    "逗号": ",，",
    "加号": "+",
    "竖线": "|｜",
}
_PICTURES = r"[\p{So}\p{Sk}\x{200d}\x{20e3}\x{fe0f}]"
_THINGS = {
    "空格": "",
    "[汉漢]字|中文|文字|[的个個]字": r"[(\[（【「『]?\p{Han}[\p{Han}（）【】「」『』]{0,11}[)\]）】」』]?",
    "表情(?:符号|包)?|图标": rf"{_PICTURES}{{1,8}}",
    "[大中小]?括[号號弧]": r"[()\[\]{}（）【】「」『』]{1,2}",
    **{name: f"[{re.escape(marks)}]{{1,6}}" for name, marks in _MARKS.items()},
}
_SPACES, _LETTERS, _EMOJI = list(_THINGS)[:3]
_THING = "|".join(_THINGS)
_MARK = "|".join(_MARKS)
_LIST = rf"(?:{_THING})(?:[和、与及跟]?(?:{_THING})){{0,3}}"
_OFF = "(?:不要|去[掉除了]|[删刪][掉除了去]?|清除|除[掉去]|拿掉)"
_ALL = "(?:(?:中间|里面|所有|全部)的?)?"
_SOME = "(?:[这那]?[一两二三四五六几]?[个個])?"
_WHO = "(?:自己|自行|要|都|全部?|请|记得|手动)?"
_BRIEFLY = (
    r"去(?:空格|括[号號]|表情|星[号號]|[汉漢]字)|[(（【\[][删刪去][掉除我]{0,2}[)）】\]]"
    rf"|(?:去掉|[删刪][掉除]?){_SOME}字|{_PICTURES}{_WHO}{_OFF}"
)
_DOTTED = rf"(?:{_MARK})[都全]{{0,2}}(?:替换|换|改)[成为]?(?:小数)?[点.]"
_TOLD = rf"{_OFF}{_ALL}{_LIST}|{_LIST}{_WHO}{_OFF}|{_BRIEFLY}|({_DOTTED})"
# Whatever _TOLD finds has this in it; it is shorter, as all texts are searched for it.
TRACE = (
    rf"[去掉除了删刪要]{_ALL}(?:{_THING}|{_SOME}字)|(?:{_THING})[^ -~]{{0,2}}[去删刪清除拿不换改替]"
    rf"|[(（【\[][删刪去]|{_PICTURES}[^ -~]{{0,2}}[去删刪清除拿不]"
)
_ANYWHERE = frozenset([_LETTERS, _EMOJI])  # of a path too; others may belong there unless said right beside
_OF_PATHS = frozenset(_MARKS) - {"星[号號星]"}  # the path's own, and nobody's disguise of one
_AFTERWARDS = r"^[^\s]*[ ,;.(，。；、（【]{0,4}$"  # from what was put in to where it is spoken of
_AND_THEN = r"[!-~]+(\p{Han}+)"
_AT_ONCE = r"^[ ,;.(，。；、（【]{0,4}$"
_BEFOREHAND = r"^[ ,:，：]{0,3}[!-~]*$"
_OF_SENTENCES = ("码", "碼", "复制", "複製", "打开", "链接", "口令")  # around a link, not put into it
_LINKS_LETTERS = frozenset("./-_=?&")  # and ASCII letters and digits
_SPACED = r"[A-Za-z0-9][!-~]*(?: {1,2}[!-~]+){1,12}"
_ASKED = ("怎么", "怎樣", "怎样", "如何", "咋", "吗", "？")
_NEAR = 4
_OPENING, _CLOSING = "([（【「『", ")]）】」』"
_OTHERWISE = ("点", "點", "](")  # the dots of a host, and Markdown
_SPACED_PATH = r"[!-.0-~]*(?:/[!-.0-~]+)*(?: {1,2}[A-Za-z0-9_-]+(?:/$|/[!-~]+)?)*"
_MOST_STARTS = 4
_MOST_STRETCHES = 64  # of one text: to read them costs more than most
_MOST_SAID = 8  # of one stretch, as each is compared with each place that it may mean


class Instruction(NamedTuple):
    """What is to be taken out or stands for a dot, by its name, and where in the text that is said."""

    start: int
    end: int
    things: frozenset[str]
    dots: bool = False


def as_told(text: str) -> Iterator[tuple[int, View]]:
    """The stretches around such words as these say to read them, each with its offset.

    Where it is open which of several spaces are meant, a stretch comes in several ways, the fullest first.
    """
    if "/" not in text:
        return
    for start, end, words in islice(_stretches(text), _MOST_STRETCHES):
        given = text[start:end]
        if "/" not in given:
            continue
        part = _dotted(given, [each for each in words if each.dots])
        said = [each for each in words if not each.dots]
        inserted = _inserted(part, said)
        ways = _spaces(part, inserted, said) if any(_SPACES in each.things for each in said) else []
        for gone in ways or [set()]:
            if inserted or gone or part != given:
                yield start, View(part, inserted | gone)


def _stretches(text: str) -> Iterator[tuple[int, int, list[Instruction]]]:
    """Start and end of what may be spoken of, and what is said there, with offsets in it."""
    near: list[Instruction] = []
    for found in expression(_TOLD).finditer(text):
        if _is_asked(text, found.start(), found.end()):
            continue
        is_dotted = found.group(1) is not None
        each = Instruction(found.start(), found.end(), _things(found.group() or ""), is_dotted)
        if near and (each.start - AROUND > near[-1].end + AROUND or len(near) == _MOST_SAID):
            yield _stretch(near, len(text))
            near = []
        near.append(each)
    if near:
        yield _stretch(near, len(text))


def _stretch(near: Sequence[Instruction], length: int) -> tuple[int, int, list[Instruction]]:
    start, end = max(0, near[0].start - AROUND), min(length, near[-1].end + AROUND)
    return start, end, [each._replace(start=each.start - start, end=each.end - start) for each in near]


def _is_asked(text: str, start: int, end: int) -> bool:
    """Whether somebody asks how to do so, rather than says to."""
    around = f"{text[max(0, start - _NEAR) : start]} {text[end : end + _NEAR]}"
    return any(word in around for word in _ASKED)


@lru_cache(maxsize=1024)
def _things(words: str) -> frozenset[str]:
    if words[0] in _OPENING:  # (删) means itself alone
        return frozenset()
    things = {name for name in _THINGS if expression(name).search(words)}
    if expression(_PICTURES).search(words):
        things.add(_EMOJI)
    return frozenset(things or [_LETTERS])  # 删字


def _dotted(part: str, said: Sequence[Instruction]) -> str:
    """The text with dots for the marks that stand for them in hosts."""
    marks = {mark for each in said for name in each.things for mark in _MARKS.get(name, "")}
    if not marks:
        return part
    return "".join(
        "." if mark in marks and _is_in_host(part, at, at + 1) else mark for at, mark in enumerate(part)
    )


def _inserted(part: str, said: Sequence[Instruction]) -> set[int]:
    """The offsets of all that was put into links, but for spaces."""
    told = frozenset[str]().union(*(each.things for each in said))
    return {
        at
        for thing, shape in _THINGS.items()
        if shape and said and (thing in told or thing == _LETTERS)  # the very words may stand in a link
        for found in expression(shape).finditer(part)
        if _is_put_in(part, found.start(), found.end(), said, thing)
        for at in range(found.start(), found.end() + _is_between_dots(part, found.start(), found.end()))
    }


def _is_between_dots(part: str, start: int, end: int) -> bool:
    """Whether of two dots one goes too: ``m.删.tb.cn``."""
    return part[start - 1 : start] == part[end : end + 1] == "."


def _is_put_in(part: str, start: int, end: int, said: Sequence[Instruction], thing: str) -> bool:
    if not _is_inside(part, start, end):
        return False
    if any(start <= each.start < end for each in said):
        return True
    said = [each for each in said if thing in each.things]
    run = part[start:end]
    if not said or run in _OTHERWISE or any(word in run for word in _OF_SENTENCES):
        return False
    if thing == _LETTERS and ((run[0] in _OPENING) != (run[-1] in _CLOSING) or _goes_on(part, end, said)):
        return False
    if thing in _ANYWHERE or _is_in_host(part, start, end):
        return True
    return thing not in _OF_PATHS and any(_is_beside(part, start, end, each) for each in said)


def _goes_on(part: str, end: int, said: Sequence[Instruction]) -> bool:
    """Whether these letters and those after the next of the link are one sentence: ``…/1更新到第8期``."""
    after = expression(_AND_THEN).match(part[end:])
    if after is None:
        return False
    start, stop = end + after.start(1), end + after.end(1)
    return not _is_inside(part, start, stop) and not any(start <= each.start <= stop for each in said)


def _is_inside(part: str, start: int, end: int) -> bool:
    return _is_links(part[start - 1 : start]) and _is_links(part[end : end + 1])


def _is_in_host(part: str, start: int, end: int) -> bool:
    return (
        _is_inside(part, start, end)
        and "/" not in part[max(0, start - AROUND) : start].rpartition(" ")[2].rpartition("//")[2]
    )


def _is_links(mark: str) -> bool:
    return mark.isascii() and (mark.isalnum() or mark in _LINKS_LETTERS) and mark != ""


def _is_beside(part: str, start: int, end: int, said: Instruction, afterwards: str = _AFTERWARDS) -> bool:
    if said.start >= end:
        return expression(afterwards).search(part[end : said.start]) is not None
    return said.end <= start and expression(_BEFOREHAND).search(part[said.end : start]) is not None


def _spaces(part: str, inserted: set[int], said: Sequence[Instruction]) -> list[set[int]]:
    """The ways to take spaces out: all, or but for those before the first, second … that may be meant."""
    part = "".join("-" if at in inserted else mark for at, mark in enumerate(part))
    links = [
        _spaces_of(part, found.start(), found.end(), said) for found in expression(_SPACED).finditer(part)
    ]
    most = min(_MOST_STARTS, max((len(open_) for open_, _ in links), default=0))
    ways = [
        {at for open_, sure in links for at in [*open_[skipped:], *sure]} for skipped in range(max(most, 1))
    ]
    return [way for way in ways if way]


def _spaces_of(part: str, start: int, end: int, said: Sequence[Instruction]) -> tuple[list[int], list[int]]:
    """The offsets of spaces in what may be a link: those that words before it may have, and the others."""
    path = part.find("/", max(start, part.rfind("//", start, end) + 2), end)
    if path < 0 or "." not in part[start:path]:
        return [], []
    scheme = part.rfind("http", start, path)
    host = [at for at in range(max(start, scheme), path + 2) if part[at : at + 1] == " "]
    beside = any(_SPACES in each.things and _is_beside(part, start, end, each, _AT_ONCE) for each in said)
    rest = _spaces_inside(part, path + 2, end) if beside else []
    return ([], [*host, *rest]) if scheme >= 0 else (host, rest)


def _spaces_inside(part: str, start: int, end: int) -> list[int]:
    """The spaces of a path before its first end: a slash before a space, or words that are no path's."""
    path = expression(_SPACED_PATH).match(part[start:end])
    return [start + at for at in range(path.end() if path else 0) if part[start + at] == " "]
