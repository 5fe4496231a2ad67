"""YAML as nodes with their places: strictly, with the place of every mistake."""

import pytest
import yaml

from unwall.language import Language
from unwall.rules.tree import read_yaml


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1:1: the file is empty; begin it with platform: and rules:"),
        (
            "a: [\n",
            "2:1: not YAML (did not find expected node content); mend the line, or put its texts in quotes",
        ),
        ("a: 1\na: 2", '2:1: the key "a" stands twice (first in line 1); keep one'),
        (
            "a: !!python/object:os.system x",
            "1:4: the tag tag:yaml.org,2002:python/object:os.system is not taken;"
            " leave it out, rules are plain data",
        ),
        ("a: &x 1\nb: *x", "1:4: anchors and aliases are not taken; write it out"),
        ("a: *x", "1:4: anchors and aliases are not taken; write it out"),
        ("<<: {a: 1}", "1:1: a key is plain text; put it in quotes if it is one"),
        ("1: a", "1:1: a key is plain text; put it in quotes if it is one"),
        ("a: on", "1:4: on could mean several things; write true, or put it in quotes if it is a text"),
        ("a: 010", "1:4: 010 could mean several things; put it in quotes"),
        ("a: .NaN", "1:4: .NaN could mean several things; put it in quotes"),
        ("a:", "1:3: nothing is said here; say it, or leave the key out"),
        ("a: 2026-11-24", "1:4: 2026-11-24 could mean several things; put it in quotes"),
        ("a: 1\n---\nb: 2", "2:1: a second document; one file holds one"),
        (b"a: 1\nb: \xff", "2:1: not UTF-8; save it as UTF-8"),
        ("a: " + "[" * 30 + "]" * 30, "1:23: deeper than 20 levels; write it flatter"),
    ],
)
def test_what_is_not_taken(text: str | bytes, problem: str) -> None:
    root, problems = read_yaml(text if isinstance(text, bytes) else text.encode(), "x.yaml")
    assert (root, list(map(str, problems))) == (None, [f"x.yaml:{problem}"])


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [\n", "此处应有内容，却没有"),
        ("a: {b: 1\n", "此处应为 , 或 }"),
        ("a: [x", "此处应为 , 或 ]"),
        ("a: b: c", "此处不能再写 键: 值"),
        ("a:\n  b: 1\n c: 2", "此处应为一个键，可能是缩进不齐"),
        ("- - a\n-b", "缺少冒号"),
        ("a: - b", "此处不能写列表项"),
        ("a: @x", "文本不能以此字符开头"),
        ("a: 'x", "文件意外结束，可能缺少引号"),
        ('a: "x\\q"', "未知的转义字符"),
        ("a: \x01", "不能含有控制字符"),
    ],
)
def test_the_usual_mistakes_are_said_in_both_languages(
    text: str, said: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if loader == "SafeLoader":
        monkeypatch.delattr(yaml, "CSafeLoader")
    _, (problem,) = read_yaml(text.encode(), "x.yaml")
    assert f"（{said}）" in problem.said(Language.CHINESE)
    assert problem.said(Language.ENGLISH).isascii()


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "place", "marks"),
    [
        ("a: 1\nkind： wrapper\nb: 2", "2:5", ("：", ":")),
        ("- id： x\n  b: 2", "1:5", ("：", ":")),
        ("a: {b: 'x'， c: d}", "1:11", ("，", ",")),
        ("a: ['x'，'y']", "1:8", ("，", ",")),
    ],
)
def test_full_width_marks_are_named(
    text: str, place: str, marks: tuple[str, str], loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if loader == "SafeLoader":
        monkeypatch.delattr(yaml, "CSafeLoader")
    _, (problem,) = read_yaml(text.encode(), "x.yaml")
    mark, plain = marks
    said = f'x.yaml:{place}: not YAML: "{mark}" is a mark of Chinese text; write {plain} instead'
    assert str(problem) == said


def test_full_width_marks_in_a_text_are_not_blamed() -> None:
    _, (problem,) = read_yaml("notes: 见：这里，那里\na: [".encode(), "x.yaml")
    assert "not YAML (did not find expected node content)" in str(problem)


def test_nodes_know_their_places() -> None:
    root, faults = read_yaml(b"a:\n  - 'on'\n  - 12\n", "x.yaml")
    assert faults == []
    assert root is not None
    assert isinstance(root.value, dict)
    items = root.value["a"].value
    assert isinstance(items, list)
    assert [(item.value, str(item.place)) for item in items] == [("on", "x.yaml:2:5"), (12, "x.yaml:3:5")]
