"""In which charset a body is written, and how its bytes can be read as ASCII without decoding it.

Labels are those of the WHATWG Encoding Standard; any other counts as absent.
"""

import re
from codecs import getincrementaldecoder
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

BEGINNING = 1_024  # bytes in which a meta element counts
_META = re.compile(
    rb"<(?:meta\b[^>]{0,256}?charset|\?xml\b[^>]{0,256}?encoding)"
    rb"""\s{0,8}=\s{0,8}["']?\s{0,8}([A-Za-z0-9._:-]{1,40})""",
    re.IGNORECASE,
)
_HEADER = re.compile(r"""charset\s{0,8}=\s{0,8}["']?\s{0,8}([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "gb18030": "gb18030 gbk gb2312 x-gbk gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms_kanji ms932 csshiftjis",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr cseuckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 csksc56011987"
    " iso-ir-149",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987"
    " iso-ir-100 latin1 l1 us-ascii ascii ansi_x3.4-1968 cp819 ibm819 csisolatin1",
    "cp1254": "iso-8859-9 iso8859-9 iso_8859-9 latin5 l5",
    "cp874": "windows-874 dos-874 iso-8859-11 iso8859-11 tis-620",
    "koi8_r": "koi8-r koi koi8 koi8_r cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "cp866": "ibm866 866 cp866 csibm866",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
    "": "replacement hz-gb-2312 iso-2022-kr csiso2022kr iso-2022-cn iso-2022-cn-ext",  # never to be read
    **{f"cp125{digit}": f"windows-125{digit} cp125{digit} x-cp125{digit}" for digit in "01345678"},
    **{
        f"iso8859_{number}": f"iso-8859-{number} iso8859-{number} iso_8859-{number}"
        for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)
    },
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))
_ANY_MARK = tuple(mark for mark, _ in _MARKS)
# One character of more than one byte; where its last byte may be ASCII, reading it as ASCII would be wrong.
_WIDE = {
    "gb18030": rb"[\x81-\xfe](?:[0-9][\x81-\xfe][0-9]|[\x40-\x7e\x80-\xfe])",
    "big5hkscs": rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]",
    "cp932": rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]",
    "cp949": rb"[\x81-\xfe][A-Za-z\x81-\xfe]",
}
_WIDE_CHARACTERS = {codec: re.compile(pattern) for codec, pattern in _WIDE.items()}
_NO_ASCII = re.compile(rb"[\x80-\xff]")
_TRUSTED = 8  # characters of UTF-8 for each byte that is none
_NEVER_LAST = re.compile(rb"[\x00-\x2f\x3a-\x3f][^\x00-\x2f\x3a-\x3f]*+\Z")
_SHIFTED = re.compile(rb"\x1b(?:\([BJ]|(?:\$[@B]|\(I|\$\([DOPQ])[^\x1b]*+(?:\x1b\([BJ])?+)")


class Form(IntEnum):
    """What it takes to read ASCII from the bytes."""

    PLAIN = 0  # no byte of another character looks like ASCII
    DOUBLE = 1  # the last byte of a character may
    SHIFTED = 2  # between escapes all bytes do
    UNITS = 3  # UTF-16


class Charset(NamedTuple):
    """A codec and how bodies in it are read."""

    codec: str
    form: Form

    def masked(self, window: bytes, *, synced: bool) -> bytes | None:
        """``window`` with every byte that is only part of a character made 0xFF, as far back as is needed.

        ``synced``: it begins with a whole character. None where nothing tells where a character begins.
        """
        wide = _WIDE_CHARACTERS.get(self.codec)
        if wide is None:
            return window
        sync = _NEVER_LAST.search(window)
        if sync is None and not synced:
            return None
        at = sync.start() + 1 if sync else 0
        return window[:at] + wide.sub(_blank, window[at:])


UTF_8 = Charset("utf-8", Form.PLAIN)


def is_label(text: str) -> bool:
    """Whether this names a charset in which bodies can be read."""
    return bool(_CODECS.get(text.lower()))


def charset_of(beginning: bytes, content_type: str) -> Charset | None:
    """The charset by byte order mark, header, meta element or XML declaration.

    Where nothing is said it is UTF-8, or GB18030 where that cannot be: its characters are of two bytes, as
    those of Big5 and Shift_JIS are, so that no half of one is taken for a letter.

    None for one whose bodies are to be left alone.
    """
    if beginning.startswith(_ANY_MARK):
        return _charset(next(marked for mark, marked in _MARKS if beginning.startswith(mark)))
    codec = _said(content_type)
    if codec is None:
        meta = _META.search(beginning, 0, BEGINNING)
        codec = _CODECS.get(meta[1].decode("ascii").lower()) if meta else None
        codec = _guessed(beginning[:BEGINNING]) if codec is None else codec
        codec = "utf-8" if codec.startswith("utf-16") else codec  # it was read as ASCII
    return _charset(codec) if codec else None


@lru_cache(maxsize=256)
def _said(content_type: str) -> str | None:
    said = _HEADER.search(content_type[:BEGINNING])
    return _CODECS.get(said[1].lower()) if said else None


def told(data: bytes, content_type: str) -> str:
    """The content type of a text that is here whole: with the charset where only what comes late tells it.

    For what is looked at and not written: a body that comes in parts is read by its beginning.
    """
    if _said(content_type) is not None or data.isascii() or not data[:BEGINNING].isascii():
        return content_type
    first = _NO_ASCII.search(data)
    if first is None or _META.search(data, 0, BEGINNING):
        return content_type
    codec = _guessed(data[first.start() : first.start() + BEGINNING])
    return content_type if codec == "utf-8" else f"{content_type.partition(';')[0]}; charset={codec}"


def _guessed(beginning: bytes) -> str:
    if not beginning.isascii():
        decoder = getincrementaldecoder("utf-8")("replace")  # its end may be half a character
        text = decoder.decode(beginning)
        bad = text.count("\ufffd")
        # A piece of a text begins within a character, and a line of a log may be cut there. Of two bytes
        # of other charsets about a fifth could be UTF-8.
        if bad and sum(character > "\x7f" for character in text) - bad < _TRUSTED * bad:
            return "gb18030"
    return "utf-8"


def unshifted(data: bytes) -> bytes:
    """ISO-2022-JP with every stretch that is not ASCII made 0xFF; of equal length."""
    return _SHIFTED.sub(_blank, data)


def _blank(found: re.Match[bytes]) -> bytes:
    return b"\xff" * (found.end() - found.start())


def _charset(codec: str) -> Charset:
    if codec == "utf-8":
        return UTF_8
    if codec in _WIDE_CHARACTERS:
        return Charset(codec, Form.DOUBLE)
    if codec == "iso2022_jp":
        return Charset(codec, Form.SHIFTED)
    return Charset(codec, Form.UNITS if codec.startswith("utf-16") else Form.PLAIN)
