"""The text of a page: its charset by byte order mark, then header, then meta element, as browsers have it."""

import re

_BEGINNING = 1024  # bytes in which a meta element counts
_META = re.compile(
    rb"""<meta[^>]{0,256}?charset\s{0,8}=\s{0,8}["']?\s{0,8}([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE
)
_HEADER = re.compile(r"""charset\s{0,8}=\s{0,8}["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))
# Labels of the WHATWG Encoding Standard with the codec that reads what browsers read; others count as absent.
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(
        ("gb2312", "gbk", "x-gbk", "gb_2312-80", "gb18030", "chinese", "csgb2312", "iso-ir-58"), "gb18030"
    ),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "csbig5", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    "iso-2022-jp": "iso2022_jp",
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(
        ("iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252", "x-cp1252"), "cp1252"
    ),
    **{f"windows-125{digit}": f"cp125{digit}" for digit in "01345678"},
    **{f"iso-8859-{number}": f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **dict.fromkeys(("koi8-r", "koi", "koi8"), "koi8_r"),
    "koi8-u": "koi8_u",
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
}


def text_of(data: bytes, content_type: str) -> str:
    """``data`` as text, without its byte order mark; bytes that its charset does not have become U+FFFD."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    return data.decode(_said(content_type) or _meta(data) or "utf-8", "replace")


def _said(content_type: str) -> str | None:
    found = _HEADER.search(content_type[:_BEGINNING])
    return _CODECS.get(found[1].lower()) if found else None


def _meta(data: bytes) -> str | None:
    found = _META.search(data, 0, _BEGINNING)
    codec = _CODECS.get(found[1].decode("ascii").lower()) if found else None
    return (
        "utf-8" if codec in ("utf-16-le", "utf-16-be") else codec
    )  # it was read as ASCII, so it cannot be UTF-16
