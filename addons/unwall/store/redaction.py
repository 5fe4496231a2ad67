"""What of an address may be kept: decided before any store sees an event.

``hosts`` keeps schemes and hosts alone, ``paths`` adds paths and the names of parameters, ``full`` keeps all.
Texts and tokens are kept in ``full`` only. Of hosts that are never recorded nothing is kept at any detail.
"""

import hashlib
import hmac
from enum import StrEnum
from functools import lru_cache

from unwall.rules.expressions import expression
from unwall.store.event import Event
from unwall.store.unrecorded import is_unrecorded
from unwall.urls.split import WEB, Split, split

GONE = "…"
# What gives a secret away by its form: signed tokens, mail addresses, Chinese mobile numbers; and long runs
# of letters and digits mixed, as keys and session ids are.
_SECRET = r"eyJ[\w\-]{5,}\.|@|\b1[3-9]\d{9}\b"
_RUN = r"[\w\-]{20,}"
_LONGEST_METHOD = 16
_LONGEST = 2048  # characters of an address; what is cut off is counted
_COUNTED = 12  # characters that its count may take
_BROWSERS = ("Firefox", "Edg", "Chrome", "Safari", "curl")


class Detail(StrEnum):
    """How much of an address is kept."""

    HOSTS = "hosts"
    PATHS = "paths"
    FULL = "full"


def redacted(event: Event, detail: Detail) -> Event:
    """The event with its addresses cut down to what ``detail`` keeps.

    Where one of them is never recorded, the other could quote it, and is cut down to its host.
    """
    if detail is Detail.FULL:
        event = event._replace(input=_short(event.input), output=_short(event.output))
        if not (_is_unrecorded(event.input) or _is_unrecorded(event.output)):
            return event
        detail = Detail.HOSTS
    method = event.method if event.method.isalpha() and len(event.method) <= _LONGEST_METHOD else ""
    return event._replace(
        input=_short(kept(event.input, detail)), output=_short(kept(event.output, detail)), method=method
    )


def kept(address: str, detail: Detail) -> str:
    """What is kept of an address, or of a text that is none.

    >>> kept("https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F", Detail.HOSTS)
    'https://link.zhihu.com/'
    >>> kept("https://a.example/x/y?b=1&c#d", Detail.PATHS)
    'https://a.example/x/y?b=…&…#…'
    """
    if not address or detail is Detail.FULL:
        return address
    parts = split(address)
    if parts is None:
        return GONE
    if parts.scheme not in WEB:
        return f"{parts.scheme}://{GONE}"
    if not parts.host or is_unrecorded(parts.host):
        return f"{parts.scheme}://{GONE}/"
    port = f":{parts.port}" if parts.port.isdigit() else ""
    start = f"{parts.scheme}://{_named(parts.host)}{port}"
    return f"{start}/" if detail is Detail.HOSTS else start + _tail(parts)


def hidden(address: str) -> str:
    """What is kept of an address whose host alone would tell too much: its scheme."""
    parts = split(address)
    if parts is None:
        return address and GONE
    return f"{parts.scheme}://{GONE}/" if parts.scheme in WEB else f"{parts.scheme}://{GONE}"


def _short(text: str) -> str:
    """A text of any length, cut where it is too long, the rest as its number of characters."""
    if len(text) <= _LONGEST + _COUNTED:
        return text
    return f"{text[:_LONGEST]}{GONE}+{len(text) - _LONGEST}"


def _is_unrecorded(address: str) -> bool:
    parts = split(address)
    return parts is not None and bool(parts.host) and is_unrecorded(parts.host)


@lru_cache(maxsize=1 << 16)
def _named(host: str) -> str:
    """A host without what is a secret by its form: some services write sessions or phones into names."""
    if "xn--" in host or not is_secret(host):
        return host
    return ".".join(GONE if is_secret(label) else label for label in host.split("."))


def _tail(parts: Split) -> str:
    path = "/".join(GONE if is_secret(segment) else segment for segment in parts.path.split("/"))
    query = "" if parts.query is None else "?" + "&".join(map(_parameter, parts.query.split("&")))
    return path + query + ("" if parts.fragment is None else f"#{GONE}")


def _parameter(text: str) -> str:
    name, equals, _ = text.partition("=")
    return f"{name}={GONE}" if equals and not is_secret(name) else GONE


def is_secret(text: str) -> bool:
    """Whether a text has the form of a key, a token, a mail address or a telephone number."""
    if expression(_SECRET).search(text):
        return True
    runs = (found.group() for found in expression(_RUN).finditer(text))
    return any(any(map(str.isdigit, run)) and any(map(str.isalpha, run)) for run in runs)


class Pseudonyms:
    """Names for clients that cannot be led back: their key is never written and ends with the run."""

    def __init__(self, key: bytes) -> None:
        """``key``: at least 32 random bytes."""
        self._key = key

    def of(self, address: str, context: str, agent: str) -> str:
        """The pseudonym of a client by its address and the family of its user agent: 16 hex digits.

        The family is the app that the client is (its context), or the browser where it is none.
        """
        family = next((family for family in _BROWSERS if family in agent), "")
        name = f"{address} {family if context == 'browser' else context}"
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()[:16]
