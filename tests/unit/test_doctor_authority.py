import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from machines_for_tests import REAL, machine, root

from unwall.doctor.authority import authority
from unwall.doctor.finding import State
from unwall.language import Language
from unwall.machine.nss import Nss
from unwall.machine.stores import Store
from unwall.proxy.ca import CaFiles, ensure, folder_of

NOW = datetime(2026, 11, 26, tzinfo=UTC)

type Told = Callable[..., dict[str, tuple[str, str]]]


@pytest.fixture
def files(tmp_path: Path) -> CaFiles:
    return ensure(tmp_path, ["zhihu.com"], now=NOW)


def told(
    folder: Path, *stores: Store, domains: tuple[str, ...] = ("zhihu.com",), now: datetime = NOW
) -> dict[str, tuple[State, str, str]]:
    found = list(authority(folder, domains, stores, now))
    assert len({each.check for each in found}) == len(found)
    return {each.check: (each.state, *each.told(Language.ENGLISH)) for each in found}


def test_none_yet(tmp_path: Path) -> None:
    assert told(tmp_path / "ca") == {
        "ca": (State.NOTE, f"no certificate yet in {tmp_path / 'ca'}; it is made by", "unwall run")
    }


def test_in_order(tmp_path: Path, files: CaFiles) -> None:
    assert told(folder_of(tmp_path)) == {
        "ca": (State.FINE, f"certificate {files.name}, valid until 2028-11-23", ""),
        "ca-scope": (State.FINE, "the certificate covers all 1 domains of the rules", ""),
        "trust": (
            State.FINE,
            "in no store of this system; the window of unwall run trusts it by itself",
            "",
        ),
    }


def test_older_than_the_rules_and_soon_over(tmp_path: Path, files: CaFiles) -> None:
    found = told(folder_of(tmp_path), domains=("a.com", "zhihu.com"), now=NOW + timedelta(days=700))
    state, says, step = found["ca-scope"]
    assert (state, "lacks 1 of their domains (a.com)" in says) == (State.MEND, True)
    assert f"rm -r {folder_of(tmp_path)}, then unwall run" in step
    assert found["ca"] == (State.NOTE, f"certificate {files.name} is valid only until 2028-11-23", step)


@pytest.mark.skipif(os.name != "posix", reason="only on systems with modes")
def test_what_cannot_be_used(tmp_path: Path, files: CaFiles) -> None:
    over = told(folder_of(tmp_path), now=NOW + timedelta(days=800))
    assert (over["ca"][0], "expired on 2028-11-23" in over["ca"][1]) == (State.MEND, True)
    files.pem.chmod(0o644)
    assert told(folder_of(tmp_path))["ca"][1].endswith(f"next: chmod 600 {files.pem}")
    files.pem.chmod(0o600)
    files.pem.write_text("half")
    assert "is not whole" in told(folder_of(tmp_path))["ca"][1]
    files.pem.unlink()
    files.pem.mkdir(0o700)
    state, says, _ = told(folder_of(tmp_path))["ca"]
    assert (state, "cannot be read (Is a directory)" in says) == (State.MEND, True)


def test_where_it_is_trusted(tmp_path: Path, files: CaFiles, requires_certutil: Path) -> None:
    folders = [tmp_path / "home" / name for name in ("a", "b")]
    held, other = (Nss(machine(tmp_path, path=REAL), "firefox", folder) for folder in folders)
    held.add(root(tmp_path))
    other.add(root(tmp_path / "other"))
    found = [(each.check, each.state) for each in authority(folder_of(tmp_path), ["zhihu.com"], [other], NOW)]
    assert found[2:] == [("trust", State.NOTE), ("trust", State.FINE)]
    short = files.fingerprint.replace(":", "").lower()[:16]
    assert told(folder_of(tmp_path), held)["trust"] == (
        State.FINE,
        f"trusted ({short}…) by firefox ({folders[0]})",
        "",
    )


def test_a_store_that_cannot_be_looked_into(tmp_path: Path, files: CaFiles) -> None:
    store = Nss(machine(tmp_path), "firefox", tmp_path)
    (tmp_path / "cert9.db").touch()
    found = list(authority(folder_of(tmp_path), ["zhihu.com"], [store], NOW))
    assert [(each.check, each.state) for each in found[2:]] == [("trust", State.NOTE), ("trust", State.FINE)]
    assert "can be looked into only with certutil" in found[2].told(Language.ENGLISH)[0]
