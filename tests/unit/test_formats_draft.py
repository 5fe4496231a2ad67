"""Drafts written as rule files: YAML that is read back, examples whose wrapping their decode words undo."""

import pytest

from unwall.rules.formats.draft import MARK, REST, SAMPLES, Draft, Reading, Sample, written
from unwall.rules.schema import read_file
from unwall.rules.tree import read_yaml
from unwall.urls.suffix import Suffixes

PLAIN = Draft("line 1", "entry", ("a.example", "*.a.example"), {"param": "u"}, f"/x?u={MARK}", path="/x")
SAMPLE = SAMPLES[0]


def test_one_rule() -> None:
    assert written([("a-link", PLAIN)], source="a.txt", seen="2026-01-02", sample=SAMPLE) == (
        "platform: 'a.txt'\n"
        "rules:\n"
        "  - id: a-link\n"
        "    kind: wrapper\n"
        "    where: {hosts: ['a.example', '*.a.example'], path: '/x'}\n"
        "    target: {param: 'u'}\n"
        "    sources: [{what: imported list, where: 'a.txt: entry', seen: '2026-01-02'}]\n"
        "    tests:\n"
        "      - {given: 'https://a.example/x?u=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2',"
        " want: 'https://example.com/a?b=1&c=2'}\n"
        "      - {given: 'https://sub.a.example/x?u=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2',"
        " want: 'https://example.com/a?b=1&c=2'}\n"
        "      - {given: 'https://a.example/x?u=https%3A%2F%2F127.0.0.1%2Fa%3Fb%3D1%26c%3D2',"
        " refuse: private}\n"
        "      - {given: 'https://a.example/x?u=words', leave: true}\n"
    )


@pytest.mark.parametrize(
    ("draft", "sample", "given", "want"),
    [
        (
            PLAIN._replace(hosts=("www.a.*",), decode=("base64",)),
            SAMPLE,
            "https://www.a.com/x?u=aHR0cHM6Ly9leGFtcGxlLmNvbS9hP2I9MSZjPTI",
            "https://example.com/a?b=1&c=2",
        ),
        (
            PLAIN._replace(complete="http"),
            SAMPLE,
            "https://a.example/x?u=example.com%2Fa%3Fb%3D1%26c%3D2",
            "http://example.com/a?b=1&c=2",
        ),
        (
            PLAIN._replace(complete="http"),
            Sample("https://example.com", bare=False, plain=False),
            "https://a.example/x?u=https%3A%2F%2Fexample.com",
            "https://example.com",
        ),
        (
            PLAIN._replace(target={"raw": "(https?:[^&]*)"}, decode=("percent",)),
            Sample("https://example.com", bare=True, plain=True),
            "https://a.example/x?u=https://example.com",
            "https://example.com",
        ),
        (
            PLAIN._replace(decode=("percent",)),
            Sample("https://example.com", bare=True, plain=False),
            "https://a.example/x?u=https%253A%252F%252Fexample.com",
            "https://example.com",
        ),
        (
            PLAIN._replace(decode=({"strip": "a1"}, {"json": "/k"}, {"through": ["v"]})),
            Sample("https://e.com", bare=True, plain=False),
            "https://a.example/x?u=a1%7B%22k%22%3A%22https%3A%2F%2Fhop.example%2F%3Fv%3Dhttps%253A%252F%252Fe.com%22%7D",
            "https://e.com",
        ),
        (
            PLAIN._replace(target={"raw": "^/x/(.*)"}, tail=f"/x/{MARK}", decode=("percent-if",)),
            Sample("https://example.com", bare=True, plain=True),
            "https://a.example/x/https://example.com",
            "https://example.com",
        ),
        (
            PLAIN._replace(target={"path": "^/(.*)/s(/.*)"}, tail=f"/{MARK}/s{REST}", complete="https"),
            Sample("https://example.com/a", bare=True, plain=False),
            "https://a.example/example.com/s/a",
            "https://example.com/a",
        ),
    ],
)
def test_examples(draft: Draft, sample: Sample, given: str, want: str) -> None:
    text = written([("a-link", draft)], source="a.txt", seen="2026", sample=sample)
    root, problems = read_yaml(text.encode(), "a.yaml")
    assert root is not None
    ((rule,), _, more) = read_file(root)
    assert ([*problems, *more], rule.tests[0].given, rule.tests[0].want) == ([], given, want)


def test_what_a_list_says_stays_text() -> None:
    odd = PLAIN._replace(entry="it's: {a}\n\x1b[31m", target={"param": "u'v: {}"})
    root, _ = read_yaml(
        written([("a-link", odd)], source="x: 'y'", seen="2026", sample=SAMPLE).encode(), "a.yaml"
    )
    assert root is not None
    ((rule,), _, _) = read_file(root)
    assert rule.sources[0].where == "x: 'y': it's: {a}??[31m"
    assert rule.targets[0].locate.argument == ("u'v: {}",)


def test_counts_and_shapes() -> None:
    assert Reading((PLAIN,), (), Suffixes(), 3).entries == 1
    assert PLAIN.shape() == PLAIN._replace(place="line 9", entry="x", tail="/y").shape()
    assert PLAIN.shape() != PLAIN._replace(path="/z").shape()
