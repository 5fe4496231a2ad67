import pytest
from mitmproxy import http

from unwall.proxy import bodies
from unwall.proxy.bodies import head_of
from unwall.proxy.content import decoded

B = "PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0="  # SHA-256 of b"b"
HTML = {"content-type": "text/html; charset=utf-8"}


def _request(method: str = "GET", **headers: str) -> http.Request:
    fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return http.Request.make(method, "https://a.example/", b"", http.Headers(fields))


def _response(headers: dict[str, str], status: int = 200, body: bytes = b"<a>") -> http.Response:
    return http.Response.make(status, body, headers)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/html", True),
        ("TEXT/HTML; charset=gbk", True),
        ("text/plain", True),
        ("application/json", True),
        ("application/ld+json; profile=x", True),
        ("application/xhtml+xml", True),
        ("application/xml", True),
        ("text/javascript", True),
        ("application/x-javascript", True),
        ("application/x-ndjson", True),
        ("application/jsonl", True),
        ("application/x-json; charset=utf-8", True),
        ("", True),
        ("text/event-stream", False),
        ("application/jose+json", False),
        ("application/octet-stream", False),
        ("image/svg+xml", True),
        ("image/png", False),
        ("video/mp4", False),
        ("font/woff2", False),
        ("application/grpc+proto", False),
        ("multipart/byteranges; boundary=x", False),
        ("nonsense", False),
    ],
)
def test_is_text(kind: str, text) -> None:
    assert bodies.is_text(kind) is text


@pytest.mark.parametrize(
    ("headers", "status", "method", "may"),
    [
        (HTML, 200, "GET", True),
        (HTML, 404, "GET", True),
        (HTML, 200, "POST", True),
        (HTML, 200, "HEAD", False),
        (HTML, 204, "GET", False),
        (HTML, 304, "GET", False),
        (HTML, 206, "GET", False),
        (HTML | {"im": "vcdiff"}, 226, "GET", False),
        (HTML | {"content-range": "bytes 0-1/2"}, 200, "GET", False),
        (HTML | {"cache-control": "max-age=1, No-Transform"}, 200, "GET", False),
        (HTML | {"content-disposition": "Attachment; filename=a.html"}, 200, "GET", False),
        (HTML | {"content-disposition": "inline"}, 200, "GET", True),
        (HTML | {"digest": "sha-256=x"}, 200, "GET", True),
        (HTML | {"content-md5": "x"}, 200, "GET", True),
        (HTML | {"signature-input": 'a=("repr-digest")', "signature": "x"}, 200, "GET", False),
        (HTML | {"signature-input": 'a=("date")', "signature": "x"}, 200, "GET", True),
        (HTML | {"signature": "x"}, 200, "GET", False),
        (HTML | {"trailer": "Server-Timing, Signature"}, 200, "GET", False),
        (HTML | {"trailer": "Server-Timing"}, 200, "GET", True),
        ({"content-type": "text/event-stream"}, 200, "GET", True),
        ({"content-type": "image/png"}, 200, "GET", False),
    ],
)
def test_may_change(headers: dict[str, str], status: int, method: str, may) -> None:
    assert bodies.may_change(head_of(_request(method), _response(headers, status))) is may


def test_what_asks_not_to_be_changed_is_where_somebody_wants_that() -> None:
    head = head_of(_request(), _response(HTML | {"cache-control": "no-transform"}))
    assert bodies.may_change(head, transforms=True)
    assert bodies.passes_unread(head, whole=False)
    assert not bodies.passes_unread(head, whole=False, transforms=True)


@pytest.mark.parametrize(
    ("request_", "may"),
    [
        (_request(service_worker="script"), False),
        (_request(sec_fetch_dest="serviceworker", sec_fetch_mode="same-origin"), False),
        (_request(sec_fetch_dest="script", sec_fetch_mode="cors"), False),
        (_request(sec_fetch_dest="style", sec_fetch_mode="cors"), False),
        (_request(sec_fetch_dest="script", sec_fetch_mode="no-cors"), True),
        (_request(sec_fetch_dest="empty", sec_fetch_mode="cors"), True),
        (_request(sec_fetch_dest="document", sec_fetch_mode="navigate"), True),
    ],
)
def test_what_a_browser_compares_may_not_change(request_: http.Request, may) -> None:
    assert bodies.may_change(head_of(request_, _response({"content-type": "text/javascript"}))) is may


def test_what_comes_after_the_body_counts() -> None:
    response = _response(HTML, body=b"a")
    response.trailers = http.Headers(content_digest="sha-256=:x:")
    assert bodies.may_change(head_of(_request(), response))
    bodies.put(response, b"b", coding="", mark="00c0ffee")
    assert dict(response.trailers) == {"content-digest": f"sha-256=:{B}:"}
    response.trailers["signature-input"] = "a=()"
    assert not bodies.may_change(head_of(_request(), response))


