"""How a browser is given our CA: with the real certutil where it takes one, and without."""

import os
import subprocess
from pathlib import Path

import pytest

from unwall.browser.find import Browser, Family
from unwall.browser.trust import Authority, Trust, give
from unwall.machine.system import Machine
from unwall.proxy.ca import ensure

CHROMIUM = Browser(("/usr/bin/chromium",), Family.CHROMIUM)
SNAP = Browser(("/snap/bin/chromium",), Family.CHROMIUM, Path("/home/li/snap/chromium/common"))
FIREFOX = Browser(("/usr/bin/firefox",), Family.FIREFOX)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    files = ensure(tmp_path_factory.mktemp("ca"), ["zhihu.com"])
    return Authority(files.certificate, files.spki)


def machine(system: str = "linux", path: str = "") -> Machine:
    return Machine(system, Path("/home/li"), {"PATH": path})


def held(store: Path, certutil: Path) -> list[str]:
    """Nickname and trust of each certificate in a store."""
    done = subprocess.run(
        [str(certutil), "-L", "-d", f"sql:{store}"], capture_output=True, text=True, check=True, timeout=20
    )
    return [" ".join(line.split()) for line in done.stdout.splitlines()[3:] if line.strip()]


@pytest.mark.parametrize(("browser", "store"), [(CHROMIUM, "home/.pki/nssdb"), (FIREFOX, "profile")])
def test_a_store_of_its_own(
    tmp_path: Path, requires_certutil: Path, authority: Authority, browser: Browser, store: str
) -> None:
    here = machine(path=str(requires_certutil.parent))
    assert give(browser, here, authority, tmp_path / "home", tmp_path / "profile") is Trust.STORE
    assert held(tmp_path / store, requires_certutil) == ["unwall C,,"]
    assert [path.name for path in tmp_path.iterdir()] == [Path(store).parts[0]]


@pytest.mark.parametrize(
    ("browser", "system", "trust"),
    [
        (CHROMIUM, "linux", Trust.KEY),
        (SNAP, "linux", Trust.KEY),
        (CHROMIUM, "darwin", Trust.KEY),
        (CHROMIUM, "win32", Trust.KEY),
        (FIREFOX, "linux", Trust.NONE),
        (FIREFOX, "win32", Trust.NONE),
    ],
)
def test_without_certutil(
    tmp_path: Path, authority: Authority, browser: Browser, system: str, trust: Trust
) -> None:
    assert give(browser, machine(system), authority, tmp_path, tmp_path / "profile") is trust
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("browser", "system"), [(SNAP, "linux"), (CHROMIUM, "darwin"), (CHROMIUM, "win32"), (FIREFOX, "win32")]
)
def test_certutil_is_not_called_where_it_would_be_in_vain(
    tmp_path: Path, authority: Authority, browser: Browser, system: str
) -> None:
    certutil(tmp_path, f"#!/bin/sh\n: > '{tmp_path}/called'\n")
    give(browser, machine(system, str(tmp_path)), authority, tmp_path / "home", tmp_path / "profile")
    assert not (tmp_path / "called").exists()


@pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")
@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 255\n", '#!/bin/sh\n[ "$1" = -N ]\n', "no program"])
def test_a_certutil_that_fails(tmp_path: Path, authority: Authority, script: str) -> None:
    certutil(tmp_path, script)
    here = machine(path=str(tmp_path))
    assert give(CHROMIUM, here, authority, tmp_path / "home", tmp_path / "profile") is Trust.KEY
    assert give(FIREFOX, here, authority, tmp_path / "home", tmp_path / "profile") is Trust.NONE


def certutil(folder: Path, script: str) -> None:
    path = folder / "certutil"
    path.write_text(script)
    path.chmod(0o755)
