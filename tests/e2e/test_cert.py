"""The CA in real stores: installed and taken out again, and every byte of them is as before.

The system's own store is changed for real, in a mount namespace of this test alone: nothing of it is left.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from machines_for_tests import company, root, tree
from runs_for_tests import ADDONS, SECONDS

UNWALL = [sys.executable, "-m", "unwall.cli.main"]
# What is written below these folders goes to memory, for the processes below this one.
ISOLATED = """
set -e
mount -t tmpfs none "$1"
for folder in /etc /usr/local/share; do
    mkdir -p "$1$folder/upper" "$1$folder/work"
    mount -t overlay none -o "lowerdir=$folder,upperdir=$1$folder/upper,workdir=$1$folder/work" "$folder"
done
shift
exec "$@"
"""
STEPS = """
set -e
/usr/sbin/update-ca-certificates >/dev/null 2>&1
snapshot() { (cd /; find etc/ssl usr/local/share/ca-certificates | sort | while read -r path; do
    if [ -L "$path" ]; then echo "$path -> $(readlink "$path")"
    elif [ -f "$path" ]; then echo "$path $(stat -c %a "$path") $(sha256sum < "$path")"
    else echo "$path $(stat -c %a "$path")"; fi; done); }
snapshot > "$HOME/before"
"$@" cert install --yes --store system > "$HOME/installed"
snapshot > "$HOME/between"
openssl verify -x509_strict -CApath /etc/ssl/certs "$("$@" cert path)" > "$HOME/verified"
"$@" doctor --listen 127.0.0.1:9 --json > "$HOME/doctor" || true
rm -r "$HOME/.local/share/unwall/ca"
"$@" cert uninstall > "$HOME/uninstalled"
snapshot > "$HOME/after"
"""

type Requires = Callable[..., Path]


def isolates(folder: Path) -> bool:
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    folder.mkdir()
    command = ["unshare", "--mount", "sh", "-c", ISOLATED, "sh", str(folder), "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def environment(home: Path, path: str = "") -> dict[str, str]:
    return {
        "PATH": path or os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ADDONS),
        "LC_ALL": "C.UTF-8",
    }


def test_the_store_of_debian_byte_for_byte(tmp_path: Path, requires: Requires) -> None:
    requires("/usr/sbin/update-ca-certificates", install="apt install ca-certificates")
    requires("openssl", install="apt install openssl")
    if not isolates(tmp_path / "memory"):
        pytest.skip("only on Linux as root, where mounts can be private")
    before = tree(Path("/usr/local/share/ca-certificates"))
    home = tmp_path / "home"
    home.mkdir()
    command = [
        "unshare", "--mount", "sh", "-c", ISOLATED, "sh", str(tmp_path / "memory"),
        "sh", "-c", STEPS, "sh", *UNWALL,
    ]  # fmt: skip
    without_sbin = ":".join(part for part in os.environ["PATH"].split(":") if "sbin" not in part)
    subprocess.run(command, env=environment(home, without_sbin), check=False, timeout=4 * SECONDS)
    said = {path.name: path.read_text() for path in home.iterdir() if path.is_file()}
    assert said["installed"].startswith("✓ system (/usr/local/share/ca-certificates): trusts it from now on")
    assert said["between"] != said["before"]
    assert said["verified"].endswith(": OK\n")
    assert "trusted (" in said["doctor"]
    assert said["uninstalled"] == "✓ system (/usr/local/share/ca-certificates): as it was before\n"
    assert said["after"] == said["before"]
    assert tree(Path("/usr/local/share/ca-certificates")) == before


INSTALL = """
import os, sys
from pathlib import Path
from unwall.machine.anchors import Anchors, families
from unwall.machine.changes import Changes
from unwall.machine.roots import roots_of
from unwall.machine.system import Machine
from unwall.machine.trust import install, uninstall
base, word = Path(sys.argv[1]), sys.argv[2]
on = Machine("linux", base / "home", os.environ, is_root=True, root=base / "system")
[family] = families(on)
[ours] = roots_of(base / "ours.pem")
store, changes = Anchors(on, family), Changes(base / "data")
done = [install(store, ours, changes)] if word == "install" else list(uninstall([store], [], changes))
print(*(each.outcome.value for each in done))
"""
SLOW = """#!/bin/sh
touch {base}/begun
while test -e {base}/slow; do sleep 0.05; done
cat {base}/system/usr/local/share/ca-certificates/*.crt > {base}/system/etc/ssl/certs/ca-certificates.crt
touch {base}/ended
"""


def until_there(file: Path) -> None:
    for _ in range(600):
        if file.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"{file.name} never came")


def test_killed_while_a_store_is_changed_it_is_given_back_by_the_next_uninstall(tmp_path: Path) -> None:
    anchors, certs = (
        tmp_path / "system" / place for place in ("usr/local/share/ca-certificates", "etc/ssl/certs")
    )
    for folder in (anchors, certs, tmp_path / "bin"):
        folder.mkdir(parents=True)
    theirs = company().pem
    for file in (anchors / "company.crt", certs / "ca-certificates.crt"):
        file.write_text(theirs)
    (tmp_path / "ours.pem").write_text(root(tmp_path / "ours").pem)
    program = tmp_path / "bin/update-ca-certificates"
    program.write_text(SLOW.format(base=tmp_path))
    program.chmod(0o755)
    before = tree(tmp_path / "system")
    own = environment(tmp_path, f"{tmp_path / 'bin'}:/usr/bin:/bin")

    (tmp_path / "slow").touch()
    with subprocess.Popen([sys.executable, "-c", INSTALL, str(tmp_path), "install"], env=own) as installing:
        until_there(tmp_path / "begun")
        installing.kill()
    (tmp_path / "slow").unlink()
    until_there(tmp_path / "ended")  # what it had begun goes on without it
    assert tree(tmp_path / "system") != before
    command = [sys.executable, "-c", INSTALL, str(tmp_path), "uninstall"]
    done = subprocess.run(command, env=own, capture_output=True, check=True, text=True, timeout=SECONDS)
    assert done.stdout == "restored\n"
    assert tree(tmp_path / "system") == before


def test_databases_of_browsers_byte_for_byte(tmp_path: Path, requires_certutil: Path) -> None:
    def certutil(*words: str, folder: Path, text: str = "") -> str:
        command = [str(requires_certutil), *words, "-d", f"sql:{folder}"]
        return subprocess.run(
            command, input=text, text=True, capture_output=True, check=True, timeout=20
        ).stdout

    def unwall(*words: str) -> list[str]:
        done = subprocess.run(
            [*UNWALL, "cert", *words, "--store", "chromium", "--store", "firefox"],
            env=environment(home), capture_output=True, check=False, encoding="utf-8", timeout=SECONDS,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    home = tmp_path / "home"
    shared, profile = home / ".pki/nssdb", home / ".mozilla/firefox/ab12.default-release"
    for folder in (shared, profile):
        folder.mkdir(parents=True)
        certutil("-N", "--empty-password", folder=folder)
        pem = company().pem
        certutil("-A", "-t", "CT,C,C", "-n", "Company CA", folder=folder, text=pem)
    before = {folder: certutil("-L", folder=folder) for folder in (shared, profile)}
    assert [line[:2] for line in unwall("install", "--yes")] == ["✓ ", "✓ "]
    assert all("unwall" in certutil("-L", folder=folder) for folder in before)
    assert unwall("uninstall", "--purge", "--yes")[:2] == [
        f"✓ chromium ({shared}): as it was before",
        f"✓ firefox ({profile}): as it was before",
    ]
    assert {folder: certutil("-L", folder=folder) for folder in before} == before
    assert not (home / ".local/share/unwall/ca").exists()
