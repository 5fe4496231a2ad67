"""Rule files read from disk: the only part of the core that touches files.

YAML is read as events, not as objects: no tags, no anchors, no guesses about what ``on`` or ``010`` might
mean. What was read and found right is kept in the user's cache, so that a start needs no YAML, nor even to
read the files where the file system says that they are the same. ``os`` rather than ``pathlib``, whose import
costs as much as all the rest of a start.
"""

import marshal
import os
import sys
from _imp import source_hash as keyed_hash
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from unwall.model import Place, Rule
from unwall.rules.index import Beside, RuleSet, pack
from unwall.rules.nodes import Node, Problem
from unwall.rules.packed import FORMAT

_LARGEST_FILE = 1 << 20  # bytes
_DEEPEST = 20
_MOST_FILES = 10_000
_MOST_KEPT = 8  # compiled sets
_TICK = 2_000_000_000  # nanoseconds in which a file may change twice and its times stay the same
_KEY = 0x554E57414C4C
_FORM = (FORMAT, sys.hexversion)
_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class RuleError(ValueError):
    """Rule files that cannot be used; ``problems`` names every mistake with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def built_in() -> str:
    """The folder of the rules that come with unwall.

    It is inside the installed package, or beside it in a checkout.
    """
    inside = os.path.join(_HERE, "_rules")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(os.path.dirname(_HERE)), "rules")


def load_rules(*roots: str | os.PathLike[str], own_only: bool = False, cache: str | None = None) -> RuleSet:
    """The built-in rules (unless ``own_only``) and those of the folders or files given.

    ``cache`` is a folder to keep the compiled set in; one that cannot be written is no error.
    Raises RuleError with all problems of all files.
    """
    places = (
        [os.fspath(root) for root in roots]
        if own_only
        else [built_in(), *(os.fspath(root) for root in roots)]
    )
    files = [file for place in places for file in _files(place)]
    if cache is None:
        return RuleSet(_compile(contents := _contents(files), _digest(contents)))
    kept = os.path.join(cache, f"rules-{keyed_hash(_KEY, os.fsencode(os.pathsep.join(places))).hex()}.bin")
    return RuleSet(_recalled(kept, files) or _compiled_and_kept(kept, files))


# ---- files -------------------------------------------------------------------------------------------------


class _File(NamedTuple):
    """A rule file as the file system knows it; equal where nothing about it changed."""

    path: str
    device: int
    number: int
    size: int
    changed: int  # nanoseconds
    written: int

    @classmethod
    def of(cls, path: str, stat: os.stat_result) -> "_File":
        return cls(path, stat.st_dev, stat.st_ino, stat.st_size, stat.st_ctime_ns, stat.st_mtime_ns)


def _files(place: str) -> Iterator[_File]:
    if os.path.isfile(place):
        yield _File.of(place, os.stat(place))
        return
    if not os.path.isdir(place):
        raise RuleError([Problem(Place(place, 1, 1), "no such folder or file; name another one")])
    for number, file in enumerate(_below(place, place)):
        if number == _MOST_FILES:
            raise RuleError(
                [Problem(Place(place, 1, 1), f"more than {_MOST_FILES} files; name a smaller folder")]
            )
        yield file


def _below(folder: str, root: str) -> Iterator[_File]:
    """The rule files of a folder and of those in it, by name.

    Links that lead out of ``root`` are not followed; what is no plain file is not read.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise RuleError(
            [
                Problem(
                    Place(folder, 1, 1), f"cannot be read ({error.strerror}); mend that, or name another one"
                )
            ]
        ) from None
    folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    for entry in entries:
        if entry.name.endswith((".yaml", ".yml")) and entry.is_file() and _inside(entry, root):
            yield _File.of(entry.path, entry.stat())
    for entry in folders:
        yield from _below(entry.path, root)


def _inside(entry: "os.DirEntry[str]", root: str) -> bool:
    return not entry.is_symlink() or os.path.realpath(entry.path).startswith(os.path.realpath(root) + os.sep)


