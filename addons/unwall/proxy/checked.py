"""Scripts and styles that pages name together with their hash (``integrity``): these bodies stay as they are.

A browser says of a request from another site that its answer may be checked, and of one from the page's own
site nothing; so the pages are asked.
"""

import re
from collections import OrderedDict
from html import unescape
from itertools import islice
from threading import Lock

from unwall.engine.body.literals import HASHED, Literals
from unwall.urls.relative import joined

REACH = 4_096  # bytes of a tag before and behind the word
_MOST_TAGS = 256  # of one page
_MOST = 4_096  # addresses remembered
_TAG = re.compile(rb"<(?:script|link)[\s/]", re.IGNORECASE)
_ADDRESS = re.compile(
    rb"""[\s"'/](?:src|href)\s{0,16}=\s{0,16}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)


class Checked:
    """Remembers the addresses, the latest of them; for use from any thread."""

    def __init__(self) -> None:
        self._addresses: OrderedDict[str, None] = OrderedDict()
        self._alone = Lock()
        self._words = Literals((HASHED,))

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._addresses)

    def note(self, page: str, data: bytes) -> None:
        """Read the page at ``page``, or a part of it, for what it names with a hash."""
        for at, _ in islice(self._words.stretches(data), _MOST_TAGS):
            start = data.rfind(b"<", max(0, at - REACH), at)
            end = data.find(b">", at, at + REACH)
            if start >= 0 and _TAG.match(data, start):
                found = _ADDRESS.search(data, start, end if end >= 0 else at)
                if found is not None:
                    self._remember(page, found[found.lastindex or 1])

    def holds(self, url: str) -> bool:
        """Whether a page named this address with a hash."""
        return url in self._addresses

    def _remember(self, page: str, spelled: bytes) -> None:
        url = joined(page, unescape(spelled.decode("utf-8", "replace")).strip())
        if url is None:
            return
        url = url.partition("#")[0]
        with self._alone:
            self._addresses[url] = None
            self._addresses.move_to_end(url)
            if len(self._addresses) > _MOST:
                self._addresses.popitem(last=False)
