"""What a rule file is read into before it is understood, and what can be wrong with it."""

from collections.abc import Mapping
from typing import NamedTuple

from unwall.model import Place


class Node(NamedTuple):
    """One YAML value with its place. A map's keys are kept in order; ``keys`` has their places."""

    value: "str | int | bool | list[Node] | dict[str, Node]"
    place: Place
    keys: Mapping[str, Place] = {}


class Problem(NamedTuple):
    """One mistake."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"
