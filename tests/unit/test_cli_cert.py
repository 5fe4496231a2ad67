"""``unwall cert``: where the CA lies and what it is, for scripts and for people."""

import os
import subprocess
from pathlib import Path

import pytest

from unwall.cli.main import main
from unwall.proxy.ca import ensure, folder_of


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a new user."""
    for name in list(os.environ):
        if name.startswith(("XDG_", "LC_", "LANG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / ".local" / "share" / "unwall"


def ran(captured: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, str, str]:
    code = main(["cert", *words])
    out, err = captured.readouterr()
    return code, out.decode(), err.decode()


def test_path_is_one_line(data: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    files = ensure(data, ["zhihu.com"])
    assert ran(capsysbinary, "path") == (0, f"{files.certificate}\n", "")
    assert ran(capsysbinary, "path", "--scope", "minimal") == (0, f"{files.certificate}\n", "")
    free = ensure(data, [], everything=True)
    assert ran(capsysbinary, "path", "--scope", "all") == (0, f"{free.certificate}\n", "")


def test_another_folder(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    files = ensure(tmp_path / "own", ["zhihu.com"])
    assert ran(capsysbinary, "path", "--confdir", str(tmp_path / "own")) == (0, f"{files.certificate}\n", "")


def test_show(data: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    files = ensure(data, ["zhihu.com", "taobao.com"])
    assert ran(capsysbinary, "show") == (
        0,
        f"certificate: {files.name}\n"
        f"SHA-256: {files.fingerprint}\n"
        f"valid until: {files.expires:%Y-%m-%d}\n"
        f"file: {files.certificate}\n"
        "can speak for: these 2 domains and all below them\n"
        "installed in: no store of this system; the window of unwall run trusts it by itself\n"
        "  taobao.com\n"
        "  zhihu.com\n",
        "",
    )


def test_show_names_the_stores_it_is_in(
    data: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], requires_certutil: Path
) -> None:
    files = ensure(data, [], everything=True)
    store = tmp_path / ".pki" / "nssdb"
    store.mkdir(parents=True)
    for words in (
        ["-N", "--empty-password"],
        ["-A", "-t", "C,,", "-n", "unwall", "-i", str(files.certificate)],
    ):
        command = [str(requires_certutil), *words, "-d", f"sql:{store}"]
        subprocess.run(command, check=True, capture_output=True, timeout=20)
    code, out, _ = ran(capsysbinary, "show", "--scope", "all", "--lang", "zh")
    assert code == 0
    assert out.splitlines()[-2:] == ["可签发范围: 任意网站", f"已安装于: {store}"]


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "there is no certificate yet in {}; unwall run makes it"),
        ("zh", "{} 中还没有证书；运行 unwall run 即可生成"),
    ],
)
@pytest.mark.parametrize("action", ["path", "show"])
def test_none_yet(
    data: Path, capsysbinary: pytest.CaptureFixture[bytes], action: str, lang: str, says: str
) -> None:
    told = f"unwall: {says.format(folder_of(data))}\n"
    assert ran(capsysbinary, action, "--lang", lang) == (1, "", told)
    assert not data.exists()


@pytest.mark.skipif(os.name != "posix", reason="only on systems with modes")
def test_one_that_others_can_read(data: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    files = ensure(data, ["zhihu.com"])
    files.pem.chmod(0o640)
    code, out, err = ran(capsysbinary, "path")
    assert (code, out) == (1, "")
    assert err.endswith(f"(mode 0640), where the key of our certificate lies; next: chmod 600 {files.pem}\n")
