"""The grammar of the command line, and the glance that saves it for the plainest form."""

import os

import pytest

from unwall.cli import main
from unwall.cli.parser import global_options, parser_of
from unwall.language import language_of

LINK = "https://link.example/?u=1"


@pytest.mark.parametrize(
    "words",
    [
        [],
        [LINK],
        ["-"],
        [LINK, "-", LINK],
        ["words of 中"],
        [""],
        ["--json", LINK],
        [LINK, "--json"],
        ["-q", "--explain", LINK],
        [LINK, LINK, "--quiet", "--json"],
        ["--json", "--json"],
    ],
)
def test_a_glance_sees_what_the_parser_sees(words: list[str]) -> None:
    language = language_of("", os.environ)
    shared = global_options()
    parsed, rest = shared.parse_known_args(["unwrap", *words])
    rest.remove("unwrap")
    parsed.lang = language
    parsed = parser_of("unwrap", "", language, shared).parse_args(rest, parsed)
    glanced = main.at_a_glance(["unwrap", *words])
    assert glanced is not None
    assert vars(glanced) == vars(parsed)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [LINK],
        ["scan", LINK],
        ["--json", "unwrap", LINK],
        ["unwrap", "--jso", LINK],
        ["unwrap", "--lang", "zh", LINK],
        ["unwrap", "--", LINK],
        ["unwrap", LINK, "--json", LINK],
        ["unwrap", "-v", LINK],
        ["unwrap", "--help"],
        ["unwrap", "-qv"],
    ],
)
def test_everything_else_is_for_the_parser(words: list[str]) -> None:
    assert main.at_a_glance(words) is None


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        ("scan --jobs 0", "argument --jobs: '0' is no number", "--jobs：'0' 不是 1 到 64 的数字"),
        ("scan --type html", "'html' is no media type, like text/html", "--type：'html' 不是媒体类型"),
        ("scan --type /tmp/page.html", "'/tmp/page.html' is no media type", "不是媒体类型"),
        ("rewrite --charset rot13", "'rot13' is no charset", "--charset：'rot13' 不是网页字符集，例如 gbk"),
        ("scan --charset utf-7", "'utf-7' is no charset", "--charset：'utf-7' 不是网页字符集，例如 gbk"),
        ("scan --jobs", "expected one argument", "--jobs 缺少值"),
        ("run --listen x", "'x' is no HOST:PORT", "--listen：'x' 不是 主机:端口"),
        ("run --scope x", "invalid choice: 'x'", "--scope 没有选项 'x'；可选："),
        ("open --clipboard --screen", "not allowed with", "--screen 不能与 --clipboard 同时使用"),
        ("unwrap --json=1", "ignored explicit argument", "--json 不带值，却给出了 '1'"),
        ("check --timeout x https://e.com", "'x' is no number", "--timeout：'x' 不是 0.1 到 3600 的数字"),
        ("log", "the following arguments are required: tail|", "缺少 tail|"),
        ("log export --format x", "invalid choice: 'x'", "--format 没有选项 'x'；可选："),
        (
            "log show --where status=x",
            "'x' is nothing that status can be: 42",
            "--where：status 不能是 'x'；可用：42",
        ),
        ("log show --since x", "'x' is no time", "--since：'x' 不是时间"),
        ("log tail -n -5", "'-5' is no number from 0", "-n/--last：'-5' 不是 0 到 1000000000 的数字"),
        ("log show --where x", "'x' is no COLUMN=VALUE", "--where：'x' 不是 列=值"),
        ("--color x unwrap", "invalid choice: 'x'", "--color 没有选项 'x'；可选："),
        ("--rules", "expected one argument", "--rules 缺少值"),
    ],
)
def test_what_is_said_wrongly(
    words: str, english: str, chinese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, expected in (("en", english), ("zh", chinese)):
        with pytest.raises(SystemExit) as ended:
            main.main(["--lang", language, *words.split()])
        assert ended.value.code == 2
        assert expected in capsys.readouterr().err


def test_what_is_said_wrongly_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.main(["unwrap", "--x\x1b[31m"])
    assert "does not know --x\\x1b[31m;" in capsys.readouterr().err


def test_an_unknown_option_without_a_command_is_named(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main.main(["-V"]) == 2
    assert b"-V" in capsysbinary.readouterr().err
