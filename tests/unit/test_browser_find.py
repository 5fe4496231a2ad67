"""Which browsers are found where: real files on a real path for this system, places alone for the others."""

import os
from pathlib import Path

import pytest

from unwall.browser.find import Browser, Family, find, has_own_home, macos_places, windows_places
from unwall.machine.system import Machine

CHROMIUM, FIREFOX = Family.CHROMIUM, Family.FIREFOX
POSIX = pytest.mark.skipif(os.name != "posix", reason="only on systems whose programs are told by their mode")


def program(folder: Path, name: str, text: str = "") -> Path:
    """A file that can be run."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def linux(tmp_path: Path, **environment: str) -> Machine:
    return Machine("linux", tmp_path / "home", {"PATH": str(tmp_path / "bin"), **environment})


@POSIX
@pytest.mark.parametrize(
    ("there", "first"),
    [
        ("chromium google-chrome google-chrome-stable firefox", "google-chrome-stable"),
        ("firefox microsoft-edge brave-browser", "brave-browser"),
        ("firefox vivaldi", "vivaldi"),
        ("firefox-esr firefox", "firefox"),
        ("firefox-esr", "firefox-esr"),
        ("epiphany lynx", None),
    ],
)
def test_the_best_there_is_on_linux(tmp_path: Path, there: str, first: str | None) -> None:
    for name in there.split():
        program(tmp_path / "bin", name)
    found = find(linux(tmp_path))
    family = FIREFOX if first and "firefox" in first else CHROMIUM
    assert found == (Browser((str(tmp_path / "bin" / first),), family) if first else None)


@POSIX
def test_what_is_asked_for_wins(tmp_path: Path) -> None:
    program(tmp_path / "bin", "chromium")
    own = program(tmp_path / "own place", "My Firefox")
    machine = linux(tmp_path)
    assert find(machine, str(own)) == Browser((str(own),), FIREFOX)
    assert find(machine, "chromium") == Browser((str(tmp_path / "bin" / "chromium"),), CHROMIUM)
    assert find(machine, "opera") is None
    assert find(machine, str(tmp_path / "bin")) is None


@POSIX
@pytest.mark.parametrize(
    ("name", "script", "snap"),
    [
        ("chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n', "chromium"),
        ("firefox", '#!/bin/sh\nexec /snap/bin/firefox "$@"\n', "firefox"),
        ("chromium", '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n', None),
        ("chromium", "\x7fELF /snap/bin/chromium", None),
    ],
)
def test_a_script_that_starts_a_snap_is_that_snap(
    tmp_path: Path, name: str, script: str, snap: str | None
) -> None:
    program(tmp_path / "bin", name, script)
    machine = linux(tmp_path)
    found = find(machine)
    assert found
    assert found.confined_to == (machine.home / "snap" / snap / "common" if snap else None)
    assert has_own_home(found, machine) is (snap is None)


@POSIX
def test_flatpaks_come_before_firefox(tmp_path: Path) -> None:
    machine = linux(tmp_path)
    program(tmp_path / "bin", "firefox")
    flatpak = program(tmp_path / "bin", "flatpak")
    (machine.home / ".local/share/flatpak/app/com.brave.Browser").mkdir(parents=True)
    place = machine.home / ".var/app/com.brave.Browser/cache"
    found = find(machine)
    assert found == Browser(("flatpak", "run", "com.brave.Browser"), CHROMIUM, place)
    assert not has_own_home(found, machine)
    flatpak.unlink()
    assert find(machine) == Browser((str(tmp_path / "bin" / "firefox"),), FIREFOX)


def test_places_on_macos() -> None:
    assert list(macos_places(Machine("darwin", Path("/Users/li"), {})))[:5] == [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Users/li/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Users/li/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",
    ]
    assert list(macos_places(Machine("darwin", Path("/Users/li"), {})))[-1] == (
        "/Users/li/Applications/Firefox.app/Contents/MacOS/firefox"
    )


def test_places_on_windows() -> None:
    environment = {"ProgramFiles": r"C:\Program Files", "LocalAppData": r"C:\Users\li\AppData\Local"}
    places = list(windows_places(Machine("win32", Path(r"C:\Users\li"), environment)))
    assert [place for place in places if place.endswith("msedge.exe")][-2:] == [
        r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
        r"C:\Users\li\AppData\Local\Microsoft\Edge\Application\msedge.exe",
    ]
    assert places[-1].endswith(r"Mozilla Firefox\firefox.exe")


@POSIX
def test_the_first_that_is_there_on_macos(tmp_path: Path) -> None:
    edge = program(tmp_path, "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge")
    program(tmp_path, "Applications/Firefox.app/Contents/MacOS/firefox")
    others = [
        place
        for place in macos_places(Machine("darwin", tmp_path, {}))
        if not place.startswith(str(tmp_path))
    ]
    if any(Path(place).exists() for place in others):
        pytest.skip("only on machines without browsers in /Applications")
    assert find(Machine("darwin", tmp_path, {})) == Browser((str(edge),), CHROMIUM)


@pytest.mark.parametrize(
    ("system", "environment", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("freebsd14", {}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_has_display(system: str, environment: dict[str, str], shown: bool) -> None:
    assert Machine(system, Path("/home/li"), environment).has_display is shown


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("/usr/bin/chromium",), "chromium"),
        (("flatpak", "run", "com.brave.Browser"), "com.brave.Browser"),
        ((r"C:\Program Files\Google\Chrome\Application\chrome.exe",), "chrome"),
        (("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",), "Google Chrome"),
    ],
)
def test_name(command: tuple[str, ...], name: str) -> None:
    assert Browser(command, CHROMIUM).name == name
