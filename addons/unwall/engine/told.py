"""What a text says is to be taken out of its links, and the text read without it.

``v.dou yin.com/abc 去掉空格``, ``pan.quark.cn/s/8e60de中文7c7d4a 删掉中文``, ``u.(jd).com/abc 去括号``.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unwall.engine.letters import AROUND, View
from unwall.rules.expressions import expression

_THINGS = {
    "spaces": "空格",
    "letters": "[汉漢]字|中文|文字",
    "emoji": "表情(?:符号|包)?|图标",
    "brackets": "[大中小]?括[号號弧]",
    "stars": "星[号號星]",
}
_THING = "|".join(_THINGS.values())
_LIST = rf"(?:{_THING})(?:[和、与及跟]?(?:{_THING})){{0,3}}"
_OFF = "(?:不要|去[掉除了]|[删刪][掉除了去]?|清除|除[掉去]|拿掉)"
_ALL = "(?:(?:中间|里面|所有|全部)的?)?"
_WHO = "(?:自己|自行|要|都|全部?|请|记得|手动)?"
_BRIEFLY = "去(?:空格|括[号號]|表情|星[号號]|[汉漢]字)|(?:去掉|[删刪]掉?)字"
_TOLD = rf"{_OFF}{_ALL}{_LIST}|{_LIST}{_WHO}{_OFF}|{_BRIEFLY}"
# Whatever _TOLD finds has this in it; it is shorter, as all texts are searched for it.
TRACE = rf"[去掉除了删刪要]{_ALL}(?:{_THING}|字)|(?:{_THING})[^ -~]{{0,2}}[去删刪清除拿不]"
_INSERTED = {
    "letters": r"[(\[（【「『]?\p{Han}[\p{Han}（）【】「」『』]{0,11}[)\]）】」』]?",
    "emoji": r"[\p{So}\p{Sk}\x{200d}\x{20e3}\x{fe0f}]{1,8}",
    "brackets": r"[()\[\]{}（）【】「」『』]{1,2}",
    "stars": r"\*{1,6}",
}
_ANYWHERE = frozenset(["letters", "emoji"])  # of a path too; others may belong there unless said right beside
_AFTERWARDS = r"^[^\s]*[ ,;.(，。；、（【]{0,4}$"  # from what was put in to where it is spoken of
_BEFOREHAND = r"^[ ,:，：]{0,3}[!-~]*$"
_OF_SENTENCES = ("码", "碼", "复制", "複製", "打开", "链接", "口令")  # around a link, not put into it
_LINKS_LETTERS = frozenset("./-_=?&")  # and ASCII letters and digits
_SPACED = r"[A-Za-z0-9][!-~]*(?: {1,2}[!-~]+){1,12}"
_MOST_STARTS = 4


class Said(NamedTuple):
    """What is to be taken out, and where in the text that is said."""

    start: int
    end: int
    things: frozenset[str]


def as_told(text: str) -> Iterator[tuple[int, View]]:
    """The stretches around such words as these say to read them, each with its offset.

    Where it is open which of several spaces are meant, a stretch comes in several ways, the fullest first.
    """
    for start, end, said in _stretches(text):
        part = text[start:end]
        inserted = _inserted(part, said)
        masked = "".join("-" if at in inserted else mark for at, mark in enumerate(part))
        ways = _spaces(masked, said) if any("spaces" in each.things for each in said) else []
        for gone in ways or [set()]:
            if inserted or gone:
                yield start, View(part, inserted | gone)


def _stretches(text: str) -> Iterator[tuple[int, int, list[Said]]]:
    """Start and end of what may be spoken of, and what is said there, with offsets in it."""
    near: list[Said] = []
    for found in expression(_TOLD).finditer(text):
        each = Said(found.start(), found.end(), _things(found.group() or ""))
        if near and each.start - AROUND > near[-1].end + AROUND:
            yield _stretch(near, len(text))
            near = []
        near.append(each)
    if near:
        yield _stretch(near, len(text))


def _stretch(near: Sequence[Said], length: int) -> tuple[int, int, list[Said]]:
    start, end = max(0, near[0].start - AROUND), min(length, near[-1].end + AROUND)
    return start, end, [each._replace(start=each.start - start, end=each.end - start) for each in near]


def _things(words: str) -> frozenset[str]:
    things = {name for name, shape in _THINGS.items() if expression(shape).search(words)}
    return frozenset(things or ["letters"])  # 删字


def _inserted(part: str, said: Sequence[Said]) -> set[int]:
    """The offsets of all that was put into links, but for spaces."""
    told = frozenset[str]().union(*(each.things for each in said))
    return {
        at
        for thing, shape in _INSERTED.items()
        if thing in told or thing == "letters"  # the very words may stand in a link
        for found in expression(shape).finditer(part)
        if _is_put_in(part, found.start(), found.end(), said, thing)
        for at in range(found.start(), found.end())
    }


def _is_put_in(part: str, start: int, end: int, said: Sequence[Said], thing: str) -> bool:
    if not (_is_links(part[start - 1 : start]) and _is_links(part[end : end + 1])):
        return False
    if any(start <= each.start < end for each in said):
        return True
    said = [each for each in said if thing in each.things]
    if not said or any(word in part[start:end] for word in _OF_SENTENCES):
        return False
    in_path = "/" in part[:start].rpartition(" ")[2].rpartition("//")[2]
    return not in_path or thing in _ANYWHERE or any(_is_beside(part, start, end, each) for each in said)


def _is_links(mark: str) -> bool:
    return mark.isascii() and (mark.isalnum() or mark in _LINKS_LETTERS) and mark != ""


def _is_beside(part: str, start: int, end: int, said: Said) -> bool:
    if said.start >= end:
        return expression(_AFTERWARDS).search(part[end : said.start]) is not None
    return said.end <= start and expression(_BEFOREHAND).search(part[said.end : start]) is not None


def _spaces(part: str, said: Sequence[Said]) -> list[set[int]]:
    """The ways to take spaces out: all, or but for those before the first, second … that may be meant."""
    links = [
        _spaces_of(part, found.start(), found.end(), said) for found in expression(_SPACED).finditer(part)
    ]
    most = min(_MOST_STARTS, max((len(open_) for open_, _ in links), default=0))
    ways = [
        {at for open_, sure in links for at in [*open_[skipped:], *sure]} for skipped in range(max(most, 1))
    ]
    return [way for way in ways if way]


def _spaces_of(part: str, start: int, end: int, said: Sequence[Said]) -> tuple[list[int], list[int]]:
    """The offsets of spaces in what may be a link: those that words before it may have, and the others."""
    path = part.find("/", max(start, part.rfind("//", start, end) + 2), end)
    if path < 0 or "." not in part[start:path]:
        return [], []
    scheme = part.rfind("http", start, path)
    host = [at for at in range(max(start, scheme), path + 2) if part[at : at + 1] == " "]
    beside = any("spaces" in each.things and _is_beside(part, start, end, each) for each in said)
    rest = [at for at in range(path + 2, end) if part[at] == " " and beside]
    return ([], [*host, *rest]) if scheme >= 0 else (host, rest)