@pytest.mark.parametrize(
    ("policy", "by_hash"),
    [
        ({"content-security-policy": "script-src 'self' 'SHA256-x'"}, True),
        ({"content-security-policy": "style-src 'sha512-x'"}, True),
        ({"content-security-policy": "script-src 'nonce-x'"}, False),
        ({"content-security-policy-report-only": "script-src 'sha256-x'"}, False),
        ({}, False),
    ],
)
def test_knows_scripts_by_hash(policy: dict[str, str], by_hash) -> None:
    assert bodies.knows_scripts_by_hash(head_of(_request(), _response(HTML | policy))) is by_hash


@pytest.mark.parametrize(
    ("policy", "report", "allows"),
    [
        ("", "", True),
        ("script-src 'self'", "", True),
        ("default-src 'self'", "", False),
        ("default-src 'self'; style-src 'self' 'UNSAFE-INLINE'", "", True),
        ("style-src 'unsafe-inline' 'nonce-x'", "", False),
        ("style-src 'self'; style-src-attr 'unsafe-inline'", "", True),
        ("script-src x, style-src 'self'", "", False),
        ("", "default-src 'self'", False),
    ],
)
def test_allows_styles(policy: str, report: str, allows) -> None:
    fields = {"content-security-policy": policy, "content-security-policy-report-only": report}
    assert bodies.allows_styles(head_of(_request(), _response(HTML | fields))) is allows


@pytest.mark.parametrize(
    ("headers", "status", "page"),
    [
        (HTML, 200, True),
        (HTML, 403, True),
        (HTML, 302, False),
        (HTML, 206, False),
        ({"content-type": "image/png"}, 200, False),
    ],
)
def test_is_page(headers: dict[str, str], status: int, page) -> None:
    assert bodies.is_page(head_of(_request(), _response(headers, status))) is page


@pytest.mark.parametrize(
    ("headers", "status", "unread"),
    [
        (HTML, 200, False),
        (HTML | {"cache-control": "no-transform"}, 200, "unless it may be a wall"),
        (HTML | {"signature": "x"}, 200, "unless it may be a wall"),
        (HTML | {"digest": "x"}, 200, False),
        (HTML | {"content-length": "8388608"}, 200, False),
        (HTML | {"content-length": "8388609"}, 200, True),
        (HTML | {"content-length": "9" * 400}, 200, True),
        (HTML | {"content-length": "many"}, 200, False),
        (HTML, 206, True),
        ({"content-type": "image/png"}, 200, True),
        ({"content-type": "text/event-stream"}, 200, True),
        ({"upgrade": "websocket"}, 101, False),
    ],
)
def test_passes_unread(headers: dict[str, str], status: int, unread) -> None:
    response = _response({}, status)
    response.headers.clear()
    for name, value in headers.items():
        response.headers[name] = value
    assert [bodies.passes_unread(head_of(_request(), response), whole=whole) for whole in (False, True)] == [
        bool(unread),
        unread is True,
    ]


@pytest.mark.parametrize(
    ("headers", "streams"),
    [
        (HTML, True),
        (HTML | {"content-encoding": "identity"}, True),
        (HTML | {"content-encoding": "gzip"}, False),
        (HTML | {"etag": '"a"'}, False),
        (HTML | {"accept-ranges": "bytes"}, False),
        (HTML | {"content-digest": "sha-256=:x:"}, False),
        (HTML | {"content-length": "1048577", "trailer": "Repr-Digest"}, False),
        (HTML | {"content-length": "1048576"}, False),
        (HTML | {"content-length": "1048577"}, True),
        (HTML | {"content-length": "4194304", "content-encoding": "gzip"}, False),
        (HTML | {"content-length": "4194305", "content-encoding": "gzip", "etag": '"a"'}, True),
        ({"content-type": "application/x-ndjson; x", "content-encoding": "gzip"}, True),
        ({"content-type": "application/x-ndjson", "content-encoding": "gzip", "content-length": "9"}, False),
        ({"content-type": "application/stream+json", "content-encoding": "br", "etag": '"a"'}, False),
        ({"content-type": "image/png"}, False),
        ({"content-type": "image/png", "content-length": "1048577"}, False),
        ({"content-type": "Text/Event-Stream; charset=utf-8", "content-encoding": "gzip"}, True),
    ],
)
def test_comes_as_stream(headers: dict[str, str], streams) -> None:
    response = _response({})
    response.headers = http.Headers([(name.encode(), value.encode()) for name, value in headers.items()])
    old = _request()
    old.http_version = "HTTP/1.0"
    assert [
        bodies.comes_as_stream(head_of(each, response), larger_than=1 << 20) for each in (_request(), old)
    ] == [
        streams,
        False,
    ]


