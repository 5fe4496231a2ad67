from pathlib import Path

import pytest
from rules_for_tests import rule_set

from unwall.cli.looks import look_as_data, tell_look
from unwall.cli.output import Output
from unwall.engine.trace import Look, Off, Reading
from unwall.language import Language
from unwall.model import Rule
from unwall.urls.split import split

OUT = "id: out\n    kind: wrapper\n    where: {hosts: [a.example], path: /out}\n    target: {param: u}\n"


@pytest.fixture
def rule(tmp_path: Path) -> Rule:
    return rule_set(tmp_path, OUT)[0]


@pytest.mark.parametrize(
    ("look", "english", "chinese"),
    [
        (
            {"missing": ("hosts", "path", "query x")},
            "does not look at it: hosts is b.example, not a.example; path is /in, not /out; query x"
            " does not hold",
            "不适用：hosts 是 b.example，而非 a.example; path 是 /in，而非 /out; query x 不成立",
        ),
        ({"off": Off.DENIED}, "switched off by you", "已被您停用"),
        (
            {"readings": (Reading("param u", None, None),)},
            "param u: nothing stands there",
            "param u：没有内容",
        ),
        (
            {"readings": (Reading("param u", "x\x1b[1m", None),)},
            'param u: "x\\x1b[1m" does not come to an address',
            "param u：“x\\x1b[1m” 解码后不是网址",
        ),
        (
            {"readings": (Reading("param u", "9" * 200, None),)},
            f'param u: "{"9" * 160}…" does not come to an address',
            f"param u：“{'9' * 160}…” 解码后不是网址",
        ),
    ],
)
def test_tell_look(rule: Rule, look: dict[str, tuple[str, ...]], english: str, chinese: str) -> None:
    output, parts = Output.of_process({}, "never"), split("https://b.example/in")
    for language, said in ((Language.ENGLISH, english), (Language.CHINESE, chinese)):
        told = list(tell_look(Look(rule, **look), parts, language, output))  # type: ignore[arg-type]
        assert told == [f"  out (wrapper)  {rule.place}", f"     {said}"]


@pytest.mark.parametrize(
    ("needs", "english", "chinese"),
    [
        ("network", "says that only its server tells where it leads", "表明只有其服务器知道目标"),
        ("app", "says that only its app tells where it leads", "表明只有相应的应用知道目标"),
    ],
)
def test_who_would_have_to_be_asked(tmp_path: Path, needs: str, english: str, chinese: str) -> None:
    (rule,) = rule_set(tmp_path, f"{OUT}    verdict: ask\n    needs: {needs}\n")
    output = Output.of_process({}, "never")
    for language, said in ((Language.ENGLISH, english), (Language.CHINESE, chinese)):
        assert list(tell_look(Look(rule), None, language, output))[1:] == [f"     {said}"]


def test_look_as_data(rule: Rule) -> None:
    reading = Reading("param u", "https://e.example/", "https://e.example/")
    assert look_as_data(Look(rule, readings=(reading,))) == {
        "rule": "out",
        "kind": "wrapper",
        "verdict": "open",
        "place": str(rule.place),
        "missing": [],
        "off": None,
        "readings": [reading._asdict()],
        "target": "https://e.example/",
    }
