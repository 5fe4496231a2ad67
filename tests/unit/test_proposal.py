"""A proposal as YAML: read again by the loader, found right by lint, and silent about persons."""

import pytest

from unwall.learn.proposal import Evidence, Proposal, named, platform_of, said_of, written
from unwall.model import Kind, Status, Target, Word
from unwall.rules.schema import read_file
from unwall.rules.tree import read_yaml

EVIDENCE = Evidence(3, 2, (("redirect", 3),), ("https://w.test/go?u=…", "https://one.example.org/"))
PROPOSAL = Proposal(
    "w-test-go",
    Kind.WRAPPER,
    "w",
    {"hosts": ("w.test",), "path": "/go"},
    (Target(Word("param", ("u",)), decode=(Word("base64", argument=True),)),),
    ({"given": "https://w.test/go?u=x", "leave": True}, {"given": "https://w.test/it's", "leave": True}),
    EVIDENCE,
)


def test_a_file_is_read_again() -> None:
    text = written([PROPOSAL, PROPOSAL._replace(id="other")], seen="2026-11-26", recorded="HAR")
    root, problems = read_yaml(text.encode(), "learnt.yaml")
    assert root is not None, problems
    rules, _, problems = read_file(root)
    assert [str(problem) for problem in problems] == []
    assert [rule.id for rule in rules] == ["w-test-go", "other"]
    rule = rules[0]
    assert (rule.status, rule.platform, rule.targets) == (Status.EXPERIMENTAL, "w", PROPOSAL.targets)
    assert (rule.sources[0].where, rule.sources[0].seen) == ("HAR", "2026-11-26")
    assert rule.tests[1].given == "https://w.test/it's"
    assert "  # 3 visits, 2 different targets (redirect 3)" in text.splitlines()
    assert "  # https://w.test/go?u=… -> https://one.example.org/" in text.splitlines()


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(Word("param", "u"), (("until", ("a", "b")),)), {"param": "u", "until": ("a", "b")}),
        (Target(Word("param", "u"), complete="http"), {"param": "u", "complete": "http"}),
        (
            Target(
                Word("param", "u"), decode=(Word("segment", (("by", "."), ("at", 1))), Word("json", "/a"))
            ),
            {"param": "u", "decode": [{"segment": {"by": ".", "at": 1}}, {"json": "/a"}]},
        ),
    ],
)
def test_a_target_as_a_rule_says_it(target: Target, said: dict[str, object]) -> None:
    assert said_of(target) == said


def test_names() -> None:
    assert named("www.w.test", "/go/[0-9]+") == "w-test-go-0-9"
    assert platform_of("example.co.uk") == "example"
    assert PROPOSAL.hosts == ("w.test",)
