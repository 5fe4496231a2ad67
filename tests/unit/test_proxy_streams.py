"""Bodies rewritten while they flow, as mitmproxy hands them over: part by part, then nothing."""

import random
import zlib
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http
from mitmproxy.test import tflow

from unwall.model import ClientLists, Policy
from unwall.proxy import flows
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.content import decoded, encoded
from unwall.proxy.journal import Journal
from unwall.proxy.pack import packer
from unwall.proxy.setup import Choices, Setup, setup_of
from unwall.proxy.streams import Stream
from unwall.proxy.unpack import unpacker
from unwall.rules.loader import load_rules

RULES = load_rules(Path(__file__).parents[1] / "data" / "proxy", own_only=True)
SETUP = setup_of(RULES, Choices(stream=100))
FEW = setup_of(RULES, Choices(stream=10))
TARGET = "https://example.com/a"
LINK = "https://link.wall.test/go?target=https%3A%2F%2Fexample.com%2Fa"
PAGE = "https://www.wall.test/feed"
HTML, EVENTS = "text/html; charset=utf-8", "text/event-stream"
BODY = f'<p>{"x" * 2000}<a href="{LINK}">a</a> 中 {random.Random(2).randbytes(400).hex()}</p>'.encode()
DIRECT = BODY.replace(LINK.encode(), TARGET.encode())
NONE: Mapping[str, str] = {}
CODINGS = ["", "gzip", "deflate", "br", "zstd"]


def _begun(
    kind: str,
    body: bytes = b"",
    headers: Mapping[str, str] = NONE,
    *,
    setup: Setup = SETUP,
    addon: UnwallAddon | None = None,
    alpn: bytes = b"http/1.1",
    url: str = PAGE,
    client: str = "127.0.0.1",
    agent: str = "",
) -> http.HTTPFlow:
    """A flow whose headers have come; without a length where there is no body."""
    flow = tflow.tflow()
    flow.request = http.Request.make("GET", url, headers=http.Headers(user_agent=agent))
    flow.client_conn.alpn = alpn
    flow.client_conn.peername = (client, 50000)
    length = {"content-length": str(len(body))} if body else {}
    fields = {"content-type": kind, **length, **headers}
    flow.response = http.Response(
        b"HTTP/1.1",
        200,
        b"OK",
        http.Headers([(name.encode(), value.encode()) for name, value in fields.items()]),
        None,
        None,
        0.0,
        0.0,
    )
    (addon or UnwallAddon(lambda: setup.choices, setup, alone=True)).responseheaders(flow)
    return flow


def _in(coding: str) -> Mapping[str, str]:
    return {"content-encoding": coding} if coding else NONE


def _stream(flow: http.HTTPFlow) -> Stream:
    assert flow.response
    assert isinstance(flow.response.stream, Stream)
    return flow.response.stream


def _fed(flow: http.HTTPFlow, parts: Iterable[bytes]) -> list[bytes]:
    """What comes out for each part and at the end; no piece of it may be empty."""
    stream = _stream(flow)
    pieces = [list(stream(part)) for part in (*parts, b"")]
    assert all(piece for each in pieces for piece in each)
    return [b"".join(each) for each in pieces]


@given(st.sampled_from(CODINGS), st.integers(1, 3000), st.sampled_from([b"http/1.1", b"h2"]))
def test_a_large_body_comes_out_direct_whatever_the_parts(coding: str, size: int, alpn: bytes) -> None:
    body = encoded(BODY, coding)
    flow = _begun(HTML, body, _in(coding), alpn=alpn)
    out = _fed(flow, [body[at : at + size] for at in range(0, len(body), size)])
    assert b"".join(out) == DIRECT
    assert flow.response
    framing = {"transfer-encoding": "chunked"} if alpn == b"http/1.1" else {}
    assert dict(flow.response.headers) == {"content-type": HTML} | framing
    assert (flow.error, flow.metadata["unwall"]) == (None, ["wall-link"])


@pytest.mark.parametrize(
    ("own", "passes"), [({"www.wall.test"}, True), ({"link.wall.test"}, False), ({"x.example"}, False)]
)
def test_what_flows_is_left_for_a_client_that_has_the_host_on_its_own_list(own: set[str], passes) -> None:
    lists = ClientLists("blocker", frozenset(own))
    setup = setup_of(RULES, Choices(stream=100, policy=Policy(clients=(lists,))))
    addon = UnwallAddon(lambda: setup.choices, setup, alone=True)
    for agent, is_own in (("BlockerApp/2.0", True), ("Mozilla/5.0", False)):
        flow = _begun(HTML, BODY, setup=setup, addon=addon, agent=agent)
        if passes and is_own:
            assert flow.response
            assert flow.response.stream is True
            continue
        kept = is_own and "link.wall.test" in own
        assert b"".join(_fed(flow, [BODY])) == (BODY if kept else DIRECT)


