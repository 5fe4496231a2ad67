"""Rules read from nodes: one mistake, one sentence with its place."""

from pathlib import Path

import pytest

from unwall import load_rules
from unwall.rules.loader import RuleError

RULE = """platform: test
rules:
  - id: test-link
    kind: wrapper
    where: {hosts: [link.test.example]}
    target: {param: u}
    sources: [{what: own design, where: tests, seen: '2026'}]
    tests: [{given: 'https://link.test.example/', leave: true}]
"""


def load(tmp_path: Path, text: str) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(text, encoding="utf-8")
    load_rules(file, own_only=True)


def test_the_rule_itself_is_right(tmp_path: Path) -> None:
    load(tmp_path, RULE)


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("t{1-3}.test.example", ("t1.test.example", "t2.test.example", "t3.test.example")),
        ("t{09-10}.test.example", ("t09.test.example", "t10.test.example")),
        ("*.t{8-9}.test.example", ("*.t8.test.example", "*.t9.test.example")),
        ("t{0-1}.*", ("t0.*", "t1.*")),
    ],
)
def test_a_range_is_each_of_its_hosts(tmp_path: Path, written: str, hosts: tuple[str, ...]) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(RULE.replace("link.test.example", f"'{written}'", 1), encoding="utf-8")
    (rule,) = load_rules(file, own_only=True)
    assert rule.where.hosts == hosts


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{param: u}", "{parm: u}", '6:14: unknown locator "parm" (did you mean param?)'),
        ("{param: u}", "{address: u}", '6:14: unknown locator "address"; one of param, params, '),
        (
            "{param: u}",
            "{param: u, decode: [urldecode]}",
            '6:33: unknown decode word "urldecode"; one of percent',
        ),
        *(
            (
                "{hosts: [link.test.example]}",
                f"{{hosts: ['{host}']}}",
                f'5:21: "{host}" is no host; write {near}',
            )
            for host, near in (
                ("https://link.test.example", "link.test.example"),
                ("http://link.test.example/out?url=", "link.test.example"),
                ("link.test.example/out", "link.test.example"),
                ("link.test.example:8080", "link.test.example"),
                ("Link.Test.example", "link.test.example"),
                ("*.Test.example", "*.test.example"),
                ("例子.example", "xn--fsqu00a.example"),
            )
        ),
        (
            "{hosts: [link.test.example]}",
            "{hosts: [x.example], path: '/out?url='}",
            "5:39: a path ends before ? and #; say what stands behind it with query: {name: true}",
        ),
        (
            "{hosts: [link.test.example]}",
            "{hosts: [x.example], path: '/out/*'}",
            "5:39: a path without ^ is taken letter by letter; write an expression as '^/x/.*'",
        ),
        (
            "kind: wrapper",
            "kind: wrapper\n    option: generic",
            "3:5: test-link: option goes with verdict: option; add that, or leave option out",
        ),
        ("{param: u}", "{param: u, path: '^/(x)'}", "6:13: a target needs exactly one locator"),
        (
            "{param: u}",
            "{param: u, untill: end}",
            '6:24: unknown key beside param "untill" (did you mean until?)',
        ),
        (
            "{param: u}",
            "{param: u, decode: [precent]}",
            '6:33: unknown decode word "precent" (did you mean percent?)',
        ),
        ("{param: u}", "{param: u, decode: [cut]}", "6:33: cut needs an argument (texts)"),
        (
            "{param: u}",
            "{param: u, decode: [{percent: false}]}",
            "6:43: only true can be said here; leave the key out instead",
        ),
        ("{param: u}", "{param: u, decode: [{segment: {by: '.'}}]}", "6:43: at is missing"),
        (
            "{param: u}",
            "{param: u, complete: ftp}",
            "6:34: complete is http, https or an address that starts with one of them",
        ),
        ("{param: u}", "{param: u, template: 'javascript:{}'}", "6:34: template is an http or https address"),
        (
            "{param: u}",
            "{path: '^/(?!x)'}",
            "6:20: look-around is not linear-time; say it with where, cut or two rules",
        ),
        (
            "{param: u}",
            "{path: '^/(a)\\1'}",
            "6:20: not a linear-time expression (invalid escape sequence: \\1); mend it as RE2 reads it",
        ),
        (
            "{param: u}",
            "{path: '^(a{1000}){1000}'}",
            "6:20: not a linear-time expression (invalid repetition size: {1000}); mend it",
        ),
        (
            "{param: u}",
            "[{param: u}, {header: location}]",
            "3:5: test-link: locators of a URL, of a response and of text cannot be mixed; make two",
        ),
        ("{param: u}", "{element: '>>'}", '6:23: ">>" is no selector; write tag, #id, .class, [name]'),
        (
            "kind: wrapper",
            "kind: wrapper\n    status: beta",
            '5:13: unknown status "beta"; one of ',
        ),
        (
            "{hosts: [link.test.example]}",
            "{hosts: ['HTTPS://x']}",
            '5:21: "HTTPS://x" is no host: a.example, *.a.example, www.a.*, or scheme://authority',
        ),
        (
            "{hosts: [link.test.example]}",
            "{hosts: ['a*b.example']}",
            '5:21: "a*b.example" is no host: a.example, *.a.example, www.a.*, or scheme://authority',
        ),
        *(
            (
                "{hosts: [link.test.example]}",
                f"{{hosts: ['{host}']}}",
                f'5:21: "{host}" is no range of hosts: t{{1-12}}.example or t{{01-12}}.example, at most 200',
            )
            for host in (
                "t{1-201}.a.example",
                "t{9-1}.a.example",
                "t{1-1}.a.example",
                "t{1}.a.example",
                "t{a-b}.a.example",
                "t{1-9.a.example",
                "t{-}.a.example",
                "t{٣-٤}.a.example",
                "t{1-99999}.example",
            )
        ),
        (
            "{hosts: [link.test.example]}",
            "{hosts: ['a{1-2}.b{1-2}.example']}",
            '5:21: "a1.b{1-2}.example" is no host: a.example',
        ),
        (
            "{hosts: [link.test.example]}",
            "{hosts: [x.example], path: x}",
            "5:39: path is a whole path (/x) or an anchored expression (^/x)",
        ),
        (
            "{hosts: [link.test.example]}",
            "{hosts: [x.example], query: {a: 1}}",
            "5:44: expected text, found a number; put it in quotes",
        ),
        (
            "{hosts: [link.test.example]}",
            "{path: /x}",
            "3:5: test-link: needs where.hosts, or find for running text",
        ),
        (
            "{hosts: [link.test.example]}",
            "{hosts: ['*'], path: /x}",
            "3:5: test-link: the host * stands alone, with a path or raw",
        ),
        ("id: test-link", "id: Test_Link", '3:9: id "Test_Link" is not lower-case words joined by hyphens'),
        ("kind: wrapper", "kind: wraper", '4:11: unknown kind "wraper" (did you mean wrapper?)'),
        (
            "kind: wrapper",
            "kind: wrapper\n    verdict: option",
            "3:5: test-link: verdict option needs option: NAME",
        ),
        (
            "kind: wrapper",
            "kind: wrapper\n    verdict: ask",
            "3:5: test-link: verdict ask needs needs: network or needs: app",
        ),
        ("kind: wrapper", "kind: wrapper\n    near: [x]", "5:11: near goes with find"),
        (
            "kind: wrapper",
            "kind: wrapper\n    unless: [same_site]",
            '5:14: unknown condition "same_site" (did you mean same-site?)',
        ),
        (
            "leave: true}",
            "leave: true, want: x}",
            "8:13: a test says exactly one of want, refuse, leave, needs",
        ),
        ("leave: true}", "refuse: shceme}", '8:59: unknown reason "shceme" (did you mean scheme?)'),
        (
            "[{what: own design, where: tests, seen: '2026'}]",
            "[]",
            "3:5: test-link: sources is empty; say where the format was learnt",
        ),
        ("    sources: [{what: own design, where: tests, seen: '2026'}]\n", "", "3:5: sources is missing"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in RULE
    with pytest.raises(RuleError) as caught:
        load(tmp_path, RULE.replace(old, new, 1))
    (found,) = caught.value.problems
    assert str(found).removeprefix(f"{tmp_path}/r.yaml:").startswith(problem)
