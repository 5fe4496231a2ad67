"""What is said of recordings that cannot be read, or not whole."""

import io
import zlib

import pytest

from unwall.cli import records
from unwall.cli.records import BrokenError, exactly, holds_links, pass_over, too_large, why
from unwall.language import Language, Said, Sentence, say


@pytest.mark.parametrize(
    ("fault", "english", "chinese"),
    [
        (RecursionError(), "it is nested too deep", "嵌套过深"),
        (zlib.error(), "it is damaged", "内容已损坏"),
        (OSError(2, "No such file or directory"), "No such file or directory", "没有这个文件或目录"),
        (OSError("no number"), "it is damaged", "内容已损坏"),
        (BrokenError(records.BREAKS_OFF), "it breaks off", "内容不完整"),
        (ValueError("words"), "words", "words"),
    ],
)
def test_why(fault: Exception, english: str, chinese: str) -> None:
    told = [say(each, Sentence("{why}", "{why}"), why=why(fault)) for each in Language]
    assert told == [english, chinese]


def test_what_is_too_large() -> None:
    assert too_large(70_000_000).said(Language.CHINESE) == "大小为 70,000,000 字节，最多查看 64 MiB"
    assert too_large(0).said(Language.CHINESE) == "解压后过大"


def test_what_may_hold_links() -> None:
    kinds = ("", "text/html; charset=gbk", "application/json", "video/mp4", "font/woff2")
    assert [holds_links(each) for each in kinds] == [True, True, True, False, False]


def test_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "BLOCK", 2)
    file = io.BytesIO(b"abcdefgh")
    assert exactly(file, 2) == b"ab"
    pass_over(file, 5)
    for read in (exactly, pass_over):
        with pytest.raises(BrokenError, match="breaks off"):
            read(file, 2)


@pytest.mark.parametrize(
    "sentence",
    [pytest.param(each, id=name) for name, each in vars(records).items() if isinstance(each, Sentence)],
)
def test_every_sentence_has_both_languages(sentence: Sentence) -> None:
    assert (sentence.en.isascii(), sentence.zh.isascii()) == (True, False)
    assert isinstance(Said(sentence), Exception)
