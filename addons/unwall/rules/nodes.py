"""What a rule file is read into before it is understood, and what can be wrong with it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from unwall.language import Language, say
from unwall.model import Place
from unwall.rules.faults import Fault

type Value = str | int | bool | list[Node] | dict[str, Node]


class Node(NamedTuple):
    """One YAML value with its place. A map's keys are kept in order; ``keys`` has their places."""

    value: Value
    place: Place
    keys: Mapping[str, Place] = {}


class Flaw(NamedTuple):
    """What is wrong, as data: a fault and the values that its sentence takes, other flaws among them."""

    fault: Fault
    parts: Mapping[str, object] = {}

    def said(self, language: Language) -> str:
        """The sentence in that language."""
        parts = {
            name: part.said(language) if isinstance(part, Flaw) else part for name, part in self.parts.items()
        }
        return say(language, self.fault.value, **parts)

    def __str__(self) -> str:
        return self.said(Language.ENGLISH)


def flaw(fault: Fault, **parts: object) -> Flaw:
    """The flaw with these values in its sentence."""
    return Flaw(fault, parts)


class Problem(NamedTuple):
    """One mistake, where it is, and in what (the name of a rule or context, if it is in one)."""

    place: Place
    flaw: Flaw
    name: str = ""

    def said(self, language: Language) -> str:
        """``file:line:column: name: sentence``."""
        return f"{self.place}: {self.sentence(language)}"

    def sentence(self, language: Language) -> str:
        """The same without the place."""
        said = self.flaw.said(language)
        return f"{self.name}: {said}" if self.name else said

    def __str__(self) -> str:
        return self.said(Language.ENGLISH)


class Wrong(Exception):  # noqa: N818 - caught by whoever collects problems
    """One mistake, on its way to the nearest reader that can go on."""

    def __init__(self, place: Place, found: Flaw, name: str = "") -> None:
        self.problem = Problem(place, found, name)
        super().__init__(self.problem)


def unknown(place: Place, what: Flaw, name: str, known: Iterable[str]) -> Wrong:
    """The mistake of a word that is not known here, with the nearest that is."""
    import difflib  # noqa: PLC0415 - only for what is mistyped

    words = list(known)
    near = difflib.get_close_matches(name, words, n=1, cutoff=0.6)
    if near:
        return Wrong(place, flaw(Fault.MISTYPED, what=what, name=name, near=near[0]))
    return Wrong(place, flaw(Fault.UNKNOWN, what=what, name=name, known=", ".join(words)))


def any_map(node: Node) -> dict[str, Node]:
    """The map this is. Raises Wrong."""
    if not isinstance(node.value, dict):
        raise Wrong(node.place, flaw(Fault.NO_MAP, found=_sort(node)))
    return node.value


def map_of(node: Node, known: Iterable[str], required: Iterable[str] = ()) -> dict[str, Node]:
    """The map this is, with these keys and no others. Raises Wrong."""
    top = any_map(node)
    for name in top:
        if name not in known:
            raise unknown(node.keys[name], flaw(Fault.KEY), name, known)
    for name in required:
        if name not in top:
            raise Wrong(node.place, flaw(Fault.MISSING, name=name))
    return top


def list_of(node: Node) -> list[Node]:
    """The list this is. Raises Wrong."""
    if not isinstance(node.value, list):
        raise Wrong(node.place, flaw(Fault.NO_LIST, found=_sort(node)))
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
        raise Wrong(node.place, flaw(Fault.NO_TEXT, found=_sort(node)))
    return node.value


def optional_text(top: Mapping[str, Node], key: str) -> str | None:
    """The text under this key, or None. Raises Wrong."""
    return text_of(top[key]) if key in top else None


def number_of(node: Node) -> int:
    """The number this is. Raises Wrong."""
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        raise Wrong(node.place, flaw(Fault.NO_NUMBER, found=_sort(node)))
    return node.value


def _sort(node: Node) -> Flaw:
    match node.value:
        case dict():
            return flaw(Fault.A_MAP)
        case list():
            return flaw(Fault.A_LIST)
        case bool():
            return flaw(Fault.A_FLAG)
        case int():
            return flaw(Fault.A_NUMBER)
        case _:
            return flaw(Fault.A_TEXT)
