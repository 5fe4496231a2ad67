"""The addresses in response headers: ``Location``, ``Refresh``, ``Link`` and ``Content-Location``."""

import re
from collections.abc import Callable
from typing import NamedTuple

from unwall.urls.escape import one_word
from unwall.urls.relative import joined
from unwall.urls.split import scheme_of

_REFRESH = re.compile(
    r"""(\s*[0-9.]{1,16}\s{0,16}[;,\s]\s{0,16}+(?:url\s{0,16}=\s{0,16})?+)(["']?)([^"']+)(["']?\s{0,16})""",
    re.IGNORECASE,
)
_PATH_ALONE = re.compile(
    r"https?:/(?![/\\])", re.IGNORECASE
)  # to a browser, a path on the server that says so
_LINK = re.compile(r"<([^<>]{1,65536})>([^<>]*)")
_OWN = re.compile(
    r"""\brel\s{0,16}=\s{0,16}["']?[^"',;]{0,256}\b(?:canonical|self|shortlink|amphtml)\b|\bintegrity\s{0,16}=""",
    re.IGNORECASE,
)


class Address(NamedTuple):
    """An address in a header value: what stands before it, itself made absolute, and what stands after it."""

    before: str
    url: str
    after: str

    def replaced(self, target: str) -> str:
        """The header's value with ``target`` for its address."""
        return self.before + target + self.after


def location(value: str, base: str) -> Address | None:
    """The address of a ``Location`` value as seen from ``base``."""
    return Address("", absolute(value.strip(), base), "") if value.strip() else None


def refresh(value: str, base: str) -> Address | None:
    """The address of a ``Refresh`` value (``0; url=…``), or None where there is none."""
    found = _REFRESH.fullmatch(value)
    if found is None:
        return None
    before, opening, url, closing = found.groups()
    return Address(before + opening, absolute(url.strip(), base), closing)


def links(value: str, base: str, direct: Callable[[str], str | None]) -> str:
    """A ``Link`` value whose addresses are what ``direct`` gives for them; None leaves one as it is.

    The page's own address, and what is checked by a hash, are not asked about.
    """

    def replaced(found: re.Match[str]) -> str:
        url, parameters = found.groups()
        target = None if _OWN.search(parameters) else direct(absolute(url.strip(), base))
        return found[0] if target is None else f"<{target}>{parameters}"

    return _LINK.sub(replaced, value)


def lone(value: str, base: str, direct: Callable[[str], str | None]) -> str:
    """A value that is one address, such as ``Content-Location``, as ``links`` has a ``Link``."""
    target = direct(absolute(value.strip(), base)) if value.strip() else None
    return value if target is None else target


def absolute(url: str, base: str) -> str:
    """``url`` in ASCII, and resolved against ``base`` where it has no scheme, or a path behind it."""
    spelled = one_word(url)
    if scheme_of(spelled) is not None and not _PATH_ALONE.match(spelled):
        return spelled
    whole = joined(base, spelled)
    return spelled if whole is None else whole
