"""Where in a page's markup words may become a link: in plain text, outside of what is something already."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    rb"<!--.*?(?:--!?>|\Z)|<(/?)([a-zA-Z][^\s/>]*+)(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>|<[!?][^>]*+>",
    re.DOTALL,
)
_RAW = frozenset(
    {b"script", b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed", b"noframes", b"noscript"}
)
_TAKEN = frozenset({b"a", b"button", b"select", b"label", b"summary", b"svg", b"math", b"template", b"head"})


def plain_texts(markup: bytes) -> Iterator[tuple[int, int]]:
    """The stretches of text that are neither markup, nor code, nor part of a link, a button or their like.

    >>> list(plain_texts(b"<p>one <a href=x>two</a> three"))
    [(3, 7), (24, 30)]
    """
    at = depth = 0
    within = b""  # the element that is taken; its own name may stand in it again
    while token := _TOKEN.search(markup, at):
        if not depth and at < token.start():
            yield at, token.start()
        at = token.end()
        name = (token[2] or b"").lower()
        if name in _RAW and not token[1]:
            closing = re.compile(rb"</" + name + rb"(?=[\s/>])", re.IGNORECASE).search(markup, at)
            at = closing.start() if closing else len(markup)
        elif depth and name == within:
            depth += -1 if token[1] else 1
        elif not depth and name in _TAKEN and not token[1]:
            within, depth = name, 1
    if not depth and at < len(markup):
        yield at, len(markup)


def anchored(words: bytes, address: bytes) -> bytes:
    """Words of a page as a link; ``address`` is written as an attribute wants it."""
    return b'<a href="' + address + b'" rel="noreferrer">' + words + b"</a>"
