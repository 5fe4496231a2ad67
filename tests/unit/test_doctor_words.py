import string

from unwall.doctor import words
from unwall.language import Sentence

COMMANDS = {
    "RUN",
    "SET_UP_AGAIN",
    "INSTALL_FAST",
    "CHMOD",
    "CHOWN",
    "PLAIN",
    "PYTHON",
    "MITMPROXY",
    "OFF",
    "UNDENY",
    "UNDENY_CLIENT",
}


def _names(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence)} - {None}


def test_both_languages_say_the_same_parts() -> None:
    sentences = {name: each for name, each in vars(words).items() if isinstance(each, Sentence)}
    assert len(sentences) >= 40
    assert {name for name, each in sentences.items() if _names(each.en) != _names(each.zh)} == set()
    assert {name for name, each in sentences.items() if each.zh.isascii()} == COMMANDS
    assert {name for name, each in sentences.items() if not each.en.isascii()} == {"TRUSTED"}
