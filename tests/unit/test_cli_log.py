import json
from pathlib import Path

import pytest
from events_for_tests import REFUSED, RUN, event

from unwall.cli.main import main
from unwall.model import Surface
from unwall.store.event import Action, Tally
from unwall.store.sqlite import SqliteStore


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = tmp_path / "log.db"
    store = SqliteStore(path, write=True)
    lost = event(9, action=Action.LOST, number=4)
    store.append(RUN, [event(0), REFUSED, event(8, input="https://a.example/\x1b[31m\u202e"), lost])
    store.close()
    return f"sqlite://{path}"


def said(capsysbinary: pytest.CaptureFixture[bytes]) -> tuple[str, str]:
    out, err = capsysbinary.readouterr()
    return out.decode(), err.decode()


def test_show_is_one_line_an_event(url: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["log", "show", "--log", url]) == 0
    lines = said(capsysbinary)[0].splitlines()
    assert lines[0] == (
        "1  2026-03-01 12:00:00Z  opened  zhihu-link  "
        "https://link.zhihu.com/?target=https%3A%2F%2Fitem.taobao.com%2F0 → https://item.taobao.com/0"
    )
    assert lines[1].startswith("2  2026-03-01 12:00:07Z  refused (private)  zhihu-link  ")
    assert "\\x1b[31m\\u202e" in lines[2]
    assert lines[3] == "4  2026-03-01 12:00:09Z  lost  4"


@pytest.mark.parametrize(
    ("choice", "count"),
    [
        (["--last", "2"], 2),
        (["--where", "action=opened"], 2),
        (["--where", "action=opened", "--where", "status=404"], 0),
        (["--where", "run=run-1", "--where", "rules=ab12"], 4),
        (["--where", "rules=other"], 0),
        (["--since", "2026-03-01T12:00:08"], 2),
        (["--until", "2026-03-01T12:00:08+00:00"], 2),
        (["--since", "1h"], 0),
    ],
)
def test_what_is_asked_for(
    url: str, choice: list[str], count: int, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["--lang", "en", "log", "show", "--log", url, *choice]) == 0
    out, err = said(capsysbinary)
    assert len(out.splitlines()) == count
    assert err == ("" if count else "unwall: no event fits\n")


def test_tail_shows_the_newest(url: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["log", "tail", "-n", "1", "--log", url]) == 0
    assert said(capsysbinary)[0] == "4  2026-03-01 12:00:09Z  lost  4\n"
    assert main(["log", "tail", "-n", "0", "--log", url]) == 0
    assert said(capsysbinary)[0] == ""


