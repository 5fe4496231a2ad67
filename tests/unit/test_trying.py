import json
from collections.abc import Callable
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran

DRAFT = """platform: zz
rules:
  - id: zz-out
    kind: wrapper
    where: {hosts: [link.zz.example], path: /out, query: {from: true}}
    target: [{param: url, decode: [base64]}, {param: to}]
    sources: [{what: a, where: b, seen: '2026'}]
    tests: [{given: 'https://link.zz.example/out', leave: true}]
  - id: zz-page
    kind: interstitial
    where: {hosts: [link.zz.example], path: /stop, body: [leaving]}
    target: {element: a.go, attribute: href}
    sources: [{what: a, where: b, seen: '2026'}]
    tests:
      - given: 'https://link.zz.example/stop?1'
        body: '<p>leaving<a class=go href="https://example.com/">'
        want: 'https://example.com/'
"""
type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Run:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    (tmp_path / "draft.yaml").write_text(DRAFT)
    (tmp_path / "page.html").write_bytes(
        '<meta charset=gbk><p>leaving</p><a class="go x" href="https://example.org/你?a=1&amp;b">'.encode(
            "gbk"
        )
    )
    monkeypatch.chdir(tmp_path)
    return lambda *words: ran(capfdbinary, "--lang", "en", "rules", "try", "draft.yaml", *words)


@pytest.mark.parametrize(
    ("words", "code", "lines"),
    [
        (
            ["https://link.zz.example/out?from=1&url=%21%21&to=https%3A%2F%2Fexample.com%2F%3Fa"],
            0,
            [
                '     param url: "!!" does not come to an address',
                '     param to: "https://example.com/?a"',
                "     → https://example.com/?a",
                "opens https://example.com/?a",
            ],
        ),
        (
            ["https://link.zz.example/ou?to=https%3A%2F%2Fexample.com%2F"],
            1,
            [
                "     does not look at it: path is /ou, not /out; query from does not hold",
                "this draft opens nothing here",
            ],
        ),
        (
            ["https://link.zz.example/out?from=1&to=javascript%3Ax"],
            1,
            [
                "not opened: its target is no web page but something that could run here (scheme): "
                "javascript:x"
            ],
        ),
        (
            ["https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"],
            1,
            ["beside the built-in rules zhihu-link comes first and opens https://example.com/"],
        ),
        (
            ["page.html"],
            0,
            [
                "as the answer of https://link.zz.example/stop?1",
                '     element a.go: "https://example.org/你?a=1&b"',
                "opens https://example.org/你?a=1&b",
            ],
        ),
        (["page.html", "--url", "https://link.zz.example/out?from=1"], 1, ["this draft opens nothing here"]),
        (["page.html", "--status", "404"], 1, ["     does not look at it: status (200) does not hold"]),
    ],
)
def test_says_what_matched_and_what_not(run: Run, words: list[str], code: int, lines: list[str]) -> None:
    done, out, err = run(*words)
    assert (done, err) == (code, "")
    assert [line for line in lines if line not in out.splitlines()] == []


def test_in_a_long_draft_the_rules_for_the_host_are_shown(run: Run, tmp_path: Path) -> None:
    other = DRAFT[DRAFT.index("  - id: zz-out") : DRAFT.index("  - id: zz-page")]
    many = "".join(other.replace("zz-out", f"y{n}").replace("zz.example", f"y{n}.example") for n in range(9))
    word = (
        "  - {id: word, kind: token, find: 'zz(?P<link>[0-9])', target: {match: link, template: 'https://e.com/{}'},"
        " sources: [{what: a, where: b, seen: '2026'}], tests: [{given: zz, leave: true}]}"
    )
    (tmp_path / "draft.yaml").write_text(f"{DRAFT}{many}{word}\n")

    def shown(url: str) -> tuple[list[str], str]:
        lines = run(url)[1].splitlines()
        return [line.split()[0] for line in lines if "draft.yaml:" in line], lines[-2]

    assert shown("https://link.zz.example/ou") == (["zz-page", "zz-out"], "  10 rules for other hosts")
    names, rest = shown("https://link.zzz.example/out")
    assert (sorted(names[:2]), len(names), rest) == (["zz-out", "zz-page"], 5, "  7 rules for other hosts")


def test_json(run: Run) -> None:
    told = json.loads(run("--json", "https://link.zz.example/out?from=1&to=https%3A%2F%2Fexample.com%2F")[1])
    assert told["output"] == told["together"]["output"] == "https://example.com/"
    assert {rule["rule"]: (rule["missing"], rule["target"]) for rule in told["rules"]} == {
        "zz-out": ([], "https://example.com/"),
        "zz-page": (["path"], None),
    }


def test_a_page_from_nowhere(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.yaml").write_text(DRAFT.partition("  - id: zz-page")[0])
    assert run("page.html") == (
        2,
        "",
        "unwall: no rule of draft.yaml has a test with a page to say where page.html comes from;"
        " say --url URL\n",
    )


def test_a_page_that_is_not_there_is_no_text(run: Run) -> None:
    code, out, err = run("absent.html", "--url", "https://link.zz.example/stop")
    assert (code, out) == (2, "")
    assert err == "unwall: absent.html: cannot be read (No such file or directory); name another one\n"


def test_a_broken_draft_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.yaml").write_text(DRAFT.replace("param: to", "parm: to"))
    code, out, err = run("https://link.zz.example/out")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("unwall: draft.yaml:6:")
