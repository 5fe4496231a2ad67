"""HAR files entry by entry, wherever the pieces end in which they are read."""

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unwall.cli.har import body, entries, headers_of, media_type, object_in, text_in
from unwall.cli.records import Passed
from unwall.language import Said

_TEXTS = st.text(st.sampled_from('ab"\\\\[]{},: \n\u4e2d\U0001f351'), max_size=40)
_VALUES = st.recursive(
    _TEXTS | st.integers() | st.booleans() | st.none(), lambda of: st.lists(of, max_size=3)
)


def told(data: bytes) -> list[object]:
    """The entries, and what is said of those that are passed over."""
    return [
        f"{each.name}: {each.why}" if isinstance(each, Passed) else each for each in entries(io.BytesIO(data))
    ]


def har(*texts: str) -> bytes:
    return (
        '{"log": {"pages": [{"title": "\\"entries\\": [ no"}], "entries": [' + ",\n".join(texts) + "]}}"
    ).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    found=st.lists(st.dictionaries(_TEXTS, _VALUES, max_size=4), max_size=4),
    block=st.integers(1, 90),
    ascii_only=st.booleans(),
)
def test_entries_are_those_of_the_file(
    monkeypatch: pytest.MonkeyPatch, found: list[dict[str, Any]], block: int, *, ascii_only: bool
) -> None:
    monkeypatch.setattr("unwall.cli.har.BLOCK", block)
    data = har(*(json.dumps(each, ensure_ascii=ascii_only) for each in found))
    assert told(data) == list(enumerate(found))
    for cut in range(len(data) - 90, len(data) - 3, 7):
        with pytest.raises(ValueError, match="breaks off"):
            told(data[: max(0, cut)])


GOOD = '{"a": 1}'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nonsense {}", "it is damaged"),
        ("}", "it is damaged"),
        ('{"a": "\\x"}', "it is damaged"),
        ('{"a" 1}', "it is damaged"),
        ('{"a": [1}}', "it is damaged"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "it is nested too deep"),
    ],
)
@pytest.mark.parametrize("block", [7, 1 << 20])
def test_an_entry_that_cannot_be_read_is_passed_over(
    text: str, why: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unwall.cli.har.BLOCK", block)
    assert told(har(GOOD, text, GOOD)) == [(0, {"a": 1}), f"1: {why}", (2, {"a": 1})]


def test_an_entry_of_too_many_texts_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unwall.cli.har.BLOCK", 64)
    monkeypatch.setattr("unwall.cli.har.LARGEST", 1_000)
    many = json.dumps({"a": ["text"] * 999}, ensure_ascii=False)
    why = f"it has {len(many):,} bytes, and no more than 64 MiB are looked at"
    assert told(har(GOOD, many, GOOD)) == [(0, {"a": 1}), f"1: {why}", (2, {"a": 1})]


@pytest.mark.parametrize("data", [har(GOOD)[:-4], b'{"log": {}}', b'{"log": {"entries": [nonsense', b""])
def test_a_file_that_breaks_off(data: bytes) -> None:
    with pytest.raises(ValueError, match="breaks off"):
        told(data)


def test_a_text_that_is_too_large_is_left_out_of_its_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unwall.cli.har.BLOCK", 1 << 16)
    monkeypatch.setattr("unwall.cli.har.LARGEST", 1 << 20)
    content = {"mimeType": "text/html", "text": 'x\\"\u4e2d' * (3 << 20)}
    entry = {"request": {"url": "https://a.example/"}, "content": content}
    data = har(GOOD, json.dumps(entry, ensure_ascii=False), GOOD)
    tracemalloc.start()
    first, middle, last = entries(io.BytesIO(data))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (first, last) == ((0, {"a": 1}), (2, {"a": 1}))
    assert not isinstance(middle, Passed)
    number, large = middle
    assert (number, large["request"], large["content"]["mimeType"]) == (1, entry["request"], "text/html")
    assert str(body(large["content"])) == "it has 25,165,824 bytes, and no more than 64 MiB are looked at"
    assert most < 8 << 20


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ({"text": "\u4e2d"}, "\u4e2d".encode()),
        ({"text": "PHA+", "encoding": "base64"}, b"<p>"),
        ({"text": "PHA+P", "encoding": "base64"}, "it is damaged"),
        ({"text": "\u4e2d", "encoding": "base64"}, "it is damaged"),
        ({"text": 7}, b""),
        ({}, b""),
    ],
)
def test_the_bytes_of_a_body(part: dict[str, Any], data: bytes | str) -> None:
    found = body(part)
    assert (str(found) if isinstance(found, Said) else found) == data


def test_a_text_is_utf_8_whatever_it_was_sent_in() -> None:
    assert media_type({"text": "x"}, "text/html; charset=gbk") == "text/html; charset=utf-8"
    assert (
        media_type({"text": "x", "encoding": "base64"}, "text/html; charset=gbk") == "text/html; charset=gbk"
    )


def test_what_is_not_as_it_should_be_is_not_there() -> None:
    message = {"headers": [{"name": "Location", "value": "/a"}, {"name": 1}, "words"], "url": 5}
    assert headers_of(message) == {"location": "/a"}
    assert headers_of({"headers": {}}) == {}
    assert text_in(message, "url") == text_in(message, "none") == ""
    assert object_in(message, "url") == object_in(message, "none") == {}
