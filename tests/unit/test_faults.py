"""Every mistake has its sentence in both languages, with the values that are given where it is found."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from unwall.language import Language, Sentence
from unwall.model import Place
from unwall.rules.faults import Fault
from unwall.rules.nodes import Problem, flaw
from unwall.rules.words import REGISTERS, RISKS, Shape

RULES = Path(__file__).parents[2] / "addons" / "unwall" / "rules"
# Chosen by what a parser says, or by the shape of an argument and the key or kind of value that is unknown.
BY_NAME = {
    *(f"SHAPE_{shape.name}" for shape in Shape if shape is not Shape.FLAG),
    *(name for name in Fault.__members__ if name.startswith(("YAML_", "RE_"))),
    "KIND", "VERDICT", "STATUS", "REASON", "NEEDS", "REGISTER", "RISK",
}  # fmt: skip


def parts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def found() -> Iterator[tuple[str, set[str]]]:
    """Each fault that the rules name, with the values that are given to it there."""
    for file in RULES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name("flaw"), args=[first], keywords=given):
                    names = {each.attr for each in ast.walk(first) if isinstance(each, ast.Attribute)}
                    yield from ((name, {each.arg or "" for each in given}) for name in names & known())
                case ast.Call(func=ast.Name("_unusable"), args=[_, ast.Constant(str(name))], keywords=given):
                    yield name, {each.arg or "" for each in given}


def known() -> set[str]:
    return set(Fault.__members__)


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_each_is_said_in_both_languages_with_the_same_parts(fault: Fault) -> None:
    sentence: Sentence = fault.value
    assert parts(sentence.en) == parts(sentence.zh)
    assert sentence.en.isascii()
    assert sentence.zh != sentence.en
    assert any("\u4e00" <= mark <= "\u9fff" for mark in sentence.zh)
    assert (sentence.en + sentence.zh).isprintable()


def test_each_is_found_somewhere_with_the_values_that_its_sentence_takes() -> None:
    given = list(found())
    assert {name for name, _ in given} | BY_NAME == known()
    assert [name for name, values in given if values != parts(Fault[name].value.en)] == []


def test_keys_whose_values_are_known_have_a_word() -> None:
    assert (REGISTERS and Fault.REGISTER, RISKS and Fault.RISK) == (Fault.REGISTER, Fault.RISK)


def test_flaws_stand_in_one_another() -> None:
    problem = Problem(
        Place("a.yaml", 2, 3),
        flaw(Fault.UNKNOWN, what=flaw(Fault.KEY_BESIDE, word="param"), name="at", known="until"),
        "zhihu-link",
    )
    assert str(problem) == 'a.yaml:2:3: zhihu-link: unknown key beside param "at"; one of until'
    assert problem.said(Language.CHINESE) == (
        "a.yaml:2:3: zhihu-link: 不认识与 param 并列的键 “at”；可用：until"
    )
