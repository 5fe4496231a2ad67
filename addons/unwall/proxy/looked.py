"""Which hosts the links of a body lead to: counted, so that shares of walled links have a denominator."""

import re
from collections import Counter

from unwall.model import Surface

_LARGEST = 1 << 20  # bytes that are looked at
_HOST = rb"https?:(?:\\?/){2}([A-Za-z0-9.\-]{4,253})"
_ANY = re.compile(_HOST)
# Linear: no "<" in a tag, so no byte is part of two tries; white space stands in one place of each.
_ANCHOR = re.compile(rb"<a\s[^<>]*?href\s*=\s*(?:[\"']\s*)?" + _HOST, re.IGNORECASE)
_SURFACES = (
    ("html", Surface.HTML_ATTRIBUTE),
    ("json", Surface.JSON),
    ("javascript", Surface.SCRIPT),
    ("css", Surface.CSS),
    ("xml", Surface.XML),
)


def surface_of(content_type: str) -> Surface:
    """Where the links of a body of this type are counted."""
    return next((surface for word, surface in _SURFACES if word in content_type.lower()), Surface.TEXT)


def hosts_in(data: bytes, surface: Surface) -> Counter[str]:
    """The hosts that links in a body lead to, each as often as there are links; of a page, its anchors alone.

    >>> dict(hosts_in(b'<a href="https://A.example/x">', Surface.HTML_ATTRIBUTE))
    {'a.example': 1}
    """
    links = _ANCHOR if surface is Surface.HTML_ATTRIBUTE else _ANY
    found = links.finditer(data, 0, _LARGEST)
    return Counter(each[1].decode("ascii").lower().rstrip(".") for each in found)
