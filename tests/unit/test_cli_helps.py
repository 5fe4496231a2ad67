"""Help in 简体中文: every argument of every command has its sentence there."""

# ruff: noqa: SLF001 - argparse tells nowhere else what it holds

import argparse
import re
from collections.abc import Iterator

import pytest

from unwall.cli.helps import HELPS
from unwall.cli.main import COMMANDS
from unwall.cli.parser import Parser, global_options, parser_of
from unwall.language import Language


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


def made(name: str, language: Language) -> Parser:
    return parser_of(name, "", language, global_options())


def said(parser: argparse.ArgumentParser) -> Iterator[str]:
    rows = [row for action in parser._actions for row in getattr(action, "_choices_actions", ())]
    yield from (row.help for row in (*parser._actions, *rows) if row.help and row.help != argparse.SUPPRESS)
    yield from (group.title for group in parser._action_groups if group.title and group._group_actions)
    if parser.epilog:
        yield parser.epilog


def test_every_sentence_of_every_help_is_there_and_none_is_left_over() -> None:
    spoken = {
        text for name in COMMANDS for each in parsers(made(name, Language.ENGLISH)) for text in said(each)
    }
    assert sorted(spoken ^ HELPS.keys()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_in_chinese_has_no_english_sentence(name: str) -> None:
    for parser in parsers(made(name, Language.CHINESE)):
        prose = re.sub(r"用法：.*?\n\n", "", parser.format_help(), flags=re.DOTALL)
        assert [
            line for line in prose.splitlines() if re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", line)
        ] == []
