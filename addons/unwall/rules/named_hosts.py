"""Hosts as rules write them: one, those below one, or a numbered range."""

from collections.abc import Iterable

from unwall.rules.faults import Fault
from unwall.rules.index import ANY_HOST
from unwall.rules.nodes import Node, Wrong, flaw, text_of
from unwall.urls.host import spelled

_LONGEST_NUMBER = 4
_MOST_NUMBERED = 200  # hosts of one range
_WEB = ("http://", "https://")


def hosts(node: Node) -> Iterable[str]:
    """The host that is written, or each of a numbered range (``t{1-12}.example``). Raises Wrong."""
    before, mark, rest = text_of(node).partition("{")
    if not mark:
        return (host(node),)
    span, _, after = rest.partition("}")
    first, _, last = span.partition("-")
    counted = all(
        each.isascii() and each.isdecimal() and len(each) < _LONGEST_NUMBER for each in (first, last)
    )
    numbers = range(int(first), int(last) + 1) if counted else range(0)
    if not 1 < len(numbers) <= _MOST_NUMBERED:
        raise Wrong(node.place, flaw(Fault.RANGE, host=text_of(node), most=_MOST_NUMBERED))
    numbered = (f"{before}{number:0{len(first)}}{after}" for number in numbers)
    return [host(Node(text, node.place)) for text in numbered]


def host(node: Node) -> str:
    """A host, ``*.below.it``, ``word.*``, any host, or a scheme. Raises Wrong."""
    text = text_of(node)
    if _is_host(text):
        return text
    near = _bare(text)
    if near != text and "." in near and _is_host(near):
        raise Wrong(node.place, flaw(Fault.HOST_NEAR, host=text, near=near))
    raise Wrong(node.place, flaw(Fault.HOST, host=text))


def _is_host(text: str) -> bool:
    if text == ANY_HOST:
        return True
    bare = (
        text.partition("://")[2].removeprefix("*.")
        if "://" in text
        else text.removeprefix("*.").removesuffix(".*")
    )
    if text.startswith(_WEB) or not text.isascii() or text != text.lower():
        return False
    return not any(mark in bare for mark in "*/:@?{} ") and (bool(bare) or "://" in text)


def _bare(text: str) -> str:
    """The host of what was written as an address, with a port, in capitals or in its own script."""
    rest = text.lower()
    for scheme in _WEB:
        rest = rest.removeprefix(scheme)
    return spelled(rest.partition("/")[0].partition("?")[0].partition(":")[0])
