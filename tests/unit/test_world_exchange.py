import gzip

import brotli
import pytest
import zstandard
from platforms_for_tests import request

from unwall.world.exchange import Reply, data, encoded, html, moved

BODY = b"<p>wall</p>" * 20
DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("target=https%3A//a.example/%3Fx%3D1&y=2", "https://a.example/?x=1"),
        ("y=2&target=a%252Fb", "a%2Fb"),
        ("target=&target=b", ""),
        ("targets=b", ""),
        ("", ""),
    ],
)
def test_a_parameter_is_decoded_once(query: str, value: str) -> None:
    assert request(f"https://wall.example/?{query}").value("target") == value


@pytest.mark.parametrize("url", ["https://a.example/b%2Fc?d=e&f", "http://a.example/"])
def test_a_request_knows_its_whole_address(url: str) -> None:
    assert request(url).url == url


@pytest.mark.parametrize("coding", DECODERS)
def test_a_coding_is_used_where_it_is_taken(coding: str) -> None:
    reply = encoded(Reply(body=BODY, coding=coding), f"identity, {coding};q=0.5")
    assert dict(reply.headers) == {"content-encoding": coding, "vary": "accept-encoding"}
    assert DECODERS[coding](reply.body) == BODY


@pytest.mark.parametrize("accepted", ["", "identity", "deflate"])
def test_no_coding_is_used_where_it_is_not_taken(accepted: str) -> None:
    assert encoded(Reply(body=BODY, coding="gzip"), accepted) == Reply(body=BODY, coding="gzip")


def test_guarded_json_escapes_as_bytedance_does() -> None:
    url = "https://a.example/?b=1&c=<d>"
    assert data({"u": url}, guarded=True).body == rb'{"u":"https:\/\/a.example\/?b=1\u0026c=\u003cd\u003e"}'
    assert data({"u": url}).body == b'{"u":"https://a.example/?b=1&c=<d>"}'


@pytest.mark.parametrize(("said", "media"), [(True, "text/html; charset=gbk"), (False, "text/html")])
def test_a_page_is_in_its_charset(said: bool, media: str) -> None:
    reply = html("商品", charset="gbk", said=said)
    assert (dict(reply.headers)["content-type"], reply.body) == (media, "商品".encode("gbk"))


def test_a_redirect_has_no_body() -> None:
    reply = moved("https://a.example/", 301)
    assert (reply.status, dict(reply.headers)["location"], reply.body) == (301, "https://a.example/", b"")
