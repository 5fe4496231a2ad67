"""The places that are only read: KDE, macOS, Windows, and the environment that terminals hand on."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from unwall.machine.gnome import Gnome
from unwall.machine.programs import run
from unwall.machine.settings import Mode, Route, Setting
from unwall.machine.system import Machine

_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_WINDOWS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"


def settings(machine: Machine) -> Iterator[Setting]:
    """Those of this kind of system."""
    if machine.on_windows:
        yield Windows()
    elif machine.system == "darwin":
        yield Macos(machine)
    else:
        yield Gnome(machine)
        yield Kde(machine)


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment variables about proxies that are set; lower case counts before upper case."""
    found = {name: environment.get(name) or environment.get(name.upper(), "") for name in _VARIABLES}
    return {name: value for name, value in found.items() if value}


class Kde:
    """Implements ``Setting``."""

    name = "KDE"

    def __init__(self, machine: Machine) -> None:
        folder = machine.environment.get("XDG_CONFIG_HOME") or machine.home / ".config"
        self._file = Path(folder, "kioslaverc")

    def read(self) -> Route | None:
        """None where nobody has ever set anything there."""
        if not self._file.is_file():
            return None
        values = _group(self._file.read_text(encoding="utf-8", errors="replace"), "Proxy Settings")
        modes = {"1": Mode.MANUAL, "2": Mode.AUTO, "3": Mode.AUTO, "4": Mode.MANUAL}
        return Route(
            modes.get(values.get("ProxyType", "0"), Mode.NONE),
            values.get("Proxy Config Script", ""),
            values.get("httpProxy", "").replace(" ", ":"),
            values.get("httpsProxy", "").replace(" ", ":"),
        )


class Macos:
    """What is in force, whichever network service it comes from. Implements ``Setting``."""

    name = "macOS"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def read(self) -> Route | None:
        """The settings of the first service in which any proxy is on."""
        services = run(self._machine, "networksetup", "-listallnetworkservices").splitlines()[1:]
        found = [self._of(each) for each in services if not each.startswith("*")]
        return next((each for each in found if each.mode is not Mode.NONE), Route(Mode.NONE))

    def _of(self, service: str) -> Route:
        pac, http, https = (
            _pairs(run(self._machine, "networksetup", question, service))
            for question in ("-getautoproxyurl", "-getwebproxy", "-getsecurewebproxy")
        )
        manual = "Yes" in (http.get("Enabled"), https.get("Enabled"))
        mode = Mode.AUTO if pac.get("Enabled") == "Yes" else Mode.MANUAL if manual else Mode.NONE
        return Route(mode, pac.get("URL", ""), _address(http), _address(https))


class Windows:
    """The Internet settings of this user. Implements ``Setting``."""

    name = "Windows"

    def read(self) -> Route | None:
        """From the registry."""
        values = _registry()
        pac, servers = str(values.get("AutoConfigURL", "")), str(values.get("ProxyServer", ""))
        of = dict(each.partition("=")[::2] for each in servers.split(";") if "=" in each)
        mode = Mode.AUTO if pac else Mode.MANUAL if values.get("ProxyEnable") else Mode.NONE
        return Route(mode, pac, of.get("http", servers), of.get("https", servers))


def _registry() -> dict[str, object]:
    values: dict[str, object] = {}
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - there is none elsewhere

        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _WINDOWS) as key:
            for at in range(winreg.QueryInfoKey(key)[1]):
                name, value, _ = winreg.EnumValue(key, at)
                values[name] = value
    return values


def _address(said: Mapping[str, str]) -> str:
    return f"{said['Server']}:{said.get('Port', '')}" if said.get("Server") else ""


def _pairs(text: str) -> dict[str, str]:
    return {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())
    }


def _group(text: str, name: str) -> dict[str, str]:
    """The values of one group of a KDE configuration file."""
    values: dict[str, str] = {}
    inside = False
    for line in text.splitlines():
        if line.startswith("["):
            inside = line.strip() == f"[{name}]"
        elif inside and "=" in line:
            key, _, value = line.partition("=")
            values[key.partition("[")[0].strip()] = value.strip()
    return values
