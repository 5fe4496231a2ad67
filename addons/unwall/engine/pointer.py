"""JSON pointers into values and into JSON texts; ``*`` stands for each item.

Total: what is not there gives nothing.
"""

from collections.abc import Iterator
from typing import Any


def texts_at(text: str, pointer: str) -> Iterator[str]:
    """The strings and numbers at ``pointer`` in a JSON text, in order."""
    import json  # noqa: PLC0415 - only rules that read JSON need it

    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    yield from values_at(value, pointer)


def values_at(value: object, pointer: str) -> Iterator[str]:
    """The strings and numbers at ``pointer`` (RFC 6901, plus ``*``) in plain values, in order."""
    found = [value]
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        found = [below for each in found for below in _below(each, name)]
    for each in found:
        if isinstance(each, str):
            yield each
        elif isinstance(each, int | float) and not isinstance(each, bool):
            yield str(each)


def _below(value: object, name: str) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values()) if name == "*" else [value[name]] if name in value else []
    if isinstance(value, list):
        if name == "*":
            return value
        if name.isascii() and name.isdigit() and int(name[:9]) < len(value):
            return [value[int(name[:9])]]
    return []
