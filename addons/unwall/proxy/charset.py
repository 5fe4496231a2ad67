"""The text of a page, in the charset in which the engine rewrites its links."""

from unwall.engine.body.charset import UTF_8, charset_of

_MARKS = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")


def text_of(data: bytes, content_type: str) -> str:
    """``data`` as text, without its byte order mark; bytes that its charset does not have become U+FFFD."""
    charset = charset_of(data, content_type) or UTF_8
    mark = next(filter(data.startswith, _MARKS), b"")
    return data[len(mark) :].decode(charset.codec, "replace")
