"""How a target is wrapped where it stands: the decode words, ``complete`` and ``template``.

A word is a partial function of its text: it gives a text, or None where the text is not what the word reads.
Nothing is guessed and nothing is repeated until it stops changing.
"""

from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Callable, Mapping

from unwall.model import Plain, Target, Word, texts_of
from unwall.rules.expressions import expression
from unwall.urls.escape import component, inert, percent
from unwall.urls.query import first_of, keeping, without
from unwall.urls.split import WEB, hidden_scheme_of, scheme_of, split

type Decoder = Callable[[str], str | None]
type Finisher = Callable[[tuple[str, ...]], str | None]

_ALPHABET = str.maketrans("-_", "+/")
_WHITE = str.maketrans("", "", " \t\r\n\f\v\u3000\u200b\ufeff")
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LONGEST_REFERENCE = 32
LONGEST_UNPACKED = 65_536  # bytes: no target is longer, and a few packed ones may hold gigabytes
_NAME_AND_MARK = r"^(?://)?[^\s/?#%:]+\.[^\s/?#%:.]+(?::[0-9]+)?[/?]"
_WEB_STARTS = ("https://", "http://")


def finisher(target: Target) -> Finisher:
    """From what a locator captured to a text that begins with a scheme, or None: the target does not yield.

    The words are applied to each capture where a template takes several, otherwise to the captures joined.
    """
    words = target.decode
    if not words and target.template is None and not target.complete:
        return _joined
    join: Callable[[tuple[str, ...]], str | None] = "".join
    if words and words[0].name == "stars":
        join, words = _stars, words[1:]
    decode = decoder(words)
    if target.template is not None:
        return _templated(decode, target.template)
    complete = _completed(target.complete) if target.complete else _as_it_is

    def finish(captures: tuple[str, ...]) -> str | None:
        text = join(captures)
        text = decode(text) if text else None
        text = complete(text) if text else None
        return text if text and (text.startswith(_WEB_STARTS) or hidden_scheme_of(text)) else None

    return finish


def _joined(captures: tuple[str, ...]) -> str | None:
    text = captures[0] if len(captures) == 1 else "".join(captures)
    return text if text.startswith(_WEB_STARTS) or hidden_scheme_of(text) else None


def decoder(words: tuple[Word, ...]) -> Decoder:
    """The words one after another; the first that does not fit ends it with None."""
    steps = [_MAKERS[word.name](word.argument) for word in words]

    def decode(text: str) -> str | None:
        current: str | None = text
        for step in steps:
            if current is None:
                return None
            current = step(current)
        return current

    return decode


# ---- the words ---------------------------------------------------------------------------------------------


def _as_it_is(text: str) -> str:
    return text


def _percent_if(text: str) -> str:
    address = text if begins_with_url(text) else f"://{text.removeprefix('//')}" if _bare(text) else ""
    return text if address and not is_escaped(address) else percent(text)


def _bare(text: str) -> bool:
    """Whether the text is an address without its scheme: a dotted name, then a mark that nothing escaped."""
    return expression(_NAME_AND_MARK).match(text) is not None


def is_escaped(url: str) -> bool:
    """Whether an address has only its scheme unescaped: its own marks stand in it escaped.

    >>> is_escaped("https://example.com/a%3Fb%3D1"), is_escaped("https://example.com/a?b=%2F")
    (True, False)
    """
    rest = url.partition("://")[2].lower()
    return ("?" not in rest and "%3f" in rest) or ("/" not in rest and "%2f" in rest)


def begins_with_url(text: str) -> bool:
    """Whether the text begins with ``scheme://``."""
    scheme = scheme_of(text)
    return scheme is not None and text.startswith("://", len(scheme))


def base64(text: str) -> str | None:
    """Base64 of UTF-8 in either alphabet, with or without its padding, its own marks escaped or not.

    >>> base64("aHR0cDovL2V4YW1wbGUub3JnLw")
    'http://example.org/'
    """
    return _base64_as(text, "utf-8")


