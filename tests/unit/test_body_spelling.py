r"""Spellings: a link read from escapes of every kind, and an output written as the link was."""

import pytest

from unwall.engine.body.spelling import (
    Layers,
    Read,
    inert,
    read,
    read_percent,
    shortened,
    trimmed,
    write,
    write_percent,
)


@pytest.mark.parametrize(
    ("data", "link", "rest"),
    [
        (r"https://a.example/?b=c&d rest", "https://a.example/?b=c&d", " rest"),
        (r"https:\/\/a.example\/?b", "https://a.example/?b", ""),
        (r"https:\\\/\\\/a.example", "https://a.example", ""),
        (r"https:\u002F\u002fa\u003Db\u0026c\u0027", "https://a=b&c", r"\u0027"),
        (r"https:\x2f\x2Fa\x3db\x26c\x22", "https://a=b&c", r"\x22"),
        ("a&amp;b&amp;amp;c&d", "a&b&c&d", ""),
        (r"a\u0026amp;b\u0026c", "a&b&c", ""),
        ("a&#x2F;b&#47;c&#x3D;d&sol;e&equals;f", "a/b/c=d/e=f", ""),
        (r"https:\&#x2F;\&#x2F;a", "https://a", ""),
        ("a&quot;b", "a", "&quot;b"),
        ("a&amp;quot;b", "a", "&amp;quot;b"),
        ("a&#39;b", "a", "&#39;b"),
        ("a&nbsp;b", "a", "&nbsp;b"),
        ("a&unknown;b", "a", "&unknown;b"),
        (r"a\nb", "a", r"\nb"),
        (r"a\"b", "a", r"\"b"),
        (r"a\u4e2db", "a", r"\u4e2db"),
        ("a'b", "a", "'b"),
        ("a{b", "a", "{b"),
        ("a中", "a", "中"),
        ("a[1](2)*+,;", "a[1](2)*+,;", ""),
    ],
)
def test_read(data: str, link: str, rest: str) -> None:
    raw = data.encode()
    found = read(raw, 0, len(raw))
    assert (found.link, raw[len(found.raw) :].decode()) == (link, rest)


def test_read_with_apostrophes_and_letters_beyond_ascii() -> None:
    data = "a'中&#39;\xe9".encode()
    assert read(data, 0, len(data), apostrophe=True, wide=True).link == "a'中'\xe9"
    assert read(b"a\xff", 0, 2, wide=True).link == "a"


def test_the_first_spelling_of_a_character_counts() -> None:
    assert read(rb"x:\/\/a/b&amp;c&d", 0, 17).spellings == {":": b":", "/": rb"\/", "&": b"&amp;"}


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        ("a/b.", "a/b"),
        ("a/(b)).", "a/(b)"),
        ("a/b]!?", "a/b"),
        ("a/b)and", "a/b"),
        ("a/b](x", "a/b"),
        ("a/(b[c]).d", "a/(b[c]).d"),
        ("a/(b", "a/(b"),
        ("a/b(", "a/b"),
        ("a/b.[", "a/b"),
        ("a/b[doge][doge].", "a/b"),
        ("a/b?c[]", "a/b?c[]"),
        ("a/b?c[d]=1", "a/b?c[d]=1"),
        (r"a\/b&amp;c](x", "a/b&c"),
        ("a/b&amp;c.", "a/b&c"),
        (r"a\/b).", "a/b"),
        ("a/b", "a/b"),
    ],
)
def test_trimmed(raw: str, link: str) -> None:
    found = trimmed(read(raw.encode(), 0, len(raw)))
    assert found.link == link
    assert read(found.raw, 0, len(found.raw)).link == link


def test_shortened_at_every_character() -> None:
    raw = rb"x:\/\/a?b=c\u0026d&amp;amp;e&#x2F;f"
    found = read(raw, 0, len(raw))
    for size in range(1, len(found.link) + 1):
        short = shortened(found, size)
        assert short.link == found.link[:size] == read(short.raw, 0, len(short.raw)).link


OUTPUT = "https://e.example/a,(b)*/'?c=d&e#f,"


@pytest.mark.parametrize(
    ("link", "layers", "written"),
    [
        ("https://x", Layers(), "https://e.example/a,(b)*/%27?c=d&e#f,"),
        ("https://x", Layers(outer=1), "https://e.example/a,(b)*/%27?c=d&amp;e#f,"),
        ("https://x?a&b", Layers(outer=1), "https://e.example/a,(b)*/%27?c=d&amp;e#f,"),
        ("https://x", Layers(outer=1, inner=1), "https://e.example/a,(b)*/%27?c=d&amp;amp;e#f,"),
        ("https://x?a&#38;b", Layers(outer=1), "https://e.example/a,(b)*/%27?c=d&#38;e#f,"),
        (r"https:\/\/x", Layers(), r"https:\/\/e.example\/a,(b)*\/%27?c=d&e#f,"),
        (r"https:\/\/x?a\u003d", Layers(), r"https:\/\/e.example\/a,(b)*\/%27?c\u003dd\u0026e#f,"),
        (r"https:\\\u002F/x", Layers(inner=1),
         r"https:\\\u002F\\\u002Fe.example\\\u002Fa,(b)*\\\u002F%27?c=d\u0026amp;e#f,"),
        (r"https:\x2f\x2fx", Layers(outer=1), r"https:\x2f\x2fe.example\x2fa,(b)*\x2f%27?c=d\x26e#f,"),
        ("https:&#x2F;&#x2F;x", Layers(outer=1),
         "https:&#x2F;&#x2F;e.example&#x2F;a,(b)*&#x2F;%27?c=d&amp;e#f,"),
        ("https://x", Layers(comment=True), r"https://e.example/a,(b)*\/%27?c=d&e#f,"),
        ("https://x", Layers(parentheses=True), "https://e.example/a,%28b%29*/%27?c=d&e#f,"),
        ("https://x", Layers(comma=True), "https://e.example/a,(b)*/%27?c=d&e#f%2C"),
    ],
)  # fmt: skip
def test_write(link: str, layers: Layers, written: str) -> None:
    spellings = read(link.encode(), 0, len(link)).spellings
    assert write(OUTPUT, spellings, layers).decode() == written


def test_inert() -> None:
    assert inert("https://e.example/'#\\") == "https://e.example/%27#%5C"


def test_percent_encoded_as_a_whole() -> None:
    data = b"https%3a%2f%2fx%3Fa%3Db%2526c&rest"
    found = read_percent(data, 0, len(data))
    assert found == Read("https://x?a=b%26c", data[:-5], {})
    assert write_percent("https://e.example/?a=/", found.raw) == b"https%3a%2f%2fe.example%2f%3fa%3d%2f"
    assert write_percent("https://e.example/", b"https%3A%2F%2Fx") == b"https%3A%2F%2Fe.example%2F"
