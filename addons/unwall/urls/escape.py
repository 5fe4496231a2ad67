"""Percent-encoding: one decode, and the encoding of just what may not stand in a URL."""

from binascii import a2b_qp

_DIGITS = "0123456789abcdefABCDEF"
_BYTES = {a + b: bytes((int(a + b, 16),)) for a in _DIGITS for b in _DIGITS}
# Printable ASCII but the characters that RFC 3986 and the URL standard keep out of every part of a URL.
_STANDS = bytes(byte for byte in range(0x21, 0x7F) if byte not in b'"<>`{}|^')
_INERT = [chr(byte) if byte in _STANDS else f"%{byte:02X}" for byte in range(256)]
_WINDOW = 256  # bytes decoded at a time once a run is known to be broken: keeps many errors linear
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_COMPONENT = [chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256)]


def percent(text: str) -> str:
    """``text`` percent-decoded exactly once; escapes that are not UTF-8 stay the very escapes they were.

    >>> percent("%E4%B8%AD%2541%D6")
    '中%41%D6'
    """
    escapes = text.count("%")
    return (_at_once(text, escapes) or _piecewise(text)) if escapes else text


def _at_once(text: str, escapes: int) -> str | None:
    """The same where all escapes are whole and UTF-8; None where one is not.

    Quoted-printable differs from percent-encoding in its mark and in soft line breaks alone, and its decoder
    is compiled. Each whole escape is two bytes shorter afterwards, anything else by less.
    """
    if "\n" in text or "\r" in text:
        return None
    try:
        raw = text.encode().replace(b"=", b"=3D").replace(b"%", b"=")
        decoded = a2b_qp(raw)
        whole = len(decoded) == len(raw) - 2 * (escapes + text.count("="))
        return decoded.decode() if whole else None
    except UnicodeError:
        return None


def _piecewise(text: str) -> str:
    head, *parts = text.split("%")
    out = [head]
    run: list[str] = []  # hex pairs above 0x7F that follow one another: decoded together
    for part in parts:
        pair = part[:2]
        byte = _BYTES.get(pair)
        if byte is None or byte < b"\x80":
            if run:
                out.append(_decoded(run))
                run = []
            out.append("%" + part if byte is None else byte.decode("ascii") + part[2:])
            continue
        run.append(pair)
        if len(part) > 2:
            out.append(_decoded(run))
            run = []
            out.append(part[2:])
    if run:
        out.append(_decoded(run))
    return "".join(out)


def _decoded(pairs: list[str]) -> str:
    raw = b"".join([_BYTES[pair] for pair in pairs])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    out = []
    at = 0
    while at < len(raw):
        window = raw[at : at + _WINDOW]
        try:
            out.append(window.decode("utf-8"))
            at += len(window)
        except UnicodeDecodeError as error:
            out.append(window[: error.start].decode("utf-8"))
            cut_by_window = error.end == len(window) == _WINDOW and error.start > 0
            after = error.start if cut_by_window else error.end
            out.extend("%" + pair for pair in pairs[at + error.start : at + after])
            at += after
    return "".join(out)


def inert(text: str) -> str:
    """``text`` with only that encoded which may not stand in a URL: controls, space, non-ASCII, ``"<>`{}|^``.

    >>> inert("a b/中|%zz")
    'a%20b/%E4%B8%AD%7C%zz'
    """
    raw = (
        text.encode("utf-8", "surrogateescape") if _encodable(text) else text.encode("utf-8", "surrogatepass")
    )
    if not raw.translate(None, _STANDS):
        return text
    return "".join([_INERT[byte] for byte in raw])


def one_word(url: str) -> str:
    """``url`` itself where it is ASCII without white space; else what ``inert`` makes of it.

    With white space it would be read as a text, in which a link may stand anywhere.

    >>> one_word("https://a.example/b c|"), one_word("https://a.example/b|")
    ('https://a.example/b%20c%7C', 'https://a.example/b|')
    """
    return url if url.isascii() and len(url.split(None, 1)) < 2 else inert(url)


def _encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def component(text: str) -> str:
    """``text`` as one value inside a URL: everything but unreserved characters encoded."""
    return "".join([_COMPONENT[byte] for byte in text.encode("utf-8", "surrogatepass")])
