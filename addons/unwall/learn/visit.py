"""What a recording says of one address, and where that led on to."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from unwall.engine.page import Parsed, refreshed_to, refreshes
from unwall.engine.script import jumps
from unwall.model import Page
from unwall.urls.escape import inert
from unwall.urls.relative import joined
from unwall.urls.safety import Surroundings, judge
from unwall.urls.split import WEB, Split, split

_MOVED = frozenset((301, 302, 303, 307, 308))
_MOST_LEADS = 20  # of one answer
_ANYWHERE = Surroundings(private=True)
_PORTS = {"http": "80", "https": "443"}


class Visit(NamedTuple):
    """One address that was asked for, and what came; header names in lower case, no half characters."""

    url: str
    status: int = 200
    headers: Mapping[str, str] = {}
    body: str = ""  # of a page; empty for what is no text
    navigates: bool | None = None  # whether a person was taken there; None where nothing says so
    led_to: str = ""  # where a log says that it led
    referer: str = ""  # the page that led there, where the browser said so

    @property
    def page(self) -> Page:
        """The answer as rules look at it."""
        return Page(self.url, self.status, self.headers, self.body)


class By(StrEnum):
    """How an address led to another one."""

    REDIRECT = "redirect"  # a status and Location
    REFRESH = "refresh"  # the header, or the element
    SCRIPT = "script"  # a script that sets the location
    LOG = "log"  # a log says so
    LINK = "link"  # the only link that leads away
    NEXT = "next"  # the person went there next
    CARRIED = "carried"  # the page stopped the person; only its address names the target


AUTOMATIC = frozenset((By.REDIRECT, By.REFRESH, By.SCRIPT, By.LOG))


class Lead(NamedTuple):
    """One address that an answer leads to by itself."""

    by: By
    url: str


def leads(visit: Visit, parsed: Parsed) -> Iterator[Lead]:
    """Where the answer leads by itself, as absolute web addresses."""
    for by, text in _leads(visit, parsed):
        url = joined(visit.url, text.strip())
        parts = split(url) if url else None
        if url and parts is not None and parts.scheme in WEB and parts.host:
            yield Lead(by, url)


def _leads(visit: Visit, parsed: Parsed) -> Iterator[tuple[By, str]]:
    if visit.led_to:
        yield By.LOG, visit.led_to
    if visit.status in _MOVED and (moved := visit.headers.get("location")):
        yield By.REDIRECT, moved
        return
    for text in refreshed_to(visit.headers.get("refresh", "")):
        yield By.REFRESH, text
    if visit.body:
        if "http-equiv" in visit.body.lower():
            yield from ((By.REFRESH, text) for text in islice(refreshes(parsed), _MOST_LEADS))
        yield from ((By.SCRIPT, text) for text in islice(jumps(visit.body), _MOST_LEADS))


def same(one: str, other: str) -> bool:
    """Whether two addresses ask a server for the same: spelling, an empty path and fragments apart."""
    return asked(one) == asked(other)


def asked(url: str) -> str:
    """An address as it is asked for.

    >>> asked("HTTPS://Example.com:443?a#b")
    'https://example.com/?a'
    """
    parts = split(judge(url, _ANYWHERE)[1])
    if parts is None:
        return url
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else ""
    return f"{parts.scheme}://{parts.host}{port}{_upper(inert(_tail(parts)))}"


def _tail(parts: Split) -> str:
    return parts.path + ("" if parts.query is None else f"?{parts.query}")


def _upper(text: str) -> str:
    head, *rest = text.split("%")
    return "%".join([head, *(each[:2].upper() + each[2:] for each in rest)])
