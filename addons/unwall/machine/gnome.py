"""The network settings of GNOME and its kin, by gsettings: browsers and most programs there follow them."""

from unwall.machine.programs import ProgramError, run
from unwall.machine.settings import Mode, Route
from unwall.machine.system import Machine

_SCHEMA = "org.gnome.system.proxy"
_PAC = "autoconfig-url"


class Gnome:
    """The setting. Implements ``Writable``."""

    name = "GNOME"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def read(self) -> Route | None:
        """None where there is no gsettings or no such schema."""
        try:
            mode = self._get("mode")
        except ProgramError:
            return None
        known = Mode(mode) if mode in list(Mode) else Mode.NONE
        return Route(known, self._get(_PAC), self._address("http"), self._address("https"))

    def write(self, route: Route) -> None:
        """In an order that leaves no moment in which the mode asks for a PAC file that is not named yet."""
        values = [(_PAC, route.pac), ("mode", str(route.mode))]
        for key, value in values if route.mode is Mode.AUTO else reversed(values):
            if self._get(key) == value:
                continue
            self._run(
                "reset", _SCHEMA, key
            )  # where that is what it shall be, nothing of the user's own stands there
            if self._get(key) != value:
                self._run("set", _SCHEMA, key, _quoted(value))

    def _address(self, kind: str) -> str:
        host = _plain(self._run("get", f"{_SCHEMA}.{kind}", "host"))
        return f"{host}:{self._run('get', f'{_SCHEMA}.{kind}', 'port').strip()}" if host else ""

    def _get(self, key: str) -> str:
        return _plain(self._run("get", _SCHEMA, key))

    def _run(self, *words: str) -> str:
        return run(self._machine, "gsettings", *words)


def _plain(text: str) -> str:
    """The text of a GVariant string as gsettings prints it: in single quotes unless it has one."""
    text = text.strip()
    inner = text[1:-1] if text[:1] in ("'", '"') else text
    return inner.replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\")


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
