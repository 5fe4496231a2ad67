r"""The edges of a link: what it begins behind, in any spelling, and what stands behind its end."""

import pytest

from unwall.engine.body.edges import Ending, Kind, Opening, begins, ending, in_code, is_kept, levels, opening
from unwall.engine.body.places import Mode


@pytest.mark.parametrize(
    ("window", "kind"),
    [
        ("", Kind.START),
        ("see ", Kind.SPACE),
        ("\n", Kind.SPACE),
        (r"\n", Kind.SPACE),
        (r"\\t", Kind.SPACE),
        ("&nbsp;", Kind.SPACE),
        ("看", Kind.WIDE),
        ('"', Kind.QUOTE),
        (r"\"", Kind.QUOTE),
        ("&quot;", Kind.QUOTE),
        ("&amp;quot;", Kind.QUOTE),
        ("&#39;", Kind.QUOTE),
        (r"\u0022", Kind.QUOTE),
        (r"\x27", Kind.QUOTE),
        ("`", Kind.QUOTE),
        (">", Kind.MARKUP),
        (r"\u003e", Kind.MARKUP),
        ("&gt;", Kind.MARKUP),
        ("[x](", Kind.OTHER),
        ("[https://a.example/?b=c](", Kind.OTHER),
        ("(", Kind.OTHER),
        ("a,", Kind.OTHER),
        ("URL=", Kind.OTHER),
        ("1.", Kind.OTHER),
        ("链接:", Kind.OTHER),
        ("link:", Kind.OTHER),
        ("view-source:", Kind.OTHER),
        ("&#12298;", Kind.SPACE),
        ("&#x300a;", Kind.SPACE),
        ("&#0034;", Kind.QUOTE),
        (r"https://a.example/?b=c\nURL:", Kind.OTHER),
        (r"\r\nURL=", Kind.OTHER),
        (r"\n1.", Kind.OTHER),
        ("URL;VALUE=uri:", Kind.OTHER),
        ("item1.URL;type=home;type=pref:", Kind.OTHER),
        ("[1]:", Kind.OTHER),
        ("PRIVMSG #room :", Kind.OTHER),
        ('content="0;url=', Kind.QUOTE),
        (r"content=\"3; URL =", Kind.QUOTE),
    ],
)
def test_opens(window: str, kind: Kind) -> None:
    found = opening(window.encode(), start=True)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    "window",
    [
        "a",
        "a.",
        "x1.",
        "/",
        "https://a.example/",
        "?u=",
        "/share?url=",
        "https://a.example/?u=",
        "&",
        "&amp;",
        "%",
        "%2F",
        "@",
        "#",
        ":",
        "https:",
        "-",
        "_",
        "~",
        "https://a.example/|",
        "/a|",
        "?u=a|",
        "/a__",
        "?u=a==",
        "https://a.example/...",
        "/a;b=c:",
        "https://a.example/;b=c:",
        "a[1]:",
        "/go?0;url=",
        "\\",
        "+",
        "&unknown;",
        "/go?(",
        "https://a.example/(",
        "https://a.example/1,",
        "key=https://a.example/?u=",
        "x?=(",
        r"\u0026",
        r"\x2f",
    ],
)
def test_does_not_open(window: str) -> None:
    assert opening(window.encode(), start=True) is None


def test_a_window_that_is_not_all_there_is_may_not_be_empty() -> None:
    assert opening(b"", start=False) is None


def test_commas_part_fields_where_it_is_said() -> None:
    assert opening(b"1,https://a.example/,", start=True) is None
    assert opening(b"1,https://a.example/,", start=True, commas=True) == Opening(Kind.OTHER, ",", 1)


@pytest.mark.parametrize(
    ("mode", "window", "free"),
    [
        (Mode.ADDRESS, "", True),
        (Mode.ADDRESS, "\n  ", True),
        (Mode.ADDRESS, "a ", False),
        (Mode.ADDRESS, " " * 3000, False),
        (Mode.LIST, "", True),
        (Mode.LIST, "a 1x, ", True),
        (Mode.LIST, "(", False),
        (Mode.REFRESH, "0;url=", True),
        (Mode.REFRESH, "5; URL='", True),
        (Mode.REFRESH, "0;url=//a.example/", False),
        (Mode.PROSE, "(", True),
        (Mode.DATA, '"', True),
        (Mode.DATA, "text ", True),
        (Mode.DATA, 'a + "', False),
        (Mode.SCRIPT, "'", True),
        (Mode.SCRIPT, "// ", False),
        (Mode.SCRIPT, '"<b>', True),
        (Mode.SCRIPT, 'a + "', False),
        (Mode.SCRIPT, 'navigator.sendBeacon( "', False),
        (Mode.SCRIPT, 'open("', True),
        (Mode.STYLE, "url(", True),
        (Mode.STYLE, "URL( ", True),
        (Mode.STYLE, "'", True),
        (Mode.STYLE, "a ", False),
    ],
)
def test_begins(mode: Mode, window: str, free: bool) -> None:
    raw = window.encode()
    assert begins(mode, raw, opening(raw, start=True)) is free


