import pytest
from mitmproxy import http

from unwall.proxy import digests

MD5, SHA256 = "kutf/uauL+w61xx3dTFXjw==", "PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0="


@pytest.mark.parametrize(
    ("fields", "signed"),
    [
        ({}, False),
        ({"content-digest": "sha-256=:AA==:"}, False),
        ({"signature": "a=:AA==:"}, True),
        ({"signature": "a=:AA==:", "signature-input": 'a=("@status" "date");created=1;keyid="k"'}, False),
        ({"signature": "a=:AA==:", "signature-input": 'a=("date"), b=("Content-Digest";sf)'}, True),
        ({"signature-input": 'a=("content-length")'}, True),
        ({"signature-input": 'a=("etag" "x")'}, True),
    ],
)
def test_are_signed(fields: dict[str, str], signed) -> None:
    assert digests.are_signed(fields) is signed


@pytest.mark.parametrize(
    ("name", "given", "want"),
    [
        ("content-md5", "x", MD5),
        ("digest", "md5=x,SHA-256=y", f"md5={MD5}, SHA-256={SHA256}"),
        ("digest", "crc32c=x", None),
        ("content-digest", "sha-256=:x:;a=1, unixsum=:y:", f"sha-256=:{SHA256}:"),
        ("repr-digest", "md5=:x:", f"md5=:{MD5}:"),
        ("repr-digest", "", None),
        ("x-digest", "sha-256=x", "sha-256=x"),
    ],
)
def test_renew(name: str, given: str, want: str | None) -> None:
    headers = http.Headers([(name.encode(), given.encode())])
    digests.renew(headers, b"b")
    assert headers.get(name) == want


def test_drop() -> None:
    headers = http.Headers(content_digest="a", repr_digest="b", x="y")
    digests.drop(headers)
    assert dict(headers) == {"x": "y"}
