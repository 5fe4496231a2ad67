from unwall.language import Sentence
from unwall.machine import words


def test_every_reason_exists_in_both_languages() -> None:
    sentences = [each for each in vars(words).values() if isinstance(each, Sentence)]
    assert len(sentences) >= 8
    assert [each for each in sentences if not each.en.isascii() or each.zh.isascii()] == []
