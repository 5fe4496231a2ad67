"""NSS databases with the real certutil."""

import subprocess
from pathlib import Path

import pytest
from machines_for_tests import REAL, company, machine, root, script

from unwall.machine.nss import Nss, databases
from unwall.machine.programs import ProgramError


def made(certutil: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    subprocess.run([certutil, "-N", "-d", f"sql:{folder}", "--empty-password"], check=True, timeout=20)


def put(certutil: Path, folder: Path, nickname: str, pem: str, flags: str = "C,,") -> None:
    command = [str(certutil), "-A", "-d", f"sql:{folder}", "-t", flags, "-n", nickname]
    subprocess.run(command, input=pem, text=True, check=True, timeout=20)


@pytest.fixture
def store(tmp_path: Path, requires_certutil: Path) -> Nss:
    """A database with another's certificate in it."""
    folder = tmp_path / "home/.pki/nssdb"
    made(requires_certutil, folder)
    put(requires_certutil, folder, "company CA", company().pem)
    return Nss(machine(tmp_path, path=REAL), "chromium", folder)


def test_in_and_out_again_to_the_byte(tmp_path: Path, store: Nss) -> None:
    ours, before = root(tmp_path / "ours"), store.listing()
    assert "company CA" in before
    assert not store.has(ours)
    store.add(ours)
    assert store.has(ours)
    assert store.ours() == (ours,)
    assert f"unwall {ours.fingerprint[:16]}" in store.listing()
    store.remove(ours)
    assert (store.listing(), store.has(ours)) == (before, False)


def test_one_that_was_put_in_by_hand_under_whatever_name(
    tmp_path: Path, store: Nss, requires_certutil: Path
) -> None:
    ours, before = root(tmp_path / "ours"), store.listing()
    for nickname in ("unwall", "unwall CA my-laptop 2026-11-24"):
        put(requires_certutil, Path(store.place), nickname, ours.pem)
        assert store.has(ours)
        store.remove(ours)
        assert (store.listing(), store.has(ours)) == (before, False)


def test_two_of_one_day_under_one_name_are_told_apart(
    tmp_path: Path, store: Nss, requires_certutil: Path
) -> None:
    ours = [root(tmp_path / name) for name in ("a", "b", "c")]
    for which, flags in zip(ours, ("C,,", "CT,C,", ",,"), strict=True):
        put(requires_certutil, Path(store.place), "unwall", which.pem, flags)
    store.remove(ours[1])
    assert [store.has(each) for each in ours] == [True, False, True]
    store.remove(ours[0])
    assert [store.has(each) for each in ours] == [False, False, True]


def test_one_of_the_same_subject_under_another_name_is_not_touched(
    tmp_path: Path, store: Nss, requires_certutil: Path
) -> None:
    ours, other = root(tmp_path / "ours"), root(tmp_path / "other")
    put(requires_certutil, Path(store.place), "mine", other.pem, "CT,C,C")
    before = store.listing()
    store.add(ours)
    store.remove(ours)
    assert store.listing() == before


def test_a_database_that_we_made_goes_unless_somebody_used_it(
    tmp_path: Path, requires_certutil: Path
) -> None:
    ours, folder = root(tmp_path / "ours"), tmp_path / "home/.pki/nssdb"
    store = Nss(machine(tmp_path, path=REAL), "chromium", folder)
    assert (store.listing(), store.ours()) == ("", ())
    store.add(ours)
    assert store.has(ours)
    store.remove(ours, made=True)
    assert not (tmp_path / "home/.pki").exists()
    store.add(ours)
    put(requires_certutil, folder, "company CA", company().pem)
    store.remove(ours, made=True)
    assert "company CA" in store.listing()


def test_without_certutil(tmp_path: Path) -> None:
    folder = tmp_path / "home/.pki/nssdb"
    folder.mkdir(parents=True)
    (folder / "cert9.db").touch()
    store = Nss(machine(tmp_path), "chromium", folder)
    with pytest.raises(ProgramError, match="certutil: not found"):
        store.has(root(tmp_path / "ours"))


def test_where_databases_are(tmp_path: Path) -> None:
    on = machine(tmp_path)
    home = tmp_path / "home"
    assert list(databases(on)) == []
    script(tmp_path, "google-chrome", "exit 0")
    assert list(databases(on)) == [("chromium", home / ".pki/nssdb")]
    places = [
        "snap/chromium/current/.pki/nssdb",
        "snap/firefox/common/.mozilla/firefox/x.default",
        "Library/Application Support/Firefox/Profiles/y",
    ]
    for place in places:
        (home / place).mkdir(parents=True)
        (home / place / "cert9.db").touch()
    assert list(databases(on)) == [
        ("chromium", home / ".pki/nssdb"),
        ("chromium", home / places[0]),
        ("firefox", home / places[1]),
        ("firefox", home / places[2]),
    ]
    assert [name for name, _ in databases(on._replace(system="darwin"))] == ["firefox", "firefox"]