def _contents(files: Iterable[_File]) -> dict[str, bytes]:
    return {file.path: _content(file.path) for file in files}


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise RuleError(
            [Problem(Place(path, 1, 1), f"cannot be read ({error.strerror}); mend that, or name another one")]
        ) from None
    if len(data) > _LARGEST_FILE:
        raise RuleError([Problem(Place(path, 1, 1), f"larger than {_LARGEST_FILE} bytes; split it")])
    return data


def _digest(files: dict[str, bytes]) -> str:
    """A key of the content.

    It is the hash by which Python knows its own cached bytecode, over names and contents.
    """
    named = [os.fsencode(path) + b"\0" + keyed_hash(_KEY, data) for path, data in files.items()]
    return keyed_hash(_KEY, b"\0".join([repr(_FORM).encode(), *named])).hex()


# ---- the cache ---------------------------------------------------------------------------------------------


def _recalled(path: str, files: Sequence[_File]) -> dict[str, Any] | None:
    """The set that was kept, where it is of these files, by their times and numbers or by their content."""
    try:
        with open(path, "rb") as file:
            written = os.fstat(file.fileno()).st_mtime_ns
            data = file.read()
        head_ends = 4 + int.from_bytes(data[:4])
        form, digest, known = marshal.loads(data[4:head_ends])  # noqa: S302 - like a .pyc: our own file in the user's own cache
        if form != _FORM:
            return None
        newest = max((max(each.changed, each.written) for each in files), default=0)
        if known != tuple(map(tuple, files)) or newest > written - _TICK:
            if _digest(_contents(files)) != digest:
                return None
            _write(path, data[head_ends:], digest, files)
        plain = marshal.loads(data[head_ends:])  # noqa: S302 - see above
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return plain if isinstance(plain, dict) else None


def _compiled_and_kept(path: str, files: Sequence[_File]) -> dict[str, Any]:
    contents = _contents(files)
    digest = _digest(contents)
    plain = _compile(contents, digest)
    _write(path, marshal.dumps(plain), digest, files)
    return plain


def _write(path: str, plain: bytes, digest: str, files: Sequence[_File]) -> None:
    head = marshal.dumps((_FORM, digest, tuple(map(tuple, files))))
    half = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        _make_room(os.path.dirname(path))
        with open(half, "wb") as file:
            file.write(len(head).to_bytes(4) + head + plain)
        os.replace(half, path)
    except OSError:
        return


def _make_room(folder: str) -> None:
    kept = [entry for entry in os.scandir(folder) if entry.name.startswith("rules-")]
    for entry in sorted(kept, key=lambda entry: entry.stat().st_mtime_ns)[: -_MOST_KEPT + 1]:
        os.unlink(entry.path)


# ---- YAML --------------------------------------------------------------------------------------------------


def _compile(files: dict[str, bytes], digest: str) -> dict[str, Any]:
    from unwall.rules.beside import is_beside, read_beside  # noqa: PLC0415 - only where rules are compiled
    from unwall.rules.schema import read_file  # noqa: PLC0415 - only where rules are compiled
    from unwall.urls.suffix import snapshot  # noqa: PLC0415 - see above

    rules: list[Rule] = []
    beside = Beside()
    problems: list[Problem] = []
    for path, data in files.items():
        root, faults = read_yaml(data, path)
        problems += faults
        if root is None:
            continue
        if is_beside(root):
            beside, faults = read_beside(root, beside)
        else:
            own, pages, faults = read_file(root)
            rules += own
            beside = beside._replace(pages=(*beside.pages, *pages))
        problems += faults
    problems += _taken_twice(rules)
    if problems:
        raise RuleError(sorted(problems, key=lambda problem: problem.place))
    return pack(rules, beside._replace(pages=tuple(sorted(set(beside.pages)))), snapshot(), digest)


