"""What scripts say outright."""

import pytest

from unwall.engine.literal import Value
from unwall.engine.script import jumps, pieces, unpacked, values


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("var url = 'a';", ["a"]),
        ("let url='a',b;const x = url", ["a"]),
        ('window.url="a"</script>', ["a"]),
        ("url\n=\n`a`\n;", ["a"]),
        ("x.url = 'a'", []),
        ("myurl = 'a'; urls = 'b'; $url = 'c'; url2 = 'd'", []),
        ("url == 'a'; url === 'b'; url => 'c'; url != 'd'", []),
        ("url = f('a')", []),
        ("url = 'a' + b; url = 'c'", ["c"]),
        ("url = null; url = ''; url = {a: 1}; url = 2", [None, "", {"a": 1}, 2]),
        ("url = {a: f(), url: 'b'}", ["b"]),
        ("url = 'a'; url += 'b'", []),
        ("url = 'a'; function f(url) { url += 'b' }", ["a"]),
        ("f({url: 'a'}, {\"url\" : 'b'}, {c: 1, 'url':'d'})", ["a", "b", "d"]),
        ("c ? url : 'a'", []),
        ("{url: 'a' + b}", []),
        ("{xurl: 'a'}", []),
        ("url: 'a'", []),
        ("url = 'a'; f({url: 'b'})", ["a"]),
    ],
)
def test_values(script: str, found: list[Value]) -> None:
    assert list(values(script, "url")) == found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("var url = ''; url += 'a'; url += \"b\"; go(url)", ["ab"]),
        ("url = 'a'; url += 'b'; url = 'c'; go( url )", ["ab", "c"]),
        ("url = 'a'; url += 'b'; url.replace('@', '')", ["ab"]),
        ("url = 'a'; url += 'b';", []),
        ("url = 'a'; url += 'b'; url", []),
        ("url = 'a'; url += 'b'; url +", []),
        ("url = 'a'; url += 'b'; url += 'c", []),
        ("url = 'a'; url += 'b'; urls(x.url)", []),
        ("url += 'a'", []),
        ("url = ''; url += 'a'; url += b; url += 'c'", []),
        ("url = ''; url += 'a'; url += 'b' + c;", []),
        ("url = a; url += 'b'", []),
        ("url = ''; url += 'a'; go(url); function f() { url += 'b' }", ["a"]),
        ("url = ''", []),
        ("url = 1; url += 'a'", []),
    ],
)
def test_pieces(script: str, found: list[str]) -> None:
    assert list(pieces(script, "url")) == found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("location.replace('a')", ["a"]),
        ("window.location . replace('a')", []),
        ('top.location.assign ( "a" );', ["a"]),
        ("location.href='a';document.location.href = `b`", ["a", "b"]),
        ("setTimeout(\"location='a'\", 5)", ["a"]),
        (r'location.replace("https:\/\/a.example\/")', ["https://a.example/"]),
        ("if (location.href == 'a') b", []),
        ("location = a; location.href = 'b' + c; location.replace(d); location.reload()", []),
        ("item.location = 'a'; geolocation = 'b'; locations = 'c'", []),
        ("location.hash = 'a'; location.href.indexOf('b')", []),
        ("location = {href: 'a'}", []),
    ],
)
def test_jumps(script: str, found: list[str]) -> None:
    assert list(jumps(script)) == found


FUNCTION = "eval(function(p,a,c,k,e,d){while(c--)if(k[c])p=p.replace(new RegExp(e(c)),k[c]);return p}("


@pytest.mark.parametrize(
    ("arguments", "source"),
    [
        (
            r"'0 1=\'2://3.4\';',10,5,'var|url|https|a|example'.split('|'),0,{}))",
            "var url='https://a.example';",
        ),
        ("'0 1 Z 10 a_1',62,63,'v" + "|" * 61 + "q|r'.split('|'),0,{}))", "v 1 q r a_1"),
        ("'0 0',2,1,'a|b'.split('|')))", "a a"),
        ("'0',95,1,'a'.split('|')))", ""),
        ("f,10,1,'a'.split('|')))", ""),
        ("'0'", ""),
        ("", ""),
    ],
)
def test_unpacked(arguments: str, source: str) -> None:
    assert unpacked("<script>" + FUNCTION + arguments) == source


def test_several_packed_scripts() -> None:
    assert unpacked((FUNCTION + "'0',10,1,'a'.split('|'))) ") * 2) == "a\na"


def test_packing_cannot_blow_up() -> None:
    assert unpacked(FUNCTION + f"'{'0 ' * 10_000}',10,1,'{'a' * 10_000}'.split('|')))") == ""


def test_a_variable_written_ten_thousand_times_says_nothing() -> None:
    assert list(values("url='a';" * 10_001, "url")) == []
