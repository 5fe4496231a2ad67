"""The browser as a process. The browsers here are shell scripts; a real one is driven end to end."""

import os
import select
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from unwall.browser.command import Order
from unwall.browser.find import Browser, Family
from unwall.browser.launch import Obstacle, Window, launch, profiles, sweep
from unwall.browser.trust import Authority, Trust
from unwall.machine.system import Machine

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the profiles lie."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def opened(
    tmp_path: Path, script: str, *, family: Family = Family.CHROMIUM, display: str = ":0"
) -> Window | Obstacle:
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    authority = Authority(tmp_path / "ca.pem", "c3BraQ==")
    order = Order(Browser((str(program),), family), ("127.0.0.1", 8080), authority, ("https://a.example/",))
    path = "/usr/bin:/bin" if family is Family.CHROMIUM else str(tmp_path)
    return launch(order, Machine("linux", tmp_path, {"DISPLAY": display, "PATH": path}))


def window(found: Window | Obstacle) -> Window:
    assert isinstance(found, Window)
    return found


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.fixture
def say(tmp_path: Path) -> Iterator[Callable[[], int]]:
    """Give the next number that a browser wrote into the pipe ``say``; fail where none comes."""
    os.mkfifo(tmp_path / "say")
    pipe = os.open(tmp_path / "say", os.O_RDWR | os.O_NONBLOCK)

    def number() -> int:
        assert select.select([pipe], [], [], 10)[0], "the browser said nothing"
        return int(os.read(pipe, 100))

    yield number
    os.close(pipe)


def test_it_is_told_its_profile_and_its_proxy_and_leaves_nothing(tmp_path: Path, place: Path) -> None:
    found = window(opened(tmp_path, 'printf "%s\\n" "$@" > "$HOME/../told"; test -d "$HOME/profile"'))
    assert found.wait() is None
    words = (place / "told").read_text().splitlines()
    assert f"--user-data-dir={found.folder}/profile" in words
    assert "--proxy-server=127.0.0.1:8080" in words
    assert words[-1] == "https://a.example/"
    assert (found.trust, found.folder.parent) == (Trust.KEY, place)
    found.close()
    assert [path.name for path in place.iterdir()] == ["told"]


def test_its_folder_is_for_this_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        found = window(opened(tmp_path, "exec sleep 60"))
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in (found.folder, found.folder / "profile")} == {0o700}
    found.close()


def test_no_display(tmp_path: Path, place: Path) -> None:
    assert opened(tmp_path, f": > '{tmp_path}/ran'", display="") is Obstacle.NO_DISPLAY
    assert not (tmp_path / "ran").exists()
    assert list(place.iterdir()) == []


def test_firefox_without_a_store_is_not_opened(tmp_path: Path, place: Path) -> None:
    assert opened(tmp_path, ":", family=Family.FIREFOX) is Obstacle.NO_TRUST
    assert list(place.iterdir()) == []


def test_a_program_that_is_none(tmp_path: Path, place: Path) -> None:
    authority = Authority(tmp_path / "ca.pem", "c3BraQ==")
    order = Order(Browser((str(tmp_path / "gone"),), Family.CHROMIUM), ("127.0.0.1", 8080), authority)
    assert launch(order, Machine("linux", tmp_path, {"DISPLAY": ":0"})) is Obstacle.FAILED
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("script", "ending"), [("exit 1", Obstacle.FAILED), ("kill -9 $$", Obstacle.FAILED), ("exit 0", None)]
)
def test_a_browser_that_ends_at_once(tmp_path: Path, script: str, ending: Obstacle | None) -> None:
    found = window(opened(tmp_path, script))
    assert found.wait() is ending
    found.close()


@pytest.mark.parametrize("deaf", ["", "trap '' TERM HUP; "])
def test_close_ends_it_and_its_children(
    tmp_path: Path, place: Path, say: Callable[[], int], deaf: str
) -> None:
    pipe = tmp_path / "say"
    found = window(opened(tmp_path, f"{deaf}sleep 60 & echo $! > '{pipe}'; wait; sleep 60"))
    child = say()
    assert lives(child)
    found.close()
    assert not lives(child)
    assert list(place.iterdir()) == []
    found.close()


def test_it_is_in_a_session_of_its_own(tmp_path: Path, say: Callable[[], int]) -> None:
    found = window(opened(tmp_path, f"echo $$ > '{tmp_path}/say'; exec sleep 60"))
    own = say()
    assert (os.getsid(own), os.getpgid(own)) == (own, own)
    found.close()
    assert not lives(own)


# ---- profiles that stayed ----------------------------------------------------------------------------------


@pytest.fixture
def dead() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def left(place: Path, name: str, browser: int | None = None) -> Path:
    folder = place / name
    (folder / "profile").mkdir(parents=True)
    if browser is not None:
        (folder / "browser.pid").write_text(str(browser))
    return folder


def test_sweep_takes_what_nothing_uses(place: Path, dead: int) -> None:
    left(place, f"unwall-browser-{dead}-a")
    left(place, f"unwall-browser-{dead}-b", dead)
    kept = [
        left(place, f"unwall-browser-{os.getpid()}-c", dead),
        left(place, f"unwall-browser-{dead}-d", os.getpid()),
        left(place, "unwall-browser-of-somebody"),
        left(place, "another-1-a"),
    ]
    sweep(place)
    assert sorted(place.iterdir()) == sorted(kept)


def test_profiles_are_told_with_what_uses_them(place: Path, tmp_path: Path, dead: int) -> None:
    snap = tmp_path / "snap/chromium/common"
    unused, used = left(place, f"unwall-browser-{dead}-a"), left(snap, f"unwall-browser-{os.getpid()}-b")
    left(place, "unwall-browser-of-somebody")
    (place / f"unwall-browser-{dead}-c").symlink_to(tmp_path)
    assert profiles(Machine("linux", tmp_path, {})) == [(used, True), (unused, False)]


def test_sweep_follows_no_link(place: Path, tmp_path: Path, dead: int) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").touch()
    (place / f"unwall-browser-{dead}-a").symlink_to(tmp_path / "precious")
    sweep(place)
    assert (tmp_path / "precious" / "file").exists()


def test_a_launch_sweeps_first(tmp_path: Path, place: Path, dead: int) -> None:
    left(place, f"unwall-browser-{dead}-a")
    found = window(opened(tmp_path, "exit 0"))
    assert [path.name for path in place.iterdir()] == [found.folder.name]
    found.close()
