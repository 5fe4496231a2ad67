"""``unwall check``, with servers that are played."""

import argparse
import json
import os
from pathlib import Path

import httpx
import pytest

from unwall import config
from unwall.cli import check
from unwall.cli.main import main
from unwall.language import Language
from unwall.model import Ask

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def answered(request: httpx.Request) -> httpx.Response:
    """Open for browsers; WeChat is led to another site; one page is gone."""
    if request.url.path == "/gone":
        return httpx.Response(404, stream=httpx.ByteStream(b""))
    if "MicroMessenger" in request.headers["user-agent"] and request.url.host == "open.example.com":
        return httpx.Response(
            302, headers={"location": "https://stop.example.net/"}, stream=httpx.ByteStream(b"")
        )
    body = httpx.ByteStream(b"<title>a page</title>")
    return httpx.Response(200, headers={"content-type": "text/html"}, stream=body)


def played(_: Ask) -> httpx.AsyncBaseTransport:
    return httpx.MockTransport(answered)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    given = argparse.Namespace(
        lang=Language.ENGLISH, verbose=False, quiet=False, rules=[], config=None, color="never"
    )
    args = parser.parse_args([*words, "--per-second", "1000"], given)
    return int(check.run(args, config.load(None, os.environ), played))


def test_an_open_link_and_a_walled_one(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("https://open.example.com/") == 0
    assert run("https://open.example.com/", LINK) == 1
    out, err = capsysbinary.readouterr()
    assert out.decode().splitlines()[-1].split()[:3] == ["wrapped", "browser", "link.zhihu.com/?…"]
    assert err.decode().splitlines()[-1] == "unwall: 2 checked: 1 open, 1 wrapped"


def test_for_whom(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    order = ["https://open.example.com/", "--as", "browser", "--as", "wechat", "--format", "json"]
    assert run(*order) == 1
    cells = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert [(cell["context"], cell["verdict"], cell["final"]) for cell in cells] == [
        ("browser", "open", "https://open.example.com/"),
        ("wechat", "redirected-elsewhere", "https://stop.example.net/"),
    ]


def test_what_cannot_be_determined() -> None:
    assert run("https://open.example.com/gone") == 3


def test_a_baseline_takes_what_was_known(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["check", "--offline", "--format", "json", LINK]) == 1
    (tmp_path / "old.jsonl").write_bytes(capsysbinary.readouterr().out)
    order = ["check", "--offline", "--baseline", str(tmp_path / "old.jsonl")]
    assert main([*order, LINK]) == 0
    assert main([*order, LINK, LINK + "2"]) == 1


def test_an_allow_list_names_its_reason(tmp_path: Path) -> None:
    entry = f'[[allow]]\nurl = "{LINK}"\nreason = "known"\n'
    (tmp_path / "allow.toml").write_text(entry)
    assert main(["check", "--offline", LINK, "--allow", str(tmp_path / "allow.toml")]) == 0
    (tmp_path / "late.toml").write_text(entry + "until = 2026-01-01\n")
    assert main(["check", "--offline", LINK, "--allow", str(tmp_path / "late.toml")]) == 1


def test_links_of_a_folder(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text(f'<a href="{LINK}">a</a> <a href="https://example.org/">b</a>')
    assert main(["check", "--offline", str(tmp_path / "site")]) == 1
    assert len(capsysbinary.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (["check", LINK, "--as", "netscape"], "there is no client “netscape”"),
        (["check", "no-such-file.html"], "cannot be read"),
        (["check", LINK, "--baseline", "no-such-file"], "cannot be read"),
        (["check", LINK, "--allow", "no-such-file"], "cannot be read"),
    ],
)
def test_what_is_used_wrongly(
    order: list[str], words: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["--lang", "en", *order]) == 2
    err = capsysbinary.readouterr().err.decode()
    assert words in err
    assert "Traceback" not in err