def _base64_as(text: str, charset: str) -> str | None:
    bare = percent(text) if "%" in text else text
    bare = bare.translate(_WHITE).rstrip("=").translate(_ALPHABET)
    if not bare.isascii() or len(bare) % 4 == 1:
        return None
    try:
        return a2b_base64(bare + "=" * (-len(bare) % 4), strict_mode=True).decode(charset)
    except (Base64Error, UnicodeDecodeError):
        return None


def _base64_if(text: str) -> str | None:
    return text if "." in text else base64(text)


def _base64_bytes(text: str) -> str | None:
    return _base64_as(text, "latin-1")  # each byte the character of its number


def _base64_zlib(text: str) -> str | None:
    packed = _base64_bytes(text)
    if packed is None:
        return None
    from zlib import decompressobj, error  # noqa: PLC0415 - few links are packed

    reader = decompressobj()
    try:
        plain = reader.decompress(packed.encode("latin-1"), LONGEST_UNPACKED)
        return plain.decode("utf-8") if reader.eof else None
    except (error, UnicodeDecodeError):
        return None


def html(text: str) -> str:
    """Character references that end in a semicolon, once; a bare ``&copy=`` is a parameter and stays."""
    if "&" not in text:
        return text
    from html import unescape  # noqa: PLC0415 - its tables cost 5 ms; only pages need it

    head, *parts = text.split("&")
    out = [head]
    for part in parts:
        end = part.find(";", 0, _LONGEST_REFERENCE) + 1
        out.append(unescape("&" + part[:end]) + part[end:] if end else "&" + part)
    return "".join(out)


def _json(pointer: Plain) -> Decoder:
    from unwall.engine.pointer import texts_at  # noqa: PLC0415 - brings json

    def read(text: str) -> str | None:
        return next(iter(texts_at(text, str(pointer))), None)

    return read


def _replace(pairs: Plain) -> Decoder:
    def replace(text: str) -> str:
        for old, new in _pairs(pairs):
            text = text.replace(old, new)
        return text

    return replace


def _stars(captures: tuple[str, ...]) -> str | None:
    """Proofpoint's third form: ``*`` is the next character of the second capture, ``**X`` a run of them."""
    if len(captures) != 2:
        return None
    marked, kept = captures[0], base64(captures[1])
    if kept is None:
        return None
    head, *parts = marked.split("*")
    out = [head]
    at = 0
    pending = iter(parts)
    for part in pending:
        length = 1
        rest = part
        if not part:
            following = next(pending, "")
            length = _RUNS.find(following[:1]) + 2 if following else 1
            rest = following[1:]
        out.append(kept[at : at + length] + rest)
        at += length
    return "".join(out) if at <= len(kept) else None


def _strip(prefix: Plain) -> Decoder:
    start = str(prefix)
    return lambda text: text[len(start) :] if text.startswith(start) else None


def _cut(marks: Plain) -> Decoder:
    texts = texts_of(marks)
    return lambda text: text[: min((at for at in map(text.find, texts) if at >= 0), default=len(text))]


def _cut_last(mark: Plain) -> Decoder:
    def cut(text: str) -> str:
        at = text.rfind(str(mark))
        return text[:at] if at >= 0 else text

    return cut


def _from(pattern: Plain) -> Decoder:
    def read(text: str) -> str | None:
        found = expression(str(pattern)).search(text)
        if not found:
            return None
        start = found.start(1) if found.groups() else found.start()
        return text[start:] if start >= 0 else None

    return read


def _elsewhere(hosts: Plain) -> Decoder:
    own = texts_of(hosts)

    def read(text: str) -> str | None:
        parts = split(text)
        host = parts.host if parts else ""
        return None if any(host == name or host.endswith(f".{name}") for name in own) else text

    return read


def _through(names: Plain) -> Decoder:
    def read(text: str) -> str | None:
        parts = split(text)
        values = first_of(parts.query or "", texts_of(names)) if parts else []
        return percent(values[0]) if values else None

    return read


def _segment(fields: Plain) -> Decoder:
    named = dict(_pairs(fields))
    by, at = named["by"], int(named["at"])

    def read(text: str) -> str | None:
        parts = text.split(by)
        return parts[at] if -len(parts) <= at < len(parts) else None

    return read


