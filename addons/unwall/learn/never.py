"""Addresses that carry another address for a purpose of their own: nothing is learnt from them."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from unwall.learn.words import table
from unwall.store.unrecorded import is_unrecorded
from unwall.urls.split import Split

_WORD = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_CARRIED = re.compile("https?(?::|%)", re.IGNORECASE)  # what follows is not the wall's own
_CAMEL = re.compile("(?<=[a-z0-9])(?=[A-Z])")


class Purpose(StrEnum):
    """What an address is for, where it is no wall."""

    SIGN_IN = "sign-in"
    SHARING = "sharing"
    PAYMENT = "payment"
    CONSENT = "consent"
    TOOL = "tool"
    ACTION = "action"  # unsubscribing, voting: what happens on the way is what was wanted
    PRIVATE = "private"  # a host that nothing is ever recorded of


class _Words(NamedTuple):
    """Each word or name with what it is for; the same for parts of longer words."""

    whole: Mapping[str, Purpose]
    inside: Mapping[str, Purpose]
    parameters: Mapping[str, Purpose]


@cache
def _words() -> _Words:
    said = table()["purposes"]
    return _Words(
        *(
            {word: Purpose(name) for name, lists in said.items() for word in lists.get(key, ())}
            for key in ("words", "inside", "parameters")
        )
    )


def purpose_of(parts: Split) -> Purpose | None:
    """What the address is for, by its host, its path and the names of its parameters; None for a wall's."""
    if not parts.host or is_unrecorded(parts.host):
        return Purpose.PRIVATE
    known = _words()
    path = _CARRIED.split(_CAMEL.sub("-", parts.path), 1)[0].lower()
    labels = parts.host.split(".")[:-1]
    for text in (*labels, *path.split("/")):
        for word in {text, *text.split("."), *_WORD.findall(text), *text.replace("_", "-").split("-")}:
            purpose = known.whole.get(word)
            if purpose is not None and (purpose is not Purpose.ACTION or text not in labels):
                return purpose
    for word, purpose in known.inside.items():
        if word in path or any(word in label for label in labels):
            return purpose
    names = (pair.partition("=")[0].lower() for pair in (parts.query or "").split("&"))
    return next((known.parameters[name] for name in names if name in known.parameters), None)


def returns(parameter: str) -> bool:
    """Whether a parameter of this name says where to return to."""
    return parameter.lower().removesuffix("[]") in table()["returns"]
