import asyncio
from pathlib import Path

import pytest
from flows_for_tests import done
from mitmproxy import http
from mitmproxy.proxy.layers.websocket import Fragmentizer
from mitmproxy.test import tflow
from mitmproxy.websocket import WebSocketMessage
from wsproto.frame_protocol import Opcode

from unwall.model import ClientLists, Policy
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.setup import Choices, Scope, setup_of
from unwall.rules.loader import load_rules

RULES = load_rules(Path(__file__).parents[1] / "data" / "proxy", own_only=True)
LINK = b"https://link.wall.test/go?target=https%3A%2F%2Fexample.com%2Fa"
TARGET = b"https://example.com/a"
PLAIN = b"look: " + LINK + b" !"
JSON = b'{"url":"' + LINK.replace(b"/", b"\\/") + b'","n":1}'


def _addon(scope: Scope = Scope.PAGES, *, alone: bool = False, dry_run: bool = False) -> UnwallAddon:
    setup = setup_of(RULES, Choices(scope=scope, dry_run=dry_run))
    return UnwallAddon(lambda: setup.choices, setup, alone=alone)


def _socket(host: str = "www.wall.test") -> http.HTTPFlow:
    flow = tflow.twebsocketflow()
    assert flow.websocket
    flow.websocket.messages.clear()
    flow.request.host = host
    return flow


def _came(addon: UnwallAddon, flow: http.HTTPFlow, data: bytes, kind: Opcode, *, from_client: bool) -> bytes:
    assert flow.websocket
    flow.websocket.messages.append(WebSocketMessage(kind, from_client, data))
    work = addon.websocket_message(flow)
    if work:
        asyncio.run(done(work))
    return flow.websocket.messages[-1].content


@pytest.mark.parametrize(
    ("data", "kind", "from_client", "new"),
    [
        (PLAIN, Opcode.TEXT, False, PLAIN.replace(LINK, TARGET)),
        (JSON, Opcode.TEXT, False, b'{"url":"https:\\/\\/example.com\\/a","n":1}'),
        (b"42[" + JSON + b"]", Opcode.TEXT, False, b'42[{"url":"https:\\/\\/example.com\\/a","n":1}]'),
        (b'42/chat,7["' + LINK + b'"]', Opcode.TEXT, False, b'42/chat,7["https://example.com/a"]'),
        (b'42[{"' + LINK + b'":1}]', Opcode.TEXT, False, b'42[{"' + LINK + b'":1}]'),
        (b'a["' + LINK + b'"]', Opcode.TEXT, False, b'a["https://example.com/a"]'),
        (JSON + b"\x1e{}\x1e", Opcode.TEXT, False, b'{"url":"https:\\/\\/example.com\\/a","n":1}\x1e{}\x1e'),
        (
            b"MESSAGE\ncontent-length:62\n\n" + LINK + b"\0",
            Opcode.TEXT,
            False,
            b"MESSAGE\ncontent-length:62\n\n" + LINK + b"\0",
        ),
        (
            b"MESSAGE\nid:1\n\n" + JSON + b"\0\n",
            Opcode.TEXT,
            False,
            b'MESSAGE\nid:1\n\n{"url":"https:\\/\\/example.com\\/a","n":1}\0\n',
        ),
        (
            b'a["MESSAGE\\ncontent-length:62\\n\\n' + LINK + b'\\u0000"]',
            Opcode.TEXT,
            False,
            b'a["MESSAGE\\ncontent-length:62\\n\\n' + LINK + b'\\u0000"]',
        ),
        (
            b'<div><a href="%s%%3Fb%%3D1%%26c%%3D2">x</a><input value="%s"><textarea>%s</textarea></div>'
            % (LINK, LINK, LINK),
            Opcode.TEXT,
            False,
            b'<div><a href="%s?b=1&amp;c=2">x</a><input value="%s"><textarea>%s</textarea></div>'
            % (TARGET, LINK, LINK),
        ),
        (
            b"<message><body>" + LINK + b"</body>",
            Opcode.TEXT,
            False,
            b"<message><body>" + TARGET + b"</body>",
        ),
        (
            b"<xml><Url><![CDATA[" + LINK + b"]]></Url></xml>",
            Opcode.TEXT,
            False,
            b"<xml><Url><![CDATA[" + TARGET + b"]]></Url></xml>",
        ),
        (b"none", Opcode.TEXT, False, b"none"),
        (b"", Opcode.TEXT, False, b""),
        (PLAIN, Opcode.BINARY, False, PLAIN),
        (PLAIN, Opcode.TEXT, True, PLAIN),
    ],
)
def test_messages(data: bytes, kind: Opcode, from_client, new: bytes) -> None:
    flow = _socket()
    assert _came(_addon(), flow, data, kind, from_client=from_client) == new
    assert (flow.comment == "unwall: links made direct") is (data != new)


