"""Which proxy the programs of this machine are told to use, by each of the places where that is said."""

from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

from unwall.machine.programs import ProgramError
from unwall.machine.words import NOT_KEPT


class Mode(StrEnum):
    """How servers are reached."""

    NONE = "none"  # directly
    MANUAL = "manual"  # through the proxies named
    AUTO = "auto"  # as a PAC file says


class Route(NamedTuple):
    """How one place says that servers are reached; it may have values that only another mode needs, too."""

    mode: Mode
    pac: str = ""  # an address
    http: str = ""  # HOST:PORT, for plain addresses
    https: str = ""  # and for those under TLS

    def leads_to(self, proxy: str, pac: str) -> bool:
        """Whether it leads to the proxy at ``HOST:PORT``, by itself or by the PAC file at ``pac``."""
        if self.mode is Mode.MANUAL:
            return {_host_and_port(self.http), _host_and_port(self.https)} == {_host_and_port(proxy)}
        return self.mode is Mode.AUTO and self.pac == pac


class Setting(Protocol):
    """One place. What fails is a ProgramError or an OSError."""

    name: str

    def read(self) -> Route | None:
        """What it says; None where this machine has no such place."""


@runtime_checkable
class Writable(Setting, Protocol):
    """A place that we can change."""

    def write(self, route: Route) -> None:
        """Make it say that mode and that PAC file; its proxies stay. Raises ProgramError.

        The PAC file comes first where the mode is to follow it, and last where it is not: should the process
        be killed between the two, what stands is still known as ours.
        """


def put(setting: Writable, route: Route) -> None:
    """Write, and see that it is so. Raises ProgramError."""
    setting.write(route)
    found = setting.read()
    if found is None or (found.mode, found.pac) != (route.mode, route.pac):
        raise ProgramError(setting.name, NOT_KEPT)


def _host_and_port(text: str) -> str:
    plain = text.partition("://")[2] or text
    return plain.rstrip("/").rpartition("@")[2].lower().replace("localhost:", "127.0.0.1:")
