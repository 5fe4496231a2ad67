"""The login keychain of macOS, by a ``security`` that keeps certificates in a file."""

import os
from pathlib import Path

import pytest
from machines_for_tests import company, machine, root, script

from unwall.machine.keychain import Keychain

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")

SECURITY = """
kept={kept}
case $1 in
find-certificate) test "$4" = "$HOME/Library/Keychains/login.keychain-db" && cat $kept;;
add-trusted-cert) cat "$6" >> $kept; echo "$2 $3" >> {trust};;
remove-trusted-cert) test -s "$2" && : > {trust};;
delete-certificate) test "$3" = "{thumbprint}" && test ! -s {trust} && cp {before} $kept;;
esac
"""


def test_in_and_out_again(tmp_path: Path) -> None:
    ours, theirs = root(tmp_path / "ours"), company()
    files = {name: tmp_path / name for name in ("kept", "trust", "before")}
    for name in ("kept", "before"):
        files[name].write_text(theirs.pem)
    script(tmp_path, "security", SECURITY.format(**files, thumbprint=ours.thumbprint.upper()))
    store = Keychain(machine(tmp_path, "darwin", path="/usr/bin:/bin", HOME=str(tmp_path / "home")))
    before = store.listing()
    assert [store.has(each) for each in (theirs, ours)] == [True, False]
    assert store.ours() == ()
    store.add(ours)
    assert store.ours() == (ours,)
    assert (store.has(ours), files["trust"].read_text()) == (True, "-r trustRoot\n")
    store.remove(ours)
    assert (store.has(ours), store.listing()) == (False, before)
