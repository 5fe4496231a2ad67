"""The user's roots on Windows, by a ``certutil`` that prints what Windows' own prints."""

import os
from pathlib import Path

import pytest
from machines_for_tests import machine, root, script

from unwall.machine.windows_roots import WindowsRoots

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")

CERTUTIL = """
case "$*" in
"-user -store Root") cat {kept};;
"-user -addstore Root "*) grep -q BEGIN "$4" && echo 'Cert Hash(sha1): {thumbprint}' >> {kept};;
"-user -delstore Root {thumbprint}") cp {before} {kept};;
*) exit 1;;
esac
"""


def test_in_and_out_again(tmp_path: Path) -> None:
    ours = root(tmp_path / "ours")
    kept, before = tmp_path / "kept", tmp_path / "before"
    listing = "Root 'Trusted Root'\n===== Certificate 0 =====\nCert Hash(sha1): " + "ab " * 19 + "ab\n"
    for file in (kept, before):
        file.write_text(listing)
    script(tmp_path, "certutil", CERTUTIL.format(kept=kept, before=before, thumbprint=ours.thumbprint))
    on = machine(tmp_path, "linux", path="/usr/bin:/bin")
    store = WindowsRoots(on)
    assert (store.listing(), store.has(ours)) == (listing, False)
    assert store.ours() == ()
    store.add(ours)
    assert store.has(ours)
    spaced = " ".join(ours.thumbprint[at : at + 2] for at in range(0, 40, 2))
    kept.write_text(kept.read_text().replace(ours.thumbprint, spaced.upper()))
    assert store.has(ours)
    store.remove(ours)
    assert (store.listing(), store.has(ours)) == (listing, False)
