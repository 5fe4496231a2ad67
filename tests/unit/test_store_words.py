"""What is said of a log, in both languages."""

import string
from pathlib import Path

import pytest

from unwall.language import Language, Sentence
from unwall.store import words
from unwall.store.place import open_log
from unwall.store.store import StoreError


@pytest.mark.parametrize(
    "sentence",
    [pytest.param(each, id=name) for name, each in vars(words).items() if isinstance(each, Sentence)],
)
def test_both_languages_say_the_same_parts(sentence: Sentence) -> None:
    english, chinese = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in sentence
    )
    assert english == chinese
    assert sentence.en.isascii()


def test_a_fault_in_the_language_of_whoever_reads_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as fault:
        open_log(f"sqlite://{tmp_path}/none.db")
    assert fault.value.said(Language.CHINESE) == f"{tmp_path}/none.db：还没有日志；unwall run --log 会写入"