@pytest.mark.parametrize("coding", CODINGS[1:])
@pytest.mark.parametrize("size", [1, 100, 1 << 20])
@pytest.mark.parametrize(("given", "expected"), [(BODY, DIRECT), (BODY.replace(b"wall", b"tall"), None)])
def test_for_another_machine_it_keeps_its_coding(coding: str, size: int, given: bytes, expected) -> None:
    body = encoded(given, coding)
    flow = _begun(HTML, body, _in(coding), setup=FEW, client="192.0.2.7")
    out = b"".join(_fed(flow, [body[at : at + size] for at in range(0, len(body), size)]))
    assert flow.response
    assert flow.response.headers["content-encoding"] == coding
    assert decoded(out, coding) == (expected or given)


@pytest.mark.parametrize("coding", CODINGS[1:])
@pytest.mark.parametrize("body", [b"", b"nothing in it"])
def test_for_another_machine_what_is_empty_or_in_no_coding_stays_so(coding: str, body: bytes) -> None:
    empty = encoded(b"", coding)
    for each in (b"", empty, body):
        flow = _begun(EVENTS, b"", _in(coding), client="192.0.2.7")
        out = b"".join(_fed(flow, [each] if each else []))
        assert out == each or decoded(out, coding) == decoded(each, coding)


@pytest.mark.parametrize("coding", CODINGS[1:])
def test_for_another_machine_an_event_can_be_read_as_it_comes(coding: str) -> None:
    flow = _begun(EVENTS, b"", _in(coding), client="192.0.2.7")
    stream, pack = _stream(flow), packer(coding)
    unpack = unpacker(coding)
    assert pack
    assert unpack
    for event in (f"data: {LINK}\n\n", "data: x\n\n"):
        got = b"".join(stream(pack.feed(event.encode())))
        assert b"".join(unpack.feed(got)) == event.replace(LINK, TARGET).encode()


def test_its_validators_are_put_right() -> None:
    flow = _begun(HTML, BODY, {"etag": '"a"', "accept-ranges": "bytes"})
    assert flow.response
    assert (flow.response.headers["etag"], flow.response.headers["accept-ranges"]) == (
        f'W/"a-uw{SETUP.mark}"',
        "none",
    )


@pytest.mark.parametrize(
    ("kind", "body", "headers"),
    [
        (HTML, b"x" * 100, {}),  # small
        (HTML, b"", {"content-encoding": "gzip"}),  # of unknown size, and perhaps without a link
        (HTML, b"", {"etag": '"a"'}),
        (HTML, BODY, {"content-encoding": "rot13"}),
        (HTML, BODY, {"content-digest": "sha-256=:x:"}),
    ],
)
def test_what_is_read_whole(kind: str, body: bytes, headers: dict[str, str]) -> None:
    flow = _begun(kind, body, headers)
    assert flow.response
    assert flow.response.stream is False


@pytest.mark.parametrize(
    "headers",
    [{"cache-control": "no-transform"}, {"signature": "a=:x:"}, {"content-range": "bytes 0-1/9"}],
)
@pytest.mark.parametrize("kind", [HTML, EVENTS])
def test_what_must_not_change_passes(kind: str, headers: dict[str, str]) -> None:
    flow = _begun(kind, BODY, headers)
    assert flow.response
    assert (flow.response.stream, flow.response.headers["content-length"]) == (True, str(len(BODY)))


def test_what_asks_not_to_be_changed_is_where_somebody_wants_that() -> None:
    policy = Policy(options=frozenset({"ignore-no-transform"}))
    setup = setup_of(RULES, Choices(stream=100, policy=policy))
    flow = _begun(HTML, BODY, {"cache-control": "no-transform"}, setup=setup)
    stream = _stream(flow)
    assert b"".join([*stream(BODY), *stream(b"")]) == DIRECT


def test_a_page_that_may_be_a_wall_is_read_whole() -> None:
    flow = _begun(HTML, BODY, url="https://blocked.wall.test/page")
    assert flow.response
    assert flow.response.stream is False


def test_a_dry_run_leaves_events_alone() -> None:
    flow = _begun(EVENTS, setup=setup_of(RULES, Choices(stream=100, dry_run=True)))
    assert flow.response
    assert flow.response.stream is True


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_events_are_not_held_back(coding: str) -> None:
    flow = _begun(EVENTS, headers=_in(coding))
    event = f'id: 1\ndata: {{"url":"{LINK}"}}\n\n'.encode()
    direct = event.replace(LINK.encode(), TARGET.encode())
    parts = [event, b": ping\n\n", event]
    if coding:
        pack = zlib.compressobj(wbits=31)
        parts = [pack.compress(part) + pack.flush(zlib.Z_SYNC_FLUSH) for part in parts]
    stream = _stream(flow)
    assert [b"".join(stream(part)) for part in parts] == [direct, b": ping\n\n", direct]


