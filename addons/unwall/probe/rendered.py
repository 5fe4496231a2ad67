"""The same links in a real browser that passes for each client: pictures, and where scripts lead.

The browser reaches the network through a fence alone: whatever a page tries, by a script, a socket or a name
that leads inside, it gets no farther than the resolver would.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import NamedTuple, Self

from playwright.sync_api import Error, Page, sync_playwright

from unwall.model import Page as Response
from unwall.probe.course import Guide
from unwall.probe.verdict import Cell, Hop, Verdict, Via
from unwall.resolve.fence import Fence
from unwall.resolve.guard import Guard
from unwall.rules.index import Client
from unwall.urls.safety import is_private
from unwall.urls.split import WEB, split

PATIENCE = 10_000  # milliseconds for a page
_CALM = 1_500  # milliseconds that scripts have to lead on
_PHONE = {"width": 390, "height": 780}
_DESKTOP = {"width": 1100, "height": 780}
_NEVER = frozenset(["accept-encoding"])
_FENCED = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # it looks up no name by itself
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # as older ones call it
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pings",
)


class RenderError(RuntimeError):
    """Why there is no browser; the text says what to do."""


class Seen(NamedTuple):
    """What a browser came to."""

    url: str
    title: str
    markup: str
    picture: bytes  # WebP


def _guard(private: bool) -> Guard:  # noqa: FBT001 - of a table
    return Guard(private=private)


class Renderer:
    """A context manager: a browser that is closed with it."""

    def __init__(
        self, executable: str, arguments: Sequence[str] = (), guard: Callable[[bool], Guard] = _guard
    ) -> None:
        """``guard``: the network for links that may not, or may reach inside."""
        self._executable = executable
        self._arguments = arguments
        self._guard = guard
        self._open = ExitStack()
        self._fences: dict[bool, Fence] = {}

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            self._fences = {
                private: opened.enter_context(Fence(self._guard(private))) for private in (False, True)
            }
            playwright = opened.enter_context(sync_playwright())
            try:
                self._browser = playwright.chromium.launch(
                    executable_path=self._executable,
                    args=[*_FENCED, *self._arguments],
                    proxy={"server": self._through(private=False), "bypass": "<-loopback>"},
                )
            except Error as error:
                raise RenderError(error.message.splitlines()[0]) from None
            opened.callback(self._browser.close)
            self._open = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def _through(self, *, private: bool) -> str:
        return f"socks5://127.0.0.1:{self._fences[private].port}"

    def see(self, url: str, client: Client, *, private: bool) -> Seen | None:
        """The page as this client gets it; None where none comes. ``private``: it may reach inside."""
        is_phone = "Mobile" in client.user_agent
        context = self._browser.new_context(
            user_agent=client.user_agent,
            extra_http_headers=_headers(client.headers),
            viewport=_PHONE if is_phone else _DESKTOP,  # type: ignore[arg-type]
            is_mobile=is_phone,
            has_touch=is_phone,
            locale="zh-CN",
            service_workers="block",
            accept_downloads=False,
            proxy={"server": self._through(private=private), "bypass": "<-loopback>"},
        )
        try:
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            return _seen(page, url)
        except Error:
            return None
        finally:
            context.close()


def _headers(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name not in _NEVER}


def _seen(page: Page, url: str) -> Seen:
    page.goto(url, wait_until="load")
    with suppress(Error):  # a page that goes on asking for ever is looked at as it is
        page.wait_for_load_state("networkidle", timeout=_CALM)
    camera = page.context.new_cdp_session(page)
    taken = camera.send("Page.captureScreenshot", {"format": "webp", "quality": 70})
    return Seen(page.url, page.title(), page.content(), b64decode(taken["data"]))


def rendered(guide: Guide, cell: Cell, seen: Seen) -> Cell:
    """The cell after a browser has been there: scripts may lead on, or write a wall.

    Only a link that seemed open is judged anew.
    """
    cell = cell._replace(title=cell.title or seen.title)
    if seen.url.partition("#")[0] not in {hop.url for hop in cell.hops}:
        via = Via.SCRIPT if cell.hops else Via.LINK  # what carries its target in itself was not asked yet
        cell = cell._replace(hops=(*cell.hops, Hop(seen.url, 200, 0.0, via=via)))
    if cell.verdict is not Verdict.OPEN:
        return cell
    engine = guide.engine.of_client(cell.context)
    read = engine.unwrap_page(Response(seen.url, 200, {}, seen.markup, cell.context))
    if not (read.steps or read.refused):
        read = engine.unwrap(seen.url, cell.context)
    if read.steps or read.refused:
        target = read.refused.target if read.refused else read.output
        return cell._replace(verdict=Verdict.WALLED, rule=read.rule, target=target)
    return cell if guide.same_place(cell.url, seen.url) else cell._replace(verdict=Verdict.ELSEWHERE)


def pictures(guide: Guide, cells: Sequence[Cell], renderer: Renderer) -> Iterator[tuple[Cell, bytes]]:
    """Each cell with its picture, empty where no page came."""
    clients: Mapping[str, Client] = {
        each.name: each.clients[0] for each in guide.engine.rules.beside.contexts
    }
    for cell in cells:
        parts = split(cell.url)
        is_asked = bool(cell.hops) or cell.verdict is Verdict.WRAPPED
        if parts is None or parts.scheme not in WEB or not is_asked:
            yield cell, b""
            continue
        private = guide.private or is_private(parts.host)
        seen = renderer.see(cell.url, clients[cell.context], private=private)
        yield (cell, b"") if seen is None else (rendered(guide, cell, seen), seen.picture)
