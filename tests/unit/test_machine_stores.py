from pathlib import Path

from machines_for_tests import machine, script

from unwall.machine.stores import stores


def names(found: object) -> list[tuple[str, str]]:
    return [(each.name, each.place) for each in found]  # type: ignore[attr-defined]


def test_which_there_are(tmp_path: Path) -> None:
    on = machine(tmp_path)
    assert names(stores(on)) == []
    script(tmp_path, "chromium", "exit 0")
    profile = tmp_path / "home/.mozilla/firefox/ab12.default/cert9.db"
    profile.parent.mkdir(parents=True)
    profile.touch()
    (tmp_path / "root/etc/pki/ca-trust/source/anchors").mkdir(parents=True)
    assert names(stores(on)) == [
        ("system", str(tmp_path / "root/etc/pki/ca-trust/source/anchors")),
        ("chromium", str(tmp_path / "home/.pki/nssdb")),
        ("firefox", str(profile.parent)),
    ]
    assert names(stores(on._replace(system="win32"))) == [("windows", "Root")]
    keychain = tmp_path / "home/Library/Keychains/login.keychain-db"
    assert names(stores(on._replace(system="darwin"))) == [
        ("keychain", str(keychain)),
        ("firefox", str(profile.parent)),
    ]
