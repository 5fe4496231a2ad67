"""The addresses that a sitemap lists: of pages, or of further sitemaps."""

import re
import zlib
from html import unescape
from typing import NamedTuple

LARGEST = 64 << 20  # bytes of a sitemap as text; the protocol has 50 MB
_LOCATION = re.compile(r"<(?:[A-Za-z][A-Za-z0-9]*:)?loc>([^<]*)<")
_WORDS = "<![CDATA["
_ROOT = re.compile(r"<(?:[A-Za-z][A-Za-z0-9]*:)?(urlset|sitemapindex)[\s>]")
_HEAD = 4096
_GZIP = 16 + zlib.MAX_WBITS


class Sitemap(NamedTuple):
    """What it lists, each with its line."""

    pages: tuple[tuple[str, int], ...] = ()
    sitemaps: tuple[str, ...] = ()


def is_sitemap(text: str) -> bool:
    """Whether the text is one."""
    return _ROOT.search(text, 0, _HEAD) is not None


def sitemap(text: str) -> Sitemap:
    """What a sitemap or an index of sitemaps lists; a broken one as far as it goes."""
    root = _ROOT.search(text, 0, _HEAD)
    found: list[tuple[str, int]] = []
    line, at = 1, 0
    for each in _LOCATION.finditer(text.replace(_WORDS, " " * len(_WORDS))):
        line, at = line + text.count("\n", at, each.start()), each.start()
        found.append((unescape(each[1].strip().removesuffix("]]>").strip()), line))
    if root is not None and root[1] == "sitemapindex":
        return Sitemap(sitemaps=tuple(url for url, _ in found))
    return Sitemap(tuple(found))


def inflated(data: bytes) -> bytes:
    """The bytes of a gzip file as far as they are looked at, others as they are. Raises ValueError."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return zlib.decompressobj(_GZIP).decompress(data, LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from None
