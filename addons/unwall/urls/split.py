"""A URL taken apart as it stands.

Nothing is decoded, lower-cased or repaired but the scheme and the host's case.
"""

import re
from typing import NamedTuple

from unwall.urls.escape import percent

_SCHEME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# What a browser drops before it reads a scheme, and what merely hides one from a person's eye.
_UNSEEN = (
    "".join(
        map(
            chr,
            (
                *range(0x21),
                *range(0x7F, 0xA1),
                *range(0x2000, 0x2010),
                *range(0x2028, 0x2030),
                *range(0x205F, 0x2070),
            ),
        )
    )
    + "\xad\u061c\u1680\u180e\u3000\ufeff"
)
_UNSEEN_TABLE = dict.fromkeys(map(ord, _UNSEEN))
_NO_HOST = frozenset('@\\%<>^`{|}" \t\r\n\0')  # userinfo, and what only some parsers take for part of a host
_LONGEST_SCHEME = 64
_PARTS = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]{0,63})://(([A-Za-z0-9.-]*+)[^/?#]*+)(([^?#]*+)(?:\?([^#]*+))?(?:#(.*))?)",
    re.DOTALL,
)

WEB = ("http", "https")
RUN = frozenset(
    {"blob", "data", "file", "javascript", "vbscript", "view-source"}
)  # what they name, or show it


class Split(NamedTuple):
    """The parts of ``scheme://authority/path?query#fragment``.

    ``query`` and ``fragment`` are None where absent.
    """

    url: str
    scheme: str  # lower case
    authority: str  # as it stands
    tail: str  # everything after the authority
    host: str  # lower case, no port, no final dot; empty where parsers could read different ones
    port: str  # as it stands, empty where there is none
    path: str  # as it stands; an empty one is "/"
    query: str | None  # as it stands, without its question mark
    fragment: str | None  # as it stands, without its hash


def scheme_of(text: str) -> str | None:
    """The scheme that ``text`` begins with, in lower case: ``scheme_of("HTTP://x") == "http"``; else None."""
    head, colon, _ = text[: _LONGEST_SCHEME + 1].partition(":")
    if colon and head and head[0] in _LETTERS and _SCHEME.issuperset(head):
        return head.lower()
    return None


def hidden_scheme_of(text: str) -> str | None:
    """The scheme a browser or an eye would read.

    White space, controls and characters without width are dropped first. One that runs what it is given is
    seen in full-width letters as well, and behind escapes that are left.
    """
    head = text[:256]
    return scheme_of(text) or scheme_of(head.translate(_UNSEEN_TABLE)) or _disguised(head)


def _disguised(head: str) -> str | None:
    if head.isascii() and "%" not in head:
        return None
    from unicodedata import normalize  # noqa: PLC0415 - for few texts

    read = normalize("NFKC", percent(percent(head))).translate(_UNSEEN_TABLE)
    scheme = scheme_of(read)
    return scheme if scheme in RUN else None


def split(url: str) -> Split | None:
    """``url`` in its parts, or None where it is not of the form ``scheme://…``.

    >>> split("https://Example.com:8/a?b#c").host
    'example.com'
    """
    found = _PARTS.match(url)
    if found is None:
        return None
    scheme, authority, plain, tail, path, query, fragment = found.groups()
    if plain == authority:
        host, port = authority.lower().removesuffix("."), ""
    else:
        host, port = _host(authority), authority.rpartition("]")[2].partition(":")[2]
    # Not by way of Split.__new__, which takes as long as the rest.
    return tuple.__new__(
        Split, (url, scheme.lower(), authority, tail, host, port, path or "/", query, fragment)
    )


def _host(authority: str) -> str:
    if not _NO_HOST.isdisjoint(authority):
        return ""
    if authority.startswith("["):
        return authority.partition("]")[0].lower() + "]"
    return authority.partition(":")[0].lower().removesuffix(".")
