"""Which requests are a person opening a document, what they ask for, and when that goes round in circles."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from mitmproxy import http

from unwall.model import Unwrapped
from unwall.proxy.setup import Role, Setup
from unwall.urls.escape import one_word
from unwall.urls.split import scheme_of

_READING = frozenset({"GET", "HEAD"})
_EARLY = ("sec-purpose", "purpose", "x-moz")  # where browsers say that nobody has clicked yet
_FRAMES = frozenset({"iframe", "frame", "embed", "object", "fencedframe"})


def role_of(flow: http.HTTPFlow, setup: Setup) -> Role:
    """What the host of a flow is to us. Where it is an address, its name stands in TLS or the Host header."""
    role = setup.role(flow.request.data.host)
    return setup.role(flow.client_conn.sni or flow.request.pretty_host) if role.is_address else role


def address_of(request: http.Request) -> str:
    """The whole URL that was asked for, in ASCII; bytes that may not stand in a URL are percent-encoded."""
    return one_word(request.pretty_url)


def unwrapped(setup: Setup, url: str, agent: str) -> Unwrapped:
    """What an address in the traffic leads to. It is no text, in which a link may stand or end anywhere."""
    result = setup.engine.unwrap(url, setup.engine.context_of(agent))
    return Unwrapped(url, url) if result.rule is None or scheme_of(url) is None else result


def is_read(request: http.Request) -> bool:
    """Whether it only reads: nothing of it could be sent on to another site."""
    return request.method in _READING


def is_navigation(asked: Mapping[str, str]) -> bool:
    """Whether a browser says that it navigates, or does not say what it does (plain http, curl, apps).

    ``asked`` are the fields of the request, names in lower case.
    """
    return asked.get("sec-fetch-mode", "navigate") == "navigate"


def is_document(method: str, asked: Mapping[str, str]) -> bool:
    """Whether this is a person opening a document: no sub-resource, no form, no prefetch, no upgrade."""
    if method not in _READING or "upgrade" in asked:
        return False
    if any("prefetch" in asked.get(name, "") for name in _EARLY):
        return False
    mode = asked.get("sec-fetch-mode")
    return _wants_document(asked.get("accept", "")) if mode is None else mode == "navigate"


def is_blocked_in_frame(request: http.Request, target: str) -> bool:
    """Whether a browser would not follow to ``target``: a plain one, in a frame of a page under TLS."""
    return (
        target.startswith("http:")
        and request.scheme == "https"
        and request.headers.get("sec-fetch-dest", "") in _FRAMES
    )


def _wants_document(accept: str) -> bool:
    # Images and styles of a browser end their list in */*; what begins with it takes anything, as curl does.
    return not accept or "text/html" in accept.lower() or accept.lstrip().startswith("*/*")


class Rounds:
    """Notices a client that comes back again: to a wall, as its target sends it there; to a page of ours."""

    _MOST = 4096  # addresses remembered
    _WALL = (3, 10.0)  # times within seconds
    _ASKED = (1, 60.0)

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answered: OrderedDict[int, list[float]] = OrderedDict()

    def closes(self, client: str, url: str) -> bool:
        """Whether ``client`` was answered for ``url`` three times within ten seconds; counts it otherwise."""
        return self._again(hash((client, url)), *self._WALL)

    def insists(self, client: str, url: str) -> bool:
        """Whether ``client`` was asked about ``url`` within the last minute; it counts as asked otherwise."""
        return self._again(hash((client, url, "asked")), *self._ASKED)

    def _again(self, key: int, most: int, seconds: float) -> bool:
        now = self._clock()
        times = [then for then in self._answered.pop(key, ()) if now - then < seconds]
        again = len(times) >= most
        if not again:
            times.append(now)
        self._answered[key] = times
        if len(self._answered) > self._MOST:
            self._answered.popitem(last=False)
        return again
