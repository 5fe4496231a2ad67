"""The form of a page: what is the same where only its words and values differ."""

import hashlib
import re
from itertools import groupby

_LARGEST = 1 << 18  # characters that are looked at
_PART = re.compile(r"<(/?[A-Za-z][A-Za-z0-9-]{0,30})|\b(?:var|let|const)\s+([A-Za-z_$][\w$]{0,40})")


def form_of(body: str) -> str:
    """Twelve hex digits of the tags and the variables of a page in their order; repeats count once.

    Empty where it has none.
    """
    parts = (tag.lower() or name for tag, name in _PART.findall(body[:_LARGEST]))
    form = " ".join(part for part, _ in groupby(parts))
    return hashlib.sha256(form.encode()).hexdigest()[:12] if form else ""
