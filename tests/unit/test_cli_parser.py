"""The grammar of the command line, and the glance that saves it for the plainest form."""

import os

import pytest

from unwall.cli import main
from unwall.cli.parser import global_options, parser_of
from unwall.language import language_of

LINK = "https://link.example/?u=1"


@pytest.mark.parametrize(
    "words",
    [
        [],
        [LINK],
        ["-"],
        [LINK, "-", LINK],
        ["words of 中"],
        [""],
        ["--json", LINK],
        [LINK, "--json"],
        ["-q", "--explain", LINK],
        [LINK, LINK, "--quiet", "--json"],
        ["--json", "--json"],
    ],
)
def test_a_glance_sees_what_the_parser_sees(words: list[str]) -> None:
    language = language_of("", os.environ)
    shared = global_options()
    parsed, rest = shared.parse_known_args(["unwrap", *words])
    rest.remove("unwrap")
    parsed.lang = language
    parsed = parser_of("unwrap", "", language, shared).parse_args(rest, parsed)
    glanced = main.at_a_glance(["unwrap", *words])
    assert glanced is not None
    assert vars(glanced) == vars(parsed)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [LINK],
        ["scan", LINK],
        ["--json", "unwrap", LINK],
        ["unwrap", "--jso", LINK],
        ["unwrap", "--lang", "zh", LINK],
        ["unwrap", "--", LINK],
        ["unwrap", LINK, "--json", LINK],
        ["unwrap", "-v", LINK],
        ["unwrap", "--help"],
        ["unwrap", "-qv"],
    ],
)
def test_everything_else_is_for_the_parser(words: list[str]) -> None:
    assert main.at_a_glance(words) is None
