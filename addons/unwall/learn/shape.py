"""Paths without what is personal or passing in them: ids become a class of characters."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from unwall.rules.expressions import expression
from unwall.rules.formats.notation import literal
from unwall.store.redaction import is_secret

_HEX = frozenset("0123456789abcdef")
_ANY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_KEY = (4, 16)  # characters of a short link's key


class Shape(NamedTuple):
    """A path as rules write it, and one that fits, of nobody."""

    path: str  # whole, or an expression that begins with ^
    specimen: str


class _Piece(NamedTuple):
    expression: str
    specimen: str


_NUMBER = _Piece("[0-9]+", "10001")
_HEXADECIMAL = _Piece("[0-9a-f]+", "0a1b2c3d")
_MIXED = _Piece("[0-9A-Za-z]+", "AbCd1234")
_OF_SOMEBODY = ("@", "~")  # begin the names of persons
_BETWEEN = "[0-9A-Za-z]+|[^0-9A-Za-z]+"  # letters and digits, or the marks between them
_ANYTHING = _Piece("[^/]+", "AbCd1234")


def shape_of(path: str) -> Shape:
    """The path with its ids replaced.

    >>> shape_of("/l.php"), shape_of("/u/83712/out").path
    (Shape(path='/l.php', specimen='/l.php'), '^/u/[0-9]+/out$')
    """
    prefix = prefix_of(path)
    if prefix.specimen == path:
        whole = path.rstrip("/") or "/"
        return Shape(whole, whole)
    return Shape(f"^{prefix.path}$", prefix.specimen)


def prefix_of(text: str) -> Shape:
    """The beginning of a path as part of an expression, its ids replaced likewise."""
    pieces = [piece for segment in text.split("/") for piece in (_Piece("/", "/"), *_pieces(segment))][1:]
    return Shape("".join(each.expression for each in pieces), "".join(each.specimen for each in pieces))


def _pieces(segment: str) -> Iterator[_Piece]:
    """A segment between its marks; one that is secret only as a whole is replaced whole."""
    own = [_piece(text) for text in expression(_BETWEEN).findall(segment)]
    is_own = "".join(each.specimen for each in own) == segment
    is_personal = is_secret(segment) or "%" in segment or segment.startswith(_OF_SOMEBODY)
    return iter([_ANYTHING] if is_own and is_personal else own)


def _piece(text: str) -> _Piece:
    if len(text) >= 4 and text.isascii() and text.isdigit():
        return _NUMBER
    if _HEX.issuperset(text) and _is_mixed(text) and (len(text) >= 8 or _is_short_id(text)):
        return _HEXADECIMAL
    turns = sum(one.isdigit() != other.isdigit() for one, other in pairwise(text))
    if len(text) >= 6 and turns >= 2 and _ANY.issuperset(text):
        return _MIXED
    return _Piece(literal(text), text)


def _is_short_id(text: str) -> bool:
    """Whether a few hexadecimal digits are more digits than a word is given as its number."""
    return len(text) >= 6 and sum(map(str.isdigit, text)) >= 3


def _is_mixed(segment: str) -> bool:
    return any(map(str.isdigit, segment)) and any(map(str.isalpha, segment))


def key_of(path: str) -> tuple[str, str] | None:
    """What stands before the last segment, and that segment, where it could be a short link's key."""
    start, slash, key = path.removesuffix("/").rpartition("/")
    if not slash or start.count("/") > 1 or not _ANY.issuperset(key) or not _KEY[0] <= len(key) <= _KEY[1]:
        return None
    return start + "/", key


def is_opaque(key: str) -> bool:
    """Whether a key is no word: digits among letters, or capitals where no word has them."""
    return _is_mixed(key) or (not key.islower() and not key.istitle() and not key.isdigit()) or key.isdigit()
