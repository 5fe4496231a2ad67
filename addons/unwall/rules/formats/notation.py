"""How foreign lists write addresses, as hosts and paths of our own language."""

from typing import NamedTuple

from unwall.rules.expressions import expression, flaw_of
from unwall.rules.formats.draft import MARK, REST, Unfit, Why
from unwall.rules.formats.specimen import NoSpecimenError, specimen
from unwall.rules.nodes import Flaw
from unwall.urls.suffix import Suffixes

_HOST = r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z]"
_NAME = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_PLAIN = r"[A-Za-z0-9/._~=,;:@!$'()-]*"
_BEGINNINGS = (  # of targets as they stand
    "https%3A%2F%2Fe",
    "http%3A%2F%2Fe",
    "https://e",
    "http://e",
    "https%253A%252F%252Fe",
    "aHR0cHM6",
    "eyJh",
    "example.com",
)
_SPECIAL = frozenset(".^$*+?()[]{}|\\")
_OPEN_HOST = r"\^https\??:(?:\\/\\/|//)\[\^[^\]]*/[^\]]*\]\+"
_SITE = "(?i)^https?(?::|%3a)(?:/|%2f){2}[a-z0-9]"  # a target that is no longer any target
_SEPARATOR = "(?:[^0-9A-Za-z_.%-]|$)"


class Address(NamedTuple):
    """Which addresses an entry speaks of, and the beginning of an example."""

    path: str | None = None
    raw: str | None = None
    example: str = "/"


ANY_ADDRESS = Address(example="")


def hosts_of(name: str, *, below: bool) -> tuple[str, ...]:
    """``name`` as hosts of a rule, with those below it. Raises Unfit for what is no name of one owner."""
    name = name.lower().rstrip(".")
    if name.endswith(".*"):
        bare = name[:-2]
        if not expression(_NAME).fullmatch(bare):
            raise Unfit(Why.LOOKALIKE, name)
        return (name, f"www.{name}") if below and "." not in bare else (name,)
    if "*" in name:
        raise Unfit(Why.LOOKALIKE, name)
    if "." not in name:
        raise Unfit(Why.ANY_HOST, name)
    if not expression(_HOST).fullmatch(name):
        raise Unfit(Why.MALFORMED, name)
    return (name, f"*.{name}") if below else (name,)


def checked_hosts(hosts: tuple[str, ...], suffixes: Suffixes) -> tuple[str, ...]:
    """``hosts``. Raises Unfit where one is a public suffix: everybody's names end in it."""
    for host in hosts:
        if suffixes.has(host.removeprefix("*.")):
            raise Unfit(Why.ANY_HOST, host)
    return hosts


def linear(text: str) -> str:
    """The expression ``text``. Raises Unfit where it is not linear-time."""
    found = flaw_of(text)
    if found is not None:
        why = found.parts.get("why", "")
        raise Unfit(Why.NOT_LINEAR, why if isinstance(why, Flaw) else str(why))
    return text


def literal(text: str) -> str:
    """An expression for just this text, with no more backslashes than needed."""
    return "".join(f"\\{mark}" if mark in _SPECIAL else mark for mark in text)


def past_host(text: str) -> str | None:
    """An expression over a whole address that leaves the host open, as one over what follows the host."""
    found = expression(_OPEN_HOST).match(text)
    return None if found is None else "^" + text[found.end() :]


def of_filter(tail: str, param: str | None) -> Address:
    """What follows the host in a filter: ``*`` is any text, ``^`` the end of a piece, a final ``|`` the end.

    ``param`` is the parameter that is taken: what the filter says of it goes without saying.
    """
    before = _before(tail, param)
    piece = before.rstrip("?&^*|")
    marks = before[len(piece) :]
    if expression(_PLAIN).fullmatch(piece) and piece[:1] in ("", "/"):
        return _plain(piece, whole=marks[:1] in ("?", "|"))
    raw = linear("(?i)^" + _filter_expression(tail))
    return Address(raw=raw, example=_filter_example(before, bare=param is not None))


def _before(tail: str, param: str | None) -> str:
    """The filter up to the parameter, where that is the last thing it says."""
    name, equals, value = tail.rpartition(f"{param}=") if param else ("", "", "")
    if not equals or name[-1:] not in ("?", "&", "^", "*"):
        return tail
    start = value.rstrip("*")
    if expression(_SITE).search(start):
        raise Unfit(Why.ONE_TARGET, start)
    return name if _is_beginning(start) else tail


