import string

import pytest

from unwall.proxy import words
from unwall.proxy.words import Language, Sentence, language_of, say


def _names(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence)} - {None}


def test_both_languages_say_the_same_parts() -> None:
    sentences = {name: each for name, each in vars(words).items() if isinstance(each, Sentence)}
    assert len(sentences) > 20
    assert {name for name, each in sentences.items() if _names(each.en) != _names(each.zh)} == set()


def test_say_fills_in_parts_as_they_are() -> None:
    sentence = Sentence("from {a}", "来自 {a}")
    assert [say(language, sentence, a="{b}") for language in Language] == ["from {b}", "来自 {b}"]


@pytest.mark.parametrize("asked", ["en", "zh"])
def test_language_as_asked(asked: str) -> None:
    assert language_of(asked) == asked


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        language_of("fr")


def test_without_a_word_it_is_that_of_the_process() -> None:
    assert language_of("") in Language