@pytest.mark.parametrize(
    ("window", "inner"),
    [
        ('"', 0),
        ("\"<a href='", 1),
        (r'"<a href=\"', 1),
        (r'"\u003ca class=\"x\" href\u003d\"', 1),
        ("&lt;a href=&quot;", 1),
        ('"<a>text href="', 0),
        ('"a href="', 0),
        ('"<p>', 1),
        (r'"\u003cp\u003e', 1),
        ('"<p>see ', 1),
        ('"<p><b>one</b> 看', 1),
        (r'"\u003cp\u003esee ', 1),
        ('"<p>x</p>", "see ', 0),
        (r'"<p>he said \"see ', 0),
        ("a -> see ", 0),
        ("<d><![CDATA[", 0),
        ("<d><![CDATA[see ", 0),
        ("<d><![CDATA[<p>see ", 1),
        (r'"\u0026lt;a href=\u0026quot;', 1),
        (r'"\u0026lt;p\u0026gt;', 1),
        (r'"\x26amp;lt;p\x26amp;gt;see ', 2),
        ('var x="', 0),
        ("x ", 0),
    ],
)
def test_levels(window: str, inner: int) -> None:
    raw = window.encode()
    found = opening(raw, start=True)
    assert found is not None
    assert levels(raw, found) == inner


@pytest.mark.parametrize(("outer", "inner"), [(0, 2), (1, 1)])
def test_levels_of_a_tag_that_is_spelled(outer: int, inner: int) -> None:
    raw = b"&lt;a href=&quot;"
    found = opening(raw, start=True)
    assert found is not None
    assert levels(raw, found, outer=outer) == inner


@pytest.mark.parametrize(
    ("window", "code"),
    [
        (b"<p>", False),
        (b"<script>a='", True),
        (b"&lt;script&gt;a=", True),
        (b"<script>a</script><p>", False),
        (b"&lt;style&gt;a{}&lt;/style&gt;", False),
    ],
)
def test_in_code(window: bytes, code: bool) -> None:
    assert in_code(window) is code


@pytest.mark.parametrize(
    ("behind", "final", "found"),
    [
        ('" ', True, Ending.CLOSED),
        ('"', True, Ending.CLOSED),
        ('"', False, Ending.UNKNOWN),
        ('"  ', False, Ending.UNKNOWN),
        ('" ,', False, Ending.CLOSED),
        (r"\u0022,", True, Ending.CLOSED),
        ("&quot;,", True, Ending.CLOSED),
        (r"\\\"}", True, Ending.CLOSED),
        ("'", True, Ending.OPEN),
        (" ", False, Ending.OPEN),
        ("<", True, Ending.OPEN),
        ("", True, Ending.CUT),
        ("", False, Ending.UNKNOWN),
        ("&qu", False, Ending.UNKNOWN),
        ('" :', True, Ending.LEAVE),
        ('"+', True, Ending.LEAVE),
        ('".concat(', True, Ending.LEAVE),
        ('".conc', False, Ending.UNKNOWN),
        ('".length', True, Ending.CLOSED),
        ("{{x}}", True, Ending.LEAVE),
        ("<%= x", True, Ending.LEAVE),
        ("^ADAx'", True, Ending.LEAVE),
        ("^_^", True, Ending.OPEN),
        ("^", False, Ending.UNKNOWN),
        ("\\\nmore", True, Ending.LEAVE),
        ("\\\r\nmore", True, Ending.LEAVE),
    ],
)
def test_ending(behind: str, final: bool, found: Ending) -> None:
    data = behind.encode()
    assert ending(data, 0, len(data), Opening(Kind.QUOTE, '"', 1), final=final) is found


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        (b'{"h":"<input value=\\"', True),
        (b"a='<form action=\"", True),
        (b'"\\u003cinput Value\\u003d\\u0022', True),
        (b'"<a href=\\"', False),
        (b'{value:"', False),
        (b'x > 1;a.value="', False),
        (b'"<textarea rows=2>', True),
        (b'"<textarea>see ', True),
        (b'"&lt;textarea&gt;', True),
        (b'"<textarea></textarea><p>', False),
        (b'{"textarea":"', False),
    ],
)
def test_is_kept(window: bytes, kept: bool) -> None:
    found = opening(window, start=True)
    assert found is not None
    assert is_kept(window, found) is kept
