"""``unwall check``, with servers that are played."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from commands_for_tests import new_user

from unwall import config
from unwall.cli import check
from unwall.cli.main import main
from unwall.language import Language
from unwall.model import Ask

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
OPEN = "https://open.example.com/"
GONE = OPEN + "gone"
ROBOT = OPEN + "robot"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)


ASKED: list[str] = []


def answered(request: httpx.Request) -> httpx.Response:
    """Open for browsers; WeChat is led to another site; one page is gone, one asks for a person."""
    ASKED.append(str(request.url))
    if request.url.path == "/stop":
        raise KeyboardInterrupt
    status = {"/gone": 404, "/robot": 403}.get(request.url.path, 200)
    if status != 200:
        return httpx.Response(status, stream=httpx.ByteStream(b""))
    if "MicroMessenger" in request.headers["user-agent"] and request.url.host == "open.example.com":
        return httpx.Response(
            302, headers={"location": "https://stop.example.net/"}, stream=httpx.ByteStream(b"")
        )
    if request.url.path == "/sitemap.xml":
        text = f"<urlset><url><loc>{OPEN}</loc></url><url><loc>{LINK}</loc></url></urlset>"
        return httpx.Response(200, stream=httpx.ByteStream(text.encode()))
    body = httpx.ByteStream(b"<title>a page</title>")
    return httpx.Response(200, headers={"content-type": "text/html"}, stream=body)


def played(_: Ask) -> httpx.AsyncBaseTransport:
    return httpx.MockTransport(answered)


def run(*words: str) -> int:
    ASKED.clear()
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    given = argparse.Namespace(
        lang=Language.ENGLISH, verbose=False, quiet=False, rules=[], config=None, color="never"
    )
    args = parser.parse_args([*words, "--per-second", "0"], given)
    return int(check.run(args, config.load(None, os.environ), played))


def test_an_open_link_and_a_walled_one(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(OPEN) == 0
    assert run(OPEN, LINK) == 1
    out, err = capsysbinary.readouterr()
    assert out.decode().splitlines()[-1].split()[:3] == ["wrapped", "browser", "link.zhihu.com/?…"]
    assert err.decode().splitlines()[-1] == "unwall: 2 checked: 1 open, 1 wrapped"


def test_what_is_open_may_be_left_out(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(OPEN, LINK, "--brief", "--json") == 1
    out, err = capsysbinary.readouterr()
    assert [json.loads(line)["url"] for line in out.splitlines()] == [LINK]
    assert err.decode().splitlines()[-1] == "unwall: 2 checked: 1 open, 1 wrapped"


def test_for_whom(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    order = [OPEN, "--as", "browser", "--as", "wechat", "--json"]
    assert run(*order) == 1
    cells = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert [(cell["context"], cell["verdict"], cell["final"]) for cell in cells] == [
        ("browser", "open", OPEN),
        ("wechat", "redirected-elsewhere", "https://stop.example.net/"),
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([GONE], 3),
        ([ROBOT], 3),
        ([ROBOT, "--accept", "captcha"], 0),
        ([GONE, LINK], 1),
        ([OPEN, "no-such-file"], 3),
        (["no-such-file"], 2),
        ([LINK, "--accept", "wrapped"], 0),
    ],
)
def test_exit_codes(words: list[str], code: int) -> None:
    assert run(*words) == code


def test_a_baseline_takes_what_was_known(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["check", "--offline", "--json", LINK]) == 1
    (tmp_path / "old.jsonl").write_bytes(capsysbinary.readouterr().out)
    order = ["check", "--offline", "--baseline", str(tmp_path / "old.jsonl")]
    assert main([*order, LINK]) == 0
    assert main([*order, LINK, LINK + "2"]) == 1
    capsysbinary.readouterr()
    assert main([*order, "--format", "junit", LINK]) == 0
    (case,) = ElementTree.fromstring(capsysbinary.readouterr().out).iter("testcase")
    assert [child.tag for child in case] == ["skipped", "system-out"]


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_what_a_shell_of_windows_wrote_is_read(charset: str, tmp_path: Path) -> None:
    said = json.dumps({"url": LINK, "context": "browser", "verdict": "wrapped"})
    (tmp_path / "old.jsonl").write_text(said + "\n", encoding=charset)
    assert main(["check", "--offline", LINK, "--baseline", str(tmp_path / "old.jsonl")]) == 0
    entry = f'[[allow]]\nurl = "{LINK}"\nreason = "known"\n'
    (tmp_path / "allow.toml").write_text(entry, encoding=charset)
    assert main(["check", "--offline", LINK, "--allow", str(tmp_path / "allow.toml")]) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_reader_that_has_enough_makes_nothing_open() -> None:
    links = "\n".join(f"{LINK}{number}" for number in range(20_000))
    command = [sys.executable, "-m", "unwall.cli.main", "check", "--offline", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(links.encode())
        process.stdin.close()
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (3, b"")


def test_an_allow_list_names_its_reason(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    entry = f'[[allow]]\nurl = "{LINK}"\nreason = "known"\n'
    (tmp_path / "allow.toml").write_text(entry)
    assert main(["check", "--offline", LINK, "--allow", str(tmp_path / "allow.toml")]) == 0
    assert "[known]" in capsysbinary.readouterr().out.decode()
    (tmp_path / "late.toml").write_text(entry + "until = 2026-01-01\n")
    assert main(["--lang", "en", "check", "--offline", LINK, "--allow", str(tmp_path / "late.toml")]) == 1
    assert "ended on 2026-01-01" in capsysbinary.readouterr().err.decode()
    (tmp_path / "odd.toml").write_text(entry + 'context = "wehcat"\n')
    assert main(["--lang", "en", "check", "--offline", LINK, "--allow", str(tmp_path / "odd.toml")]) == 2
    assert "there is no client “wehcat” (did you mean wechat?)" in capsysbinary.readouterr().err.decode()


@pytest.mark.parametrize("command", ["check", "probe"])
def test_an_error_of_our_own_says_nothing_of_the_links(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"unwall.cli.{command}.engine_for", lambda *_: 1 // 0)
    assert main([command, LINK]) == 3


def test_links_of_a_folder(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text(f'<a href="{LINK}">a</a> <a href="https://example.org/">b</a>')
    assert main(["check", "--offline", str(tmp_path / "site")]) == 1
    lines = capsysbinary.readouterr().out.decode().splitlines()
    assert len(lines) == 2
    assert lines[0].endswith(f"in {tmp_path}/site/a.html:1")


def test_a_recording_is_judged_by_what_it_holds(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    entry = {"request": {"url": OPEN}, "response": {"status": 302, "redirectURL": LINK, "content": {}}}
    (tmp_path / "a.har").write_text(json.dumps({"log": {"entries": [entry]}}))
    assert run("--offline", str(tmp_path / "a.har"), "--json") == 1
    cell = json.loads(capsysbinary.readouterr().out)
    assert (cell["verdict"], cell["rule"], ASKED) == ("walled", "zhihu-link", [])


def test_the_pages_of_a_sitemap(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    address = "https://site.example.com/sitemap.xml"
    assert run("--sitemap", address, "--json") == 1
    cells = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert [(cell["url"], cell["places"]) for cell in cells] == [
        (OPEN, [f"{address}:1"]),
        (LINK, [f"{address}:1"]),
    ]
    assert run("--sitemap", "https://site.example.com/gone") == 2
    assert (run("--sitemap", address, "--offline"), ASKED) == (2, [])


def test_an_interrupted_run_goes_on(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    urls = [f"{OPEN}{number}" for number in range(20)]
    state = str(tmp_path / "state.jsonl")
    order = ["--resume", state, "--at-once", "1"]
    assert run(*urls[:10], OPEN + "stop", *urls[10:], *order) == 130
    assert "the same command goes on" in capsysbinary.readouterr().err.decode()
    asked = set(ASKED)
    assert run(*urls, *order) == 0
    assert asked - {OPEN + "stop"}
    assert not asked & set(ASKED)
    assert run(*urls, *order) == 0
    assert ASKED == []
    assert len(capsysbinary.readouterr().out.splitlines()) == 40


def test_into_a_file(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(LINK, "-o", str(tmp_path / "out.xml")) == 1
    assert capsysbinary.readouterr().out == b""
    assert ElementTree.parse(tmp_path / "out.xml").getroot().get("failures") == "1"


def test_a_file_that_cannot_be_written_is_said_and_nobody_is_asked(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(OPEN, "-o", str(tmp_path)) == 2
    assert ASKED == []
    said = f"unwall: {tmp_path} cannot be written (Is a directory); choose another with -o FILE\n"
    assert capsysbinary.readouterr().err.decode() == said


def test_a_file_of_the_last_run_is_replaced(tmp_path: Path) -> None:
    (file := tmp_path / "links.xml").write_text("of the last run")
    assert run(OPEN, "-o", str(file)) == 0
    assert file.read_text().startswith("<?xml")


def test_half_a_file_does_not_keep_the_same_command_from_going_on(tmp_path: Path) -> None:
    order = [OPEN, OPEN + "stop", "--at-once", "1", "--resume", str(tmp_path / "state")]
    order += ["-o", str(tmp_path / "out.xml")]
    assert [run(*order), run(*order)] == [130, 130]
    assert [path.name for path in tmp_path.glob("*.*")] == []


def test_the_table_has_its_colours(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["check", "--offline", "--color", "always", LINK, LINK + "2"]) == 1
    for line in capsysbinary.readouterr().out.decode().splitlines():
        assert line.startswith(f"\x1b[31m{'wrapped':<20}\x1b[0m browser")


def test_bars_are_for_terminals(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(*(f"{OPEN}{number}" for number in range(100)), "-o", str(tmp_path / "out")) == 0
    assert capsysbinary.readouterr().err.decode().splitlines() == ["unwall: 100 checked: 100 open"]
    assert not sys.stderr.isatty()


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (["check", LINK, "--as", "netscape"], "there is no client “netscape”"),
        (["check", "no-such-file.html"], "there is no such file"),
        (["check", LINK, "--baseline", "no-such-file"], "cannot be read"),
        (["check", LINK, "--allow", "no-such-file"], "cannot be read"),
        (["check", LINK, "--resume", "/no/such/folder"], "--resume /no/such/folder: No such file"),
        (["check", LINK, "--max-age", "5"], "--max-age is how long holds what --resume FILE keeps"),
        (["check", LINK, "--offline", "--resume", "kept"], "--offline asks nobody"),
        (["check", LINK, "--base", "here"], "--base takes an address"),
        (["check", LINK, "--ca", "no-such-file"], "--ca no-such-file: holds no certificate"),
        (["check", LINK, "--offline", "-o", "/no/such/folder/x"], "/no/such/folder/x cannot be written"),
    ],
)
def test_what_is_used_wrongly(
    order: list[str], words: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["--lang", "en", *order]) == 2
    err = capsysbinary.readouterr().err.decode()
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("given", ["--at-once=0", "--max-age=-1", "--max-age=nan", "--max-age=1e9"])
def test_numbers_that_are_none(given: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "en", "check", LINK, given, "--resume", "kept"])
    assert ended.value.code == 2
    option, _, value = given.partition("=")
    assert f"{option}: '{value}' is no number from" in capsysbinary.readouterr().err.decode()
