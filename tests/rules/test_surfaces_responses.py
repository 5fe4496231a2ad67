"""Whole responses through the addon's hooks: headers, codings and digests beside the links of a body."""

import base64
import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from flows_for_tests import answered, asked, fields, through
from mitmproxy import http

from unwall.proxy.addon import UnwallAddon
from unwall.proxy.content import decoded
from unwall.proxy.setup import Choices, setup_of
from unwall.rules.loader import load_rules

FILE = Path(__file__).parents[1] / "data" / "responses.tsv"
ROWS = [line.split("\t") for line in FILE.read_text("utf-8").splitlines() if not line.startswith("# ")]
SETUP = setup_of(load_rules(), Choices())
PAGE = "https://www.zhihu.com/question/1"
WRAPPER = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1"
TARGET = "https://example.com/a?b=1"
CLIENTS = {"near": "127.0.0.1", "far": "192.0.2.1"}


def _bare(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: zlib.compress(data, 6, 31),
    "deflate": zlib.compress,
    "bare": _bare,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "zstd-unsized": lambda data: zstandard.ZstdCompressor(write_content_size=False).compress(data),
    "nul": lambda data: b"\0" + data,
    "cut": lambda data: data[:-3],
    "broken": lambda data: data[:-6] + bytes([data[-6] ^ 0xFF]) + data[-5:],
    "tail": lambda data: data + b"more",
}
HASHES = {"md5": hashlib.md5, "sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


def _packed(body: str, coding: str) -> bytes:
    data = body.replace("░", WRAPPER).encode()
    for name in coding.replace("~", ",").split(","):
        data = PACKED[name](data) if name else data
    return data


def _filled(text: str, body: bytes) -> list[tuple[str, str]]:
    """Header fields, with the digests of a body on the wire and what else is named."""
    for name, make in HASHES.items():
        text = text.replace(f"⟨{name}⟩", base64.b64encode(make(body).digest()).decode())
    text = text.replace("▲", WRAPPER).replace("▼", TARGET).replace("⟨mark⟩", SETUP.mark)
    pairs = (field.partition(": ") for field in text.split(" | ") if field)
    return [(name, value) for name, _, value in pairs]


def _flow(row: list[str]) -> http.HTTPFlow:
    _, request, status, headers, coding, body, _ = row
    method, client, *more = request.split(" ", 2)
    flow = asked(PAGE, method, CLIENTS[client])
    for name, value in (field.split(": ") for field in ", ".join(more).split(", ") if field):
        flow.request.headers[name] = value
    raw = _packed(body.replace("█", WRAPPER), coding)
    answered(flow, int(status), raw)
    flow.response.headers = fields(dict([*_filled(headers, raw), ("content-length", str(len(raw)))]))
    return flow


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_response(row: list[str]) -> None:
    flow = _flow(row)
    assert flow.response
    before = (flow.response.raw_content, list(flow.response.headers.fields))
    through(flow, UnwallAddon(lambda: SETUP.choices, SETUP))
    assert flow.response
    raw, headers = flow.response.raw_content or b"", flow.response.headers
    if row[6] == "=":
        assert (raw, list(headers.fields)) == before
        return
    assert decoded(raw, headers.get("content-encoding", "")) == _packed(row[5].replace("█", TARGET), "")
    assert headers["content-length"] == str(len(raw))
    want = _filled(row[6], raw)
    assert {name: headers.get(name) for name, _ in want if name[0] != "-"} == {
        name: value for name, value in want if name[0] != "-"
    }
    assert [name for name, _ in want if name[0] == "-" and name[1:] in headers] == []
