"""Values as YAML in one line, every text in quotes."""

from collections.abc import Mapping, Sequence

type Value = str | bool | int | Sequence["Value"] | Mapping[str, "Value"]


def flow(value: Value) -> str:
    """The value as one line of YAML.

    >>> flow({"hosts": ["a.example"], "only": True})
    "{'hosts': ['a.example'], 'only': true}"
    """
    match value:
        case str():
            return quoted(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Mapping():
            return "{" + ", ".join(f"{quoted(name)}: {flow(each)}" for name, each in value.items()) + "}"
        case _:
            return "[" + ", ".join(map(flow, value)) + "]"


def quoted(text: str) -> str:
    """The text in single quotes; what cannot be printed becomes a question mark."""
    shown = "".join(mark if mark.isprintable() else "?" for mark in text)
    return "'" + shown.replace("'", "''") + "'"