def _is_beginning(value: str) -> bool:
    """Whether a value is at most the beginning of any target: ``http``, base64 of it, or nothing."""
    return not value or "http".startswith(value[:4].lower()) or value.startswith("aHR0")


def _plain(piece: str, *, whole: bool) -> Address:
    """A path without any marks: the whole of it, or its beginning."""
    if piece in ("", "/"):
        return Address(path="/") if whole else Address()
    path = piece if whole else "^" + literal(piece)
    return Address(path=path, example=piece)


def _filter_expression(tail: str) -> str:
    meant = {"*": ".*", "^": _SEPARATOR, "|": "$"}
    return "".join(meant.get(mark) or literal(mark) for mark in tail.rstrip("*"))


def _filter_example(before: str, *, bare: bool) -> str:
    out = ""
    for mark in before.rstrip("*|"):
        if mark == "*":
            out += "1" if out.endswith(("/", "=")) else ""
        elif mark == "^":
            out += "" if not out else "&" if "?" in out else "?"
        else:
            out += mark
    return out.rstrip("?&") if bare else out


def of_match_pattern(tail: str) -> Address:
    """What follows the host in a match pattern: ``*`` is any text, nothing else has a meaning."""
    piece = tail.rstrip("*")
    if "*" not in piece and expression(_PLAIN).fullmatch(piece.removesuffix("?")):
        return _plain(piece.removesuffix("?"), whole=piece.endswith("?") or piece == tail)
    inner = "".join(".*" if mark == "*" else literal(mark) for mark in piece)
    raw = linear(f"^{inner}" + ("" if tail.endswith("*") else "$"))
    example = piece.replace("/*", "/1").replace("*", "")
    return Address(raw=raw, example=example.rstrip("?&"))


def with_param(address: Address, param: str) -> str:
    """An example that the address takes, with ``param`` and MARK for its value."""
    start = address.example or _ending(_specimen(address.raw or ""), f"{param}=")
    mark = "" if start.endswith(("?", "&")) else "&" if "?" in start else "?"
    return _first(address, f"{start}{mark}{param}={MARK}", f"{start}{mark}x=1&{param}={MARK}")


def filled(pattern: str, address: Address = ANY_ADDRESS) -> str:
    """A text for the expression with MARK in its first group, one that the address takes. Raises Unfit."""
    inner = _specimen(pattern, MARK, REST)
    inner = inner if inner.startswith("/") else f"/{inner}" if not address.example else inner
    start = _ending(address.example or _specimen(address.raw or ""), "")
    overlaps = (start[:cut] + inner for cut in range(len(start)) if inner.startswith(start[cut:]))
    depth = start.count("/")
    deeper = start + inner.split("/", depth)[-1]
    return _first(address, inner, *overlaps, deeper, start + inner, pattern=pattern)


def _specimen(pattern: str, *captures: str) -> str:
    try:
        return specimen(pattern, captures)
    except NoSpecimenError:
        raise Unfit(Why.UNPROVED) from None


def _ending(example: str, mark: str) -> str:
    """The example less the beginning of a target at its end, and less the parameter that it stands in."""
    for start in ("https%", "http%", "https:", "http:", "https", "http", "aHR0c"):
        if example.endswith(start):
            example = example.removesuffix(start)
            break
    return example.removesuffix(mark).rstrip("?&") if mark and example.endswith(mark) else example


def _first(address: Address, *examples: str, pattern: str = "") -> str:
    """The first example that the address and the pattern take, or else the first."""
    for example in examples:
        for beginning in _BEGINNINGS:
            shown = example.replace(MARK, beginning).replace(REST, "/")
            if example.startswith("/") and _takes(address, shown) and _captures(pattern, shown, beginning):
                return example
    return examples[0]


def _captures(pattern: str, text: str, wanted: str) -> bool:
    if not pattern:
        return True
    found = expression(pattern).search(text)
    return found is not None and any(wanted in (group or "") for group in found.groups())


def _takes(address: Address, tail: str) -> bool:
    path = tail.partition("?")[0]
    if address.path is not None and not address.path.startswith("^") and path != address.path:
        return False
    if (
        address.path is not None
        and address.path.startswith("^")
        and not expression(address.path).search(path)
    ):
        return False
    return address.raw is None or expression(address.raw).search(tail) is not None
