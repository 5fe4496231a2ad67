"""The addresses in response headers: ``Location`` and ``Refresh``."""

import re
from typing import NamedTuple
from urllib.parse import urljoin

from unwall.urls.escape import inert
from unwall.urls.split import scheme_of

_REFRESH = re.compile(
    r"""(\s*[0-9.]{1,16}\s{0,16}[;,\s]\s{0,16}+(?:url\s{0,16}=\s{0,16})?+)(["']?)([^"']+)(["']?\s{0,16})""",
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


def absolute(url: str, base: str) -> str:
    """``url`` in ASCII, and resolved against ``base`` where it has no scheme."""
    spelled = url if url.isascii() else inert(url)
    if scheme_of(spelled) is not None:
        return spelled
    try:
        return urljoin(base, spelled)
    except ValueError:
        return spelled
