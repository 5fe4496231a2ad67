"""``unwall cert install`` and ``uninstall`` as a person sees them; real stores are changed end to end."""

import os
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran
from machines_for_tests import script

from unwall.cli.trusting import found
from unwall.doctor.finding import State
from unwall.language import Language
from unwall.machine.changes import Changes
from unwall.machine.trust import Done, Outcome
from unwall.proxy.ca import ensure, folder_of

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems that run scripts")

CERTUTIL = """
for each; do last=$each; done
folder=${last#sql:}
case $1 in
-N) : > $folder/cert9.db;;
-A) cp $7 $folder/kept; echo "$5" > $folder/name;;
-D) rm $folder/kept $folder/name;;
-K) echo 'no keys found' >&2; exit 255;;
-L) test "$2" = -n && { cat $folder/kept; exit; }
    echo listing; test -e $folder/kept && echo "$(cat $folder/name)   C,,"; exit 0;;
esac
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with a Chromium, and programs of the test's own."""
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    script(tmp_path, "chromium", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return tmp_path


def test_each_outcome_is_a_line_with_a_next_step_where_one_is_needed() -> None:
    findings = {outcome: found(Done("a", "/b", outcome, OSError("why"))) for outcome in Outcome}
    lines = {outcome: finding.told(Language.ENGLISH) for outcome, finding in findings.items()}
    assert all(says.startswith("a (/b): ") for says, _ in lines.values())
    assert {outcome for outcome, (_, step) in lines.items() if step} == {
        Outcome.STAYS, Outcome.FAILED, Outcome.UNKNOWN,
    }  # fmt: skip
    assert findings[Outcome.FAILED].state is State.MEND
    assert findings[Outcome.UNKNOWN].state is State.UNKNOWN
    missing = found(Done("a", "/b", Outcome.FAILED, OSError("x"), "certutil"))
    assert missing.told(Language.ENGLISH)[1].startswith("install certutil")
    without_sudo = found(Done("a", "/b", Outcome.FAILED, OSError("x"), "sudo"))
    assert without_sudo.told(Language.ENGLISH)[1] == "certs/README.md says how to do it by hand"
    assert findings[Outcome.PUT].told(Language.CHINESE)[0].startswith("a（/b）：现已信任")


def test_a_store_that_is_not_here(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for word in ("install", "uninstall"):
        code, out, err = ran(capsysbinary, "cert", word, "--yes", "--store", "netscape")
        assert (code, out) == (2, "")
        assert err.startswith("unwall: there is no store netscape here; there are: ")


def test_a_script_that_did_not_agree_is_told_the_stores_and_changes_nothing(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    script(home, "certutil", CERTUTIL)
    code, out, err = ran(capsysbinary, "cert", "install", "--store", "chromium")
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == f"unwall: chromium ({home / '.pki/nssdb'})"
    assert "--yes" in err
    assert not (home / ".pki").exists()


@pytest.mark.skipif(not os.uname().sysname.startswith("Linux"), reason="only on Linux")
def test_in_out_and_the_key_deleted(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    script(home, "certutil", CERTUTIL)
    place, data = home / ".pki/nssdb", home / ".local/share/unwall"
    code, out, err = ran(capsysbinary, "cert", "install", "--yes", "--store", "chromium")
    assert (code, err) == (0, "")
    assert out.startswith(f"✓ chromium ({place}): trusts it from now on; ")
    assert len(out.splitlines()) == 1
    assert len(list(Changes(data).all())) == 1
    code, out, _ = ran(capsysbinary, "cert", "install", "--yes", "--store", "chromium", "--lang", "zh")
    assert (code, out) == (0, f"✓ chromium（{place}）：已信任\n")
    code, out, err = ran(capsysbinary, "cert", "uninstall", "--yes", "--purge", "--store", "chromium")
    assert (code, err) == (0, "")
    assert out == f"✓ chromium ({place}): as it was before\n✓ the key is deleted: {data / 'ca'}\n"
    assert not (home / ".pki").exists()
    assert list(data.iterdir()) == []


@pytest.mark.skipif(not os.uname().sysname.startswith("Linux"), reason="only on Linux")
def test_what_fails_is_said_with_its_reason(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    script(home, "certutil", "echo SEC_ERROR_READ_ONLY >&2; exit 255")
    code, out, _ = ran(capsysbinary, "cert", "install", "--yes", "--store", "chromium")
    assert code == 1
    assert out.startswith(f"✗ chromium ({home / '.pki/nssdb'}): failed (certutil: SEC_ERROR_READ_ONLY) → ")
    (home / ".pki/nssdb/cert9.db").touch()
    code, out, _ = ran(capsysbinary, "cert", "uninstall", "--store", "chromium")
    assert code == 3
    assert out.startswith(f"! chromium ({home / '.pki/nssdb'}): cannot be looked into (certutil: SEC_ERROR")


def test_nothing_to_take_out(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert ran(capsysbinary, "cert", "uninstall") == (
        0,
        "✓ our certificate is in no store of this machine\n",
        "",
    )
    ensure(home / ".local/share/unwall", ["zhihu.com"])
    code, _, err = ran(capsysbinary, "cert", "uninstall", "--purge")
    assert (code, "--yes" in err) == (2, True)
    assert folder_of(home / ".local/share/unwall").is_dir()
