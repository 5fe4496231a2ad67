"""Navigations that only a server can lead on: asked by the resolver, off unless the user chose it.

A short link's own answer counts first, so where the browser's page tells, nobody else is asked. Whatever does
not come in time leaves the flow as it was; the answer is kept for the next time.
"""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from mitmproxy import http

from unwall.model import Answer, Ask, Unwrapped
from unwall.proxy import bodies, content
from unwall.proxy.charset import text_of
from unwall.proxy.flows import DONE
from unwall.proxy.navigation import address_of, is_document
from unwall.proxy.setup import Setup

if TYPE_CHECKING:
    from unwall.resolve.client import Transports
    from unwall.resolve.resolver import Resolver

_PATIENCE = 2.0  # seconds that a flow waits
_KEPT = 10_000  # answers
_BROWSER = "browser"


class Asking:
    """The resolver of one proxy; ``transports``: what servers are asked by, instead of the network."""

    def __init__(self, transports: "Transports | None" = None, patience: float = _PATIENCE) -> None:
        self.transports = transports
        self._patience = patience
        self._resolver: Resolver | None = None
        self._made_for: object = None

    async def text(self, setup: Setup, found: Unwrapped) -> Unwrapped | None:
        """Where a text leads that nothing offline opens; None where that is not known in time."""
        return await self._in_time(setup, found, None)

    async def page(self, setup: Setup, flow: http.HTTPFlow) -> Unwrapped | None:
        """Where a short link leads whose server answers with a page; None as above."""
        request, response = flow.request, flow.response
        if response is None or response.status_code != 200 or DONE in flow.metadata:
            return None
        head = bodies.head_of(request, response)
        if not is_document(head.method, head.asked) or not bodies.is_page(head):
            return None
        url = address_of(request)
        known = setup.engine.unwrap(url, _BROWSER)
        ask = setup.engine.asks(known, _BROWSER)
        if ask is None:
            return None
        shown = _shown(ask, response, head) if ask.url == url.partition("#")[0] else None
        return await self._in_time(setup, known, shown)

    def close(self) -> None:
        """Closes what answers are kept in."""
        if self._resolver is not None:
            self._resolver.close()
            self._resolver = self._made_for = None

    async def _in_time(self, setup: Setup, known: Unwrapped, shown: Answer | None) -> Unwrapped | None:
        resolver = self._resolver_of(setup)
        try:
            async with asyncio.timeout(self._patience):
                found = await resolver.resolve(setup.engine, known, _BROWSER, shown)
        except TimeoutError:
            return None
        return None if found.error else found.result

    def _resolver_of(self, setup: Setup) -> "Resolver":
        """The same as long as nothing changes that it was made with, so that limits hold over all flows."""
        made_for = (self.transports, setup.choices.cache, setup.choices.policy.services)
        if self._resolver is None or self._made_for != made_for:
            from unwall.resolve.client import transports  # noqa: PLC0415 - brings an HTTP client
            from unwall.resolve.resolver import resolver_of  # noqa: PLC0415 - see above

            self.close()
            self._resolver = resolver_of(
                self.transports or transports(),
                setup.engine,
                Path(setup.choices.cache, "answers.db") if setup.choices.cache else None,
                kept=_KEPT,
                environment=os.environ,
            )
            self._made_for = made_for
        return self._resolver


def _shown(ask: Ask, response: http.Response, head: bodies.Head) -> Answer | None:
    """What the short link's server answered to the browser, as an answer to our own question."""
    raw = response.raw_content
    data = content.decoded(raw, head.coding) if raw is not None and len(raw) <= bodies.LARGEST else None
    if not isinstance(data, bytes):
        return None
    body = text_of(data, head.kind)
    return Answer(ask, 200, body=body, type=head.kind, refresh=head.fields.get("refresh"))
