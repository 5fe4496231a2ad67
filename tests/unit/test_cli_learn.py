"""``unwall learn``: a rule file on stdout, the summary beside it, exit codes."""

import json
import string
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from commands_for_tests import new_user, ran

from unwall.cli import learn
from unwall.language import Sentence
from unwall.model import Surface
from unwall.store.event import Action, Event, Run
from unwall.store.redaction import Detail, redacted
from unwall.store.sqlite import SqliteStore

TARGETS = ("https://one.example.org/a?b=1", "https://two.example.net/c")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    return tmp_path


def entry(url: str, status: int = 200, location: str = "", body: str = "") -> dict[str, object]:
    content = {"mimeType": "text/html", "text": body}
    response = {"status": status, "headers": [], "redirectURL": location, "content": content}
    return {"_resourceType": "document", "request": {"method": "GET", "url": url}, "response": response}


def recorded(folder: Path, *entries: dict[str, object]) -> str:
    file = folder / "browsing.har"
    file.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
    return str(file)


def walls(folder: Path) -> str:
    stop = '<html><body><h1>即将离开本站</h1><a class="btn" href="{}">继续访问</a></body></html>'
    return recorded(
        folder,
        *(entry(f"https://out.w.test/go?sid=7f3a9b21&u={quote(url, safe='')}", 302, url) for url in TARGETS),
        entry("https://www.v.test/stop", 200, "", stop.format(TARGETS[1])),
        *(entry(f"https://s.test/AbCd{n}Ef", 302, f"https://p{n}.example.org/") for n in range(3)),
        entry("https://a.test/login?u=" + quote(TARGETS[0], safe=""), 302, TARGETS[0]),
        entry("https://link.zhihu.com/?target=" + quote(TARGETS[0], safe=""), 302, TARGETS[0]),
    )


def test_what_is_proposed_is_taken_by_lint_and_test_as_it_is(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = home / "learnt.yaml"
    code, out, err = ran(capsysbinary, "learn", walls(home), "-o", str(file))
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        "unwall: 8 addresses looked at: 1 known to rules, 1 of sign-in, sharing, payment and such, "
        "0 that warn of harm, 0 that took nobody anywhere",
        "unwall: s-test-short: short_link on s.test, seen 3 times with 3 different targets",
        "unwall: out-w-test-go: wrapper on out.w.test, seen 2 times with 2 different targets",
        "unwall: v-test-stop-page: interstitial on www.v.test, seen 1 times with 1 different targets",
        "unwall: they only report until you take status: experimental away; before that: unwall rules test "
        f"{file}",
    ]
    text = file.read_text("utf-8")
    assert [word for word in ("7f3a9b21", "one.example.org/a", "two.example.net/c") if word in text] == []
    assert ran(capsysbinary, "rules", "test", str(file)) == (0, "3 rules, 14 tests, 0 failed\n", "")
    assert ran(capsysbinary, "rules", "lint", str(file)) == (0, "3 rules, 0 complaints\n", "")
    acting = home / "acting.yaml"
    acting.write_text(text.replace("status: experimental", "status: test"), encoding="utf-8")
    assert ran(capsysbinary, "rules", "lint", str(acting))[:2] == (0, "3 rules, 0 complaints\n")
    fresh = "https://out.w.test/go?u=https%3A%2F%2Fthree.example.com%2F"
    assert ran(capsysbinary, "unwrap", "--rules", str(acting), fresh)[1] == "https://three.example.com/\n"
    assert ran(capsysbinary, "unwrap", "--rules", str(file), fresh)[1] == f"{fresh}\n"


def test_json_and_stdout(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = ran(capsysbinary, "learn", "--json", walls(home))
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, [row["kind"] for row in rows]) == (0, ["short_link", "wrapper", "interstitial"])
    wrapper = rows[1]
    assert (wrapper["where"], wrapper["target"], wrapper["by"]) == (
        {"hosts": ["out.w.test"], "path": "/go"},
        [{"param": "u"}],
        {"redirect": 2},
    )
    assert wrapper["chain"] == ["https://out.w.test/go?sid=…&u=…", "https://one.example.org/"]
    assert wrapper["rule"].startswith("# Proposed by unwall learn")
    code, out, err = ran(capsysbinary, "learn", "--lang", "zh", walls(home))
    assert (code, out.splitlines()[2:4]) == (0, ["platform: learnt", "rules:"])
    assert "out-w-test-go：out.w.test 上的 wrapper，见到 2 次，涉及 2 个不同目标" in err


