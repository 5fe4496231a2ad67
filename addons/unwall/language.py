"""The languages in which unwall speaks to people, and how one is chosen."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import NamedTuple


class Language(StrEnum):
    """The languages unwall speaks."""

    ENGLISH = "en"
    CHINESE = "zh"


# What the system and libraries say is English whatever the locale, and is a part of many sentences.
_SYSTEM = {
    "No such file or directory": "没有这个文件或目录",
    "Permission denied": "没有权限",
    "Operation not permitted": "不允许此操作",
    "Is a directory": "这是目录",
    "Not a directory": "其中有一级不是目录",
    "File exists": "已经存在",
    "No space left on device": "磁盘已满",
    "Read-only file system": "文件系统只读",
    "Input/output error": "读写错误",
    "File name too long": "文件名过长",
    "Too many levels of symbolic links": "符号链接循环",
    "Too many open files": "打开的文件过多",
    "Address already in use": "地址已被占用",
    "Cannot assign requested address": "本机没有此地址",
    "Connection refused": "连接被拒绝",
    "Connection timed out": "连接超时",
    "Invalid data format.": "数据格式无效",
    "file is not a database": "不是数据库文件",
    "database disk image is malformed": "数据库文件已损坏",
    "database is locked": "数据库被占用",
    "attempt to write a readonly database": "数据库只读",
    "unable to open database file": "无法打开数据库文件",
    "Compressed file ended before the end-of-stream marker was reached": "压缩文件不完整",
}


class Sentence(NamedTuple):
    """One message in every language; the names in braces are filled in by ``say``."""

    en: str
    zh: str


TOO_DEEP = Sentence("it is nested too deep", "嵌套过深")  # a file that readers of JSON or TOML give up on


class Said(Exception):  # noqa: N818 - a base: what can be raised has names of its own
    """Something that went wrong, to be told in the language of whoever reads it."""

    def __init__(self, sentence: Sentence | str, **parts: object) -> None:
        """A text instead of a sentence is in that person's language already."""
        super().__init__(sentence, parts)
        self._sentence = sentence
        self._parts = parts

    def said(self, language: Language) -> str:
        """The text in that language."""
        if isinstance(self._sentence, str):
            return self._sentence
        return say(language, self._sentence, **self._parts)

    def __str__(self) -> str:
        return self.said(Language.ENGLISH)

    def __reduce__(self) -> tuple[object, ...]:
        """Goes from one process to another."""
        return partial(type(self), self._sentence, **self._parts), ()


def say(language: Language, sentence: Sentence, **parts: object) -> str:
    """The sentence in that language with its parts filled in."""
    spoken = {name: _spoken(part, language) for name, part in parts.items()}
    return (sentence.zh if language is Language.CHINESE else sentence.en).format(**spoken)


def _spoken(part: object, language: Language) -> object:
    if isinstance(part, Said):
        return part.said(language)
    return _SYSTEM.get(part, part) if isinstance(part, str) and language is Language.CHINESE else part


def language_of(asked: str, environment: Mapping[str, str]) -> Language:
    """``en`` or ``zh`` as asked; an empty text means the one of the environment's locale.

    Raises ValueError.
    """
    if asked:
        return Language(asked)
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next((name for name in names if name), "")
    return Language.CHINESE if spoken.lower().startswith(("zh", "chinese")) else Language.ENGLISH


def language_read(accepted: str) -> Language:
    """The one of a page for a browser that sends this as ``Accept-Language``."""
    return Language.CHINESE if accepted.strip().lower().startswith("zh") else Language.ENGLISH
