"""The dashboard as a web server on this machine, in the event loop of the proxy.

Tornado, since mitmproxy brings it: it costs no dependency, and nothing until the proxy is up.
"""

import asyncio
import json
import secrets
import socket
from collections.abc import Awaitable, Collection, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tornado import httpserver, iostream, web

from unwall.dashboard import codes
from unwall.dashboard.desk import Desk, Edited, Switch
from unwall.dashboard.feed import LATEST, Feed, Line, Mishaps
from unwall.dashboard.gate import Asked, Gate, name_of
from unwall.dashboard.links import LONGEST, Link, links_in, resolved_in
from unwall.dashboard.pages import Pages, Pasted
from unwall.language import Language, language_read
from unwall.machine.ports import shown

if TYPE_CHECKING:
    from http.cookies import Morsel

_STATIC = Path(__file__).parent / "static"
_FILES = {"style.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
_LARGEST = 8 * LONGEST  # bytes of a request: each character of a text may be three bytes, each %XX
_PAUSE = 0.1  # seconds between two looks at what those who watch are to be told
_PATIENCE = 20.0  # seconds that a client may take to send one
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Dashboard:
    """A dashboard that is served until ``close``. ``listener`` is bound; ``key`` lets in.

    ``names``: what other machines call this one, where they may ask, too.
    """

    def __init__(
        self,
        listener: socket.socket,
        key: str,
        desk: Desk,
        feed: Feed,
        names: Collection[str] | None = None,
    ) -> None:
        address = listener.getsockname()[:2]
        self.port = address[1]
        self.address = f"http://{shown(address)}/"
        self._feed = feed
        gate = Gate(key, self.port, names=names)
        pages = {language: Pages(language, gate.proof) for language in Language}
        parts = {"parts": Parts(desk, feed, gate, pages)}
        routes = [
            (r"/", _Home, parts),
            (r"/links", _Links, parts),
            (r"/open", _Open, parts),
            (r"/switch", _Switch, parts),
            (r"/edit", _Edit, parts),
            (r"/events", _Events, parts),
            (r"/enter", _Enter, parts),
            (r"/unwall\.pac", _Pac, parts),
            (r"/unwall\.(cer|pem)", _Certificate, parts),
            (r"/(style\.css|page\.js|icon\.svg)", _File, parts),
        ]
        application = web.Application(
            routes,
            default_handler_class=_Nothing,
            default_handler_args=parts,
            log_function=lambda _: None,
        )
        self._server = httpserver.HTTPServer(
            application,
            max_body_size=_LARGEST,
            max_buffer_size=_LARGEST,
            body_timeout=_PATIENCE,
            idle_connection_timeout=_PATIENCE,
        )
        self._server.add_socket(listener)

    async def close(self) -> None:
        """End it, and whoever watches."""
        self._server.stop()
        self._feed.end()
        await self._server.close_all_connections()


def new_key() -> str:
    """A secret of 256 bits."""
    return secrets.token_urlsafe(32)


class Parts(NamedTuple):
    """What every handler works with."""

    desk: Desk
    feed: Feed
    gate: Gate
    pages: Mapping[Language, Pages]


class _Handler(web.RequestHandler):
    """What is the same for all: who is let in, and the headers."""

    def initialize(self, parts: Parts) -> None:
        self.desk, self.feed, self.gate, pages = parts
        self.language = self._language()
        self.pages = pages[self.language]

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> Awaitable[None] | None:
        """Let in who may be."""
        status = self.judged()
        if status:
            self.refuse(status)
        return None

    def judged(self) -> int:
        """0, or the status of the refusal."""
        return self.gate.refusal(self.asked())

    def refuse(self, status: int) -> None:
        """Nothing is said but the status; who only lacks the key may show it."""
        self.set_status(status)
        if status == 401:
            # The cookie does not come along from another site; from a page of ours it does.
            foreign = self.request.headers.get("Sec-Fetch-Site") == "cross-site"
            again = foreign and self.request.method == "GET" and self.request.path in ("/", "/open")
            self.finish(self.pages.again(self.request.uri or "/") if again else self.pages.enter())
            return
        self.finish()

    def asked(self) -> Asked:
        """What decides."""
        headers = self.request.headers
        proof = headers.get("X-Unwall-Proof", "") or self.get_body_argument("proof", "")
        return Asked(
            self.request.method or "",
            headers.get("Host", ""),
            headers.get("Origin", ""),
            self._cookie(self.gate.cookie),
            proof,
            headers.get("Sec-Fetch-Site", ""),
        )

    def write_error(self, status_code: int, **_: object) -> None:
        """An empty page: errors are told in the terminal."""
        self.set_status(status_code)
        self.finish()

    def back(self) -> None:
        """To the whole page, by GET."""
        self.redirect("/", status=HTTPStatus.SEE_OTHER)

    def _cookie(self, name: str) -> str:
        found: Morsel[str] | None = self.request.cookies.get(name)
        return found.value if found else ""

    def _language(self) -> Language:
        wanted = self.get_query_argument("lang", "") or self._cookie("unwall-lang")
        if wanted in list(Language):
            if wanted != self._cookie("unwall-lang"):
                self.set_cookie("unwall-lang", wanted, httponly=True, samesite="Strict", expires_days=365)
            return Language(wanted)
        return language_read(self.request.headers.get("Accept-Language", ""))

    def show(self, pasted: Pasted | None) -> None:
        """The whole page."""
        here = self.request.headers.get("Host", "")
        self.finish(self.pages.home(self.desk.facts(name_of(here)), self.feed, pasted, here))

    def with_codes(self, text: str, links: list[Link]) -> Pasted:
        """What was pasted, each link with its picture."""
        return Pasted(text, [(link, codes.svg(link.carried) if link.carried else "") for link in links])


class _Home(_Handler):
    def get(self) -> None:
        self.show(None)


class _Links(_Handler):
    """What was pasted."""

    async def post(self) -> None:
        text = self.get_body_argument("text", "", strip=False)
        engine = self.desk.engine()
        links = links_in(engine, text)
        if self.get_body_argument("resolve", ""):
            links = await resolved_in(engine, links, self.desk.resolve)
        self.show(self.with_codes(text, links))


class _Open(_Handler):
    """What a bookmark or a ``web+unwall:`` link brings: shown, never opened by itself."""

    def get(self) -> None:
        text = self.get_query_argument("text", "", strip=False).removeprefix("web+unwall:").removeprefix("//")
        self.show(self.with_codes(text, links_in(self.desk.engine(), text)))


class _Switch(_Handler):
    def post(self) -> None:
        which = self.get_body_argument("switch", "")
        if which not in list(Switch):
            self.refuse(HTTPStatus.BAD_REQUEST)
            return
        self.desk.switch(Switch(which), on=bool(self.get_body_argument("on", "")))
        self.back()


class _Edit(_Handler):
    def post(self) -> None:
        which, name = self.get_body_argument("list", ""), self.get_body_argument("name", "")
        if which not in list(Edited) or not name:
            self.refuse(HTTPStatus.BAD_REQUEST)
            return
        remove = bool(self.get_body_argument("remove", ""))
        client = self.get_body_argument("client", "") if remove else ""
        fault = self.desk.edit(Edited(which), name, self.language, remove=remove, client=client)
        if fault:
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.finish(self.pages.fault(fault))
            return
        self.back()


class _Events(_Handler):
    """What is done from now on, as server-sent events."""

    async def get(self) -> None:
        with self.feed.watched() as queue:
            if queue is None:
                self.refuse(HTTPStatus.SERVICE_UNAVAILABLE)
                return
            self.set_header("Content-Type", "text/event-stream")
            self.write(": begun\n\n")
            try:
                if self.feed.mishaps != Mishaps():  # more of them, it may be, than when the page was made
                    self._tell("mishaps", {"mishaps": self.pages.mishaps(self.feed.mishaps)})
                await self.flush()
                while (what := await queue.get()) is not None:
                    self._tell_all(what, queue)
                    await self.flush()
                    await asyncio.sleep(_PAUSE)
            except iostream.StreamClosedError:
                return

    def _tell_all(self, what: Line | Mishaps, queue: asyncio.Queue[Line | Mishaps | None]) -> None:
        """All that waits, lines as one event: many tabs cost the proxy little where much is done."""
        waiting: list[Line | Mishaps] = [what]
        while not queue.empty():
            more = queue.get_nowait()
            if more is None:
                queue.put_nowait(None)  # for who asks next
                break
            waiting.append(more)
        if lines := [each for each in waiting if isinstance(each, Line)]:
            shown = "".join(map(self.pages.line, reversed(lines[-LATEST:])))
            self._tell("lines", {"counts": self.pages.counted(self.feed.counts), "lines": shown})
        if mishaps := [each for each in waiting if isinstance(each, Mishaps)]:
            self._tell("mishaps", {"mishaps": self.pages.mishaps(mishaps[-1])})

    def _tell(self, name: str, told: Mapping[str, str]) -> None:
        self.write(f"event: {name}\ndata: {json.dumps(told)}\n\n")


class _Enter(_Handler):
    """Where the key is shown."""

    def judged(self) -> int:
        return self.gate.misled(self.asked())

    def get(self) -> None:
        self.finish(self.pages.enter())

    def post(self) -> None:
        key = self.get_body_argument("key", "")
        status = self.gate.enters(self.asked(), key)
        if status:
            self.set_status(status)
            self.finish("" if status == HTTPStatus.MISDIRECTED_REQUEST else self.pages.enter(status))
            return
        self.set_cookie(self.gate.cookie, key.strip(), httponly=True, samesite="Strict")
        self.back()


class _File(_Handler):
    """The style and the script, which hold nothing that anybody may not see."""

    def judged(self) -> int:
        return self.gate.misled(self.asked())

    def get(self, name: str) -> None:
        self.set_header("Content-Type", f"{_FILES[name]}; charset=utf-8")
        self.finish((_STATIC / name).read_bytes())


class _Pac(_Handler):
    """Which hosts come through the proxy: what every browser asks that was told to."""

    def judged(self) -> int:
        return self.gate.misled(self.asked())

    def get(self) -> None:
        self.set_header("Content-Type", "application/x-ns-proxy-autoconfig")
        self.finish(self.desk.pac(name_of(self.request.headers.get("Host", ""))))


class _Certificate(_Handler):
    """The certificate that a device is to trust: no secret, and asked for by what shows no key."""

    def judged(self) -> int:
        return self.gate.misled(self.asked())

    def get(self, ending: str) -> None:
        data = self.desk.certificate(ending)
        if not data:
            self.refuse(HTTPStatus.NOT_FOUND)
            return
        self.set_header("Content-Type", "application/x-x509-ca-cert")
        self.set_header("Content-Disposition", f"attachment; filename=unwall.{ending}")
        self.finish(data)


class _Nothing(_Handler):
    def prepare(self) -> None:
        super().prepare()
        if not self._finished:
            self.set_status(HTTPStatus.NOT_FOUND)
            self.finish(self.pages.missing())
