"""The dashboard of a real ``unwall run``, used by a real Chromium, with scripts and without, and attacked."""

import http.server
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from mishaps_for_tests import passes, unlucky
from playwright.sync_api import Browser, Page, sync_playwright
from proxies_for_tests import DATA
from runs_for_tests import Run

LINK = "http://link.zhihu.com/?target=http%3A%2F%2Fshop.example%2Fitem"
SHARED = f"【好物】看看这个 {LINK} 复制打开"


class _Site(http.server.BaseHTTPRequestHandler):
    """Every host but ours: a page that says its name, and one that attacks the dashboard at ``?port``."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        port = self.path.rpartition("?")[2]
        page = (
            ATTACK.replace("PORT", port)
            if self.path.startswith("/attack?")
            else f"<title>{self.path}</title>"
        )
        self.wfile.write(page.encode())

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


ATTACK = """<!doctype html><title>attack</title>
<iframe name=f src="http://127.0.0.1:PORT/"></iframe>
<form id=a target=f method=post action="http://127.0.0.1:PORT/switch">
<input name=switch value=pause><input name=on value=on></form>
<script>
a.submit();
const told = [];
const body = new URLSearchParams({switch: "pause", on: "on"});
for (const host of ["127.0.0.1", "localhost"]) for (const mode of ["no-cors", "cors"])
  told.push(fetch(`http://${host}:PORT/switch`, {method: "POST", mode, credentials: "include", body})
    .catch(() => 0));
told.push(fetch("http://127.0.0.1:PORT/", {credentials: "include"})
  .then((answer) => answer.text()).catch(() => "unread"));
