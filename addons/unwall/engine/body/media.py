"""What kind of text a media type is, and which bodies are none to be looked at."""

from functools import lru_cache

from unwall.model import Surface

BEGINNING = 1_445  # bytes after which a body is known to be no text
_BINARY = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_OTHERS = frozenset({"application/jose+json", "message/rfc822", "application/signed-exchange"})
_EXACT = {
    "text/html": Surface.HTML_TEXT,
    "text/xml": Surface.XML,
    "application/xml": Surface.XML,
    "application/json": Surface.JSON,
    "text/json": Surface.JSON,
    "application/x-ndjson": Surface.JSON,
    "application/ndjson": Surface.JSON,
    "application/jsonl": Surface.JSON,
    "application/json-seq": Surface.JSON,
    "text/css": Surface.CSS,
    "text/event-stream": Surface.EVENT_STREAM,
    "application/x-www-form-urlencoded": Surface.TEXT,
    "text/rtf": None,
}
_MARKS = (
    ("+xml", Surface.XML),
    ("+json", Surface.JSON),
    ("javascript", Surface.SCRIPT),
    ("ecmascript", Surface.SCRIPT),
)


@lru_cache(maxsize=256)
def media_of(content_type: str) -> str:
    """The media type alone, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def surface_of(content_type: str, beginning: bytes) -> Surface | None:
    """The kind of text; None for what is left alone. Without a type it is text, or HTML that begins so."""
    media = media_of(content_type)
    if "/" not in media:
        return Surface.HTML_TEXT if beginning.lstrip(b"\xef\xbb\xbf \t\r\n\f")[:1] == b"<" else Surface.TEXT
    return _surface_of(media)


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


def is_binary(beginning: bytes) -> bool:
    """Whether a byte that no text holds stands in the beginning."""
    start = beginning[:BEGINNING]
    return len(start.translate(None, _BINARY)) < len(start)
