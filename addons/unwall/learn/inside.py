"""Where a page names the address that it stands before, in the words of the rule language."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import chain, islice, pairwise
from typing import NamedTuple

from unwall.engine.decode import finisher
from unwall.engine.element import End, Tag
from unwall.engine.element import Words as Text
from unwall.engine.literal import Value
from unwall.engine.page import Parsed, page_locator
from unwall.learn.codings import Words, coded, in_page
from unwall.learn.visit import same
from unwall.model import Target, Word
from unwall.rules.expressions import expression
from unwall.urls.relative import joined
from unwall.urls.split import WEB, split

_ASSIGNED = r"([A-Za-z_$][A-Za-z0-9_$]{0,40})\s*=\s*['\"`{\[]"
_MEMBER = r"([A-Za-z_$][A-Za-z0-9_$]{0,40})['\"]?\s*:\s*['\"`]"
_APPENDED = r"([A-Za-z_$][A-Za-z0-9_$]{0,40})\s*\+=\s*['\"`]"
CALLED = {name: rf"\b{name}\(\s*['\"]([^'\"\\\s]+)['\"]\s*\)" for name in ("atob", "decodeURIComponent")}
_NAME = r"^[A-Za-z_][\w-]{0,40}$"
_MOST_TOKENS = 4_000  # of a page that stands in the way
_MOST_PLACES = 60  # that are looked at in one page
_MOST_NAMES = 60
_MOST_LEAVES = 200
_MOST_ITEMS = 20  # of a list
_PARTS_OF_PAGES = (".css", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".png", ".svg", ".webp", ".woff2")
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta"))


class Spot(NamedTuple):
    """One place in a page, and a page of our own that has it."""

    target: Target
    write: Callable[[str], str]  # markup that names this address there


class _Seen(NamedTuple):
    address: str
    spot: Spot


def spots(parsed: Parsed, host_is_own: Callable[[str], bool]) -> dict[str, list[Spot]]:
    """The addresses elsewhere that a page names, each with the places that tell it from others, best first.

    ``host_is_own``: whether a host belongs to the page's own site.
    """
    found: dict[str, list[Spot]] = {}
    if len(parsed.tokens) > _MOST_TOKENS:
        return found
    elements = list(islice(_in_elements(parsed), _MOST_PLACES))
    elements.sort(
        key=lambda seen: not seen.spot.target.options
    )  # a link rather than its text, which may be cut
    scripts = chain(_in_variables(parsed), _in_packed(parsed), _in_pieces(parsed), _in_calls(parsed))
    every = chain(_in_jumps(parsed), elements, scripts, _in_state(parsed))
    for seen in islice(every, _MOST_PLACES):
        parts = split(seen.address)
        if parts is None or parts.scheme not in WEB or not parts.host or host_is_own(parts.host):
            continue
        if parts.path.lower().endswith(_PARTS_OF_PAGES):
            continue
        known = next((each for each in found if same(each, seen.address)), seen.address)
        places = found.setdefault(known, [])
        if _reads(seen.spot.target, parsed, seen.address):
            places.append(seen.spot)
    return found


def _reads(target: Target, parsed: Parsed, address: str) -> bool:
    """Whether the place yields this address and no other."""
    finish = finisher(target)
    texts = islice(page_locator(target)(parsed), 8)
    yielded = [text for each in texts if (text := finish((each,)))]
    return bool(yielded) and all(same(text, address) for text in yielded)


# ---- what leads on by itself ------------------------------------------------------------------------------


def _in_jumps(parsed: Parsed) -> Iterator[_Seen]:
    refresh = Spot(
        Target(Word("refresh", "meta")),
        lambda url: f'<meta http-equiv="refresh" content="0;url={escape(url)}">',
    )
    goto = Spot(
        Target(Word("goto", "script")), lambda url: f"<script>location.replace({json.dumps(url)})</script>"
    )
    for spot in (refresh, goto):
        for text in islice(page_locator(spot.target)(parsed), 4):
            if url := joined(parsed.page.url, text.strip()):
                yield _Seen(url, spot)


# ---- elements ---------------------------------------------------------------------------------------------


class _Place(NamedTuple):
    tag: str
    attributes: dict[str, str]

    @property
    def names(self) -> Iterator[str]:
        """What a selector may call it, the most telling first."""
        if _is_name(self.attributes.get("id", "")):
            yield f"#{self.attributes['id']}"
        for name in self.attributes.get("class", "").split():
            if _is_name(name):
                yield f"{self.tag}.{name}"


def _in_elements(parsed: Parsed) -> Iterator[_Seen]:
    around: list[_Place] = []
    for token in parsed.tokens:
        if isinstance(token, Tag):
            place = _Place(token.name, token.attributes)
            yield from _of_attributes(place, around)
            if token.name not in _VOID:
                around.append(place)
        elif isinstance(token, End):
            at = next((at for at in range(len(around) - 1, -1, -1) if around[at].tag == token.name), None)
            del around[len(around) if at is None else at :]
        elif isinstance(token, Text) and around and around[-1].tag not in ("script", "style"):
            if (found := in_page(token.text.strip())) is None:
                continue
            decode, address = found
            for selector in _selectors(around[-1], around[:-1], bare=False):
                spot = Spot(Target(Word("element", selector), decode=decode), _text_in(selector, decode))
                yield _Seen(address, spot)


def _of_attributes(place: _Place, around: Sequence[_Place]) -> Iterator[_Seen]:
    for name, value in place.attributes.items():
        is_link = (place.tag == "a" and name == "href") or (place.tag == "input" and name == "value")
        found = in_page(value.strip()) if is_link or name.startswith("data-") else None
        if found is None:
            continue
        decode, address = found
        for selector in _selectors(place, around, bare=place.tag == "a"):
            target = Target(Word("element", selector), (("attribute", name),), decode)
            yield _Seen(address, Spot(target, _attribute_of(selector, name, decode)))


def _selectors(place: _Place, around: Sequence[_Place], *, bare: bool) -> Iterator[str]:
    yield from place.names
    outer = [name for each in reversed(around[-4:]) for name in each.names]
    yield from (f"{name} {place.tag}" for name in outer[:4])
    if bare:
        yield place.tag


def _is_name(text: str) -> bool:
    return expression(_NAME).search(text) is not None and not any(map(str.isdigit, text))


def _element(name: str, more: str = "") -> tuple[str, str]:
    """Start and end of the element that a simple selector means."""
    tag, hash_mark, own_id = name.partition("#")
    tag, dot, own_class = tag.partition(".")
    said = f' id="{own_id}"' if hash_mark else ""
    said += f' class="{own_class}"' if dot else ""
    return f"<{tag or 'div'}{said}{more}>", f"</{tag or 'div'}>"


def _nested(selector: str, last: tuple[str, str], inner: str) -> str:
    outer = [_element(name) for name in selector.split()[:-1]]
    return (
        "".join(start for start, _ in outer)
        + last[0]
        + inner
        + last[1]
        + "".join(end for _, end in reversed(outer))
    )


def _text_in(selector: str, decode: Words) -> Callable[[str], str]:
    last = selector.rsplit(maxsplit=1)[-1]
    return lambda url: _nested(selector, _element(last), escape(coded(url, decode)))


def _attribute_of(selector: str, name: str, decode: Words) -> Callable[[str], str]:
    last = selector.rsplit(maxsplit=1)[-1]
    tag = "a" if last.startswith("#") and name == "href" else ""
    return lambda url: _nested(selector, _element(tag + last, f' {name}="{escape(coded(url, decode))}"'), "")


# ---- scripts ----------------------------------------------------------------------------------------------


def _in_variables(parsed: Parsed) -> Iterator[_Seen]:
    body = parsed.page.body
    names = dict.fromkeys((*_names(_ASSIGNED, body), *_names(_MEMBER, body)))
    yield from _of_variables(parsed, names, packed=False)


def _in_packed(parsed: Parsed) -> Iterator[_Seen]:
    """Variables in scripts that are written by a dictionary."""
    if parsed.unpacked:
        yield from _of_variables(parsed, _names(_ASSIGNED, parsed.unpacked), packed=True)


def _of_variables(parsed: Parsed, names: Iterable[str], *, packed: bool) -> Iterator[_Seen]:
    write = _packed if packed else _assigned
    of_script = (("packed", True),) if packed else ()
    for name in names:
        values = parsed.values(name, packed=packed)
        leaves = (leaf for value in values for leaf in islice(_leaves(value, ""), _MOST_LEAVES))
        for pointer, text in leaves:
            if found := in_page(text):
                decode, address = found
                options = (("at", pointer), *of_script) if pointer else of_script
                target = Target(Word("var", name), options, decode)
                yield _Seen(address, Spot(target, write(name, pointer, decode)))


def _in_pieces(parsed: Parsed) -> Iterator[_Seen]:
    for name in _names(_APPENDED, parsed.page.body):
        target = Target(Word("pieces", name))
        for text in islice(page_locator(target)(parsed), 4):
            if found := in_page(text):
                decode, address = found
                yield _Seen(address, Spot(target._replace(decode=decode), _put_together(name, decode)))


def _in_calls(parsed: Parsed) -> Iterator[_Seen]:
    """Literals that a script decodes where it uses them."""
    for function, where in CALLED.items():
        target = Target(Word("text", where))
        for text in islice(page_locator(target)(parsed), 4):
            if (found := in_page(text)) and found[0]:
                decode, address = found
                yield _Seen(address, Spot(target._replace(decode=decode), _called(function, decode)))


def _names(pattern: str, script: str) -> Iterator[str]:
    found = islice(expression(pattern).finditer(script), _MOST_NAMES)
    return iter(dict.fromkeys(each.group(1) for each in found))


def _leaves(value: Value, pointer: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield pointer, value
        case dict():
            for name, inner in value.items():
                if _is_name(str(name)):
                    yield from _leaves(inner, f"{pointer}/{name}")
        case list():
            for number, inner in enumerate(value[:_MOST_ITEMS]):
                yield from _leaves(inner, f"{pointer}/{number}")


def _assigned(name: str, pointer: str, decode: Words) -> Callable[[str], str]:
    return lambda url: f"<script>var {name} = {json.dumps(_placed(coded(url, decode), pointer))};</script>"


def _packed(name: str, pointer: str, decode: Words) -> Callable[[str], str]:
    def write(url: str) -> str:
        source = f"var {name}={json.dumps(_placed(coded(url, decode), pointer))};"
        arguments = f"{json.dumps(source)},10,0,''.split('|'),0,{{}}"
        return f"<script>eval(function(p,a,c,k,e,d){{}}({arguments}))</script>"

    return write


def _put_together(name: str, decode: Words) -> Callable[[str], str]:
    def write(url: str) -> str:
        text = coded(url, decode)
        pieces = "".join(f"{name} += {json.dumps(each)};" for each in (text[:9], text[9:]))
        return f"<script>var {name} = '';{pieces}location.replace({name})</script>"

    return write


def _called(function: str, decode: Words) -> Callable[[str], str]:
    return lambda url: f"<script>location.href = {function}('{coded(url, decode)}')</script>"


# ---- state ------------------------------------------------------------------------------------------------


def _in_state(parsed: Parsed) -> Iterator[_Seen]:
    """Addresses in JSON that stands in an element of its own, as ``<script id="__NEXT_DATA__">``."""
    for token, following in pairwise(parsed.tokens):
        if not (isinstance(token, Tag) and token.name == "script" and isinstance(following, Text)):
            continue
        name = token.attributes.get("id", "")
        if not _is_name(name) or not following.text.lstrip().startswith("{"):
            continue
        try:
            state = json.loads(following.text)
        except (ValueError, RecursionError):
            continue
        for pointer, text in islice(_leaves(state, ""), _MOST_LEAVES):
            if found := in_page(text):
                decode = (Word("json", pointer), *found[0])
                target = Target(Word("element", f"script#{name}"), decode=decode)
                yield _Seen(found[1], Spot(target, _state(name, pointer, found[0])))


def _state(name: str, pointer: str, decode: Words) -> Callable[[str], str]:
    return lambda url: (
        f'<script id="{name}" type="application/json">'
        f"{json.dumps(_placed(coded(url, decode), pointer))}</script>"
    )


def _placed(text: str, pointer: str) -> object:
    """A value in which the text stands there."""
    value: object = text
    for key in reversed(pointer.split("/")[1:]):
        value = [*[{}] * int(key), value] if key.isdigit() else {key: value}
    return value
