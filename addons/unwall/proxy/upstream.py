"""The proxy that we go through ourselves: where it does not serve, nothing opens, and that is told."""

import time
from collections.abc import Callable

from mitmproxy import connection, http
from mitmproxy.proxy import mode_specs, server_hooks

from unwall.language import Language
from unwall.proxy import report, words
from unwall.urls.show import plain

_QUIET = 60.0  # seconds in which it is told once
_REFUSED = "Upstream proxy "  # so mitmproxy's words begin for one that answers, and not with a tunnel


class Upstream:
    """Tells that it cannot be reached, or refuses us."""

    name = "unwallupstream"

    def __init__(self, language: Language, clock: Callable[[], float] = time.monotonic) -> None:
        self._language = language
        self._clock = clock
        self._told = -_QUIET

    def server_connect_error(self, data: server_hooks.ServerConnectionHookData) -> None:
        """No connection came about."""
        mode = data.client.proxy_mode
        if isinstance(mode, mode_specs.UpstreamMode) and data.server.address == mode.address:
            self._tell(data.client, data.server.error or "")

    def error(self, flow: http.HTTPFlow) -> None:
        """No answer came about."""
        if flow.error and flow.error.msg.startswith(_REFUSED):
            self._tell(flow.client_conn, flow.error.msg)

    def _tell(self, client: connection.Client, error: str) -> None:
        now, mode = self._clock(), client.proxy_mode
        if isinstance(mode, mode_specs.UpstreamMode) and now - self._told >= _QUIET:
            self._told = now
            host, port = mode.address
            report.warned(self._language, words.NO_UPSTREAM, host=plain(host), port=port, error=plain(error))
