"""A URL taken apart as it stands.

Nothing is decoded, lower-cased or repaired but the scheme and the host's case.
"""

from typing import NamedTuple

_SCHEME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# What a browser drops before it reads a scheme, and what merely hides one from a person's eye.
_UNSEEN = "".join(map(chr, range(0x21))) + "\x7f\xa0\u200b\u200c\u200d\u2060\ufeff"
_UNSEEN_TABLE = dict.fromkeys(map(ord, _UNSEEN))
_NO_HOST = frozenset('@\\%<>^`{|}" \t\r\n\0')  # userinfo, and what only some parsers take for part of a host
_LONGEST_SCHEME = 64

WEB = ("http", "https")


class Split(NamedTuple):
    """The parts of ``scheme://authority/path?query#fragment``.

    ``query`` and ``fragment`` are None where absent.
    """

    url: str
    scheme: str  # lower case
    authority: str  # as it stands
    tail: str  # everything after the authority

    @property
    def host(self) -> str:
        """The host in lower case without port and final dot.

        Empty where parsers could read different ones.
        """
        authority = self.authority
        if not _NO_HOST.isdisjoint(authority):
            return ""
        if authority.startswith("["):
            return authority.partition("]")[0].lower() + "]"
        return authority.partition(":")[0].lower().removesuffix(".")

    @property
    def port(self) -> str:
        """The port as it stands, empty where there is none."""
        return self.authority.rpartition("]")[2].partition(":")[2]

    @property
    def path(self) -> str:
        """The path as it stands; an empty one is ``/``."""
        return self.tail.partition("#")[0].partition("?")[0] or "/"

    @property
    def query(self) -> str | None:
        """The query as it stands, without its question mark."""
        _, mark, query = self.tail.partition("#")[0].partition("?")
        return query if mark else None

    @property
    def fragment(self) -> str | None:
        """The fragment as it stands, without its hash."""
        _, mark, fragment = self.tail.partition("#")
        return fragment if mark else None


def scheme_of(text: str) -> str | None:
    """The scheme that ``text`` begins with, in lower case: ``scheme_of("HTTP://x") == "http"``; else None."""
    head, colon, _ = text[: _LONGEST_SCHEME + 1].partition(":")
    if colon and head and head[0] in _LETTERS and _SCHEME.issuperset(head):
        return head.lower()
    return None


def hidden_scheme_of(text: str) -> str | None:
    """The scheme a browser or an eye would read.

    White space, controls and zero-width characters are dropped first.
    """
    return scheme_of(text) or scheme_of(text[:256].translate(_UNSEEN_TABLE))


def split(url: str) -> Split | None:
    """``url`` in its parts, or None where it is not of the form ``scheme://…``.

    >>> split("https://Example.com:8/a?b#c").host
    'example.com'
    """
    scheme = scheme_of(url)
    if scheme is None or not url.startswith("://", len(scheme)):
        return None
    start = len(scheme) + 3
    end = len(url)
    for mark in "/?#":
        at = url.find(mark, start, end)
        if at >= 0:
            end = at
    return Split(url, scheme, url[start:end], url[end:])
