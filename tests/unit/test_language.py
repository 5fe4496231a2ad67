"""Which language a person reads."""

import errno
import os

import pytest

from unwall.language import Language, Sentence, language_of, language_read, say


@pytest.mark.parametrize(
    ("asked", "environment", "language"),
    [
        ("", {}, "en"),
        ("zh", {}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("", {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ("", {"LC_MESSAGES": "zh_TW"}, "zh"),
    ],
)
def test_language_of(asked: str, environment: dict[str, str], language: str) -> None:
    assert language_of(asked, environment) == language


def test_unknown() -> None:
    with pytest.raises(ValueError, match="fr"):
        language_of("fr", {})


def test_say() -> None:
    sentence = Sentence("{n} links", "{n} 个链接")
    assert [say(language, sentence, n=2) for language in Language] == ["2 links", "2 个链接"]


def test_what_the_system_says_is_translated_and_nothing_else_is() -> None:
    sentence = Sentence("{path} ({why})", "{path}（{why}）")
    why = os.strerror(errno.ENOENT)
    assert say(Language.CHINESE, sentence, path="a", why=why) == "a（没有这个文件或目录）"
    assert say(Language.ENGLISH, sentence, path="a", why=why) == f"a ({why})"
    assert say(Language.CHINESE, sentence, path=f"a {why}", why="?") == f"a {why}（?）"


@pytest.mark.parametrize(
    ("accepted", "language"), [("zh-CN,zh;q=0.9", "zh"), ("ZH", "zh"), ("en-US,zh;q=0.9", "en"), ("", "en")]
)
def test_language_read(accepted: str, language: str) -> None:
    assert language_read(accepted) == language
