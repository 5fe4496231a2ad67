"""The CA in real clients, and the isolated browser from its start to its end."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest
from runs_for_tests import SECONDS, Run
from sites_for_tests import Seen, Sites

from unwall.browser.command import Order
from unwall.browser.find import Browser, Family
from unwall.browser.launch import Window, launch
from unwall.browser.trust import Authority, Trust
from unwall.machine.system import Machine
from unwall.proxy.ca import CaFiles, ensure

type Requires = Callable[..., Path]

DOMAINS = ["zhihu.com", "weixin.qq.com"]
WALLED = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1"
PERMITTED = Seen("link.zhihu.com", "/permitted")
PERMITTED_URL = "https://link.zhihu.com/permitted"
PAGE = b'<!doctype html><img src="https://www.bank.example/account">'

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")


@pytest.fixture
def files(tmp_path: Path) -> CaFiles:
    return ensure(tmp_path / "data", DOMAINS)


@pytest.fixture
def sites(tmp_path: Path, files: CaFiles) -> Iterator[Sites]:
    (tmp_path / "leaves").mkdir()
    with Sites(files, tmp_path / "leaves", PAGE) as running:
        yield running


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


# ---- the CA in real clients --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("zhihu.com", "200"),
        ("link.zhihu.com", "200"),
        ("qq.com", "permitted subtree violation"),
        ("www.bank.example", "permitted subtree violation"),
        ("zhihu.com.evil.example", "permitted subtree violation"),
    ],
)
def test_curl(requires: Requires, files: CaFiles, sites: Sites, host: str, told: str) -> None:
    command = [
        str(requires("curl", install="apt install curl")), "--silent", "--show-error", "--max-time", "10",
        "--output", os.devnull, "--write-out", "%{http_code}", "--noproxy", "",
        "--proxy", f"http://127.0.0.1:{sites.address[1]}", "--cacert", str(files.certificate), f"https://{host}/",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert told in (done.stdout if done.returncode == 0 else done.stderr)


class Opened:
    """A real Chromium, without a window, opened by ``launch`` as the isolated browser is."""

    def __init__(
        self, chromium: Path, files: CaFiles, sites: Sites, folder: Path, path: str, *urls: str
    ) -> None:
        program = script(folder / "headless", f'exec "{chromium}" --headless=new "$@"')
        authority = Authority(files.certificate, files.spki)
        order = Order(Browser((str(program),), Family.CHROMIUM), sites.address, authority, (PERMITTED_URL,))
        environment = {**os.environ, "DISPLAY": os.environ.get("DISPLAY", ":none"), "PATH": path}
        machine = Machine(sys.platform, folder, environment, is_root=os.geteuid() == 0)
        found = launch(order, machine)
        assert isinstance(found, Window)
        self.window = found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.window.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux does Chromium have a store of its own")
def test_chromium_with_a_store_reaches_what_the_ca_permits_and_nothing_else(
    requires_chromium: Path, requires_certutil: Path, files: CaFiles, sites: Sites, tmp_path: Path
) -> None:
    path = f"{requires_certutil.parent}:/usr/bin:/bin"
    with Opened(requires_chromium, files, sites, tmp_path, path) as opened:
        assert opened.window.trust is Trust.STORE
        seen = sites.seen(PERMITTED) + sites.seen(
            Seen("www.bank.example", None, "SSLV3_ALERT_CERTIFICATE_UNKNOWN")
        )
    assert [each for each in seen if each.host == "www.bank.example" and each.path] == []


def test_chromium_trusts_the_ca_by_its_key(
    requires_chromium: Path, files: CaFiles, sites: Sites, tmp_path: Path
) -> None:
    without_certutil = tmp_path / "bin"
    without_certutil.mkdir()
    for name in ("sh", "env", "cat", "expr", "find", "test", "uname", "grep", "dirname", "readlink", "mkdir"):
        (without_certutil / name).symlink_to(f"/usr/bin/{name}")
    with Opened(requires_chromium, files, sites, tmp_path, str(without_certutil)) as opened:
        assert opened.window.trust is Trust.KEY
        sites.seen(PERMITTED)


def test_chromium_ends_and_leaves_nothing(
    requires_chromium: Path, files: CaFiles, sites: Sites, tmp_path: Path
) -> None:
    with Opened(requires_chromium, files, sites, tmp_path, os.environ["PATH"]) as opened:
        sites.seen(PERMITTED)
        folder = opened.window.folder
        assert (folder / "profile" / "Default").is_dir()
        browser = int((folder / "browser.pid").read_text())
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(browser, 0)
    assert {path.name for path in tmp_path.iterdir()} == {"data", "leaves", "headless"}


# ---- unwall run --------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def browser(home: Path, requires: Requires) -> str:
    """A browser that asks for one walled link by its proxy and its certificates, and stays open."""
    curl = requires("curl", install="apt install curl")
    return str(
        script(
            home / "browser",
            f"""
            for word in "$@"; do
                case "$word" in --proxy-server=*) proxy="http://${{word#--proxy-server=}}" ;; esac
            done
            certificate=$XDG_DATA_HOME/unwall/ca/mitmproxy-ca-cert.pem
            "{curl}" -s --noproxy "" --proxy "$proxy" --cacert "$certificate" "{WALLED}" > "{home}/answer"
            exec sleep 60
            """,
        )
    )


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")  # a container may have nobody who collects the dead
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is there a display to be without")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_run_opens_a_browser_and_ends_it(home: Path, browser: str, how: signal.Signals) -> None:
    with Run(home, "--listen", "127.0.0.1:0", DISPLAY=":0", UNWALL_BROWSER=browser) as run:
        told = run.lines("opened  zhihu-link")
        assert told[0].startswith("unwall: the proxy listens on 127.0.0.1:")
        assert told[0].endswith(", and browser is open through it; Ctrl-C ends both")
        assert told[-1].endswith("opened  zhihu-link: link.zhihu.com/?… → https://example.com/a?b=1")
        [folder] = (home / "tmp").iterdir()
        pid = int((folder / "browser.pid").read_text())
        assert run.end(how) == 0
    assert gone(pid)
    assert list((home / "tmp").iterdir()) == []


def test_run_without_a_browser_says_how_to_connect(home: Path) -> None:
    with Run(home, "--no-browser", "--listen", "127.0.0.1:0", "--lang", "zh") as run:
        told = run.lines("unwall cert install")
        port = told[0].partition("127.0.0.1:")[2].partition("；")[0]
        certificate = home / ".local/share/unwall/ca/mitmproxy-ca-cert.pem"
        assert told == [
            f"unwall: 代理正在监听 127.0.0.1:{port}；按 Ctrl-C 结束",
            f"unwall: 使用方法：在浏览器或系统的网络设置中，将 HTTP 与 HTTPS 代理设为 127.0.0.1:{port}",
            f"unwall: 并信任证书 {certificate}；unwall cert install 会在询问后安装",
        ]
        with socket.create_connection(("127.0.0.1", int(port)), 5):
            pass
        assert run.end() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is there a display to be without")
def test_run_without_a_display_goes_on(home: Path, browser: str) -> None:
    with Run(home, "--browser", "--listen", "127.0.0.1:0", UNWALL_BROWSER=browser) as run:
        told = run.lines("unwall cert install")
        assert (told[0], len(told)) == ("unwall: there is no display to open a browser on", 4)
        assert run.end() == 0
    assert not (home / "answer").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is there a display to be without")
@pytest.mark.parametrize(
    ("text", "says", "lines"),
    [
        ("exit 1", "broken could not be started; name another one: --browser PROGRAM", 3),
        ("exit 0", "the browser was closed; the proxy goes on", 0),
    ],
)
def test_run_goes_on_when_the_browser_ends(home: Path, text: str, says: str, lines: int) -> None:
    program = str(script(home / "broken", text))
    with Run(home, "--browser", program, "--listen", "127.0.0.1:0", DISPLAY=":0") as run:
        assert says in run.lines(says)[-1]
        assert [run.line().startswith("unwall: ") for _ in range(lines)] == [True] * lines
        assert run.process.poll() is None
        assert run.end() == 0
    assert list((home / "tmp").iterdir()) == []


def test_run_says_that_its_ca_lacks_domains_of_the_rules(home: Path) -> None:
    data = home / ".local" / "share" / "unwall"
    ensure(data, ["zhihu.com"])
    with Run(home, "--no-browser", "--listen", "127.0.0.1:0") as run:
        told = run.lines("rm -r ")[-1]
        assert "our certificate is older than the rules and lacks " in told
        assert f"for a new one: rm -r {data / 'ca'}, then start again" in told
        assert run.end() == 0


def test_run_says_that_a_ca_for_everything_is_one(home: Path) -> None:
    with Run(home, "--no-browser", "--listen", "127.0.0.1:0", "--scope", "all") as run:
        certificate = home / ".local/share/unwall/ca-all-sites/mitmproxy-ca-cert.pem"
        assert str(certificate) in run.lines("scope all: every site is decrypted")[-1]
        assert run.end() == 0


def spoilt_ca(home: Path) -> str:
    ensure(home / ".local" / "share" / "unwall", DOMAINS).pem.chmod(0o644)
    return "next: chmod 600 "


def no_folder(home: Path) -> str:
    (home / ".local" / "share").mkdir(parents=True)
    (home / ".local" / "share" / "unwall").touch()
    return "choose another one: --confdir DIR"


@pytest.mark.parametrize("spoil", [spoilt_ca, no_folder])
def test_run_refuses_a_ca_that_cannot_be_used(home: Path, spoil: Callable[[Path], str]) -> None:
    says = spoil(home)
    with Run(home, "--no-browser", "--listen", "127.0.0.1:0") as run:
        told = run.line()
        assert (run.process.wait(SECONDS), run.line()) == (1, "")
    assert told.startswith("unwall: ")
    assert says in told


def test_run_refuses_a_port_that_is_taken(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with Run(home, "--no-browser", "--listen", address) as run:
            told, holder = run.line(), run.line() if sys.platform == "linux" else ""
            assert (run.process.wait(SECONDS), run.line()) == (2, "")
    assert holder.endswith(f"({os.getpid()})") or sys.platform != "linux"
    assert told.startswith(f"unwall: {address} is used by another program; say --listen 127.0.0.1:")
