"""Where a target stands in a URL: the locators that need nothing but the URL itself."""

from collections.abc import Callable, Mapping

from unwall.engine.decode import is_escaped
from unwall.model import Plain, Target, texts_of
from unwall.rules.expressions import expression
from unwall.urls.escape import percent
from unwall.urls.query import first_of, values_of
from unwall.urls.split import Split

# What a locator found: the captures of each reading. The first is meant; the others stand beside it under the
# same name and are judged as well.
type Readings = list[tuple[str, ...]]
type Locator = Callable[[Split], Readings]

_OF_TEXT = ("match", "named")
_LONGEST_RAW = 3 * 65_536 + 64  # characters; what is longer is too long for a URL however it decodes


def locator(target: Target) -> Locator:
    """The locator of a target as a function of the URL; what it does not find is an empty list."""
    return _MAKERS[target.locate.name](target.locate.argument, dict(target.options))


def reads_url(target: Target) -> bool:
    """Whether the target stands in a URL."""
    return target.locate.name in _MAKERS


def reads_text(target: Target) -> bool:
    """Whether the target stands in what an expression found in running text."""
    return target.locate.name in _OF_TEXT


def _decoded(value: str) -> str:
    return percent(value[:_LONGEST_RAW])


def _param(argument: Plain, options: Mapping[str, Plain]) -> Locator:
    names = texts_of(argument)
    until = options.get("until")
    if until == "end":
        return lambda url: _to_the_end(url, names)
    if until is not None:
        ends = tuple(f"&{name}=" for name in texts_of(until))
        return lambda url: _leaked(url, names, ends)

    if len(names) == 1:
        name = names[0]
        return lambda url: [(percent(value[:_LONGEST_RAW]),) for value in values_of(url.query or "", name)]
    return lambda url: [(_decoded(value),) for value in first_of(url.query or "", names)]


def _start_of(text: str, names: tuple[str, ...]) -> int | None:
    """Where the raw value of the first of these parameters begins."""
    for name in names:
        at = 0 if text.startswith(name + "=") else text.find(f"&{name}=") + 1
        if at or text.startswith(name + "="):
            return at + len(name) + 1
    return None


def _to_the_end(url: Split, names: tuple[str, ...]) -> Readings:
    text = url.tail.partition("?")[2]
    start = _start_of(text, names)
    if start is None:
        return []
    value = text[start:]
    end = value.find("://", 0, 64)
    own = value.partition("#")[0].partition("&")[0]
    if (
        end > 0
        and value[:end].replace("+", "").replace("-", "").replace(".", "").isalnum()
        and not is_escaped(own)
    ):
        return [(value,)]
    return [(own,)]


def _leaked(url: Split, names: tuple[str, ...], ends: tuple[str, ...]) -> Readings:
    query = url.query or ""
    start = _start_of(query, names)
    if start is None:
        return []
    value = query[start:]
    value = value[: min((at for at in map(value.find, ends) if at >= 0), default=len(value))]
    own, leak, _ = value.partition("&")
    if not leak:
        return [(value,)]
    if "?" not in own and "%3f" not in own.lower():
        return [(own,)]  # no query of its own to leak from: what follows is the wrapper's
    return [(value[:-3] if value[-3:].lower() == "%2f" else value,)]


def _params(argument: Plain, _: Mapping[str, Plain]) -> Locator:
    names = texts_of(argument)

    def read(url: Split) -> Readings:
        found = [values_of(url.query or "", name) for name in names]
        return [tuple(_decoded(values[0]) for values in found)] if all(found) else []

    return read


def _bare(url: Split) -> Readings:
    text = url.tail.partition("?")[2]
    return [(text.removesuffix("=") if text.count("=") == 1 else text,)] if text else []


def _captures(of: Callable[[Split], str]) -> Callable[[Plain, Mapping[str, Plain]], Locator]:
    def make(argument: Plain, _: Mapping[str, Plain]) -> Locator:
        pattern = str(argument)

        def read(url: Split) -> Readings:
            found = expression(pattern).search(of(url))
            return [tuple(group or "" for group in found.groups())] if found else []

        return read

    return make


def _swap(argument: Plain, _: Mapping[str, Plain]) -> Locator:
    scheme = str(argument)
    return lambda url: [(scheme + url.url[len(url.scheme) :],)]


def _swap_to(argument: Plain, _: Mapping[str, Plain]) -> Locator:
    pattern = str(argument)

    def read(url: Split) -> Readings:
        found = expression(pattern).search(url.tail)
        return [((found.group(1) or "") + url.url[len(url.scheme) :],)] if found else []

    return read


_MAKERS: Mapping[str, Callable[[Plain, Mapping[str, Plain]], Locator]] = {
    "param": _param,
    "params": _params,
    "query": lambda _argument, _options: _bare,
    "path": _captures(lambda url: url.path),
    "raw": _captures(lambda url: url.tail if url.tail.startswith("/") else "/" + url.tail),
    "fragment": _captures(lambda url: url.fragment or ""),
    "swap": _swap,
    "swap-to": _swap_to,
}