def test_with_none_of_the_old_those_that_come_are_shown(
    url: str, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def pause(_: float) -> None:
        shown.append(said(capsysbinary)[0])
        if len(shown) == 2:
            raise KeyboardInterrupt
        store = SqliteStore(Path(url.removeprefix("sqlite://")), write=True)
        store.append(RUN, [event(10)])
        store.close()

    monkeypatch.setattr("unwall.cli.log.time.sleep", pause)
    assert main(["log", "tail", "-f", "-n", "0", "--log", url]) == 130
    assert [text[:3] for text in shown] == ["", "5  "]


def test_export_to_a_file(url: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    target = tmp_path / "out.jsonl"
    order = ["--lang", "en", "log", "export", "--format", "jsonl", "--log", url, "-o", str(target)]
    assert main(order) == 0
    assert [json.loads(line)["test_keys"]["number"] for line in target.read_text().splitlines()] == [
        1,
        1,
        1,
        4,
    ]
    assert said(capsysbinary)[1] == f"unwall: 4 events written to {target}\n"
    whole = target.read_bytes()
    assert (main(order), target.read_bytes()) == (0, whole)


@pytest.mark.parametrize(
    ("name", "choice", "beginning"),
    [
        ("out.jsonl", [], b'{"data_format_version"'),
        ("out.har", [], b'{"log":'),
        ("out.HAR", [], b'{"log":'),
        ("out.parquet", [], b"PAR1"),
        ("out.csv", [], b"id,run,"),
        ("out", [], b"id,run,"),
        ("out.jsonl", ["--format", "csv"], b"id,run,"),
    ],
)
def test_the_ending_of_a_file_says_what_it_is(
    url: str, tmp_path: Path, name: str, choice: list[str], beginning: bytes
) -> None:
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    assert main(["log", "export", "--log", url, "-o", str(tmp_path / name), *choice]) == 0
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_export_to_stdout_has_the_line_ends_of_its_format(
    url: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["log", "export", "--log", url, "-n", "1"]) == 0
    assert said(capsysbinary)[0].count("\r\n") == 2


def test_purge_asks_what_to_delete(url: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["log", "purge", "--log", url]) == 2
    assert main(["--lang", "en", "log", "purge", "--log", url, "--before", "2026-03-01T12:00:05"]) == 0
    assert "1 events deleted" in said(capsysbinary)[1]
    assert main(["log", "purge", "--log", url, "--all"]) == 0
    assert main(["log", "show", "-q", "--log", url]) == 0
    assert said(capsysbinary)[0] == ""


@pytest.mark.parametrize(
    ("order", "code", "words"),
    [
        (["show", "--log", "sqlite:///no/such/log.db"], 1, "there is no log yet"),
        (["purge", "--all", "--log", "sqlite:///no/such/log.db"], 1, "there is no log yet"),
        (["show", "--log", ""], 2, "sqlite:///absolute/path.db"),
        (["show", "--log", "mysql://a/b"], 2, "sqlite:///absolute/path.db"),
    ],
)
def test_what_cannot_be_used(
    order: list[str], code: int, words: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["log", *order]) == code
    err = said(capsysbinary)[1]
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "choice", [["--since", "soon"], ["--where", "nothing=1"], ["--where", "action"], ["-n", "0"]]
)
def test_arguments_that_cannot_be_followed(
    url: str, choice: list[str], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["log", "show", "--log", url, *choice])
    assert ended.value.code == 2
    assert "is no" in said(capsysbinary)[1]


def test_parquet_goes_to_a_file_or_a_pipe(
    url: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["log", "export", "--log", url, "--format", "parquet", "-o", str(tmp_path / "a")]) == 0
    capsysbinary.readouterr()
    assert main(["log", "export", "--log", url, "--format", "parquet"]) == 0
    piped = capsysbinary.readouterr().out
    assert piped == (tmp_path / "a").read_bytes()
    assert piped[:4] == piped[-4:] == b"PAR1"


@pytest.mark.parametrize("when", ["99999999999d", "3000000d", "0001-01-01T00:00+08:00"])
def test_a_time_that_never_was_is_told(
    url: str, when: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "en", "log", "show", "--log", url, "--since", when])
    assert ended.value.code == 2
    assert f"'{when}' is no time" in said(capsysbinary)[1]


def test_a_value_that_a_column_never_has_is_told(
    url: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "en", "log", "export", "--log", url, "--where", "action=openned"])
    assert ended.value.code == 2
    assert "'openned' is nothing that action can be: opened, rewritten" in said(capsysbinary)[1]


@pytest.fixture
def counted_url(tmp_path: Path) -> str:
    """A log of two days, with what was looked at on each."""
    store = SqliteStore(tmp_path / "days.db", write=True)
    tallies = [Tally(f"2026-03-0{day}", Surface.JSON, "zhihu", "taobao", 10, day) for day in (1, 2)]
    store.append(RUN, [event(0), event(86_400)], tallies)
    store.close()
    return str(tmp_path / "days.db")


@pytest.mark.parametrize(
    ("choice", "looked", "events"),
    [
        ([], "20,3", "2"),
        (["--since", "2026-03-02"], "10,2", "1"),
        (["--until", "2026-03-02"], "10,1", "1"),
        (["--where", "run=run-1"], "20,3", "2"),
        (["--where", "rule=zhihu-link"], "0,0", "2"),
        (["-n", "1"], "0,0", "1"),
    ],
)
def test_the_shares_of_a_report_are_of_what_was_asked_for(
    counted_url: str,
    choice: list[str],
    looked: str,
    events: str,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    pytest.importorskip("matplotlib")
    target = tmp_path / "r.html"
    assert main(["--lang", "en", "log", "report", "--log", counted_url, "-o", str(target), *choice]) == 0
    row = target.with_name("r-summary.csv").read_text().splitlines()[1].split(",")
    assert (",".join(row[2:4]), row[7]) == (looked, events)
    assert ("so there are no shares" in said(capsysbinary)[1]) == (looked == "0,0")


def test_a_report_on_counts_without_events(counted_url: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    order = ["log", "report", "--log", counted_url, "-o", str(tmp_path / "r.html")]
    assert main([*order, "--where", "blocker=zhihu", "--since", "2026-03-02T13:00"]) == 0
    assert ",10,2," in (tmp_path / "r-summary.csv").read_text()
