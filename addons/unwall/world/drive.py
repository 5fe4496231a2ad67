"""A real Chromium that does at each wall what a person would do, and what came of it."""

import contextlib
import shutil
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import quote, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from unwall.world.picture import HEIGHT, WIDTH
from unwall.world.proxied import Proxy
from unwall.world.server import World
from unwall.world.walls import SEARCH_FOR, Arrive, Click, Copy, Read, Send, Wall

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_PATIENCE = 8_000  # milliseconds until a page that should come counts as one that does not
_DOUBT = 1_000  # milliseconds that a wall has to give way after all
_STAY = 100  # milliseconds that a wall must stand once it is there
_PHONE = {"width": 390, "height": 780}
_DESKTOP = {"width": 1100, "height": 780}
# What a browser shows of a link that is pointed at, drawn because no picture of a page holds it.
_SHOWN = """link => {
    const shown = document.createElement('div');
    shown.textContent = link.href;
    shown.style = 'position:fixed;left:0;bottom:0;max-width:100%;box-sizing:border-box;padding:7px 12px;'
        + 'font:14px/1.35 sans-serif;background:#e8eaed;color:#202124;word-break:break-all';
    document.body.append(shown);
    return link.href;
}"""
_TITLED = "titles => titles.includes(document.title)"
_LOADED = """() => performance.timeOrigin
    + performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"""


class Visit(NamedTuple):
    """What one try came to."""

    title: str
    url: str
    hops: int  # documents and redirects from the act to the last page
    ms: float | None  # from the act to the last page being there; None where no page came
    sent: int  # bytes that went to the blockers from the act on, but for fetching the target itself there
    asked: int  # requests that did
    by_blocker: int  # whole pages of the blockers that were loaded on the way


class BrowserError(RuntimeError):
    """Why the browser did not start."""


def find_browser(asked: str | None = None) -> str | None:
    """The path of the browser that is asked for, or of one that can be driven."""
    return next(filter(None, map(shutil.which, [asked] if asked else NAMES)), None)


class Driver:
    """A context manager: a browser for which every name leads to ``world``, alone or through a proxy.

    It must be made when the proxies are up: their CAs are trusted from its start.
    """

    def __init__(
        self, world: World, proxies: Iterable[Proxy], executable: str, *, visible: bool = False
    ) -> None:
        self._world = world
        self._executable = executable
        self._visible = visible
        self._keys = ",".join((world.spki, *(proxy.spki for proxy in proxies)))

    def __enter__(self) -> Self:
        self._playwright = sync_playwright().start()
        try:
            self._browser = self._launch(self._playwright)
        except Error as error:
            self._playwright.stop()
            raise BrowserError(error.message) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def _launch(self, playwright: Playwright) -> Browser:
        return playwright.chromium.launch(
            executable_path=self._executable,
            headless=not self._visible,
            slow_mo=400 if self._visible else 0,
            args=[
                f"--host-resolver-rules={self._world.resolver_rules}",
                f"--ignore-certificate-errors-spki-list={self._keys}",
                "--test-type",
            ],
        )

    def visit(
        self, wall: Wall, proxy: Proxy | None = None, *, picture: Path | None = None, phone: bool = False
    ) -> Visit:
        """One try at ``wall`` with a browser that knows nothing yet; through ``proxy`` when there is one."""
        context = self._browser.new_context(
            proxy={"server": f"http://127.0.0.1:{proxy.port}"} if proxy else None,
            user_agent=wall.agent,
            locale="zh-CN",
            viewport=_PHONE if phone or wall.agent else _DESKTOP,  # type: ignore[arg-type]
            device_scale_factor=2 if picture else 1,
        )
        try:
            page = context.new_page()
            friend = self._browser.new_page(locale="zh-CN") if isinstance(wall.act, Send) else page
            visit = _Try(self._world, wall, page, friend, opened=proxy is not None).run()
            if picture:
                page.screenshot(path=picture)
            if friend is not page:
                friend.close()
        finally:
            context.close()
        return visit

    def context(
        self, agent: str, headers: Iterable[tuple[str, str]] = (), proxy: Proxy | None = None
    ) -> BrowserContext:
        """A browser that knows nothing yet and passes for a client; whoever gets it may close it."""
        is_phone = "Mobile" in agent
        return self._browser.new_context(
            proxy={"server": f"http://127.0.0.1:{proxy.port}"} if proxy else None,
            user_agent=agent,
            extra_http_headers=dict(headers),
            locale="zh-CN",
            viewport=_PHONE if is_phone else _DESKTOP,  # type: ignore[arg-type]
            is_mobile=is_phone,
            has_touch=is_phone,
        )

    def draw(self, markup: str, file: Path) -> None:
        """Photographs a page that is not of the world, as WebP."""
        context = self._browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2
        )
        try:
            page = context.new_page()
            page.set_content(markup)
            camera = context.new_cdp_session(page)  # the driver's own knows no WebP, a quarter of PNG's size
            taken = camera.send("Page.captureScreenshot", {"format": "webp", "quality": 90})
            file.write_bytes(b64decode(taken["data"]))
        finally:
            context.close()


