"""The command line as scripts and people meet it: real processes, bytes in and out."""

import gzip
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from unwall import Engine, load_rules
from unwall.cli.main import main
from unwall.cli.unwrap import result_as_data

ENGINE = Engine(load_rules())
UNWALL = [sys.executable, "-m", "unwall.cli.main"]
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F%E4%B8%AD"
UNSAFE = "https://link.zhihu.com/?target=javascript%3Aalert(1)"
RULES = """platform: own
rules:
  - id: own-link
    kind: wrapper
    where: {hosts: [own.example]}
    target: {param: u}
    sources: [{what: own design, where: tests, seen: '2026'}]
    tests:
      - {given: 'https://own.example/?u=https://e.com', want: 'https://e.com'}
      - {given: 'https://own.example/?u=data:x', refuse: scheme}
      - {given: 'https://own.example/', leave: true}
"""


class Ran:
    """What a process left behind."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "surrogateescape")
        self.err = done.stderr.decode()


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment whose user has decided nothing yet, and speaks a locale without UTF-8."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "SYSTEMROOT")}
    return kept | {"HOME": str(tmp_path), "LC_ALL": "C"}


def run(home: dict[str, str], *arguments: str, stdin: bytes = b"") -> Ran:
    return Ran(
        subprocess.run(
            [*UNWALL, *arguments], input=stdin, env=home, capture_output=True, check=False, timeout=60
        )
    )


def test_arguments_and_lines(home: dict[str, str]) -> None:
    assert (
        run(home, "unwrap", LINK, "https://e.com/").out == "https://example.com/%E4%B8%AD\nhttps://e.com/\n"
    )
    lines = b"\n".join([LINK.encode(), b"", b"\xff\xfe broken", "中文".encode(), b"https://e.com/\r"]) + b"\n"
    done = run(home, "unwrap", stdin=lines)
    assert (done.code, done.err) == (0, "")
    assert done.out.encode("utf-8", "surrogateescape") == (
        b"https://example.com/%E4%B8%AD\n\n\xff\xfe broken\n" + "中文".encode() + b"\nhttps://e.com/\n"
    )
    assert run(home, "unwrap", "-", stdin=LINK.encode()).out == "https://example.com/%E4%B8%AD\n"


def test_many_lines_are_as_each_alone(home: dict[str, str]) -> None:
    odd = [
        LINK,
        UNSAFE,
        "",
        "  ",
        "words",
        "看 https://link.zhihu.com/?target=https%3A%2F%2Fe.com 看",
        "HTTPS://E.com/",
        "a\tb",
        'https://e.com/"\\',
        "https://www.google.com/",
        "taobao://m.taobao.com/x",
        "\udcff",
        "https://e.com/中",
        "x\r",
    ]
    lines = [f"https://site{n}.example/{n}" if n % 50 else odd[n // 50 % len(odd)] for n in range(4_000)]
    stdin = "\n".join(lines).encode("utf-8", "surrogateescape")
    assert len(stdin) > 1 << 16
    results = [ENGINE.unwrap(line.rstrip("\r")) for line in lines]
    assert run(home, "unwrap", stdin=stdin).out.split("\n") == [*(result.output for result in results), ""]
    as_json = [json.loads(line) for line in run(home, "unwrap", "--json", stdin=stdin).out.split("\n")[:-1]]
    assert as_json == [json.loads(json.dumps(result_as_data(result))) for result in results]


def test_json(home: dict[str, str]) -> None:
    lines = run(home, "unwrap", "--json", LINK, UNSAFE, "\udcff中").out.splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "input": LINK,
            "output": "https://example.com/%E4%B8%AD",
            "changed": True,
            "refused": None,
            "needs": None,
            "steps": [
                {
                    "rule": "zhihu-link",
                    "kind": "wrapper",
                    "input": LINK,
                    "output": "https://example.com/%E4%B8%AD",
                }
            ],
        },
        {
            "input": UNSAFE,
            "output": UNSAFE,
            "changed": False,
            "refused": {"reason": "scheme", "target": "javascript:alert(1)"},
            "needs": None,
            "steps": [],
        },
        {
            "input": "\udcff中",
            "output": "\udcff中",
            "changed": False,
            "refused": None,
            "needs": None,
            "steps": [],
        },
    ]


def test_says_why_on_stderr_and_only_there(home: dict[str, str]) -> None:
    done = run(home, "unwrap", UNSAFE)
    assert (done.out, done.err) == (UNSAFE + "\n", "unwall: left as it is (scheme): javascript:alert(1)\n")
    assert run(home, "unwrap", "-q", UNSAFE).err == ""
    assert (
        run(home, "--lang", "zh", "unwrap", UNSAFE).err == "unwall: 保持原样（scheme）：javascript:alert(1)\n"
    )


def test_explain_names_rule_and_place(home: dict[str, str]) -> None:
    out = run(home, "unwrap", "--explain", LINK).out
    assert "1. zhihu-link (wrapper)" in out
    assert "zhihu.yaml:" in out
    assert "→ https://example.com/中" in out


def test_scan_and_rewrite(home: dict[str, str], tmp_path: Path) -> None:
    body = f'<p>中<a title=x href="{LINK}">x</a></p>\n'.encode()
    page = tmp_path / "page.html"
    page.write_bytes(body)
    (found,) = map(json.loads, run(home, "scan", "--json", str(page)).out.splitlines())
    start = body.index(b"https")
    assert found == {
        "source": str(page),
        "start": start,
        "end": start + len(LINK),
        "match": LINK,
        "output": "https://example.com/%E4%B8%AD",
        "rule": "zhihu-link",
        "kind": "wrapper",
        "surface": "html-attribute",
        "platform": "zhihu",
        "refused": None,
    }
    assert run(home, "rewrite", str(page)).out.encode() == body.replace(
        LINK.encode(), b"https://example.com/%E4%B8%AD"
    )
    assert (
        run(home, "rewrite", "--type", "text/html", stdin=b"\xff\x00<p>").out.encode(
            "utf-8", "surrogateescape"
        )
        == b"\xff\x00<p>"
    )
    missing = run(home, "scan", str(tmp_path / "nowhere"))
    assert (missing.code, missing.out) == (1, "")
    assert "cannot be read" in missing.err


@pytest.mark.parametrize(
    "data",
    [
        f"WARC/1.0\r\nContent-Length: {len(LINK)}\r\n\r\n{LINK}\r\n".encode(),
        f"{len(LINK) + 12}:3:url;{len(LINK)}:{LINK},}}".encode(),
        gzip.compress(LINK.encode()),
    ],
)
def test_a_recording_is_not_rewritten_as_a_text(home: dict[str, str], data: bytes) -> None:
    done = run(home, "rewrite", stdin=data)
    assert (done.code, done.out.encode("utf-8", "surrogateescape")) == (1, data)
    assert done.err == "unwall: -: is packed or a recording, and stays as it is; give one body of it\n"


def test_rules(home: dict[str, str], tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.yaml").write_text(RULES)
    assert (
        run(home, "unwrap", "--rules", str(own), "https://own.example/?u=https://e.com").out
        == "https://e.com\n"
    )
    assert (
        run(home, "--rules", str(own), "rules", "show", "own-link").out.splitlines()[1:]
        == RULES.splitlines()[2:]
    )
    (own / "second.yaml").write_text(
        RULES.replace("own", "first") + RULES[RULES.index("  - id") :].replace("own", "other")
    )
    assert [
        run(home, "--rules", str(own), "rules", "show", name).out.count("- id: ")
        for name in ("first-link", "other-link")
    ] == [1, 1]
    (own / "second.yaml").unlink()
    listed = [
        json.loads(line)
        for line in run(home, "rules", "list", "--json", "--rules", str(own)).out.splitlines()
    ]
    assert "own-link" in {rule["id"] for rule in listed}
    assert run(home, "rules", "test", str(own)).out == "1 rules, 3 tests, 0 failed\n"
    assert run(home, "rules", "lint", str(own)).out == "1 rules, 0 complaints\n"
    (own / "link").symlink_to(own)  # files in force by another spelling
    for words in (["test", str(own / "own.yaml")], ["test", str(own / "link" / "own.yaml")]):
        assert run(home, "--rules", str(own), "rules", *words).out == "1 rules, 3 tests, 0 failed\n"
    (own / "link").unlink()
    (own / "own.yaml").write_text(
        RULES.replace("want: 'https://e.com'", "want: 'https://f.com'").replace(
            "      - {given: 'https://own.example/', leave: true}\n", ""
        )
    )
    failed = run(home, "rules", "test", str(own))
    assert (failed.code, failed.err) == (
        1,
        f"unwall: what each rule made of a link, and why, says: unwall rules try {own}/own.yaml URL\n",
    )
    assert "no test that is left alone" in run(home, "rules", "lint", str(own)).out
    assert "没有保持原样的测试" in run(home, "rules", "lint", "--lang", "zh", str(own)).out
    assert (
        "得到 https://e.com，而非 https://f.com" in run(home, "rules", "test", "--lang", "zh", str(own)).out
    )
    (own / "own.yaml").write_text(RULES.replace("param", "parm"))
    broken = run(home, "unwrap", "--rules", str(own), LINK)
    assert (broken.code, broken.out) == (2, "")
    assert f'{own}/own.yaml:6:14: unknown locator "parm" (did you mean param?)' in broken.err
    broken = run(home, "unwrap", "--lang", "zh", "--rules", str(own), LINK)
    assert f"{own}/own.yaml:6:14: 不认识定位词 “parm”（是否想写 param？）" in broken.err


def test_allow_and_deny(home: dict[str, str]) -> None:
    assert run(home, "deny", "zhihu-lnk").err.endswith(
        "(did you mean zhihu-link?); unwall rules list shows them\n"
    )
    assert run(home, "deny", "zhihu-link").code == 0
    assert run(home, "deny", "--list").out == "zhihu-link\n"
    assert run(home, "unwrap", LINK).out == LINK + "\n"
    assert run(home, "deny", "--remove", "zhihu-link").code == 0
    assert run(home, "unwrap", LINK).out == "https://example.com/%E4%B8%AD\n"
    assert run(home, "allow", "https://Zhihu.com/x").code == 0
    assert run(home, "allow", "--list").out == "zhihu.com\n"
    assert json.loads(run(home, "unwrap", "--json", LINK).out)["refused"]["reason"] == "excluded"
    assert run(home, "allow", "two words").code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say a command"),
        (("unwarp",), "did you mean unwrap?"),
        ((LINK,), "to open what was shared, in quotes: unwall open "),
        (("4.35 复制打开抖音，看看", "x"), "to open what was shared, in quotes: unwall open "),
        (("unwrap", "--jsn"), "unwall unwrap does not know --jsn; unwall unwrap --help shows what it takes"),
        (("rules",), "required"),
        (("rules", "show", "zhihu-lin"), "did you mean zhihu-link?"),
        (("unwrap", "--config", "/nowhere.toml", "x"), "cannot be read"),
        (("unwrap", "--rules", "/nowhere", "x"), "no such folder or file"),
    ],
)
def test_used_wrongly(home: dict[str, str], arguments: tuple[str, ...], said: str) -> None:
    done = run(home, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_help_and_version(home: dict[str, str]) -> None:
    assert "rewrite" in run(home, "--help").out
    assert run(home, "--version").out.startswith("unwall ")
    for words in (["scan", "-q", "--version"], ["--version", "unwrap"]):
        assert run(home, *words).out == run(home, "--version").out
    assert run(home, "unwrap", "--", "--version").out == "--version\n"
    assert "链接" in run(home | {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "--help").out
    for command in ("unwrap", "scan", "rewrite", "rules", "allow", "deny", "run", "cert"):
        assert run(home, command, "--help").code == 0


def test_a_reader_that_goes_away_is_no_error(home: dict[str, str]) -> None:
    script = 'yes "$LINK" | head -n 100000 | "$@" unwrap | head -n 1'
    done = Ran(
        subprocess.run(
            ["sh", "-c", script, "sh", *UNWALL], env=home | {"LINK": LINK}, capture_output=True, check=False
        )
    )
    assert (done.code, done.out, done.err) == (0, "https://example.com/%E4%B8%AD\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="streams are closed by a POSIX shell")
@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">&-", 0, ""),
        ("2>&-", 0, ""),
        ("<&-", 0, ""),
        (">&- 2>&- <&-", 0, ""),
        pytest.param(
            ">/dev/full",
            1,
            "unwall: it goes no further: No space left on device\n",
            marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system"),
        ),
    ],
)
@pytest.mark.parametrize("command", [f"unwrap '{LINK}'", "scan", "--version"])
def test_streams_that_are_closed_or_full(
    home: dict[str, str], command: str, redirection: str, code: int, said: str
) -> None:
    line = f"echo '{LINK}' | {shlex.join(UNWALL)} {command} {redirection}"
    done = subprocess.run(["sh", "-c", line], env=home, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.decode()) == (code, said)


class Interrupting:
    """Ctrl-C while the modules of a command are loaded."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "unwall.cli.pac":
            raise KeyboardInterrupt


@pytest.mark.parametrize("words", [["pac"], ["pac", "--help"]])
def test_interrupted_before_anything_is_done(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "unwall.cli.pac", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    assert main(words) == 130
    assert capfd.readouterr() == ("", "")
