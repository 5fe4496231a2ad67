import pytest
from flows_for_tests import PAGE, SETUP, answered, asked, through
from mitmproxy import http

from unwall.proxy.validators import restore, weakened

MARK, OLD = "00c0ffee", "11111111"


@pytest.mark.parametrize(
    ("etag", "ours"),
    [
        ('"abc"', 'W/"abc-uw00c0ffee"'),
        ('W/"abc"', 'W/"abc-uw00c0ffee"'),
        ('""', 'W/"-uw00c0ffee"'),
        ("abc", None),
        ("", None),
        ('"a" "b"', None),
    ],
)
def test_weakened(etag: str, ours: str | None) -> None:
    assert weakened(etag, MARK) == ours


@pytest.mark.parametrize(
    ("asked", "sent", "was_ours"),
    [
        ({"if-none-match": '"abc"'}, {"if-none-match": '"abc"'}, False),
        ({"if-none-match": f'W/"abc-uw{MARK}"'}, {"if-none-match": 'W/"abc"'}, True),
        ({"if-none-match": f'"x", W/"abc-uw{MARK}"'}, {"if-none-match": '"x", W/"abc"'}, True),
        ({"if-none-match": f'W/"abc-uw{OLD}"', "if-modified-since": "yesterday"}, {}, True),
        ({"if-none-match": f'W/"abc-uw{OLD}", "x"'}, {"if-none-match": '"x"'}, True),
        ({"if-none-match": '"abc-uwe"'}, {"if-none-match": '"abc-uwe"'}, False),
        ({"if-range": f'W/"abc-uw{MARK}"', "range": "bytes=0-1"}, {}, False),
        ({"if-match": f'W/"abc-uw{MARK}"'}, {"if-match": '"abc"'}, False),
        ({"if-match": f'"x", W/"a,b-uw{OLD}"'}, {"if-match": '"x", "a,b"'}, False),
        ({"if-match": "*"}, {"if-match": "*"}, False),
        ({"if-range": '"abc"', "range": "bytes=0-1"}, {"if-range": '"abc"', "range": "bytes=0-1"}, False),
    ],
)
def test_restore(asked: dict[str, str], sent: dict[str, str], was_ours) -> None:
    headers = http.Headers([(name.encode(), value.encode()) for name, value in asked.items()])
    assert (restore(headers, MARK), dict(headers.items())) == (was_ours, sent)


def test_what_was_weakened_is_restored() -> None:
    headers = http.Headers(if_none_match=weakened('"a,b"', MARK) or "")
    assert (restore(headers, MARK), headers["if-none-match"]) == (True, 'W/"a,b"')


def test_a_changed_body_is_asked_about_by_the_tag_of_the_server() -> None:
    flow = asked(PAGE, if_none_match=f'W/"e-uw{SETUP.mark}"')
    through(answered(flow, 304, etag='"e"'))
    assert flow.response
    assert (flow.request.headers["if-none-match"], flow.response.headers["etag"]) == (
        'W/"e"',
        f'W/"e-uw{SETUP.mark}"',
    )


def test_a_body_that_was_not_ours_is_asked_about_as_it_was() -> None:
    flow = through(answered(asked(PAGE, if_none_match='"e"'), 304, etag='"e"'))
    assert flow.response
    assert (flow.request.headers["if-none-match"], flow.response.headers["etag"]) == ('"e"', '"e"')
