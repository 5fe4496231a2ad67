"""Values as YAML in one line, every text in quotes."""

from collections.abc import Mapping, Sequence

_AMBIGUOUS = frozenset(("false", "n", "no", "null", "off", "on", "true", "y", "yes"))  # read as other things

type Value = str | bool | int | Sequence["Value"] | Mapping[str, "Value"]


def flow(value: Value) -> str:
    """The value as one line of YAML.

    >>> flow({"hosts": ["a.example"], "only": True})
    "{hosts: ['a.example'], only: true}"
    """
    match value:
        case str():
            return quoted(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Mapping():
            return "{" + ", ".join(f"{_key(name)}: {flow(each)}" for name, each in value.items()) + "}"
        case _:
            return "[" + ", ".join(map(flow, value)) + "]"


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("-", "").isalpha() and name.lower() not in _AMBIGUOUS
    return name if plain and not name.startswith("-") else quoted(name)


def quoted(text: str) -> str:
    """The text in single quotes; what cannot be printed becomes a question mark."""
    shown = "".join(mark if mark.isprintable() else "?" for mark in text)
    return "'" + shown.replace("'", "''") + "'"
