"""Bodies as a whole: links through real encoders into a place and back, and targets that try to break out."""

import html
import itertools
import json
import re
from collections.abc import Callable
from urllib.parse import quote
from xml.etree.ElementTree import Element

import esprima
import html5lib
import pytest

from unwall import Engine, load_rules

ENGINE = Engine(load_rules())


def _spelled(text: str, marks: str, form: str) -> str:
    return "".join(form.format(ord(mark)) if mark in marks else mark for mark in text)


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _unjson(text: str) -> str:
    out: str = json.loads(f'"{text}"')
    return out


ENCODERS: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "html": (html.escape, html.unescape),
    "mustache": (lambda text: _spelled(html.escape(text, quote=False), "\"'/`=", "&#x{:X};"), html.unescape),
    "json": (_json, _unjson),
    "php": (lambda text: _json(text).replace("/", "\\/"), _unjson),
    "go": (lambda text: _spelled(_json(text), "&<>", "\\u{:04x}"), _unjson),
    "gson": (lambda text: _spelled(_json(text), "&<>='", "\\u{:04x}"), _unjson),
    "serialize": (lambda text: _spelled(_json(text), "<>/", "\\u{:04X}"), _unjson),
    "hex": (
        lambda text: _spelled(text, "&<>='\"/\\", "\\x{:02x}"),
        lambda text: re.sub(r"\\x(..)", lambda found: chr(int(found[1], 16)), text),
    ),
}
TARGETS = [
    "https://example.com/",
    "https://example.com/?a=1&b=2",
    "https://example.com/a'b(c)*d,e;f#g%20h&copy=1",
    "https://example.com/%E4%B8%AD?q=%E6%96%87&lt=1",
    "https://example.com/x/*/y?u=a=b",
]
INSIDE = ["{}", '<a href="{}">x</a>', "<p>{}</p>", "<a href='{}'>x</a>"]
STRINGS = ["json", "php", "go", "gson", "serialize"]
CHAINS = [chain for length in (1, 2) for chain in itertools.product(STRINGS, repeat=length)]
OF_STRINGS = [
    ("application/json", '{"a":"', '"}'),
    ("text/javascript", 'var a="', '";'),
    ("text/html", '<script>var a="', '";</script>'),
]


def _cases() -> list[tuple[str, str, str, tuple[str, ...], str]]:
    """Media type, what stands before and behind, the encoders, and the markup inside."""
    cases = [(*place, chain, inside) for place in OF_STRINGS for chain in CHAINS for inside in INSIDE]
    for escape in ("html", "mustache"):
        cases += [
            ("text/html", '<p data-x="{&quot;a&quot;:&quot;', '&quot;}">', (*chain, escape), inside)
            for chain in CHAINS
            for inside in INSIDE
        ]
        cases += [
            (media, before, behind, (escape,), "{}")
            for media, before, behind in (
                ("text/html", '<a href="', '">'),
                ("text/html", "<p>", "</p>"),
                ("application/xml", "<p>", "</p>"),
                ("text/html", "<title>see ", " x</title>"),
            )
        ]
        cases += [
            (media, before, behind, (escape,), inside)
            for media, before, behind in (
                ("application/xml", "<d>", "</d>"),
                ("text/html", '<i srcdoc="', '">'),
            )
            for inside in INSIDE[1:]
        ]
    cases += [("text/javascript", "var a='", "';", ("hex",), inside) for inside in INSIDE]
    cases += [("application/xml", "<d><![CDATA[", "]]></d>", (), inside) for inside in INSIDE]
    return cases


@pytest.mark.parametrize("target", TARGETS)
def test_round_trip_by_construction(target: str) -> None:
    link = f"https://link.zhihu.com/?target={quote(target, safe='')}&x=1"
    wrong = []
    for media, before, behind, chain, inside in _cases():
        text = inside.format(link if inside == "{}" else link.replace("&", "&amp;"))
        for name in chain:
            text = ENCODERS[name][0](text)
        body = f"{before}{text}{behind}"
        got = ENGINE.rewrite(body.encode(), media).data.decode()
        middle = got[len(before) : len(got) - len(behind)]
        for name in reversed(chain):
            middle = ENCODERS[name][1](middle)
        opening, _, closing = inside.partition("{}")
        address = middle[len(opening) : len(middle) - len(closing)]
        address = address if inside == "{}" else html.unescape(address)
        around = (
            got.startswith(before),
            got.endswith(behind),
            middle.startswith(opening),
            middle.endswith(closing),
        )
        if not all(around) or address != target.replace("'", "%27"):
            wrong.append((body, got))
    assert wrong == []


HOSTILE = [
    "https://example.com/\"'`<>\\^{|}",
    "https://example.com/?a='onload=alert(1)//&b=</script><img>",
    "https://example.com/-->]]></textarea>",
    "https://example.com/${x}`+alert(1)+`",
    'https://example.com/\u2028\u2029\x85?"};alert(1)//*/',
]
HTML_PLACES = [
    '<a href="{}">x</a>',
    "<a href='{}'>x</a>",
    "<a href={}>x</a>",
    "<p>{}</p>",
    "<title>{}</title><p>x",
    '<b title="{}">x',
    "<img srcset='{} 1x'>",
    "<meta http-equiv=refresh content='0;url={}'>",
    "<b style='background:url({})'>x",
    "<xmp>{}</xmp>",
    "<style>a{{background:url('{}')}}</style>",
    "<script>a='{}'</script>",
    "<b onclick=\"go('{}')\">x",
    "<noscript>{}</noscript>",
    "<template>{}</template>",
    "<svg><a xlink:href='{}'>x</a></svg>",
    "<select><option>{}</select>",
    "<i srcdoc='<p>{}</p>'>",
    "<a data-u={}>x",
    "<table><td>{}</table>",
]
JS_PLACES = [
    "a = '{}';",
    'a = "{}";',
    "a = `{}`;",
    "f(['{}', \"{}\"]);",
    "a = {{u: '{}'}};",
    "a = '<a href=\"{}\">x</a>';",
]


def _shape(tree: Element) -> list[tuple[str, list[str]]]:
    return [(str(element.tag), sorted(map(str, element.attrib))) for element in tree.iter()]


@pytest.mark.parametrize("target", HOSTILE)
@pytest.mark.parametrize("place", HTML_PLACES)
def test_no_target_breaks_out_of_markup(place: str, target: str) -> None:
    body = place.format(f"https://link.zhihu.com/?target={quote(target, safe='')}")
    got = ENGINE.rewrite(body.encode(), "text/html; charset=utf-8").data.decode()
    assert _shape(html5lib.parse(got)) == _shape(html5lib.parse(body))


@pytest.mark.parametrize("target", HOSTILE)
@pytest.mark.parametrize("place", JS_PLACES)
def test_no_target_breaks_out_of_a_script(place: str, target: str) -> None:
    link = f"https://link.zhihu.com/?target={quote(target, safe='')}"
    body = place.format(link, link)
    got = ENGINE.rewrite(body.encode(), "text/javascript").data.decode()
    assert [token.type for token in esprima.tokenize(got)] == [token.type for token in esprima.tokenize(body)]
