"""``unwall probe``, with servers that are played."""

import argparse
import json
import os
from pathlib import Path

import httpx
import pytest
from commands_for_tests import new_user

from unwall import config
from unwall.cli.main import main
from unwall.cli.probe import add_arguments, run
from unwall.language import Language
from unwall.model import Ask
from unwall.store.event import Action
from unwall.store.place import open_log

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
OPEN = "https://open.example.com/"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)


def played(_: Ask) -> httpx.AsyncBaseTransport:
    """Open for browsers; WeChat is led to another site."""

    def answered(request: httpx.Request) -> httpx.Response:
        walled = "MicroMessenger" in request.headers["user-agent"] and request.url.host == "open.example.com"
        headers = {"location": "https://stop.example.net/"} if walled else {"content-type": "text/html"}
        return httpx.Response(
            302 if walled else 200, headers=headers, stream=httpx.ByteStream(b"<title>x</title>")
        )

    return httpx.MockTransport(answered)


def probed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    given = argparse.Namespace(
        lang=Language.ENGLISH, quiet=False, verbose=False, rules=[], config=None, color="never"
    )
    args = parser.parse_args([*words, "--per-second", "0"], given)
    return run(args, config.load(None, os.environ), played)


def test_a_matrix_of_all_clients(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert probed(OPEN, LINK) == 1
    head, first, second = capsysbinary.readouterr().out.decode().splitlines()
    row = dict(zip(head.split(), first.split()[1:], strict=True))
    assert (row["browser"], row["wechat"]) == ("open", "redirected-elsewhere")
    assert len(row) >= 10
    assert set(second.split()[1:]) == {"wrapped"}


def test_links_as_they_are_shared(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert probed(OPEN, "--json", "--shared", "--as", "weibo", "--as", "browser") == 1
    cells = list(map(json.loads, capsysbinary.readouterr().out.splitlines()))
    assert [(cell["url"], cell["context"], cell["verdict"]) for cell in cells] == [
        ("https://weibo.cn/sinaurl?u=https%3A%2F%2Fopen.example.com%2F", "weibo", "wrapped"),
        (OPEN, "browser", "open"),
    ]


def test_the_ending_of_a_file_says_what_it_is(tmp_path: Path) -> None:
    page, lines = tmp_path / "a.html", tmp_path / "a.jsonl"
    order = [OPEN, "--as", "browser", "--as", "wechat"]
    assert (probed(*order, "-o", str(page)), probed(*order, "-o", str(lines))) == (1, 1)
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert [json.loads(line)["verdict"] for line in lines.read_text("utf-8").splitlines()] == [
        "open",
        "redirected-elsewhere",
    ]


def test_a_file_that_cannot_be_written_is_said_and_nobody_is_asked(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    there = tmp_path / "no" / "mine.html"
    asked = ["--save", str(tmp_path / "bodies"), "-o", str(there)]
    assert probed(OPEN, *asked) == 2
    assert list(tmp_path.iterdir()) == []
    said = f"unwall: {there} cannot be written (No such file or directory); choose another with -o FILE\n"
    assert capsysbinary.readouterr().err.decode() == said


def test_cells_go_to_a_log(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert probed(OPEN, "--as", "browser", "--as", "wechat", "--log", str(tmp_path / "log.db")) == 1
    store = open_log(str(tmp_path / "log.db"))
    assert [(row.event.action, row.event.context, row.event.status) for row in store.rows()] == [
        (Action.PROBED, "browser", 200),
        (Action.PROBED, "wechat", 200),
    ]
    store.close()
    capsysbinary.readouterr()
    assert probed(OPEN, "--log", "mysql://a/b") == 2
    assert b"a log is sqlite:///absolute/path.db" in capsysbinary.readouterr().err


def test_bodies_are_kept_where_asked(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert probed(OPEN, "--json", "--as", "browser", "--save", str(tmp_path / "bodies")) == 0
    (cell,) = map(json.loads, capsysbinary.readouterr().out.splitlines())
    (body,) = (tmp_path / "bodies").iterdir()
    assert (body.name, body.read_text()) == (f"{cell['body_sha256']}.html", "<title>x</title>")


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ([LINK, "--as", "netscape"], "there is no client “netscape”"),
        (["no-such-file"], "there is no such file, and it is no link"),
        ([LINK, "-o", "/no/such/folder/x.html"], "/no/such/folder/x.html cannot be written"),
        ([LINK, "--save", "/dev/null/x"], "/dev/null/x cannot be written"),
        ([LINK, "--render", "--browser", "no-such-program"], "--render needs Chromium or Chrome"),
    ],
)
def test_what_is_used_wrongly(
    order: list[str], words: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["--lang", "en", "probe", *order]) == 2
    err = capsysbinary.readouterr().err.decode()
    assert words in err
    assert "Traceback" not in err