def _join(fields: Plain) -> Decoder:
    named = dict(_pairs(fields))
    each = _MAKERS[named["each"]](True)  # noqa: FBT003 - the argument of a word without one

    def read(text: str) -> str | None:
        parts = [each(part) for part in text.split(named["by"])]
        return None if None in parts else named["with"].join(part for part in parts if part is not None)

    return read


def _slashes(text: str) -> str:
    scheme = scheme_of(text)
    if (
        scheme in WEB
        and text[len(scheme) + 1 : len(scheme) + 2] == "/"
        and text[len(scheme) + 2 : len(scheme) + 3] != "/"
    ):
        return text[: len(scheme) + 2] + text[len(scheme) + 1 :]
    return text


def _keep_params(names: Plain) -> Decoder:
    kept = texts_of(names)
    return lambda text: keeping(text, kept)


def _reshape(fields: Plain) -> Decoder:
    named = dict(_pairs(fields))
    pattern, to = named["from"], named["to"]

    def reshape(text: str) -> str | None:
        found = expression(pattern)
        return found.sub(to, text, 1) if found.search(text) else None

    return reshape


_MAKERS: Mapping[str, Callable[[Plain], Decoder]] = {
    "percent": lambda _: percent,
    "percent-if": lambda _: _percent_if,
    "base64": lambda _: base64,
    "base64-if": lambda _: _base64_if,
    "base64-bytes": lambda _: _base64_bytes,
    "base64-zlib": lambda _: _base64_zlib,
    "html": lambda _: html,
    "json": _json,
    "replace": _replace,
    "stars": lambda _: lambda _text: None,  # reads two captures: only as the first word, see finisher
    "strip": _strip,
    "cut": _cut,
    "cut-last": _cut_last,
    "from": _from,
    "elsewhere": _elsewhere,
    "through": _through,
    "segment": _segment,
    "join": _join,
    "remove": lambda mark: lambda text: text.replace(str(mark), ""),
    "unspace": lambda _: lambda text: text.translate(_WHITE),
    "slashes": lambda _: _slashes,
    "drop-param": lambda name: lambda text: without(text, str(name)),
    "keep-params": _keep_params,
    "reshape": _reshape,
}


def _pairs(argument: Plain) -> tuple[tuple[str, str], ...]:
    return (
        tuple((str(pair[0]), str(pair[1])) for pair in argument if isinstance(pair, tuple))
        if isinstance(argument, tuple)
        else ()
    )


# ---- complete, template ------------------------------------------------------------------------------------


def _completed(missing: str) -> Decoder:
    if missing in WEB:
        return lambda text: _with_scheme(text, missing)

    def complete(text: str) -> str | None:
        if hidden_scheme_of(text):
            return text
        return (
            missing + text
            if text.startswith("/") and not text.startswith("//")
            else f"{missing.rstrip('/')}/{text}"
        )

    return complete


def _with_scheme(text: str, scheme: str) -> str | None:
    if text.startswith("//"):
        return f"{scheme}:{text}"
    host, colon, port = text[: _end_of_authority(text)].partition(":")
    dotted = (
        "." in host.strip(".")
        and not host.startswith((".", "/"))
        and not any(mark.isspace() for mark in host)
    )
    if dotted and (not colon or port.isdigit()):
        return f"{scheme}://{text}"
    return text


def _end_of_authority(text: str) -> int:
    return min((at for at in map(text.find, "/?#") if at >= 0), default=len(text))


def _templated(decode: Decoder, template: str) -> Finisher:
    parts = template.replace("{+}", "{}+").split("{}")

    def finish(captures: tuple[str, ...]) -> str | None:
        values = [decode(capture) for capture in captures if capture]
        if len(values) != len(parts) - 1 or not all(values):
            return None
        out = [parts[0]]
        for value, part in zip(values, parts[1:], strict=True):
            whole = part.startswith("+")
            out.append(inert(value or "") + part[1:] if whole else component(value or "") + part)
        return "".join(out)

    return finish
