"""Complaints about rules that are well-formed."""

from pathlib import Path

import pytest

from unwall import Engine, load_rules
from unwall.language import Language
from unwall.model import Policy, Rule
from unwall.rules.index import RuleSet
from unwall.rules.lint import Proving, complaints

WHOLE = {
    "kind": "wrapper",
    "where": "{hosts: [go.site.example], path: /out}",
    "target": "{param: url}",
    "sources": "[{what: a, where: b, seen: '2026'}]",
    "tests": """
      - {given: 'https://go.site.example/out?url=https%3A%2F%2Fexample.com%2F', want: 'https://example.com/'}
      - {given: 'https://go.site.example/out?url=data%3Ax', refuse: scheme}
      - {given: 'https://go.site.example/out', leave: true}""",
}


def written(rule_id: str, **changes: str | None) -> str:
    keys = {**WHOLE, **{name.replace("_", "-"): text for name, text in changes.items()}}
    return f"  - id: {rule_id}\n" + "".join(f"    {name}: {text}\n" for name, text in keys.items() if text)


def said(folder: Path, *files: str) -> list[str]:
    for number, text in enumerate(files):
        (folder / f"{number}.yaml").write_text(f"platform: test\nrules:\n{text}", encoding="utf-8")
    rules = load_rules(folder, own_only=True)
    policy = Policy.of_all(rules)

    def alone(rule: Rule) -> Engine:
        return Engine(RuleSet.of([rule], rules.beside, rules.suffixes), policy)

    proving = Proving(
        Engine(rules, policy), alone, rules.suffixes, "2026-11-25", "2025-10-21", ("browser", "wechat")
    )
    return [complaint.sentence(Language.ENGLISH) for complaint in complaints(list(rules), proving)]


def test_a_whole_rule_is_left_in_peace(tmp_path: Path) -> None:
    assert said(tmp_path, written("a")) == []


def test_one_host_of_a_numbered_family_is_tried_for_all(tmp_path: Path) -> None:
    where = "{hosts: [go.site.example, 'go{1-3}.site.example', 'go{1-3}.b.example'], path: /out}"
    tests = (
        "[{given: 'https://go.site.example/out?url=https%3A%2F%2Fexample.com%2F', want: 'https://example.com/'},"
        " {given: 'https://go2.site.example/out?url=javascript%3Aalert(1)', refuse: scheme},"
        " {given: 'https://go.site.example/out', leave: true}]"
    )
    messages = said(tmp_path, written("a", where=where, tests=tests))
    assert messages == [f"a: no test on go{number}.b.example" for number in (1, 2, 3)]


ONLY_LEFT = "[{given: 'https://go.site.example/out', leave: true}]"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tests": ONLY_LEFT}, "a: no test that opens"),
        ({"tests": ONLY_LEFT}, "a: no test that is refused"),
        ({"where": "{hosts: [go.site.example, b.example], path: /out}"}, "a: no test on b.example"),
        (
            {"where": "{hosts: ['*.com', go.site.example]}"},
            "a: *.com matches a name that anyone can register",
        ),
        ({"where": "{hosts: ['go.*', go.site.example]}"}, "a: go.* is too short a name for every suffix"),
        ({"where": "{hosts: [go.site.example], raw: 'out'}"}, "a: raw is not anchored"),
        (
            {"where": "{hosts: [go.site.example], path: /out, context: [wechatt]}"},
            'a: no file describes the context "wechatt"; one of browser, wechat',
        ),
        (
            {"sources": "[{what: a, where: b, seen: lately}]"},
            'a: seen "lately" is no date; a day, a month or a year (2026-11-25, 2026-11, 2026)',
        ),
        (
            {"where": "{hosts: [go.site.example], path: /out, status: [302]}"},
            "a: speaks of an answer (status, type, body), and no test has one; give a test its body",
        ),
        (
            {"tests": "[{given: go.site.example/out, leave: true}]"},
            "a: go.site.example/out is no address, so nothing can happen to it; write it with its scheme",
        ),
        ({"sources": "[{what: a, where: b, seen: '2027'}]"}, "a: seen 2027 is yet to come"),
        (
            {"sources": "[{what: a, where: b, seen: '2025-10-01'}]"},
            "a: last seen on 2025-10-01, before 2025-10-21; look again",
        ),
        ({"target": "[{param: url}, {param: to}]"}, "a: no test needs target 2 (param)"),
        ({"complete": "http"}, "a: no test needs complete"),
        ({"reason": "[{element: h1}]"}, "a: reason without unless: [{reason: fraud}]"),
    ],
)
def test_complains(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    assert message in said(tmp_path, written("a", **changes))


@pytest.mark.parametrize("seen", ["2025-10-22", "2018", "2018-01"])
def test_what_was_seen_lately_or_has_no_day_is_not_old(tmp_path: Path, seen: str) -> None:
    assert said(tmp_path, written("a", sources=f"[{{what: a, where: b, seen: '{seen}'}}]")) == []


def test_one_new_source_is_enough(tmp_path: Path) -> None:
    sources = "[{what: a, where: b, seen: '2020-01-01'}, {what: c, where: d, seen: '2026-06-01'}]"
    assert said(tmp_path, written("a", sources=sources)) == []


def test_two_rules_that_do_the_same(tmp_path: Path) -> None:
    found = said(tmp_path, written("a"), written("b", target="{param: [url, to]}"))
    place = tmp_path / "1.yaml"
    assert f"a: all that it opens is opened by b as well ({place}:3:5)" in found


def test_two_rules_that_only_their_names_put_in_order(tmp_path: Path) -> None:
    tests = """
      - {given: 'https://go.site.example/out?url=https%3A%2F%2Fexample.com%2F&to=https%3A%2F%2Fb.example', want: 'https://example.com/'}
      - {given: 'https://go.site.example/out?url=data%3Ax', refuse: scheme}
      - {given: 'https://go.site.example/out', leave: true}"""  # noqa: E501 - one address
    other = """
      - {given: 'https://go.site.example/out?to=https%3A%2F%2Fexample.com%2F', want: 'https://example.com/'}
      - {given: 'https://go.site.example/out?to=data%3Ax', refuse: scheme}
      - {given: 'https://go.site.example/out', leave: true}"""
    first, second = written("a", tests=tests), written("b", target="{param: to}", tests=other)
    assert said(tmp_path, first, second) == [
        "a: and b read the same link differently, and only their names say which comes first"
        f" ({tmp_path / '1.yaml'}:3:5)"
    ]


def test_rules_of_one_file_may_be_put_in_order_by_their_names(tmp_path: Path) -> None:
    tests = """
      - {given: 'https://go.site.example/out?url=https%3A%2F%2Fexample.com%2F&to=https%3A%2F%2Fb.example', want: 'https://example.com/'}
      - {given: 'https://go.site.example/out?url=data%3Ax', refuse: scheme}
      - {given: 'https://go.site.example/out', leave: true}"""  # noqa: E501 - one address
    other = WHOLE["tests"].replace("url=", "to=")
    assert said(tmp_path, written("a", tests=tests) + written("b", target="{param: to}", tests=other)) == []
