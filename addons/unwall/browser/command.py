"""What an isolated browser is told: its arguments, its environment and the settings in its fresh profile."""

import json
import re
from pathlib import Path
from typing import NamedTuple

from unwall.browser.find import Browser, Family, has_own_home
from unwall.browser.trust import Authority, Trust
from unwall.machine.ports import Address, shown
from unwall.machine.system import Machine

_BLANK = "about:blank"
_QUIET = (
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
)
_FIREFOX: dict[str, str | int | bool] = {
    "network.proxy.type": 1,
    "network.proxy.allow_hijacking_localhost": True,
    "network.trr.mode": 5,
    "network.http.http3.enable": False,
    "network.captive-portal-service.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "termsofuse.acceptedVersion": 999,
    "app.update.enabled": False,
}
_DOWNLOADS = re.compile(r'^XDG_DOWNLOAD_DIR="(\$HOME/)?([^"\n]*)"', re.MULTILINE)


class Order(NamedTuple):
    """Which browser to open, on what, through which proxy."""

    browser: Browser
    proxy: Address
    authority: Authority
    urls: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()  # host:port of what is not asked for through the proxy


def arguments(order: Order, machine: Machine, profile: Path, trust: Trust) -> list[str]:
    """The whole command line."""
    urls = order.urls or (_BLANK,)
    if order.browser.family is Family.FIREFOX:
        return [*order.browser.command, "--no-remote", "--profile", str(profile), *urls]
    own = [
        f"--user-data-dir={profile}",
        f"--proxy-server={shown(order.proxy)}",
        # What stands behind <-loopback> is taken out of the proxy again; before it, it would not be.
        f"--proxy-bypass-list={';'.join(('<-loopback>', *order.direct))}",
    ]
    if trust is Trust.KEY:
        own.append(f"--ignore-certificate-errors-spki-list={order.authority.spki}")
    if machine.system == "darwin":
        own.append("--use-mock-keychain")
    if machine.is_root:
        own.append("--no-sandbox")
    if machine.environment.get("WAYLAND_DISPLAY") and not machine.environment.get("DISPLAY"):
        own.append("--ozone-platform=wayland")
    return [*order.browser.command, *own, *_QUIET, *urls]


def environment(order: Order, machine: Machine, home: Path) -> dict[str, str]:
    """The environment to start it in; ``home`` is the folder that it gets where it gets one of ours."""
    own = dict(machine.environment)
    if not has_own_home(order.browser, machine):
        return own
    # Input methods, fonts, themes and the key to the screen stay the user's own; what it writes does not.
    own.setdefault("XDG_CONFIG_HOME", str(machine.home / ".config"))
    own.setdefault("XDG_DATA_HOME", str(machine.home / ".local" / "share"))
    own.setdefault("XAUTHORITY", str(machine.home / ".Xauthority"))
    own |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")}
    if order.browser.family is Family.FIREFOX:
        own["MOZ_LEGACY_HOME"] = "1"  # below the home folder, not below XDG_CONFIG_HOME
    else:
        own["BREAKPAD_DUMP_LOCATION"] = str(home / "crashes")
    return own


def settings(order: Order, machine: Machine) -> dict[str, str]:
    """The files to put into the fresh profile: their text by their path in it."""
    folder = str(downloads(machine)) if has_own_home(order.browser, machine) else ""
    if order.browser.family is Family.FIREFOX:
        return {"user.js": _firefox_settings(order, folder)}
    return {"Default/Preferences": json.dumps({"download": {"default_directory": folder}})} if folder else {}


def downloads(machine: Machine) -> Path:
    """The user's own folder for downloads, as Linux desktops name it."""
    config = Path(machine.environment.get("XDG_CONFIG_HOME") or machine.home / ".config")
    try:
        found = _DOWNLOADS.search((config / "user-dirs.dirs").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        found = None
    named = (
        machine.home / found[2]
        if found and (found[1] or found[2].startswith("/"))
        else machine.home / "Downloads"
    )
    return named if named.is_dir() else machine.home


def _firefox_settings(order: Order, downloads_to: str) -> str:
    host, port = order.proxy
    chosen: dict[str, str | int | bool] = dict(_FIREFOX)
    for protocol in ("http", "ssl"):
        chosen[f"network.proxy.{protocol}"] = host
        chosen[f"network.proxy.{protocol}_port"] = port
    chosen["network.proxy.no_proxies_on"] = ",".join(order.direct)
    if downloads_to:
        chosen |= {"browser.download.folderList": 2, "browser.download.dir": downloads_to}
    return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in chosen.items())
