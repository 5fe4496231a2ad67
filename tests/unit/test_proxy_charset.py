import pytest

from unwall.proxy.charset import text_of


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("中".encode(), "text/html; charset=utf-8", "中"),
        ("中".encode(), "", "中"),
        ("中".encode("gbk"), "text/html; charset=GB2312", "中"),
        ("㐀".encode("gb18030"), 'text/html; charset="gbk"', "㐀"),
        ("中".encode("big5"), "text/html;charset=Big5", "中"),
        ("①".encode("cp932"), "text/html; charset=shift_jis", "①"),
        (b"\xef\xbb\xbf" + "中".encode(), "text/html; charset=gbk", "中"),
        (b"\xff\xfe" + "中".encode("utf-16-le"), "text/html; charset=utf-8", "中"),
        (b'<meta charset="gbk">' + "中".encode("gbk"), "text/html", '<meta charset="gbk">中'),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">' + "中".encode("gbk"),
            "text/html",
            '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">中',
        ),
        (b"<meta charset=gbk>" + "中".encode(), "text/html; charset=utf-8", "<meta charset=gbk>中"),
        (b"<meta charset=utf-16>x", "text/html", "<meta charset=utf-16>x"),
        (b"\xd6\xd0", "text/html", "中"),
        (b"\xd6\xd0", "text/html; charset=utf-8", "\ufffd\ufffd"),
        (b"\x80", "text/html; charset=iso-8859-1", "€"),
        (b"x", "text/html; charset=unicode_escape", "x"),
        (b"+AGE-", "text/html; charset=utf-7", "+AGE-"),
        (
            b" " * 1024 + b"<meta charset=gbk>\xd6\xd0",
            "text/html",
            " " * 1024 + "<meta charset=gbk>\ufffd\ufffd",
        ),
    ],
)
def test_text_of(data: bytes, content_type: str, text: str) -> None:
    assert text_of(data, content_type) == text
