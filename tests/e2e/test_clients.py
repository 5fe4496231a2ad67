"""Lists of single clients in real proxies: changed by the real command while they run."""

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from proxies_for_tests import ADDON, DATA, FEED, LINK, MITMDUMP, SITES, TARGET, Running, nobody_at_home

from unwall.world.proxied import Proxy, environment
from unwall.world.server import World
from unwall.world.walls import Scope

UNWALL = (sys.executable, "-m", "unwall.cli.main")
WECHAT = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.54"
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
DIRECT = FEED.replace(f"https://{LINK}", TARGET.replace("&", "&amp;"))
PASSED = "the wall itself"
OPENED = f"307 {TARGET}"
_NUMBERS = itertools.count()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with nobody_at_home(tmp_path):
        yield tmp_path / "unwall" / "config.toml"


@pytest.fixture(params=["run", "mitmdump"])
def proxy(request: pytest.FixtureRequest, home: Path) -> Iterator[Running]:
    """``unwall run`` and the addon in mitmdump, both with the user's own configuration."""
    confdirs: list[Path] = []

    def command(scope: Scope, confdir: Path, script: Path) -> tuple[str, ...]:
        confdirs.append(confdir)
        own = ("--rules", str(DATA), "--no-log", "--no-browser", "--no-dashboard", "--script", str(script))
        run = (*UNWALL, "run", "--listen", "127.0.0.1:0", "--confdir", str(confdir), *own)
        dump = (MITMDUMP, "--listen-host", "127.0.0.1", "-p", "0", "-s", ADDON, "-s", str(script))
        options = (f"confdir={confdir}", f"unwall_rules={DATA}", "flow_detail=0")
        sets = tuple(word for option in options for word in ("--set", option))
        return run if request.param == "run" else (*dump, *sets)

    ca = {"run": "ca/mitmproxy-ca-cert.pem", "mitmdump": "mitmproxy-ca-cert.pem"}[request.param]
    with World(SITES) as world, Proxy(world, Scope.PAGES, command) as there:
        yield Running(world, there, confdirs[0] / ca)


def unwall(*words: str) -> str:
    done = subprocess.run(
        [*UNWALL, *words, "--rules", str(DATA)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return done.stdout


def wall(client: httpx.Client, agent: str) -> str:
    """What comes of a link of its own, as who comes to the same one again and again is let through."""
    url = f"https://{LINK}&n={next(_NUMBERS)}"
    answer = client.get(url, headers={"user-agent": agent, "accept": "text/html"})
    return f"307 {answer.headers['location']}" if answer.status_code == 307 else answer.text


def soon(what: Callable[[], str], wanted: str) -> None:
    """Rules and configuration are looked at once a second."""
    until = time.monotonic() + 20
    while (got := what()) != wanted:
        assert time.monotonic() < until, got
        time.sleep(0.2)


def test_a_host_is_left_alone_for_one_client_until_it_is_taken_back(proxy: Running) -> None:
    with proxy.client() as client:

        def feed(agent: str) -> str:
            return client.get("https://www.wall.test/feed", headers={"user-agent": agent}).text

        assert [wall(client, agent) for agent in (WECHAT, BROWSER)] == [OPENED, OPENED]
        unwall("allow", "link.wall.test", "--as", "wechat")
        assert unwall("allow", "--list") == "link.wall.test\twechat\n"
        soon(lambda: wall(client, WECHAT), PASSED)
        assert wall(client, BROWSER) == OPENED
        assert [feed(agent) for agent in (WECHAT, BROWSER)] == [FEED, DIRECT]
        unwall("allow", "--remove", "link.wall.test", "--as", "wechat")
        soon(lambda: wall(client, WECHAT), OPENED)
        assert feed(WECHAT) == DIRECT


def test_a_rule_is_off_for_one_client_and_a_broken_file_changes_nothing(proxy: Running, home: Path) -> None:
    with proxy.client() as client:

        def stopped(agent: str) -> int:
            answer = client.get(
                f"https://blocked.wall.test/page?{next(_NUMBERS)}", headers={"user-agent": agent}
            )
            return answer.status_code

        unwall("deny", "wall-blocked-page", "--as", "wechat", "--as", "qq")
        soon(lambda: str(stopped(WECHAT)), "200")
        assert (stopped(BROWSER), wall(client, WECHAT)) == (307, OPENED)
        good = home.read_text("utf-8")
        home.write_text(good.replace("deny", "dney"), "utf-8")
        proxy.until_said('clients.qq: unknown key "dney"; known are allow, deny')
        assert (stopped(WECHAT), stopped(BROWSER)) == (200, 307)
        home.write_text(good, "utf-8")
        unwall("deny", "--remove", "wall-blocked-page", "--as", "wechat")
        soon(lambda: str(stopped(WECHAT)), "307")


def test_tls_is_decided_by_the_lists_of_all(proxy: Running) -> None:
    unwall("allow", "www.wall.test", "--as", "wechat")
    with proxy.client() as client:
        url = "https://www.wall.test/feed"
        soon(lambda: client.get(url, headers={"user-agent": WECHAT}).text, FEED)
        assert client.get(url, headers={"user-agent": BROWSER}).text == DIRECT
    unwall("allow", "www.wall.test")

    def passes() -> str:
        with proxy.client() as client:  # a connection of its own
            return client.get(url, headers={"user-agent": BROWSER}).text

    soon(passes, FEED)
