"""JavaScript literals, read and never run."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.engine.literal import Reading, Value, read, read_alone


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a'", "a"),
        ('"a\'b"', "a'b"),
        ("`a\nb`", "a\nb"),
        (r"'it\'s'", "it's"),
        (r"'https:\/\/a.example\/'", "https://a.example/"),
        (r"'a\x26b\u003dc\u{3D}d'", "a&b=c=d"),
        (r"'\ud83d\ude00'", "😀"),
        (r"'a\ud83d'", "a\ufffd"),
        (r"'\n\t\q\\'", "\n\tq\\"),
        ("'a\\\nb'", "ab"),
        ("'&#x2f;'", "&#x2f;"),
        ("42", 42),
        ("-0x1F", -31),
        ("1_000n", 1000),
        ("1.5e-3", 0.0015),
        ("08", 8.0),
        ("true", True),
        ("!1", False),
        ("void 0", None),
        ("undefined", None),
        (" /* a */ // b\n 'c'", "c"),
        ("{}", {}),
        ("[]", []),
        ("[1, 'b',]", [1, "b"]),
        ("{a: 1, 'b': 2, \"c\": 3, 4: 5, $d_: 6,}", {"a": 1, "b": 2, "c": 3, "4": 5, "$d_": 6}),
        ("{a: '};', /* } */ b: [{c: '{'}]}", {"a": "};", "b": [{"c": "{"}]}),
        ("{网址: '目标'}", {"网址": "目标"}),
        ("[" * 40 + "]" * 40, json.loads("[" * 40 + "]" * 40)),
    ],
)
def test_read(text: str, value: Value) -> None:
    assert read("x = " + text, 4) == Reading(value, 4 + len(text), whole=True)


@pytest.mark.parametrize(
    "text",
    [
        "", "'", "'a", "'a\n'", '"a\\', "`a${b}`", "f()", "a", "truely", "new Date", "{", "{a", "{a:", "{a:1",
        "{a:b}", "{a:1 b:2}", "{,}", "[,]", "[1", "[1 2]", "{'a'}", "function(){}", r"'\x2'", r"'\u12'",
        r"'\u{110000}'", r"'\u{}'", "/* a", "0x", "1" * 301, "[" * 41 + "]" * 41, "(1)", "/a/",
    ],
)  # fmt: skip
def test_is_no_literal(text: str) -> None:
    reading = read(text)
    assert (reading.value, reading.whole) == (None, False)
    assert 0 <= reading.end <= len(text)


@pytest.mark.parametrize(
    ("rest", "alone"),
    [
        ("", True), (";", True), (",b", True), (")", True), ("}", True), ("\nvar b", True),
        (" // c\n;", True), ("</script>", True), ("/* c", True),
        ("!function(){}", True), ("+b", False), ("\n + b", False),
        (" /* c */ + b", False), (".trim()", False), ("[0]", False), ("?a:b", False), ("||b", False),
        ("!=b", False), ("< b", False), ("/b", False),
    ],
)  # fmt: skip
def test_the_beginning_of_an_expression_is_not_its_value(rest: str, alone: bool) -> None:
    reading = read_alone("'a'" + rest)
    assert (reading.value, reading.whole) == (("a", True) if alone else (None, False))


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(plain, st.booleans())
def test_json_is_read_as_json(value: Value, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert read(text) == Reading(json.loads(text), len(text), whole=True)


@given(st.text(alphabet="{}[],:'\"`\\/*\n x0u$!-.e", max_size=60))
def test_whatever_is_read_ends_inside_the_text(text: str) -> None:
    assert 0 <= read(text).end <= len(text)
    assert 0 <= read_alone(text).end <= len(text)
