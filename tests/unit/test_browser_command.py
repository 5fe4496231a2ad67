"""What an isolated browser is told: whole command lines, environments and settings."""

import json
from pathlib import Path

import pytest

from unwall.browser.command import Order, arguments, downloads, environment, settings
from unwall.browser.find import Browser, Family
from unwall.browser.trust import Authority, Trust
from unwall.machine.system import Machine

QUIET = [
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-search-engine-choice-screen",
    "--disable-quic",
    "--no-pings",
    "--password-store=basic",
]
PROFILE = Path("/tmp/p")
CHROMIUM = Browser(("/usr/bin/chromium",), Family.CHROMIUM)
FIREFOX = Browser(("/usr/bin/firefox",), Family.FIREFOX)
SNAP = Browser(("/snap/bin/chromium",), Family.CHROMIUM, Path("/home/li/snap/chromium/common"))
LINUX = Machine("linux", Path("/home/li"), {"DISPLAY": ":0", "LANG": "zh_CN.UTF-8"})


def order(
    browser: Browser = CHROMIUM, *urls: str, proxy: tuple[str, int] = ("127.0.0.1", 8080), direct: str = ""
) -> Order:
    return Order(browser, proxy, Authority(Path("/ca.pem"), "c3BraQ=="), urls, tuple(direct.split()))


@pytest.mark.parametrize(
    ("asked", "machine", "trust", "own", "urls"),
    [
        (order(), LINUX, Trust.STORE, ["--proxy-bypass-list=<-loopback>"], ["about:blank"]),
        (
            order(CHROMIUM, "https://a.example/", direct="127.0.0.1:8081 [::1]:8081"),
            LINUX,
            Trust.STORE,
            ["--proxy-bypass-list=<-loopback>;127.0.0.1:8081;[::1]:8081"],
            ["https://a.example/"],
        ),
        (
            order(),
            LINUX._replace(is_root=True),
            Trust.KEY,
            [
                "--proxy-bypass-list=<-loopback>",
                "--ignore-certificate-errors-spki-list=c3BraQ==",
                "--no-sandbox",
            ],
            ["about:blank"],
        ),
        (
            order(),
            Machine("darwin", Path("/Users/li"), {}),
            Trust.KEY,
            [
                "--proxy-bypass-list=<-loopback>",
                "--ignore-certificate-errors-spki-list=c3BraQ==",
                "--use-mock-keychain",
            ],
            ["about:blank"],
        ),
        (
            order(),
            LINUX._replace(environment={"WAYLAND_DISPLAY": "wayland-0"}),
            Trust.STORE,
            ["--proxy-bypass-list=<-loopback>", "--ozone-platform=wayland"],
            ["about:blank"],
        ),
    ],
)
def test_chromium(asked: Order, machine: Machine, trust: Trust, own: list[str], urls: list[str]) -> None:
    start = ["/usr/bin/chromium", "--user-data-dir=/tmp/p", "--proxy-server=127.0.0.1:8080"]
    assert arguments(asked, machine, PROFILE, trust) == [*start, *own, *QUIET, *urls]


def test_the_bypass_list_begins_with_what_takes_loopback_out_of_it() -> None:
    command = arguments(order(direct="127.0.0.1:8081"), LINUX, PROFILE, Trust.STORE)
    assert [word for word in command if "bypass" in word] == [
        "--proxy-bypass-list=<-loopback>;127.0.0.1:8081"
    ]


def test_a_proxy_on_ipv6() -> None:
    assert "--proxy-server=[::1]:8080" in arguments(order(proxy=("::1", 8080)), LINUX, PROFILE, Trust.STORE)


def test_firefox() -> None:
    command = arguments(order(FIREFOX, "https://a.example/"), LINUX, PROFILE, Trust.STORE)
    assert command == ["/usr/bin/firefox", "--no-remote", "--profile", "/tmp/p", "https://a.example/"]
    told = settings(order(FIREFOX, proxy=("::1", 9), direct="127.0.0.1:8081"), LINUX)["user.js"].splitlines()
    assert {line for line in told if "network.proxy" in line} == {
        'user_pref("network.proxy.type", 1);',
        'user_pref("network.proxy.allow_hijacking_localhost", true);',
        'user_pref("network.proxy.http", "::1");',
        'user_pref("network.proxy.http_port", 9);',
        'user_pref("network.proxy.ssl", "::1");',
        'user_pref("network.proxy.ssl_port", 9);',
        'user_pref("network.proxy.no_proxies_on", "127.0.0.1:8081");',
    }
    assert told[-1] == 'user_pref("browser.download.dir", "/home/li");'


KEPT = {"DISPLAY": ":0", "LANG": "zh_CN.UTF-8"}
OURS = {
    "HOME": "/tmp/h",
    "XDG_CACHE_HOME": "/tmp/h/.cache",
    "XDG_CONFIG_HOME": "/home/li/.config",
    "XDG_DATA_HOME": "/home/li/.local/share",
    "XAUTHORITY": "/home/li/.Xauthority",
}


@pytest.mark.parametrize(
    ("browser", "machine", "expected"),
    [
        (CHROMIUM, LINUX, KEPT | OURS | {"BREAKPAD_DUMP_LOCATION": "/tmp/h/crashes"}),
        (FIREFOX, LINUX, KEPT | OURS | {"MOZ_LEGACY_HOME": "1"}),
        (SNAP, LINUX, KEPT),
        (CHROMIUM, LINUX._replace(system="darwin"), KEPT),
        (
            FIREFOX,
            LINUX._replace(
                environment={"XAUTHORITY": "/run/x", "XDG_CONFIG_HOME": "/etc/li", "HOME": "/home/li"}
            ),
            OURS | {"XAUTHORITY": "/run/x", "XDG_CONFIG_HOME": "/etc/li", "MOZ_LEGACY_HOME": "1"},
        ),
    ],
)
def test_environment(browser: Browser, machine: Machine, expected: dict[str, str]) -> None:
    assert environment(order(browser), machine, Path("/tmp/h")) == expected


def test_chromium_keeps_downloads_where_the_user_has_them(tmp_path: Path) -> None:
    (tmp_path / "Downloads").mkdir()
    machine = LINUX._replace(home=tmp_path)
    [(name, text)] = settings(order(), machine).items()
    assert (name, json.loads(text)) == (
        "Default/Preferences",
        {"download": {"default_directory": str(tmp_path / "Downloads")}},
    )
    assert settings(order(SNAP), machine) == {}


@pytest.mark.parametrize(
    ("config", "folder"),
    [
        (None, "Downloads"),
        ("", "Downloads"),
        ('XDG_DESKTOP_DIR="$HOME/x"\nXDG_DOWNLOAD_DIR="$HOME/下载"\n', "下载"),
        ('XDG_DOWNLOAD_DIR="$HOME/gone"\n', "."),
        ('#XDG_DOWNLOAD_DIR="$HOME/下载"\n', "Downloads"),
        ('XDG_DOWNLOAD_DIR="relative"\n', "Downloads"),
        ('XDG_DOWNLOAD_DIR="/"\n', "/"),
    ],
)
def test_downloads(tmp_path: Path, config: str | None, folder: str) -> None:
    for name in ("Downloads", "下载", ".config"):
        (tmp_path / name).mkdir()
    if config is not None:
        (tmp_path / ".config" / "user-dirs.dirs").write_text(config, encoding="utf-8")
    assert downloads(LINUX._replace(home=tmp_path)) == tmp_path / folder
