"""Rules written for other tools: row by row, and read back to do the same."""

import csv
import io
import json
from pathlib import Path

import pytest
from rules_for_tests import rule_set

from unwall import Engine, load_rules
from unwall.cli.proving import proved
from unwall.rules.formats.exported import Export, Exported, export
from unwall.rules.formats.lists import Format, read
from unwall.rules.index import RuleSet

BUILT_IN = load_rules()


def one(folder: Path, entry: str, which: Export) -> Exported:
    return export(rule_set(folder, f"id: a\n    kind: wrapper\n    {entry}"), which)


@pytest.mark.parametrize(
    ("entry", "filters"),
    [
        ("where: {hosts: [a.example]}\n    target: {param: u}", ["||a.example/*u=$urlskip=?u"]),
        ("where: {hosts: [a.example], path: /x}\n    target: {param: u}", ["||a.example/x?*u=$urlskip=?u"]),
        (
            "where: {hosts: [a.example], path: '^/x/'}\n    target: {param: u}",
            ["||a.example/x/*u=$urlskip=?u"],
        ),
        (
            "where: {hosts: [a.example, '*.a.example', 'www.b.*'], path: /x}\n    target: {param: [u, v]}",
            [
                "||a.example/x?*u=$urlskip=?u",
                "||www.b.*/x?*u=$urlskip=?u",
                "||a.example/x?*v=$urlskip=?v",
                "||www.b.*/x?*v=$urlskip=?v",
            ],
        ),
        (
            "where: {hosts: [a.example], path: '^/[0-9]+$'}\n    target: {param: u}",
            [r"/^https?:\/\/[^\/?#]+\/[0-9]+\?(?:.*&)?u=/$urlskip=?u,to=a.example"],
        ),
        (
            "where: {hosts: [a.example], path: '^/L/'}\n    target: {path: '^/L/([^/]+)'}\n"
            "    decode: [percent]",
            [r"||a.example/L/$urlskip=/^https?:\/\/[^\/?#]+\/L\/([^\/]+)/ -uricomponent"],
        ),
        (
            "where: {hosts: [a.example], path: /x}\n    target: {param: u}\n"
            "    decode: [{strip: a1}, base64]\n    complete: https",
            ["||a.example/x?*u=$urlskip=?u /^a1(.+)$/ -safebase64 +https"],
        ),
        (
            "where: {hosts: [a.example], path: /x}\n    target: {query: bare}",
            [r"||a.example/x?$urlskip=/\?(.+)/"],
        ),
        ("where: {hosts: [a.example]}\n    target: {query: bare}", [r"||a.example/$urlskip=/\?(.+)/"]),
    ],
)
def test_filters(tmp_path: Path, entry: str, filters: list[str]) -> None:
    assert one(tmp_path, entry, Export.URLSKIP) == Exported(
        "\n".join(["! Title: unwall", "! a", *filters, ""]), 1, {}
    )


