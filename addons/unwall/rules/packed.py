"""One rule in bytes, so that a set of them is read at no cost and each rule only when it is met."""

import marshal
from typing import Any

from unwall.model import (
    Example,
    Kind,
    Needs,
    Place,
    Reason,
    Rule,
    Source,
    Status,
    Target,
    Text,
    Verdict,
    Where,
    Word,
)

FORMAT = 11  # a cache of another format is not read
_VALUES = (Rule, Where, Target, Word, Text, Source, Example, Place, Kind, Verdict, Status, Reason, Needs)
_NUMBERS = {value: number for number, value in enumerate(_VALUES)}
_TUPLE = len(_VALUES)


def packed(rule: Rule) -> bytes:
    """The rule in bytes."""
    return marshal.dumps(_packed(rule))


def unpacked(data: bytes) -> Rule:
    """The rule again that ``packed`` made bytes of: of our own cache, in the user's own folder."""
    rule = _unpacked(marshal.loads(data))  # noqa: S302 - see above
    assert isinstance(rule, Rule)  # noqa: S101 - tells the type checker what was packed
    return rule


def _packed(value: Any) -> Any:  # noqa: ANN401 - whatever a rule is made of
    """A list that begins with the number of its type, but for plain values and tuples of them."""
    number = _NUMBERS.get(type(value))
    if number is not None:
        return [number, str(value)] if isinstance(value, str) else [number, *map(_packed, value)]
    if not isinstance(value, tuple):
        return value
    items = tuple(map(_packed, value))
    return [_TUPLE, *items] if any(isinstance(item, list) for item in items) else items


def _unpacked(value: list[Any]) -> Any:  # noqa: ANN401 - see _packed
    number, *items = value
    items = [_unpacked(item) if type(item) is list else item for item in items]
    return tuple(items) if number == _TUPLE else _VALUES[number](*items)
