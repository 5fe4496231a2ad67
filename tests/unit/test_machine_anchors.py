"""The system's store: each family of distributions with an update program that does as theirs do."""

import os
from pathlib import Path

import pytest
from machines_for_tests import company, machine, root, script, tree

from unwall.machine.anchors import Anchors, families
from unwall.machine.programs import ProgramError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")

# anchors, ending that is read there, program, bundle
FAMILIES = [
    (
        "usr/local/share/ca-certificates",
        ".crt",
        "update-ca-certificates",
        "etc/ssl/certs/ca-certificates.crt",
    ),
    (
        "etc/pki/ca-trust/source/anchors",
        ".pem",
        "update-ca-trust",
        "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    ),
    ("etc/ca-certificates/trust-source/anchors", ".crt", "trust", "etc/ssl/certs/ca-certificates.crt"),
    ("etc/pki/trust/anchors", ".pem", "update-ca-certificates", "var/lib/ca-certificates/ca-bundle.pem"),
]


def system(folder: Path, anchors: str, ending: str, program: str, bundle: str) -> Anchors:
    on = machine(folder, path="/usr/bin:/bin")
    places = [folder / "root" / place for place in (anchors, Path(bundle).parent)]
    for place in places:
        place.mkdir(parents=True)
    (places[0] / f"company{ending}").write_text(company().pem)
    script(folder, program, f"cat {places[0]}/*{ending} > {folder / 'root' / bundle}")
    [family] = families(on)
    store = Anchors(on, family)
    store._run(program)  # noqa: SLF001 - the bundle as the system left it
    return store


@pytest.mark.parametrize("family", FAMILIES, ids=[each[0] for each in FAMILIES])
def test_in_and_out_again_to_the_byte(tmp_path: Path, family: tuple[str, str, str, str]) -> None:
    store, ours = system(tmp_path, *family), root(tmp_path / "ours")
    before, listing = tree(tmp_path / "root"), store.listing()
    assert not store.has(ours)
    store.add(ours)
    assert store.has(ours)
    assert store.ours() == (ours,)
    assert ours.pem in (tmp_path / "root" / family[3]).read_text()
    assert store.listing() != listing
    store.remove(ours)
    assert (tree(tmp_path / "root"), store.listing(), store.has(ours)) == (before, listing, False)


def test_one_that_somebody_laid_there_by_hand_goes_as_well(tmp_path: Path) -> None:
    store, ours = system(tmp_path, *FAMILIES[0]), root(tmp_path / "ours")
    before = tree(tmp_path / "root")
    (tmp_path / "root" / FAMILIES[0][0] / "unwall.crt").write_text(ours.pem)
    store.remove(ours)
    assert tree(tmp_path / "root") == before


def test_a_file_with_other_certificates_beside_ours_stays(tmp_path: Path) -> None:
    store, ours = system(tmp_path, *FAMILIES[0]), root(tmp_path / "ours")
    both = tmp_path / "root" / FAMILIES[0][0] / "both.crt"
    both.write_text(company().pem + ours.pem)
    store.remove(ours)
    assert both.is_file()
    assert store.has(ours)


def test_where_the_update_fails_nothing_stays(tmp_path: Path) -> None:
    store, ours = system(tmp_path, *FAMILIES[0]), root(tmp_path / "ours")
    before = tree(tmp_path / "root")
    script(tmp_path, "update-ca-certificates", "echo no space left >&2; exit 1")
    with pytest.raises(ProgramError, match="no space left"):
        store.add(ours)
    assert tree(tmp_path / "root") == before


def test_no_family(tmp_path: Path) -> None:
    assert list(families(machine(tmp_path))) == []