@pytest.mark.parametrize(
    ("entry", "entries"),
    [
        (
            "where: {hosts: ['*.a.example', b.example], path: '^/c/'}\n    target: {param: u}",
            [{"include": ["*://*.a.example/c/*", "*://b.example/c/*"], "action": "redirect", "param": "u"}],
        ),
        (
            "where: {hosts: [a.example], path: /x}\n    target: {param: u}\n"
            "    decode: [base64]\n    complete: http",
            [
                {
                    "include": ["*://a.example/x?*", "*://a.example/x/?*"],
                    "action": "base64,redirect",
                    "param": "u",
                    "prepend_scheme": "http",
                }
            ],
        ),
        (
            "where: {hosts: [a.example]}\n    target: {path: '^/L/([^/]+)'}\n    decode: [percent]",
            [{"include": ["*://a.example/*"], "action": "regex-path", "param": "^/L/([^/]+)"}],
        ),
    ],
)
def test_entries(tmp_path: Path, entry: str, entries: list[dict[str, object]]) -> None:
    done = one(tmp_path, entry, Export.DEBOUNCE)
    assert json.loads(done.text) == [{"exclude": []} | each for each in entries]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("verdict: leave\n    where: {hosts: [a.example]}", "verdict leave"),
        (
            "verdict: option\n    option: x\n    where: {hosts: [a.example]}\n    target: {param: u}",
            "verdict option",
        ),
        (
            "status: experimental\n    where: {hosts: [a.example]}\n    target: {param: u}",
            "status experimental",
        ),
        ("where: {hosts: [a.example]}\n    target: {header: location}", "answers"),
        ("where: {hosts: ['a://b']}\n    target: {param: u}", "app links"),
        ("where: {hosts: [a.example]}\n    target: {param: u}\n    unless: [same-site]", "unless"),
        ("where: {hosts: [a.example], query: {x: true}}\n    target: {param: u}", "query"),
        ("where: {hosts: [a.example], context: [qq]}\n    target: {param: u}", "context"),
        ("where: {hosts: [a.example], raw: '^/x'}\n    target: {param: u}", "raw"),
        ("where: {hosts: [a.example]}\n    target: {param: u, until: end}", "target param"),
        ("where: {hosts: [a.example]}\n    target: {param: u}\n    decode: [html]", "decode html"),
        (
            "where: {hosts: [a.example]}\n    target: {param: u}\n    complete: 'https://e.com'",
            "complete address",
        ),
        (
            "where: {hosts: [a.example]}\n    target: {path: '^/(x)'}\n    template: 'https://e.com/{}'",
            "template",
        ),
    ],
)
def test_what_cannot_be_said_is_counted(tmp_path: Path, entry: str, why: str) -> None:
    for which in (Export.URLSKIP, Export.DEBOUNCE):
        done = one(tmp_path, entry, which)
        known = {why, "target param"} if why.startswith("target") else {why}
        assert (done.written, sum(done.left.values())) == (0, 1)
        assert set(done.left) <= known | {"decode until"}


def test_an_end_of_the_path_inside_is_no_end_of_the_address(tmp_path: Path) -> None:
    done = one(
        tmp_path, "where: {hosts: [a.example], path: '^/x(/|$)'}\n    target: {param: u}", Export.URLSKIP
    )
    assert (done.written, done.left) == (0, {"expression": 1})


def test_tables_hold_every_rule() -> None:
    table = list(csv.DictReader(io.StringIO(export(BUILT_IN, Export.CSV).text)))
    facts = json.loads(export(BUILT_IN, Export.JSON).text)
    assert (
        [row["id"] for row in table] == [fact["id"] for fact in facts] == sorted(rule.id for rule in BUILT_IN)
    )
    assert not [cell for row in table for cell in row.values() if cell[:1] in tuple("=+-@＝＋－＠\t")]


@pytest.mark.parametrize("which", [Format.URLSKIP, Format.DEBOUNCE])
def test_what_is_written_reads_back_and_opens_the_same(which: Format, tmp_path: Path) -> None:
    """Each rule that was written is tried on its own examples, opened by what came back of it alone."""
    written = export(BUILT_IN, Export(which))
    file = tmp_path / "back.yaml"
    done = proved(read(written.text, which, BUILT_IN.suffixes), source="back", seen="2026")
    file.write_text(done.text, encoding="utf-8")
    engine, ours = Engine(load_rules(file, own_only=True)), Engine(BUILT_IN)
    wrong, tried = [], 0
    for rule in BUILT_IN:
        if not export(RuleSet.of([rule], suffixes=BUILT_IN.suffixes), Export(which)).written:
            continue
        for example in rule.tests:
            single = len(ours.unwrap(example.given).steps) == 1
            if example.want and single:
                tried += 1
                wrong += [example.given] if engine.unwrap(example.given).output != example.want else []
    assert tried > 500
    assert [each for each in wrong if not each.startswith("https://so.toutiao.com/search/jump")] == []
