"""What a rule file is read into before it is understood, and what can be wrong with it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from unwall.model import Place

type Value = str | int | bool | list[Node] | dict[str, Node]  # unlike a quoted annotation no work at a start


class Node(NamedTuple):
    """One YAML value with its place. A map's keys are kept in order; ``keys`` has their places."""

    value: Value
    place: Place
    keys: Mapping[str, Place] = {}


class Problem(NamedTuple):
    """One mistake."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Wrong(Exception):  # noqa: N818 - caught by whoever collects problems
    """One mistake, on its way to the nearest reader that can go on."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(place, message)


def unknown(place: Place, what: str, name: str, known: Iterable[str]) -> Wrong:
    """The mistake of a word that is not known here, with the nearest that is."""
    import difflib  # noqa: PLC0415 - only for what is mistyped

    words = list(known)
    near = difflib.get_close_matches(name, words, n=1, cutoff=0.5)
    hint = f" (did you mean {near[0]}?)" if near else f"; one of {', '.join(words)}"
    return Wrong(place, f'unknown {what} "{name}"{hint}')


def any_map(node: Node) -> dict[str, Node]:
    """The map this is. Raises Wrong."""
    if not isinstance(node.value, dict):
        raise Wrong(node.place, f"expected a map, found {_name(node)}; write key: value")
    return node.value


def map_of(node: Node, known: Iterable[str], required: Iterable[str] = ()) -> dict[str, Node]:
    """The map this is, with these keys and no others. Raises Wrong."""
    top = any_map(node)
    for name in top:
        if name not in known:
            raise unknown(node.keys[name], "key", name, known)
    for name in required:
        if name not in top:
            raise Wrong(node.place, f"{name} is missing; add it")
    return top


def list_of(node: Node) -> list[Node]:
    """The list this is. Raises Wrong."""
    if not isinstance(node.value, list):
        raise Wrong(node.place, f"expected a list, found {_name(node)}; write [a, b]")
    return node.value


def items(node: Node) -> list[Node]:
    """The items of a list, or the one item that stands for a list of itself."""
    return node.value if isinstance(node.value, list) else [node]


def listed(top: Mapping[str, Node], key: str) -> list[Node]:
    """A list, or the one item that stands for a list of itself."""
    return items(top[key]) if key in top else []


def text_of(node: Node) -> str:
    """The text this is. Raises Wrong."""
    if not isinstance(node.value, str):
        raise Wrong(node.place, f"expected text, found {_name(node)}; put it in quotes")
    return node.value


def optional_text(top: Mapping[str, Node], key: str) -> str | None:
    """The text under this key, or None. Raises Wrong."""
    return text_of(top[key]) if key in top else None


def number_of(node: Node) -> int:
    """The number this is. Raises Wrong."""
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        raise Wrong(node.place, f"expected a number, found {_name(node)}; write it without quotes")
    return node.value


def _name(node: Node) -> str:
    match node.value:
        case dict():
            return "a map"
        case list():
            return "a list"
        case bool():
            return "true or false"
        case int():
            return "a number"
        case _:
            return "text"
