"""Reasons and contexts: what is read from them, and what is said of mistakes."""

from pathlib import Path

import pytest

from unwall.rules.beside import is_beside, read_beside
from unwall.rules.index import Beside, Client, Context
from unwall.rules.loader import RuleError, load_rules
from unwall.rules.tree import read_yaml

SOURCES = "sources: [{what: a, where: b, seen: '2026'}]"
HEAD = "contexts:\n  app:\n    "


def read(text: str, before: Beside = Beside()) -> tuple[Beside, list[str]]:
    root, problems = read_yaml(text.encode(), "x.yaml")
    assert root is not None, problems
    assert is_beside(root)
    beside, found = read_beside(root, before)
    return beside, list(map(str, found))


def test_reads_reasons() -> None:
    assert read("reasons: {fraud: [scam, 诈骗], illegal: [赌博]}") == (
        Beside(reasons=("scam", "诈骗", "赌博")),
        [],
    )


def test_reads_contexts() -> None:
    text = f"""
contexts:
  app:
    agents: ['App/']
    clients:
      ios: {{user-agent: 'X App/1', headers: {{accept-language: zh-CN}}}}
      web: {{user-agent: 'App/2'}}
    wraps: ['https://a.example/?u={{}}']
    notes: Nothing.
    {SOURCES}
  browser:
    agents: []
    clients: {{any: {{user-agent: 'X'}}}}
    {SOURCES}
"""
    contexts = (
        Context(
            "app",
            ("App/",),
            (Client("ios", "X App/1", (("accept-language", "zh-CN"),)), Client("web", "App/2")),
            ("https://a.example/?u={}",),
        ),
        Context("browser", (), (Client("any", "X"),)),
    )
    assert read(text) == (Beside(contexts=contexts), [])
    assert contexts[0].user_agent == "X App/1"


def test_adds_to_what_other_files_said() -> None:
    app = Context("app", ("App/",), (Client("a", "App/1"),))
    before = Beside(("p.example",), ("scam",), (app,))
    again = f"contexts: {{app: {{agents: ['App/'], clients: {{b: {{user-agent: 'App/2'}}}}, {SOURCES}}}}}"
    after, problems = read(again, before)
    assert (after.pages, after.reasons, problems) == (("p.example",), ("scam",), [])
    assert after.contexts == (Context("app", ("App/",), (Client("b", "App/2"),)),)
    assert read("reasons: {fraud: [scam, hoax]}", before)[0].reasons == ("scam", "hoax")


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("reasons: {fraud: [Scam]}", ['x.yaml:1:19: "Scam" is compared in lower case; write it so']),
        ("reasons: {fraud: [骗]}", ['x.yaml:1:19: "骗" is too short to state anything']),
        (
            "reasons:\n  fraud: [scam]\n  malware: [scam]",
            ['x.yaml:3:13: "scam" stands twice (first in line 2)'],
        ),
        ("reasons: {frauds: [scam]}", ['x.yaml:1:11: unknown key "frauds" (did you mean fraud?)']),
        (
            "reasons: {fraud: scam}",
            ["x.yaml:1:18: expected a list, found text; write [a, b], or begin each item with a hyphen"],
        ),
        ("reasons: [scam]", ["x.yaml:1:10: expected a map, found a list; write key: value"]),
        ("reasons: {}\nrules: []", ['x.yaml:2:1: unknown key "rules"; one of reasons, contexts']),
        ("contexts: []", ["x.yaml:1:11: expected a map, found a list; write key: value"]),
        (f"{HEAD}agents: []\n    {SOURCES}", ["x.yaml:3:5: clients is missing; add it"]),
        (
            f"{HEAD}agents: []\n    clients: {{}}\n    {SOURCES}",
            ["x.yaml:4:14: app: clients is empty; say what it says of itself"],
        ),
        (
            f"{HEAD}agents: []\n    clients: {{a: {{user-agent: x}}}}\n    sources: []",
            ["x.yaml:5:14: app: sources is empty; say where it was learnt"],
        ),
        (
            f"{HEAD}agents: [App]\n    clients: {{a: {{user-agent: App}}}}\n    {SOURCES}",
            ['x.yaml:3:14: "App" stands in too many user agents; at least four characters'],
        ),
        (
            f"{HEAD}agents: [App/]\n    clients: {{a: {{user-agent: Ap/1}}}}\n    {SOURCES}",
            ["x.yaml:3:5: app: its a client is not recognised by any of agents"],
        ),
        (
            f"{HEAD}agents: [App/]\n    clients: {{a: {{user-agent: App/1}}}}\n    {SOURCES}\n"
            f"  browser: {{agents: [], clients: {{b: {{user-agent: App/1}}}}, {SOURCES}}}",
            ["x.yaml:6:12: browser: its b client is taken for app"],
        ),
        (
            f"{HEAD}agents: []\n    clients: {{a: {{user-agent: x, headers: {{Cookie: x}}}}}}\n    {SOURCES}",
            ['x.yaml:4:44: "Cookie" is no header name in lower case'],
        ),
        (
            f"{HEAD}agents: []\n    clients: {{a: {{user-agent: x, headers: {{cookie: x}}}}}}\n    {SOURCES}",
            ["x.yaml:4:44: cookie is never sent; it says more than the kind of client"],
        ),
        (
            f'{HEAD}agents: []\n    clients: {{a: {{user-agent: "x\\n"}}}}\n    {SOURCES}',
            ["x.yaml:4:31: a header's value is printable ASCII"],
        ),
        (
            f"{HEAD}agents: []\n    clients: {{a: {{user-agent: x}}}}\n    wraps: ['a{{}}']\n    {SOURCES}",
            ["x.yaml:5:13: a wrapped link is an address with {} in the place of the link"],
        ),
        (
            f"{HEAD}agents: []\n    clients: {{a: {{user-agent: x}}}}\n    sources: [{{what: a}}]",
            ["x.yaml:5:15: where is missing; add it"],
        ),
        (f"{HEAD}agent: x", ['x.yaml:3:5: unknown key "agent" (did you mean agents?)']),
    ],
)
def test_says_what_is_wrong(text: str, problems: list[str]) -> None:
    found = read(text)[1]
    assert [said.split("; put it in quotes")[0] for said in found] == problems


def test_every_mistake_is_said(tmp_path: Path) -> None:
    file = tmp_path / "reasons.yaml"
    file.write_text("reasons:\n  fraud: [Scam, ok-word, 骗]\n", encoding="utf-8")
    with pytest.raises(RuleError) as raised:
        load_rules(file, own_only=True)
    assert [problem.place.column for problem in raised.value.problems] == [11, 26]


def test_a_file_of_rules_is_none() -> None:
    root, _ = read_yaml(b"platform: a\nrules: []", "x.yaml")
    assert root is not None
    assert not is_beside(root)
