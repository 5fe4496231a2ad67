"""YAML read as events into nodes: no tags, no anchors, no guesses about what ``on`` or ``010`` might mean."""

import re
from collections.abc import Iterable
from typing import Any

import yaml

from unwall.model import Place
from unwall.rules.faults import Fault
from unwall.rules.nodes import Flaw, Node, Problem, Wrong, flaw

_DEEPEST = 20
_WIDE = {
    "：": ": ",
    "，": ", ",
    "｛": "{",
    "｝": "}",
    "［": "[",
    "］": "]",
    "“": "'",
    "”": "'",
    "‘": "'",
    "’": "'",
}
_WIDE_COLON = re.compile(r"[ -]*[a-z-]+：")  # behind a key
_BACK = 3  # lines: a key without its colon is missed on the next one
# The beginnings of what the two parsers say, the compiled one and the one in Python.
_REASONS = (
    ("did not find expected node content", Fault.YAML_NODE),
    ("expected the node content", Fault.YAML_NODE),
    ("did not find expected ',' or '}'", Fault.YAML_BRACE),
    ("expected ',' or '}'", Fault.YAML_BRACE),
    ("did not find expected ',' or ']'", Fault.YAML_BRACKET),
    ("expected ',' or ']'", Fault.YAML_BRACKET),
    ("mapping values are not allowed", Fault.YAML_MAPPING),
    ("did not find expected '-' indicator", Fault.YAML_DASH),
    ("did not find expected key", Fault.YAML_KEY),
    ("expected <block end>", Fault.YAML_KEY),
    ("could not find expected ':'", Fault.YAML_COLON),
    ("block sequence entries are not allowed", Fault.YAML_LIST),
    ("sequence entries are not allowed", Fault.YAML_LIST),
    ("found a tab character", Fault.YAML_TAB),
    ("found character '\\t'", Fault.YAML_TAB),
    ("found character", Fault.YAML_START),
    ("found unexpected end of stream", Fault.YAML_END),
    ("found unknown escape character", Fault.YAML_ESCAPE),
    ("unacceptable character", Fault.YAML_CONTROL),
)


