"""Which browsers this machine has: those of Chromium's family first, Firefox last."""

import contextlib
import ntpath
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from unwall.machine.system import Machine


class Family(StrEnum):
    """What a browser is built from, which decides how it is told things."""

    CHROMIUM = "chromium"
    FIREFOX = "firefox"


class Browser(NamedTuple):
    """A browser that can be started."""

    command: tuple[str, ...]
    family: Family
    confined_to: Path | None = (
        None  # a snap or Flatpak sees no profile elsewhere, nor a home folder that we give it
    )

    @property
    def name(self) -> str:
        """What to call it: the last part of its command, without its ending."""
        return ntpath.basename(self.command[-1]).removesuffix(".exe")


_LINUX = (
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "brave-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
    "vivaldi-stable",
    "vivaldi",
)
_FLATPAK = (
    "com.google.Chrome",
    "org.chromium.Chromium",
    "com.brave.Browser",
    "com.microsoft.Edge",
    "com.vivaldi.Vivaldi",
)
_MACOS = ("Google Chrome", "Chromium", "Brave Browser", "Microsoft Edge", "Vivaldi", "Firefox")
_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"BraveSoftware\Brave-Browser\Application\brave.exe",
    r"Vivaldi\Application\vivaldi.exe",
    r"Mozilla Firefox\firefox.exe",
)
_FLATPAKS_LIE_IN = ("var/lib/flatpak/app", ".local/share/flatpak/app")
_LONGEST_SCRIPT = 4096  # bytes of a start script that are looked at


def find(machine: Machine, asked: str = "") -> Browser | None:
    """The browser to use: ``asked``, a path or a program's name, or else the first there is."""
    if asked:
        program = machine.program(asked)
        return _browser(program, machine) if program else None
    return next(_present(machine), None)


def has_own_home(browser: Browser, machine: Machine) -> bool:
    """Whether it gets a home folder of ours: on Linux browsers keep certificates and crash reports there."""
    return machine.system.startswith("linux") and browser.confined_to is None


def _present(machine: Machine) -> Iterator[Browser]:
    if machine.system in ("win32", "darwin"):
        places = windows_places(machine) if machine.on_windows else macos_places(machine)
        yield from (_browser(place, machine) for place in places if Path(place).is_file())
        return
    names = (*_LINUX, "/snap/bin/chromium")
    yield from (_browser(program, machine) for name in names if (program := machine.program(name)))
    if machine.program("flatpak"):
        yield from (_flatpak(app, machine) for app in _FLATPAK if _is_installed(app, machine))
    firefoxes = ("firefox", "firefox-esr")
    yield from (_browser(program, machine) for name in firefoxes if (program := machine.program(name)))


def macos_places(machine: Machine) -> Iterator[str]:
    """Where programs lie on macOS, best browser first."""
    for name in _MACOS:
        program = "firefox" if name == "Firefox" else name
        for folder in ("/Applications", f"{machine.home}/Applications"):
            yield f"{folder}/{name}.app/Contents/MacOS/{program}"


def windows_places(machine: Machine) -> Iterator[str]:
    """Where programs lie on Windows, for all users and for one, best browser first."""
    roots = [
        machine.environment.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")
    ]
    for program in _WINDOWS:
        yield from _registered(ntpath.basename(program))
        yield from (ntpath.join(root, program) for root in roots if root)


def _flatpak(app: str, machine: Machine) -> Browser:
    return Browser(("flatpak", "run", app), Family.CHROMIUM, machine.home / ".var/app" / app / "cache")


def _registered(program: str) -> list[str]:
    """Where Windows itself was told that a program lies."""
    places: list[str] = []
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - there is none elsewhere

        key = rf"Software\Microsoft\Windows\CurrentVersion\App Paths\{program}"
        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            with contextlib.suppress(OSError):
                places.append(winreg.QueryValue(root, key).strip('"'))
    return places


def _browser(program: str, machine: Machine) -> Browser:
    family = Family.FIREFOX if "firefox" in ntpath.basename(program).lower() else Family.CHROMIUM
    snap = _snap(program) if machine.system.startswith("linux") else None
    return Browser((program,), family, machine.home / "snap" / snap / "common" if snap else None)


def _snap(program: str) -> str | None:
    """The snap that a program belongs to; Ubuntu's /usr/bin/chromium-browser is a script that starts one."""
    if program.startswith("/snap/bin/"):
        return program.removeprefix("/snap/bin/").partition(".")[0]
    try:
        with Path(program).open("rb") as file:
            start = file.read(_LONGEST_SCRIPT)
    except OSError:
        return None
    _, found, rest = start.partition(b"/snap/bin/")
    if not found or not start.startswith(b"#!"):
        return None
    return "firefox" if rest.startswith(b"firefox") else "chromium"


def _is_installed(app: str, machine: Machine) -> bool:
    return any(
        (root / place / app).is_dir() for root in (Path("/"), machine.home) for place in _FLATPAKS_LIE_IN
    )
