"""What the fake platforms answer, asked without a network."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from unwall.world.exchange import Reply, Request
from unwall.world.platforms import SITES

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"


def request(url: str, *, agent: str = BROWSER, method: str = "GET") -> Request:
    """A request as a browser would send it; the fragment stays with it."""
    parts = urlsplit(url)
    return Request(
        method, parts.scheme, parts.hostname or "", parts.path or "/", parts.query, {"user-agent": agent}
    )


def answer(url: str, *, agent: str = BROWSER) -> Reply:
    """What the platform of that host replies."""
    asked = request(url, agent=agent)
    return SITES[asked.host](asked)


def page(url: str, *, agent: str = BROWSER) -> str:
    """The page behind a URL, as text."""
    reply = answer(url, agent=agent)
    assert reply.status == 200
    charset = re.search(rb'charset="?([\w-]+)', reply.body)
    assert charset
    return reply.body.decode(charset[1].decode())


def title(url: str, *, agent: str = BROWSER) -> str:
    """The title that the page behind a URL says."""
    found = re.search(r"<title>(.*?)</title>", page(url, agent=agent))
    assert found
    return found[1]


def location(url: str, *, agent: str = BROWSER) -> str | None:
    """Where the reply sends the browser."""
    return dict(answer(url, agent=agent).headers).get("location")


def json_of(reply: Reply) -> Any:
    """The JSON in a reply."""
    return json.loads(reply.body)