Promise.all(told).then((all) => { document.title = "done " + all.at(-1); });
</script>"""


@pytest.fixture
def site() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running.server_port
        running.shutdown()


@pytest.fixture
def chromium(requires_chromium: Path, site: int) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=requires_chromium,
            args=[
                "--no-sandbox",
                "--disable-features=LocalNetworkAccessChecks",  # else it is the browser that is tested
                f"--host-resolver-rules=MAP *.example 127.0.0.1:{site}, MAP rebound.test 127.0.0.1",
            ],
        )
        yield browser
        browser.close()


class Proxy(Run):  # type: ignore[misc]
    """A proxy with a dashboard; ``entrance`` is what its terminal shows."""

    def __init__(self, home: Path, *arguments: str) -> None:
        home.mkdir()
        usual = ("--no-browser", "--listen", "127.0.0.1:0", "--dashboard", "127.0.0.1:0")
        super().__init__(home, *usual, *arguments)
        lines = self.lines("/#")
        self.port = int(lines[0].partition("127.0.0.1:")[2].partition(";")[0])
        self.entrance = lines[-1].split()[-1]
        self.address = self.entrance.partition("#")[0]

    def asked(self, url: str) -> tuple[int, str | None]:
        """Status and Location of what is asked for through the proxy."""

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: Any) -> None:
                return None

        through = urllib.request.ProxyHandler({"http": f"http://127.0.0.1:{self.port}"})
        try:
            with urllib.request.build_opener(through, Stay).open(url, timeout=20) as answer:
                return answer.status, answer.headers["Location"]
        except HTTPError as answer:
            return answer.code, answer.headers["Location"]


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    with Proxy(tmp_path / "home") as running:
        yield running
        assert running.end() == 0


def entered(page: Page, proxy: Proxy) -> Page:
    page.goto(proxy.entrance)
    page.wait_for_selector("#text")
    assert page.url == proxy.address
    return page


def test_what_is_pasted_opens(proxy: Proxy, chromium: Browser) -> None:
    page = entered(chromium.new_page(), proxy)
    page.fill("#text", SHARED)
    page.click("form[action='/links'] button")
    assert page.inner_text(".target") == "http://shop.example/item"
    assert page.is_visible("details svg") is False
    page.click("details summary")
    assert page.is_visible("details svg")
    with page.expect_popup() as popup:
        page.click("a.button[target]")
    popup.value.wait_for_load_state()
    assert (popup.value.url, popup.value.title()) == ("http://shop.example/item", "/item")


def test_all_of_it_works_without_scripts(proxy: Proxy, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    page.goto(proxy.entrance)
    page.fill("input[name=key]", proxy.entrance.partition("#")[2])
    page.click("#enter button")
    page.fill("#text", SHARED)
    page.click("form[action='/links'] button")
    assert page.get_attribute("a.button[target]", "href") == "http://shop.example/item"
    assert page.inner_text("a.button[target]") == "打开"
    page.click("form[action='/switch'] button >> nth=0")
    assert page.inner_text("li.on button") == "关闭"


def test_what_is_done_shows_at_once_and_can_be_undone(proxy: Proxy, chromium: Browser) -> None:
    page = entered(chromium.new_page(), proxy)
    assert proxy.asked(LINK) == (307, "http://shop.example/item")
    page.wait_for_selector("#lately li.opened")
    page.click("#lately li summary")
    page.click("text=switch zhihu-link off")
    page.wait_for_selector("code:text-is('zhihu-link') + button")
    assert proxy.asked(LINK)[0] == 502
    page.click("code:text-is('zhihu-link') + button")
    page.wait_for_selector("code:text-is('zhihu-link') + button", state="detached")
    assert proxy.asked(LINK)[0] == 307


def test_what_goes_wrong_shows_at_once_and_without_scripts(tmp_path: Path, chromium: Browser) -> None:
    with (
        unlucky(tmp_path) as script,
        Proxy(tmp_path / "home", "--no-log", "--rules", str(DATA), *script) as proxy,
    ):
        page = entered(chromium.new_page(), proxy)
        assert page.is_visible("#mishaps") is False
        assert passes(proxy.port)
        page.wait_for_selector("#mishaps")
        assert passes(proxy.port)
        page.wait_for_selector("#mishaps li:has-text('RuntimeError in go_on × 2')")
        page.wait_for_selector("#mishaps li:has-text('2 cut off or not in the coding')")
        plain = chromium.new_context(java_script_enabled=False, locale="zh-CN").new_page()
        plain.goto(proxy.entrance)
        plain.fill("input[name=key]", proxy.entrance.partition("#")[2])
        plain.click("#enter button")
        assert plain.inner_text("#mishaps li >> nth=0") == "go_on 处的 RuntimeError × 2"
        assert plain.inner_text("#mishaps li >> nth=1") == "2 个不完整或与声明的编码不符"
        assert proxy.end() == 0


def test_a_link_is_copied_where_pages_have_no_clipboard(proxy: Proxy, chromium: Browser) -> None:
    page = chromium.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.add_init_script(
        "document.addEventListener('copy', () => { window.copied = String(getSelection()); }, true)"
    )
    entered(page, proxy).fill("#text", SHARED)
    page.click("form[action='/links'] button")
    page.click("button.copy")
    page.wait_for_selector("button.copy:text('Copied')")
    assert page.evaluate("window.copied") == "http://shop.example/item"
    page.wait_for_selector("button.copy:text('Copy')")


def test_that_it_has_ended_is_shown(tmp_path: Path, chromium: Browser) -> None:
    with Proxy(tmp_path / "home") as proxy:
        page = entered(chromium.new_page(), proxy)
        assert page.is_visible("#gone") is False
        assert proxy.end() == 0
        page.wait_for_selector("#gone")


def test_a_phone_is_led_through_the_proxy_and_given_its_certificate(proxy: Proxy, chromium: Browser) -> None:
    page = entered(chromium.new_page(), proxy)
    with page.expect_download() as got:
        page.click("a[download] >> nth=1")
    assert got.value.path().read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")
    assert page.inner_text("#connect code >> nth=0") == f"{proxy.address}unwall.pac"


def test_a_pause_lets_everything_pass(proxy: Proxy, chromium: Browser) -> None:
    page = entered(chromium.new_page(), proxy)
    page.click("form[action='/switch'] button >> nth=0")
    page.wait_for_selector("li.on")
    assert proxy.asked(LINK)[0] == 502
    page.click("li.on button")
    page.wait_for_selector("li.on", state="detached")
    assert proxy.asked(LINK)[0] == 307


def test_a_bookmark_on_another_site_brings_its_link(proxy: Proxy, chromium: Browser) -> None:
    page = entered(chromium.new_page(), proxy)
    bookmark = str(page.evaluate("document.getElementById('bookmarklet').href"))
    page.goto("http://shop.example/item?a=1&b=2")
    page.evaluate(f"location = {bookmark!r}")
    page.wait_for_selector(".target")
    assert page.inner_text(".target") == "http://shop.example/item?a=1&b=2"


def test_no_other_site_gets_at_it(proxy: Proxy, chromium: Browser) -> None:
    context = chromium.new_context()
    entered(context.new_page(), proxy)
    foreign = context.new_page()
    foreign.goto(f"http://evil.example/attack?{proxy.address.rpartition(':')[2].strip('/')}")
    foreign.wait_for_function("document.title.startsWith('done')")
    assert foreign.title() == "done unread"
    home = context.new_page()
    home.goto(proxy.address)
    assert home.query_selector("#text") is not None
    assert home.query_selector("li.on") is None
    assert proxy.asked(LINK)[0] == 307


def test_a_name_that_leads_to_this_machine_gets_nothing(proxy: Proxy, chromium: Browser) -> None:
    context = chromium.new_context()
    entered(context.new_page(), proxy)
    foreign = context.new_page()
    foreign.route("**/begin", lambda route: route.fulfill(body="as the attacker's server had it"))
    foreign.goto(proxy.address.replace("127.0.0.1", "rebound.test") + "begin")
    told = foreign.evaluate(
        """async () => {
          const body = new URLSearchParams({switch: "pause", on: "on"});
          const asked = [fetch("/"), fetch("/events"), fetch("/switch", {method: "POST", body})];
          const told = async (answer) => [answer.status, await answer.text()];
          return Promise.all((await Promise.all(asked)).map(told));
        }"""
    )
    assert told == [[421, ""]] * 3
    assert proxy.asked(LINK)[0] == 307


def test_no_browser_is_led_to_it_through_the_proxy(proxy: Proxy, chromium: Browser) -> None:
    through = {"server": f"http://127.0.0.1:{proxy.port}", "bypass": "<-loopback>"}
    page = chromium.new_context(proxy=through).new_page()  # type: ignore[arg-type]
    for address in (proxy.address, proxy.address.replace("127.0.0.1", "localhost")):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403
        page.set_content(f'<form method=post action="{address}switch"><input name=switch value=pause></form>')
        with page.expect_navigation() as sent:
            page.evaluate("document.forms[0].submit()")
        assert sent.value is not None
        assert sent.value.status == 403
    assert proxy.asked(LINK)[0] == 307


SPELLINGS: list[Callable[[str], str]] = [
    lambda port: f"http://127.0.0.1:{port}/",
    lambda port: f"http://localhost:{port}/",
    lambda port: f"http://127.0.0.2:{port}/",
    lambda port: f"http://[::1]:{port}/",
    lambda port: f"http://0.0.0.0:{port}/",
]


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_it_is_not_reached_through_the_proxy(proxy: Proxy, spelled: Callable[[str], str]) -> None:
    assert proxy.asked(spelled(proxy.address.rpartition(":")[2].strip("/")))[0] == 403


def test_the_proxys_own_name_leads_to_it(proxy: Proxy) -> None:
    assert proxy.asked("http://unwall.localhost/") == (307, proxy.address)
