"""What a check finds."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

from unwall.language import Language, Sentence, say


class State(StrEnum):
    """How things are."""

    FINE = "fine"
    NOTE = "note"  # worth knowing, nothing to mend
    MEND = "mend"
    UNKNOWN = "unknown"  # could not be determined


@runtime_checkable
class Spoken(Protocol):
    """What can say itself in every language."""

    def said(self, language: Language) -> str:
        """In that one."""


class Listed(NamedTuple):
    """Several things in one sentence, each a sentence with its parts."""

    each: tuple[tuple[Sentence, Mapping[str, object]], ...]

    def said(self, language: Language) -> str:
        """In that one."""
        between = "、" if language is Language.CHINESE else ", "
        return between.join(say(language, sentence, **parts) for sentence, parts in self.each)


class Finding(NamedTuple):
    """One line of the diagnosis."""

    check: str  # a stable word: what was looked at
    state: State
    says: Sentence
    parts: Mapping[str, object] = {}
    mend: Sentence | None = None  # the next step; takes the same parts

    def told(self, language: Language) -> tuple[str, str]:
        """What is, and the next step or an empty text."""
        parts = {
            name: part.said(language) if isinstance(part, Spoken) else part
            for name, part in self.parts.items()
        }
        return say(language, self.says, **parts), say(language, self.mend, **parts) if self.mend else ""


def worst(states: set[State]) -> State:
    """The one that decides about the whole."""
    return next((each for each in (State.MEND, State.UNKNOWN) if each in states), State.FINE)