def test_stdin(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with Path(walls(home)).open("rb") as file:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=file))
        code, out, _ = ran(capsysbinary, "learn", "-q", "-")
    assert (code, "id: out-w-test-go" in out) == (0, True)


@pytest.mark.parametrize(
    "sentence",
    [pytest.param(each, id=name) for name, each in vars(learn).items() if isinstance(each, Sentence)],
)
def test_both_languages_say_the_same_parts(sentence: Sentence) -> None:
    english, chinese = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (sentence.en, sentence.zh)
    )
    assert (english, sentence.en.isascii(), sentence.zh.isascii()) == (chinese, True, False)


def logged(home: Path, detail: str, *pairs: tuple[str, str]) -> None:
    """The user's own log with events that led from one address to another."""
    folder = home / ".local" / "share" / "unwall"
    folder.mkdir(parents=True)
    now = datetime(2026, 11, 26, tzinfo=UTC)
    events = [
        Event(now, Action.OPENED, Surface.NAVIGATION, input=url, output=target) for url, target in pairs
    ]
    store = SqliteStore(folder / "log.db", write=True)
    store.append(Run("r", now, "0.1.0", "abc", detail), [redacted(event, Detail(detail)) for event in events])
    store.close()


@pytest.mark.parametrize(("detail", "code"), [("hosts", 1), ("paths", 0), ("full", 0)])
def test_ones_own_log(home: Path, capsysbinary: pytest.CaptureFixture[bytes], detail: str, code: int) -> None:
    logged(home, detail, *((f"https://s.test/AbCd{n}Ef", f"https://p{n}.example.org/") for n in range(3)))
    found, out, err = ran(capsysbinary, "learn")
    assert found == code
    assert ("id: s-test-short" in out, "3 events keep hosts alone" in err) == (code == 0, code == 1)


def test_what_an_option_for_any_host_opened_becomes_a_rule_of_that_host(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    wall = f"https://shop.w.test/bitrix/redirect.php?event1=click&goto={quote(TARGETS[0], safe='')}"
    logged(home, "full", (wall, TARGETS[0]))
    file = home / "learnt.yaml"
    assert ran(capsysbinary, "learn", "-o", str(file))[0] == 0
    assert "where: {hosts: ['shop.w.test'], path: '/bitrix/redirect.php'}" in file.read_text()
    assert ran(capsysbinary, "rules", "test", str(file))[0] == 0
    assert ran(capsysbinary, "rules", "lint", str(file))[0] == 0


def test_nothing_found(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = ran(capsysbinary, "learn", recorded(home, entry("https://a.test/", body="<p>words</p>")))
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == "unwall: nothing to propose"


@pytest.mark.parametrize("name", ["nowhere.har", "words.txt", ""])
def test_what_cannot_be_read(home: Path, capsysbinary: pytest.CaptureFixture[bytes], name: str) -> None:
    (home / "words.txt").write_text("words")
    code, out, err = ran(capsysbinary, "learn", *([str(home / name)] if name else []))
    assert (code, out) == (2, "")
    assert "give HAR, mitmproxy flows, WARC, JSON lines or a log" in err


def test_what_cannot_be_written(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, _, err = ran(capsysbinary, "learn", walls(home), "-o", str(home))
    assert (code, "choose another with -o FILE" in err) == (2, True)


def test_a_file_that_cannot_be_written_is_said(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = home / "no" / "mine.yaml"
    code, out, err = ran(capsysbinary, "learn", walls(home), "-o", str(file))
    assert (code, out, err) == (
        2,
        "",
        f"unwall: {file} cannot be written (No such file or directory); choose another with -o FILE\n",
    )


def test_a_file_beside_one_that_cannot_be_read_is_learnt_from(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = home / "words.txt"
    words.write_text("words")
    code, out, err = ran(capsysbinary, "learn", "--lang", "zh", str(words), walls(home))
    assert (code, out.count("- id: ")) == (2, 3)
    assert err.splitlines()[0] == (
        f"unwall: 无法从 {words} 学习（不是 HAR、flows、WARC、JSON 行或日志）；"
        "请提供 HAR、mitmproxy flows、WARC、JSON 行或日志"
    )
