"""``unwall rules import``: where the file goes, what is said, how it ends."""

import json
import re
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran

from unwall.cli.imports import WHY
from unwall.rules.formats.draft import Why

LIST = """||shop.somesite.example/out?to=http$urlskip=?to
/out?to=http$urlskip=?to
||ads.example^
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    return tmp_path


def test_into_the_users_rules(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (home / "My List.txt").write_text(LIST, encoding="utf-8")
    given = str(home / "My List.txt")
    path = home / ".config" / "unwall" / "rules" / "my-list.yaml"
    code, out, err = ran(capsysbinary, "rules", "import", given)
    assert (code, out, path.is_file()) == (0, "", True)
    assert err.splitlines() == [
        f"unwall: {given}: line 2: any-host: names no host of one owner, so it would speak of every site:"
        " /out?to=http$urlskip=?to",
        f"unwall: {given}: 2 entries; 1 new as rules in {path} (0 of them only more hosts of what is known),"
        " 0 known already, 0 said twice, 1 left out (and 1 lines about other things)",
    ]
    assert (
        ran(capsysbinary, "unwrap", "https://shop.somesite.example/out?to=https%3A%2F%2Fe.com")[1]
        == "https://e.com\n"
    )
    written = path.read_bytes()
    assert ran(capsysbinary, "rules", "import", given)[0] == 0  # again: its own rules do not stand in its way
    assert path.read_bytes() == written


def test_left_out_as_json_and_in_chinese(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (home / "a.txt").write_text(LIST, encoding="utf-8")
    words = ("--lang", "zh", "rules", "import", str(home / "a.txt"), "-o", str(home / "own"), "--json")
    code, out, err = ran(capsysbinary, *words)
    assert (code, json.loads(out)) == (
        0,
        {"place": "line 2", "entry": "/out?to=http$urlskip=?to", "why": "any-host", "detail": ""},
    )
    assert f"1 条新规则已写入 {home / 'own' / 'a.yaml'}" in err
    said = ran(capsysbinary, *words[:-1])[2].splitlines()[0]
    assert said == (
        f"unwall: {home / 'a.txt'}：第 2 行：any-host：没有指明归属单一的主机，会涉及所有网站："
        "/out?to=http$urlskip=?to"
    )


def test_what_is_wrong_with_an_expression_is_said_in_chinese(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (home / "a.txt").write_text(r"/^https?:\/\/a\.example\/(x)\1/$urlskip=?u" + "\n", encoding="utf-8")
    words = ("--lang", "zh", "rules", "import", str(home / "a.txt"), "-o", str(home / "own"))
    said = ran(capsysbinary, *words)[2].splitlines()[0]
    assert "not-linear：其正则表达式不是线性时间的（转义有误：\\1）：" in said
    detail = json.loads(ran(capsysbinary, *words, "--json")[1])["detail"]
    assert detail == "invalid escape sequence: \\1"


@pytest.mark.parametrize(
    ("text", "words", "code", "said"),
    [
        (b"||ads.example^\n", (), 2, "is no list that unwall knows"),
        (b"\xff$urlskip=?u", (), 2, "cannot be read as UTF-8"),
        (b"[]x", ("--format", "debounce"), 2, "is no debounce list"),
        (b"/x$urlskip=?u\n", (), 1, "nothing to write: 0 known already"),
        (
            b"|https://link.zhihu.com/?target=http$urlskip=?target\n",
            (),
            0,
            "nothing to write: 1 known already",
        ),
    ],
)
def test_how_it_ends(
    home: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    text: bytes,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    (home / "a.txt").write_bytes(text)
    done = ran(capsysbinary, "rules", "import", str(home / "a.txt"), "-o", str(home / "own"), *words)
    assert (done[0], said in done[2], (home / "own").exists()) == (code, True, False)


def test_a_file_that_is_no_earlier_import_of_the_list_stays(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (home / "a.txt").write_text(LIST, encoding="utf-8")
    own, words = home / "own" / "a.yaml", ("rules", "import", str(home / "a.txt"), "-o", str(home / "own"))
    own.parent.mkdir()
    for text in ("platform: mine\nrules: []\n", "", "platform: 'a.json'\nrules:\n"):
        own.write_text(text)
        code, _, err = ran(capsysbinary, *words)
        said = f"unwall: {own} cannot be written (File exists); choose a folder with -o DIR"
        assert (code, err.splitlines()[-1], own.read_text()) == (2, said, text)
    own.unlink()
    assert ran(capsysbinary, *words)[0] == 0
    (home / "a.txt").write_text(LIST.replace("shop.", "www."), encoding="utf-8")
    assert ran(capsysbinary, *words)[0] == 0
    assert ("shop.somesite" in own.read_text(), "www.somesite" in own.read_text()) == (False, True)


def test_an_edition_of_a_list_changes_what_it_changed(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = ("rules", "import", str(home / "a.txt"), "-o", str(home / "own"))
    (home / "a.txt").write_text(LIST, encoding="utf-8")
    ran(capsysbinary, *words)
    own = home / "own" / "a.yaml"
    own.write_text(re.sub("seen: '[^']*'", "seen: '2025-01-02'", own.read_text()))
    earlier = own.read_text().splitlines()
    (home / "a.txt").write_text(
        "! newer\n||www.elsewhere.example/out?to=$urlskip=?to\n" + LIST, encoding="utf-8"
    )
    assert ran(capsysbinary, *words)[0] == 0
    later = own.read_text().splitlines()
    assert [line for line in earlier if line not in later] == []
    assert [line for line in later if "id:" in line] == [
        "  - id: a-www-elsewhere-example",
        "  - id: a-shop-somesite-example",
    ]


def test_nowhere_to_write(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (home / "a.txt").write_text(LIST, encoding="utf-8")
    code, _, err = ran(capsysbinary, "rules", "import", str(home / "a.txt"), "-o", str(home / "a.txt"))
    assert (code, "choose a folder with -o DIR" in err) == (2, True)
    assert ran(capsysbinary, "rules", "import", str(home / "absent"))[0] == 2


def test_every_reason_has_its_sentence() -> None:
    assert set(WHY) == set(Why)
    assert [why for why, sentence in WHY.items() if not sentence.en.startswith(f"{why}: ")] == []
    assert [why for why, sentence in WHY.items() if not sentence.zh.startswith(f"{why}：")] == []