@pytest.mark.parametrize(
    ("given", "chunked", "headers"),
    [
        ({"content-length": "3", "content-encoding": "gzip"}, True, {"transfer-encoding": "chunked"}),
        ({"content-length": "3", "content-encoding": "gzip"}, False, {}),
        (
            {"transfer-encoding": "chunked", "etag": '"a"'},
            True,
            {"transfer-encoding": "chunked", "etag": 'W/"a-uw00c0ffee"'},
        ),
        ({"content-encoding": "identity"}, True, {"content-encoding": "identity"}),
        ({"content-type": "text/html"}, True, {"content-type": "text/html"}),
    ],
)
def test_open_up(given: dict[str, str], chunked, headers: dict[str, str]) -> None:
    response = _response({})
    coding = {name: value for name, value in given.items() if name == "content-encoding"}
    for coded in (True, False):
        response.headers = http.Headers([(name.encode(), value.encode()) for name, value in given.items()])
        bodies.open_up(response, chunked=chunked, coded=coded, mark="00c0ffee")
        assert dict(response.headers) == headers | (coding if coded else {})


@pytest.mark.parametrize(
    ("given", "coding", "headers"),
    [
        ({"content-length": "3", "content-encoding": "gzip"}, "", {"content-length": "4"}),
        (
            {"content-length": "3", "content-encoding": "br", "etag": '"a"', "accept-ranges": "bytes"},
            "",
            {"content-length": "4", "etag": 'W/"a-uw00c0ffee"', "accept-ranges": "none"},
        ),
        ({"transfer-encoding": "chunked"}, "", {"transfer-encoding": "chunked"}),
        ({"transfer-encoding": "chunked", "content-length": "3"}, "", {"transfer-encoding": "chunked"}),
        ({"content-length": "3", "etag": "bad"}, "", {"content-length": "4"}),
    ],
)
def test_put(given: dict[str, str], coding: str, headers: dict[str, str]) -> None:
    response = _response({})
    response.headers = http.Headers([(name.encode(), value.encode()) for name, value in given.items()])
    bodies.put(response, b"<b>\n", coding=coding, mark="00c0ffee")
    assert (response.raw_content, dict(response.headers)) == (b"<b>\n", headers)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_put_in_the_coding_it_came_in(coding: str) -> None:
    response = _response({"content-encoding": coding, "content-length": "3"})
    bodies.put(response, b"<b>" * 500, coding=coding, mark="00c0ffee")
    raw = response.raw_content or b""
    assert (decoded(raw, coding), response.headers["content-encoding"]) == (b"<b>" * 500, coding)
    assert response.headers["content-length"] == str(len(raw))


@pytest.mark.parametrize(
    ("status", "fields", "nothing"),
    [
        (200, [(b"Content-Type", b"image/png")], True),
        (200, [(b"content-type", b"video/mp4; x"), (b"vary", b"*")], True),
        (204, [(b"content-type", b"image/png")], True),
        (200, [(b"content-type", b"text/html")], False),
        (200, [(b"content-type", b"text/event-stream")], False),
        (200, [], False),
        (200, [(b"CONTENT-TYPE", b"image/png")], False),
        (200, [(b"content-type", b"image/png"), (b"Link", b"<a>")], False),
        (200, [(b"content-location", b"/a"), (b"content-type", b"image/png")], False),
        (302, [(b"content-type", b"image/png")], False),
        (101, [(b"content-type", b"image/png")], False),
    ],
)
def test_is_nothing_to_read(status: int, fields: list[tuple[bytes, bytes]], nothing) -> None:
    response = _response({}, status)
    response.headers = http.Headers(fields)
    assert bodies.is_nothing_to_read(response) is nothing


def test_a_field_that_another_addon_changes_is_seen() -> None:
    request, response = _request(), _response(HTML)
    assert head_of(request, response) is head_of(request, response)
    response.headers["content-type"] = "image/png"
    response.trailers = http.Headers(digest="x")
    request.headers["sec-fetch-dest"] = "image"
    head = head_of(request, response)
    assert (head.kind, list(head.trailers), head.asked["sec-fetch-dest"]) == (
        "image/png",
        ["digest"],
        "image",
    )


def test_fields_of() -> None:
    fields = [(b"Cache-Control", b"public"), (b"cache-control", b"No-Transform"), (b"X", b"\xff")]
    assert bodies.fields_of(http.Headers(fields)) == {"cache-control": "public, No-Transform", "x": "\udcff"}