class _Try:
    def __init__(self, world: World, wall: Wall, start: Page, page: Page, *, opened: bool) -> None:
        self._world = world
        self._wall = wall
        self._start_page = start
        self._page = page  # where the act leads; the browser of somebody else for what is sent on
        self._opened = opened  # with unwall
        self._title = wall.target.title if opened or wall.detour else wall.stopped
        self._requests: list[Request] = []
        self._responses: list[Response] = []
        self._connections = len(world.ledger.connections)

    def run(self) -> Visit:
        wall, page, ledger = self._wall, self._page, self._world.ledger
        page.set_default_timeout(_PATIENCE)
        sent: dict[str, int] = {}
        asked = len(ledger.asked)
        # A page that does not come ends the try; where it ended is told by the title.
        with contextlib.suppress(Error):
            text = self._start()
            sent, asked = self._sent(), len(ledger.asked)
            page.on("request", self._note)
            page.on("response", self._note_response)
            self._act(text)
            self._settle()
        target = wall.target.url.partition("#")[0]
        told = [each for each in ledger.requests(wall.blockers, asked) if each.url != target]
        own = {_host(target)} if not told else set()  # of a blocker that had the target, and nothing else
        return Visit(
            page.title(),
            page.url,
            len({id(each) for each in self._requests}),
            self._milliseconds(),
            sum(size - sent.get(host, 0) for host, size in self._sent().items() if host not in own),
            len(told),
            sum(each.status == 200 and _host(each.url) in wall.blockers for each in self._responses),
        )

    def _sent(self) -> dict[str, int]:
        """Bytes that went to each blocker so far."""
        ledger = self._world.ledger
        return {host: ledger.sent((host,), self._connections) for host in self._wall.blockers}

    def _start(self) -> str:
        """Opens the start page; gives the text that is to be copied from it."""
        page, wall = self._start_page, self._wall
        if isinstance(wall.act, Arrive):
            return ""
        page.set_default_timeout(_PATIENCE)
        page.goto(wall.start)
        page.wait_for_selector(wall.act.selector, state="attached")
        if isinstance(wall.act, Send):
            return str(page.eval_on_selector(wall.act.selector, _SHOWN))
        return "" if isinstance(wall.act, Click) else page.text_content(wall.act.selector) or ""

    def _act(self, text: str) -> None:
        page = self._page
        match self._wall.act:
            case Click(selector):
                page.click(selector, no_wait_after=True)
            case Copy():
                page.goto(SEARCH_FOR + quote(text))
            case Read(selector) if page.query_selector(f"{selector} a"):
                page.click(f"{selector} a", no_wait_after=True)
            case Read():
                page.goto(SEARCH_FOR + quote(text))
            case Send():
                page.goto(text)
            case Arrive():
                page.goto(self._wall.start)

    def _settle(self) -> None:
        """Waits for the page that should come, and whether a wall stays."""
        page, wall = self._page, self._wall
        leads_into_app = not wall.blockers and not self._opened
        if leads_into_app and not any(_is_app(each) for each in self._requests):
            page.wait_for_event("request", _is_app)
        walled = wall.stopped if self._opened and wall.blockers and not wall.detour else self._title
        page.wait_for_function(_TITLED, arg=[self._title, walled])
        if page.title() != self._title:  # the wall has come, and such a wall does not go by itself
            page.wait_for_function(_TITLED, arg=[self._title], timeout=_DOUBT)
        page.wait_for_load_state("load")
        if not self._opened and not wall.detour:
            page.wait_for_timeout(_STAY)

    def _milliseconds(self) -> float | None:
        here = self._page.url.partition("#")[0]
        if not any(each.url.partition("#")[0] == here for each in self._responses):
            return None
        started = self._requests[0].timing["startTime"]
        return float(self._page.evaluate(_LOADED)) - started

    def _note(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            self._requests.append(request)

    def _note_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self._page.main_frame:
            self._responses.append(response)


def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def _is_web(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _is_app(request: Request) -> bool:
    return not _is_web(request.url)
