"""The links to check in what a person has: texts, pages, JSON, CSV, sitemaps. Each comes with its line."""

import csv
import re
from collections.abc import Callable, Iterator
from html import unescape

from unwall.engine.element import Tag, placed_tokens_of
from unwall.engine.fold import plain
from unwall.probe.sitemaps import is_sitemap, sitemap
from unwall.urls.relative import joined
from unwall.urls.split import WEB, scheme_of
from unwall.urls.suffix import Suffixes

PAGES = frozenset((".html", ".htm", ".xhtml"))
TEXTS = frozenset((".txt", ".md", ".markdown", ".csv", ".tsv", ".rst", ".json", ".jsonl", ".xml", *PAGES))
_XML = frozenset((".xml", ".rss", ".atom", ".svg"))
_ADDRESSES = {"a": "href", "area": "href", "base": "href", "iframe": "src"}
_ESCAPED = re.compile(r"\\(?:/|u00(?:2[6fF]|3[c-eC-E]))")
_ROW = 100_000  # characters of a row of CSV that is read as one
_MOST_TAGS = 10_000_000

type Found = Iterator[tuple[str, int]]
type IsOfApp = Callable[[str], bool]


def links_in(
    text: str, ending: str, suffixes: Suffixes, base: str = "", is_of_app: IsOfApp = lambda _: False
) -> Found:
    """The http and https links of a text, read as what its ending says, and the line of each.

    ``base``: what relative links of a page are relative to; without it, and without their own, left out.
    ``is_of_app``: whether a link of another scheme is one that people meet, too: one of an app.
    """
    if ending in PAGES:
        found = _of_page(text, base)
    elif ending in (".csv", ".tsv"):
        found = _of_table(text, "\t" if ending == ".tsv" else ",", suffixes)
    elif ending in (".json", ".jsonl", ".har"):
        found = _of_text(_ESCAPED.sub(_character, text), suffixes)
    elif ending in _XML and is_sitemap(text):
        found = iter(sitemap(text).pages)
    elif ending in _XML:
        found = ((unescape(url), line) for url, line in _of_text(text, suffixes))
    else:
        found = _of_text(text, suffixes)
    return ((url, line) for url, line in found if scheme_of(url) in WEB or is_of_app(url))


def _of_text(text: str, suffixes: Suffixes) -> Found:
    line, at = 1, 0
    for each in plain(text, suffixes):
        line, at = line + text.count("\n", at, each.start), each.start
        yield each.url, line


def _character(found: re.Match[str]) -> str:
    said = found[0]
    return "/" if said == "\\/" else chr(int("0x" + said[2:], 0))


def _of_table(text: str, mark: str, suffixes: Suffixes) -> Found:
    """Cell by cell: a cell that is a link may have commas in it."""
    lines = text.splitlines(keepends=True)
    if max(map(len, lines), default=0) > _ROW:
        yield from _of_text(text, suffixes)
        return
    rows = csv.reader(lines, delimiter=mark)
    try:
        for row in rows:
            for cell in map(str.strip, row):
                if scheme_of(cell) in WEB and len(cell.split()) == 1:
                    yield cell, rows.line_num
                else:
                    yield from ((each.url, rows.line_num) for each in plain(cell, suffixes))
    except csv.Error:
        yield from _of_text("".join(lines[rows.line_num :]), suffixes)


def _of_page(text: str, base: str) -> Found:
    has_base, line, at = False, 1, 0
    for start, token in placed_tokens_of(text, _MOST_TAGS):
        name = _ADDRESSES.get(token.name) if isinstance(token, Tag) else None
        if name is None or not isinstance(token, Tag):
            continue
        reference = token.attributes.get(name, "").strip()
        if not reference or reference.startswith("#"):
            continue
        if token.name != "base":
            line, at = line + text.count("\n", at, start), start
            yield _joined(base, reference), line
        elif not has_base:
            base, has_base = _joined(base, reference), True


def _joined(base: str, reference: str) -> str:
    is_whole = scheme_of(reference) is not None
    whole = None if is_whole else joined(base, reference)
    return reference if whole is None else whole
