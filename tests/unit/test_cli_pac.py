"""``unwall pac``: the hosts of the rules that may act, for a proxy that listens where it is said."""

import json
import re
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran

type Captured = pytest.CaptureFixture[bytes]


@pytest.fixture(autouse=True)
def _user(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)


def tables(text: str) -> dict[str, set[str]]:
    return {name: set(json.loads(table)) for name, table in re.findall(r"var (\w+) = (\{.*\});", text)}


def test_walls_and_pages_that_carry_walled_links(capsysbinary: Captured) -> None:
    code, text, told = ran(capsysbinary, "pac", "--listen", "127.0.0.1:9999")
    assert (code, told, '"PROXY 127.0.0.1:9999; DIRECT"' in text) == (0, "", True)
    assert tables(text)["exact"] >= {"link.zhihu.com", "www.zhihu.com"}
    _, walls, _ = ran(capsysbinary, "pac", "--scope", "minimal")
    assert "link.zhihu.com" in tables(walls)["exact"]
    assert tables(walls)["exact"] < tables(text)["exact"]


def test_hosts_that_need_no_look_go_directly(capsysbinary: Captured) -> None:
    assert ran(capsysbinary, "allow", "zhihu.com")[0] == 0
    assert ran(capsysbinary, "deny", "juejin-link")[0] == 0
    found = tables(ran(capsysbinary, "pac", "--scope", "minimal")[1])
    assert found["never"] == {"zhihu.com"}
    assert found["exact"].isdisjoint({"link.juejin.cn", "www.paypal.com", "accounts.google.com"})


def test_a_file_instead_of_stdout(tmp_path: Path, capsysbinary: Captured) -> None:
    path = tmp_path / "unwall.pac"
    assert ran(capsysbinary, "pac", "-o", str(path)) == (0, "", "")
    assert path.read_text("ascii") == ran(capsysbinary, "pac")[1]


@pytest.mark.parametrize("address", ["nope", ":8080", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "中:1"])
def test_an_address_that_is_none(address: str, capsysbinary: Captured) -> None:
    with pytest.raises(SystemExit, match="2"):
        ran(capsysbinary, "pac", "--listen", address)
    said = f"argument --listen: {address!r} is no HOST:PORT, like 127.0.0.1:8080; unwall pac --help shows how"
    assert capsysbinary.readouterr() == (b"", f"unwall: {said}\n".encode())


def test_a_place_that_cannot_be_written(tmp_path: Path, capsysbinary: Captured) -> None:
    for path, why in (
        (tmp_path, "Is a directory"),
        (tmp_path / "no" / "mine.pac", "No such file or directory"),
    ):
        said = f"unwall: {path} cannot be written ({why}); choose another with -o FILE\n"
        assert ran(capsysbinary, "pac", "-o", str(path)) == (1, "", said)