def read_yaml(data: bytes, path: str) -> tuple[Node | None, list[Problem]]:
    """A YAML document as nodes with their places, or the problem that kept it from being read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(Place(path, line, 1), flaw(Fault.NOT_UTF_8))]
    try:
        return _Tree(path).read(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))), []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
        wide = _wide(text, place)
        if wide is not None:
            return None, [wide]
        return None, [Problem(place, flaw(Fault.NOT_YAML, why=_reason(error.problem or error.context or "")))]
    except yaml.YAMLError as error:
        return None, [
            Problem(Place(path, 1, 1), flaw(Fault.NOT_PLAIN, why=_reason(str(error).splitlines()[0])))
        ]
    except Wrong as wrong:
        return None, [wrong.problem]


def _wide(text: str, place: Place) -> Problem | None:
    """A full-width mark for which the YAML ends at ``place``: there, or behind a key just before it."""
    lines = text.split("\n")
    here = lines[place.line - 1][place.column - 1 : place.column] if place.line <= len(lines) else ""
    if here in _WIDE:
        return Problem(place, flaw(Fault.YAML_WIDE, mark=here, plain=_WIDE[here].strip()))
    for number in range(min(place.line, len(lines)), max(place.line - _BACK, 0), -1):
        found = _WIDE_COLON.match(lines[number - 1])
        if found:
            at = Place(place.file, number, found.end())
            return Problem(at, flaw(Fault.YAML_WIDE, mark="：", plain=":"))
    return None


def _reason(text: str) -> Flaw | str:
    """What a parser says, as a flaw where it is one of the usual mistakes."""
    return next((flaw(fault) for said, fault in _REASONS if text.startswith(said)), text)


class _Tree:
    """Events to nodes, with a stack of our own: depth is bounded and nothing recurses."""

    def __init__(self, path: str) -> None:
        self._path = path

    def _place(self, event: Any) -> Place:  # noqa: ANN401 - its marks are not always there by type
        return Place(self._path, event.start_mark.line + 1, event.start_mark.column + 1)

    def read(self, events: Iterable[Any]) -> Node:
        root: Node | None = None
        stack: list[_Open] = []
        for event in events:
            kind = type(event).__name__
            place = self._place(event)
            _check_plain(event, kind, place)
            if kind == "DocumentStartEvent" and root is not None:
                raise Wrong(place, flaw(Fault.SECOND_DOCUMENT))
            if kind in ("MappingStartEvent", "SequenceStartEvent"):
                if len(stack) == _DEEPEST:
                    raise Wrong(place, flaw(Fault.DEEP, most=_DEEPEST))
                stack.append(_Open(kind == "MappingStartEvent", place))
                continue
            if kind == "ScalarEvent":
                node = Node(_scalar(event, place), place)
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                node = stack.pop().node()
            else:
                continue
            if stack:
                stack[-1].add(node)
            else:
                root = node
        if root is None:
            raise Wrong(Place(self._path, 1, 1), flaw(Fault.EMPTY_FILE))
        return root


class _Open:
    """A map or list whose end has not been read yet."""

    def __init__(self, mapping: bool, place: Place) -> None:  # noqa: FBT001 - private, read beside its one call
        self._place = place
        self._items: list[Node] | None = None if mapping else []
        self._map: dict[str, Node] = {}
        self._keys: dict[str, Place] = {}
        self._key: str | None = None

    def add(self, node: Node) -> None:
        if self._items is not None:
            self._items.append(node)
        elif self._key is not None:
            self._map[self._key] = node
            self._key = None
        else:
            key = node.value
            if not isinstance(key, str) or key == "<<":
                raise Wrong(node.place, flaw(Fault.KEY_NO_TEXT))
            if key in self._map:
                raise Wrong(node.place, flaw(Fault.KEY_TWICE, key=key, line=self._keys[key].line))
            self._key = key
            self._keys[key] = node.place

    def node(self) -> Node:
        if self._items is not None:
            return Node(self._items, self._place)
        return Node(self._map, self._place, self._keys)


_YES = frozenset(["yes", "on", "y", "true"])
_AMBIGUOUS = frozenset(["yes", "no", "on", "off", "y", "n", "null", "~", ".nan", ".inf", "-.inf"]) | {""}


def _check_plain(event: Any, kind: str, place: Place) -> None:  # noqa: ANN401 - see _place
    if kind == "AliasEvent" or getattr(event, "anchor", None):
        raise Wrong(place, flaw(Fault.ANCHOR))
    tagged = kind in ("MappingStartEvent", "SequenceStartEvent", "ScalarEvent")
    if tagged and event.tag not in (None, "!"):
        raise Wrong(place, flaw(Fault.TAG, tag=event.tag))


def _scalar(event: Any, place: Place) -> str | int | bool:  # noqa: ANN401 - see _place
    text: str = event.value
    if event.style:
        return text
    if text in ("true", "false"):
        return text == "true"
    if text.isascii() and text.isdigit() and (text == "0" or text[0] != "0"):
        return int(text[:18])
    if text.lower() in _AMBIGUOUS or text in ("True", "False", "TRUE", "FALSE") or _looks_like_number(text):
        if not text:
            raise Wrong(place, flaw(Fault.NO_VALUE))
        raise Wrong(place, flaw(Fault.AMBIGUOUS_FLAG if text.lower() in _YES else Fault.AMBIGUOUS, text=text))
    return text


def _looks_like_number(text: str) -> bool:
    digits = text.replace("_", "").replace(".", "").replace(":", "").replace("-", "").replace("+", "")
    return digits.isascii() and (digits.isdigit() or digits[:2].lower() in ("0x", "0o"))
