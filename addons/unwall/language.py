"""The languages in which unwall speaks to people, and how one is chosen."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Language(StrEnum):
    """The languages unwall speaks."""

    ENGLISH = "en"
    CHINESE = "zh"


class Sentence(NamedTuple):
    """One message in every language; the names in braces are filled in by ``say``."""

    en: str
    zh: str


def say(language: Language, sentence: Sentence, **parts: object) -> str:
    """The sentence in that language with its parts filled in."""
    return (sentence.zh if language is Language.CHINESE else sentence.en).format(**parts)


def language_of(asked: str, environment: Mapping[str, str]) -> Language:
    """``en`` or ``zh`` as asked; an empty text means the one of the environment's locale.

    Raises ValueError.
    """
    if asked:
        return Language(asked)
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next((name for name in names if name), "")
    return Language.CHINESE if spoken.lower().startswith(("zh", "chinese")) else Language.ENGLISH
