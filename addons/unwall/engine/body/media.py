"""What kind of text a media type is, and which bodies are none to be looked at."""

import re
from functools import lru_cache

from unwall.model import Surface

BEGINNING = 1_445  # bytes after which a body is known to be no text
_BINARY = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_SEQUENCE = "application/json-seq"
_RECORD = b"\x1e"  # begins each of its texts
_OTHERS = frozenset({"application/jose+json", "message/rfc822", "application/signed-exchange"})
_EXACT = {
    "text/html": Surface.HTML_TEXT,
    "text/xml": Surface.XML,
    "application/xml": Surface.XML,
    "application/json": Surface.JSON,
    "text/json": Surface.JSON,
    "application/x-json": Surface.JSON,
    "text/x-json": Surface.JSON,
    "application/x-ndjson": Surface.JSON,
    "application/ndjson": Surface.JSON,
    "application/jsonl": Surface.JSON,
    _SEQUENCE: Surface.JSON,
    "text/css": Surface.CSS,
    "text/event-stream": Surface.EVENT_STREAM,
    "application/x-www-form-urlencoded": Surface.TEXT,
    "text/rtf": None,
    "text/x-component": None,  # of React: its texts are counted
}
_MARKS = (
    ("+xml", Surface.XML),
    ("+json", Surface.JSON),
    ("javascript", Surface.SCRIPT),
    ("ecmascript", Surface.SCRIPT),
)

_ANYTHING = frozenset({"text/html", "text/plain"})
_W = rb"[ \t\r\n]*+"
# JSON, also behind what keeps it from being run as a script, and in the call of a function.
_GUARD = rb"\)\]\}',?[ \t]*+\n" + _W + rb"|(?:/\*\*/)?[A-Za-z_$][\w$.]{0,99}\(" + _W
_JSON = re.compile(
    rb"(?:\xef\xbb\xbf)?" + _W + rb"(?:" + _GUARD + rb")?(?:\{" + _W + rb"[\"}]|\[" + _W + rb"[\[{\"])"
)

_END = rb"(?:\r?\n|(?:\\r)?\\n)"  # of a line, in a string of JSON too
# Lengths stand before the parts of what Google's pages and Engine.IO's polls get, and before the text of
# frames as STOMP, SIP and editors' servers have them: each must stay as long.
_COUNTED = re.compile(
    rb"(?:\)\]\}'" + _W + rb")?[0-9]{1,9}\r?\n" + _W + rb"\[[\[\"]"
    rb"|[0-9]{1,9}:(?:0\{|4[0-6](?:[\[{/]|[0-9]{1,9}[:\[])|[1-36][0-9]{1,9}:)"
    rb"|(?:a?\[\")?(?:[A-Z]{3,16}[^\r\n\\\"]{0,256}+" + _END + rb")?"
    rb"(?:[\w-]{1,64}:(?:[^\r\n\\]|\\[^rn])*+" + _END + rb"){0,32}?(?i:content-length):[ \t]*+[0-9]"
)


@lru_cache(maxsize=256)
def media_of(content_type: str) -> str:
    """The media type alone, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def surface_of(content_type: str, beginning: bytes, *, counted: bool = False) -> Surface | None:
    """The kind of text; None for what is left alone.

    What begins as JSON does is that under the types which servers give to anything, too: an ampersand that is
    spelled for HTML would make another address of it. Without a type it is text, or HTML that begins so.
    ``counted``: also what has lengths before its parts, and so can only be looked at.
    """
    media = media_of(content_type)
    if beginning.startswith(b"<!") and "/" in media and media != "text/plain":  # as most pages do
        return _surface_of(media)
    if not counted and _COUNTED.match(beginning):
        return None
    is_named = "/" in media
    if (media in _ANYTHING or not is_named) and _JSON.match(beginning):
        return Surface.JSON
    if media == "text/plain" and beginning.startswith(b"<?xml "):
        return Surface.XML
    if not is_named:
        return Surface.HTML_TEXT if beginning.lstrip(b"\xef\xbb\xbf \t\r\n\f")[:1] == b"<" else Surface.TEXT
    return _surface_of(media)


def is_markup(beginning: bytes) -> bool:
    """Whether a body that is called HTML begins as markup for people does, and not as code or data."""
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:BEGINNING]
    return start.startswith(b"<") and (not start.startswith(b"<?xml") or b"<html" in start.lower())


@lru_cache(maxsize=256)
def _surface_of(media: str) -> Surface | None:
    if media in _EXACT:
        return _EXACT[media]
    if media in _OTHERS:
        return None
    for mark, surface in _MARKS:
        if media.endswith(mark):
            return surface
    return Surface.TEXT if media.startswith("text/") else None


def is_binary(beginning: bytes, media: str = "") -> bool:
    """Whether a byte that no text of this type holds stands in the beginning."""
    start = beginning[:BEGINNING]
    if media == _SEQUENCE:
        start = start.replace(_RECORD, b"")
    return len(start.translate(None, _BINARY)) < len(start)
