"""Words of a page as links: a token, a share text, a bare address, the words beside a coded mention.

Only in plain text, outside of what is something already, and without a change of how the page looks.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator

from unwall.engine.body import editing
from unwall.engine.body.lexer import Lexer, State, Tag
from unwall.engine.body.links import Link
from unwall.engine.body.spelling import Layers, write
from unwall.model import Kind
from unwall.urls.split import split

_TAKEN = frozenset(
    b"a button select datalist option label summary svg math template head code pre kbd samp tt var noscript"
    b" object listing".split()
)
# What a page says of its own links would move the words.
_STYLE = (
    b' style="display:inline;float:none;position:static;margin:0;padding:0;border:0;font:inherit;'
    b'letter-spacing:inherit;text-transform:inherit;white-space:inherit"'
)
_POLICY = b"content-security-policy"
_HEAD = 1 << 16  # bytes in which a page states its policy
_ROLES = frozenset(  # of what is edited, and of what is a link or is pressed itself
    b"textbox searchbox combobox link button menuitem menuitemcheckbox menuitemradio option radio checkbox"
    b" switch tab treeitem".split()
)
# How those who write editors, and what colours code, name the elements around it.
_CODE = re.compile(
    rb"(?<![\w-])(?:blob-code|code-?block|codehilite|hljs|prettyprint|syntaxhighlighter|CodeMirror|cm-editor"
    rb"|ace_editor|monaco-editor)(?![\w])",
    re.IGNORECASE,
)


def anchored(
    data: bytes, links: Iterable[Link], kinds: Collection[Kind], *, styles: bool = True
) -> list[Link]:
    """``links``, in order, with those of these kinds that stand in plain text as elements of the page.

    One that is found but would not be changed without becoming an element is left out where it cannot.
    ``styles``: the headers allow an element to have a style of its own; the page may still say otherwise.
    """
    styles = styles and _POLICY not in data[:_HEAD].lower()
    spans: list[tuple[int, int]] | None = None  # most pages hold nothing of these kinds
    lexer = Lexer(xml=False)
    out = []
    for link in links:
        match = link.match
        output = match.output if match.kind in kinds and b"<" not in data[match.start : match.end] else None
        if output is not None and spans is None:
            spans = list(taken(data))
        if output is not None and not _within(spans or [], match.start):
            spot = lexer.spot(data, 0, match.start, final=True)
            if spot is not None and spot.state is State.TEXT and not spot.inside:
                words = data[match.start : match.end] if link.text is None else link.text
                out.append(link._replace(text=element(words, output, match.rule, styled=styles)))
                continue
        if link.text is not None:
            out.append(link)
    return out


def element(words: bytes, output: str, rule: str, *, styled: bool) -> bytes:
    """The link that the words become; its title says by which rule, and where it leads.

    ``styled``: it keeps the place of the words, whatever the page says of its links.
    """
    parts = split(output)
    title = f"unwall: {rule} - {parts.host if parts else output}"
    address = write(output, {}, Layers(outer=1))
    style = _STYLE if styled else b""
    return b'<a href="%s" title="%s" rel="noreferrer"%s>%s</a>' % (address, title.encode(), style, words)


def taken(data: bytes) -> Iterator[tuple[int, int]]:
    """The stretches of markup in which nothing may become a link.

    They are what is part of a link, a button and their like, code, and what a person edits.

    >>> list(taken(b"<p>one <a href=x>two</a> three"))
    [(7, 24)]
    """
    depth = start = 0
    within = b""  # the element that is taken; its own name may stand in it again
    for tag in Lexer(xml=False, every_tag=True).tags(data):
        if depth and tag.name == within:
            depth += -1 if tag.closing else 1
            if not depth:
                yield start, tag.end
        elif not depth and not tag.closing and _takes(tag, data):
            within, depth, start = tag.name, 1, tag.start
    if depth:
        yield start, len(data)


def _takes(tag: Tag, data: bytes) -> bool:
    edited = tag.named(editing.ATTRIBUTE)
    if edited is not None and editing.allows(data[edited.start : edited.end]):
        return True
    role, names = tag.named(b"role"), tag.named(b"class")
    if role is not None and data[role.start : role.end].strip().lower() in _ROLES:
        return True
    is_code = names is not None and _CODE.search(data, names.start, names.end) is not None
    return is_code or tag.name in _TAKEN


def _within(spans: list[tuple[int, int]], at: int) -> bool:
    number = bisect_right(spans, (at, 1 << 62)) - 1
    return number >= 0 and at < spans[number][1]
