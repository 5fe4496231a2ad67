"""Which stores hold our certificate: real NSS stores in a home folder made for it."""

import subprocess
from pathlib import Path

import pytest

from unwall.browser.find import Machine
from unwall.browser.stores import holding
from unwall.proxy.ca import ensure


def installed(certutil: Path, certificate: Path, store: Path, nickname: str = "unwall") -> None:
    store.mkdir(parents=True)
    for words in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", nickname, "-i", str(certificate)]):
        command = [str(certutil), *words, "-d", f"sql:{store}"]
        subprocess.run(command, check=True, capture_output=True, timeout=20)


@pytest.fixture
def home(tmp_path: Path) -> Machine:
    return Machine("linux", tmp_path, {"PATH": "/usr/bin:/usr/local/bin:/opt/homebrew/bin"})


def test_no_store(tmp_path: Path, home: Machine) -> None:
    assert holding(ensure(tmp_path / "data", ["zhihu.com"]).certificate, home) == ()


def test_nss_stores(tmp_path: Path, home: Machine, requires_certutil: Path) -> None:
    ours, other = (ensure(tmp_path / name, ["zhihu.com"]).certificate for name in ("data", "other"))
    shared, profile = tmp_path / ".pki/nssdb", tmp_path / ".mozilla/firefox/ab12.default"
    installed(requires_certutil, ours, shared)
    installed(requires_certutil, other, profile, "unwall CA my-laptop 2026-11-24")
    assert holding(ours, home) == (str(shared),)
    assert holding(other, home) == (str(profile),)
    assert holding(ours, home._replace(environment={"PATH": ""})) == ()