@pytest.mark.parametrize(
    ("addon", "host"),
    [
        (_addon(), "example.com"),
        (_addon(), "link.wall.test"),
        (_addon(Scope.MINIMAL), "www.wall.test"),
        (_addon(dry_run=True), "www.wall.test"),
    ],
)
def test_where_messages_are_left(addon: UnwallAddon, host: str) -> None:
    assert _came(addon, _socket(host), PLAIN, Opcode.TEXT, from_client=False) == PLAIN


def test_messages_are_left_for_a_client_that_has_the_host_on_its_own_list() -> None:
    own = ClientLists("blocker", frozenset({"link.wall.test"}))
    setup = setup_of(RULES, Choices(policy=Policy(clients=(own,))))
    addon = UnwallAddon(lambda: setup.choices, setup)
    for agent, message in (("BlockerApp/2.0", PLAIN), ("Mozilla/5.0", PLAIN.replace(LINK, TARGET))):
        flow = _socket()
        flow.request.headers["user-agent"] = agent
        assert _came(addon, flow, PLAIN, Opcode.TEXT, from_client=False) == message


def test_no_words_of_a_message_become_links() -> None:
    policy = Policy(options=frozenset({"linkify", "mention-search"}))
    setup = setup_of(load_rules(), Choices(policy=policy, scope=Scope.ALL))
    addon = UnwallAddon(lambda: setup.choices, setup)
    data = "<message><body>看 BV1xx411c7mD，同款在🍑宝搜「猫爬架」</body></message>".encode()
    assert _came(addon, _socket(), data, Opcode.TEXT, from_client=False) == data


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize(("size", "waits"), [(1000, False), (65536, False), (65537, True), (1 << 20, True)])
def test_others_do_not_wait_for_a_large_message(size: int, waits, alone) -> None:
    data, addon, flow = PLAIN.ljust(size), _addon(alone=alone), _socket()
    assert flow.websocket
    flow.websocket.messages.append(WebSocketMessage(Opcode.TEXT, False, data))
    work = addon.websocket_message(flow)
    assert (work is not None) is waits
    if work:
        assert flow.websocket.messages[-1].content == data
        asyncio.run(done(work))
    assert flow.websocket.messages[-1].content == data.replace(LINK, TARGET)


def _in_frames(content: bytes, lengths: list[int]) -> list[str]:
    events = Fragmentizer([bytes(each) for each in lengths], is_text=True)(content)
    return [event.data for event in events]


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("word", ["é", "中", "🍑"])
def test_a_character_is_never_cut_by_frames(word: str, shift: int) -> None:
    text = "x" * shift + word * 5000
    data = f'{{"url":"{LINK.decode()}","text":"{text}"}}'
    new = data.replace(LINK.decode(), TARGET.decode())
    content = _came(_addon(), _socket(), data.encode(), Opcode.TEXT, from_client=False)
    for lengths in ([len(data.encode())], [4001, len(new.encode()) - 4001]):
        frames = _in_frames(content, lengths)
        assert ("".join(frames), len(frames) > 1) == (new, True)


@pytest.mark.parametrize(("alone", "kept"), [(True, 1), (False, 5)])
@pytest.mark.parametrize("host", ["www.wall.test", "example.com"])
def test_messages_that_nobody_else_wants_are_forgotten(host: str, alone, kept: int) -> None:
    flow, addon = _socket(host), _addon(alone=alone)
    for _ in range(5):
        _came(addon, flow, PLAIN, Opcode.TEXT, from_client=False)
    assert flow.websocket
    assert len(flow.websocket.messages) == kept