def test_a_body_of_unknown_size_keeps_its_headers() -> None:
    flow = _begun(HTML, headers={"transfer-encoding": "chunked"})
    assert flow.response
    assert dict(flow.response.headers) == {"content-type": HTML, "transfer-encoding": "chunked"}
    assert b"".join(_fed(flow, [BODY[:2050], BODY[2050:]])) == DIRECT
    assert b"".join(_fed(_begun(HTML), [b"<p>", b"none"])) == b"<p>none"


@pytest.mark.parametrize(("body", "kept"), [(b"<p>none", ["content-digest", "x"]), (BODY, ["x"])])
def test_a_digest_behind_a_changed_body_goes(body: bytes, kept: list[str]) -> None:
    flow = _begun(HTML)
    assert flow.response
    flow.response.trailers = http.Headers(content_digest="sha-256=:x:", x="y")
    _fed(flow, [body])
    assert list(flow.response.trailers) == kept


@pytest.mark.parametrize("alone", [True, False])
def test_what_another_addon_answered_is_read_whole(alone) -> None:
    addon, flow = UnwallAddon(lambda: SETUP.choices, SETUP, alone=alone), tflow.tflow()
    flow.request = http.Request.make("GET", PAGE)
    flow.response = http.Response.make(200, BODY, {"content-type": HTML})
    addon.responseheaders(flow)
    assert flow.response.stream is False
    assert flow.response.headers["content-length"] == str(len(BODY))


@pytest.mark.parametrize("cut", [2000, 2030, 2070, 4000])
def test_a_script_that_a_large_page_names_with_a_hash_stays(cut: int) -> None:
    addon = UnwallAddon(lambda: SETUP.choices, SETUP)
    page = f"<p>{'x' * 2000}<script src=/app.js integrity=sha256-x></script>".encode()
    flow, script = _begun(HTML, page, addon=addon), f'go("{LINK}")'.encode() + b" " * 100
    _fed(flow, [page[:cut], page[cut:]] if cut < len(page) else [page])
    for name, stays in (("app.js", True), ("b.js", False)):
        asked = _begun("text/javascript", script, url=f"https://www.wall.test/{name}", addon=addon)
        assert asked.response
        assert (asked.response.stream is False) is stays


# ---- what is broken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", CODINGS[1:])
def test_another_coding_than_said_passes_as_it_came(coding: str) -> None:
    flow = _begun(HTML, BODY, _in(coding))
    out = _fed(flow, [BODY[:2], BODY[2:700], BODY[700:]])
    assert (b"".join(out), flow.error) == (BODY, None)


@pytest.mark.parametrize("coding", CODINGS[1:])
def test_a_body_cut_off_is_seen_to_be(coding: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "unwall")
    body = encoded(BODY, coding)
    flow = _begun(HTML, body, _in(coding))
    out = b"".join(_fed(flow, [body[: len(body) // 2], body[len(body) // 2 : -9]]))
    assert DIRECT.startswith(out)
    assert flow.error
    assert "not whole  www.wall.test/feed: " in caplog.text


@pytest.mark.parametrize("coding", CODINGS)
def test_after_an_error_of_ours_the_rest_goes_on_as_it_came(
    coding: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = encoded(BODY, coding)
    flow = _begun(HTML, body, _in(coding))
    _stream(flow)._rewriter.feed = None  # type: ignore[method-assign,assignment]  # noqa: SLF001
    assert b"".join(_fed(flow, [body[:700], body[700:]])) == BODY
    assert not flow.error
    assert caplog.text.count("an error of our own in stream") == 1


@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_error_within_the_reader_loses_nothing(at: int) -> None:
    flow = _begun(HTML, BODY)
    rewriter = _stream(flow)._rewriter  # noqa: SLF001
    go, calls = rewriter._go, count(1)  # noqa: SLF001

    def fails(*, final: bool) -> bytes:
        if next(calls) == at:
            raise RecursionError
        return go(final=final)

    rewriter._go = fails  # type: ignore[method-assign]  # noqa: SLF001
    out = b"".join(_fed(flow, [BODY[:900], BODY[900:]]))
    assert out.replace(LINK.encode(), TARGET.encode()) == DIRECT
    assert not flow.error


def test_an_error_of_the_log_is_told_and_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Journal):
        def rewrote(self, *_: object) -> None:
            raise OSError

    flow = _begun(HTML, BODY)
    stream = _stream(flow)
    stream._setup = stream._setup._replace(journal=Broken())  # noqa: SLF001
    assert b"".join(_fed(flow, [BODY])) == DIRECT
    assert not flow.error
    assert "an error of our own in stream" in caplog.text


def test_memory_does_not_grow_with_a_body_without_end() -> None:
    flow = _begun(EVENTS)
    stream = _stream(flow)
    for _ in range(3000):
        list(stream(f"data: {LINK}\n\n".encode()))
    assert (stream._rewriter.matches, stream._rules.total()) == ([], 0)  # noqa: SLF001
    assert flows.DONE not in flow.metadata
