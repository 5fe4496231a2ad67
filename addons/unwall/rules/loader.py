"""Rule files read from disk: the only part of the core that touches files.

What was read and found right is kept in the user's cache, so that a start needs no YAML, nor even to read the
files where the file system says that they are the same. ``os`` rather than ``pathlib``, whose import costs as
much as all the rest of a start.
"""

import marshal
import os
import sys
from _imp import source_hash as keyed_hash
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from unwall.language import Language
from unwall.model import Place, Rule
from unwall.rules.index import Beside, RuleSet, pack
from unwall.rules.packed import FORMAT

if TYPE_CHECKING:
    from unwall.rules.nodes import Problem

_LARGEST_FILE = 1 << 20  # bytes
_MOST_FILES = 10_000
_MOST_KEPT = 8  # compiled sets
_TICK = 2_000_000_000  # nanoseconds in which a file may change twice and its times stay the same
_KEY = 0x554E57414C4C
_FORM = (FORMAT, sys.hexversion)
_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class RuleError(ValueError):
    """Rule files that cannot be used; ``problems`` names every mistake with its place."""

    def __init__(self, problems: "Iterable[Problem]") -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def said(self, language: Language) -> str:
        """A line for each mistake."""
        return "\n".join(problem.said(language) for problem in self.problems)

    def __str__(self) -> str:
        return self.said(Language.ENGLISH)


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


def state_of(*roots: str | os.PathLike[str]) -> object:
    """What equals itself as long as no built-in rule file and none of ``roots`` changes."""
    try:
        return [file for root in (built_in(), *roots) for file in _files(os.fspath(root))]
    except RuleError as error:
        return str(error)


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
        raise _unusable(place, "NO_FOLDER")
    for number, file in enumerate(_below(place, place)):
        if number == _MOST_FILES:
            raise _unusable(place, "MANY_FILES", most=_MOST_FILES)
        yield file


def _below(folder: str, root: str) -> Iterator[_File]:
    """The rule files of a folder and of those in it, by name.

    Links that lead out of ``root`` are not followed; what is hidden or no plain file is not read.
    """
    try:
        with os.scandir(folder) as found:
            shown = (entry for entry in found if not entry.name.startswith("."))
            entries = sorted(shown, key=lambda entry: entry.name)
    except OSError as error:
        raise _unusable(folder, "UNREADABLE", why=error.strerror) from None
    folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    for entry in entries:
        if not entry.name.endswith((".yaml", ".yml")):
            continue
        try:
            if entry.is_file() and _inside(entry, root):
                yield _File.of(entry.path, entry.stat())
        except OSError as error:  # a link to itself; a file that was taken away just now
            raise _unusable(entry.path, "UNREADABLE", why=error.strerror) from None
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
        raise _unusable(path, "UNREADABLE", why=error.strerror) from None
    if len(data) > _LARGEST_FILE:
        raise _unusable(path, "LARGE", most=_LARGEST_FILE)
    return data


def _unusable(path: str, fault: str, **parts: object) -> RuleError:
    from unwall.rules.faults import Fault  # noqa: PLC0415 - only where something is wrong
    from unwall.rules.nodes import Flaw, Problem  # noqa: PLC0415 - see above

    return RuleError([Problem(Place(path, 1, 1), Flaw(Fault[fault], parts))])


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


# ---- compiling ---------------------------------------------------------------------------------------------


def _compile(files: dict[str, bytes], digest: str) -> dict[str, Any]:
    from unwall.rules.beside import is_beside, read_beside  # noqa: PLC0415 - only where rules are compiled
    from unwall.rules.schema import read_file, taken_twice  # noqa: PLC0415 - see above
    from unwall.rules.tree import read_yaml  # noqa: PLC0415 - see above
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
    problems += taken_twice(rules)
    if problems:
        raise RuleError(sorted(problems, key=lambda problem: problem.place))
    return pack(rules, beside._replace(pages=tuple(sorted(set(beside.pages)))), snapshot(), digest)