def _taken_twice(rules: Iterable[Rule]) -> Iterator[Problem]:
    first: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in first:
            yield Problem(rule.place, f'id "{rule.id}" is taken by {first[rule.id].place}; choose another')
        first.setdefault(rule.id, rule)


def read_yaml(data: bytes, path: str) -> tuple[Node | None, list[Problem]]:
    """A YAML document as nodes with their places, or the problem that kept it from being read."""
    import yaml  # noqa: PLC0415 - only where rules are compiled

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(Place(path, line, 1), "not UTF-8; save it as UTF-8")]
    try:
        return _Tree(path).read(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))), []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
        return None, [
            Problem(
                place,
                f"not YAML ({error.problem or error.context}); mend the line, or put its texts in quotes",
            )
        ]
    except yaml.YAMLError as error:
        return None, [
            Problem(Place(path, 1, 1), f"not YAML ({str(error).splitlines()[0]}); save it as plain text")
        ]
    except _Refused as refused:
        return None, [refused.problem]


class _Refused(Exception):  # noqa: N818 - YAML that is well-formed but not taken
    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(place, message)


class _Tree:
    """Events to nodes, with a stack of our own: depth is bounded and nothing recurses."""

    def __init__(self, path: str) -> None:
        self._path = path

    def _place(self, event: Any) -> Place:  # noqa: ANN401 - its type is in yaml, which is imported late
        return Place(self._path, event.start_mark.line + 1, event.start_mark.column + 1)

    def read(self, events: Iterable[Any]) -> Node:
        root: Node | None = None
        stack: list[_Open] = []
        for event in events:
            kind = type(event).__name__
            place = self._place(event)
            _check_plain(event, kind, place)
            if kind == "DocumentStartEvent" and root is not None:
                raise _Refused(place, "a second document; one file holds one")
            if kind in ("MappingStartEvent", "SequenceStartEvent"):
                if len(stack) == _DEEPEST:
                    raise _Refused(place, f"deeper than {_DEEPEST} levels; write it flatter")
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
            raise _Refused(Place(self._path, 1, 1), "the file is empty; begin it with platform: and rules:")
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
                raise _Refused(node.place, "a key is plain text; put it in quotes if it is one")
            if key in self._map:
                raise _Refused(
                    node.place,
                    f'the key "{key}" stands twice (first in line {self._keys[key].line}); keep one',
                )
            self._key = key
            self._keys[key] = node.place

    def node(self) -> Node:
        if self._items is not None:
            return Node(self._items, self._place)
        return Node(self._map, self._place, self._keys)


_AMBIGUOUS = frozenset(["yes", "no", "on", "off", "y", "n", "null", "~", ".nan", ".inf", "-.inf"]) | {""}


def _check_plain(event: Any, kind: str, place: Place) -> None:  # noqa: ANN401 - see _place
    if kind == "AliasEvent" or getattr(event, "anchor", None):
        raise _Refused(place, "anchors and aliases are not taken; write it out")
    tagged = kind in ("MappingStartEvent", "SequenceStartEvent", "ScalarEvent")
    if tagged and event.tag not in (None, "!"):
        raise _Refused(place, f"the tag {event.tag} is not taken; leave it out, rules are plain data")


def _scalar(event: Any, place: Place) -> str | int | bool:  # noqa: ANN401 - see _place
    text: str = event.value
    if event.style:
        return text
    if text in ("true", "false"):
        return text == "true"
    if text.isascii() and text.isdigit() and (text == "0" or text[0] != "0"):
        return int(text[:18])
    if text.lower() in _AMBIGUOUS or text in ("True", "False", "TRUE", "FALSE") or _looks_like_number(text):
        raise _Refused(place, f"{text or 'an empty value'} could mean several things; put it in quotes")
    return text


def _looks_like_number(text: str) -> bool:
    digits = text.replace("_", "").replace(".", "").replace(":", "").replace("-", "").replace("+", "")
    return digits.isascii() and (digits.isdigit() or digits[:2].lower() in ("0x", "0o"))
