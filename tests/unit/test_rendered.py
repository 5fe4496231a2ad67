"""Pictures of a real browser that passes for a client, in the walled world."""

import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest
from httpcore import AsyncNetworkStream

from unwall.engine.engine import Engine
from unwall.probe.course import Guide
from unwall.probe.rendered import Renderer, RenderError, Seen, pictures, rendered
from unwall.probe.verdict import Cell, Hop, Verdict
from unwall.resolve.guard import Guard, dial
from unwall.rules.loader import load_rules
from unwall.world.exchange import Reply, Request, html
from unwall.world.leading import Leading
from unwall.world.server import World

GUIDE = Guide(Engine(load_rules()))
PAGE = "https://a.example.com/"
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


def asked(request: Request) -> Reply:
    """Says who asked; one path leads on by a script."""
    if request.path == "/script":
        return html(f"<script>location.replace('{LINK}')</script>")
    return html(f"<title>{request.agent[:40]} {request.headers.get('x-requested-with')}</title><p>hi")


def renderer_in(world: World, chromium: Path) -> Renderer:
    leading = Leading(world.https_port, world.http_port, str(world.ca_pem))
    return Renderer(
        str(chromium),
        [f"--ignore-certificate-errors-spki-list={world.spki}"],
        lambda private: Guard(private=private, look_up=leading.look_up, dial=leading.dial),
    )


def test_a_browser_sees_what_the_client_sees(requires_chromium: Path) -> None:
    hop = (Hop(PAGE, 200, 1.0),)
    cells = [
        Cell(PAGE, "browser", Verdict.OPEN, hops=hop),
        Cell(PAGE, "douyin", Verdict.OPEN, hops=hop),
        Cell(PAGE + "script", "browser", Verdict.OPEN, hops=hop),
        Cell("weixin://dl/business/?t=x", "browser", Verdict.APP_ONLY),
        Cell(LINK, "browser", Verdict.WRAPPED),
    ]
    world = World({"a.example.com": asked, "link.zhihu.com": asked})
    with world, renderer_in(world, requires_chromium) as renderer:
        found = list(pictures(GUIDE, cells, renderer))
    assert [picture[:4] + picture[8:12] for _, picture in found] == [
        *[b"RIFFWEBP"] * 3,
        b"",
        b"RIFFWEBP",
    ]
    assert found[0][0].title.endswith(" None")
    assert found[1][0].title.endswith(" com.ss.android.ugc.aweme")
    assert (found[2][0].verdict, found[2][0].rule) == (Verdict.WALLED, "zhihu-link")
    assert [hop.via for hop in found[2][0].hops] == ["link", "script"]
    assert found[3][0] == cells[3]
    assert (found[4][0].verdict, [hop.via for hop in found[4][0].hops]) == (Verdict.WRAPPED, ["link"])


def test_what_a_browser_changes_of_a_verdict() -> None:
    cell = Cell(PAGE, "browser", Verdict.OPEN, hops=(Hop(PAGE, 200, 1.0),))
    assert rendered(GUIDE, cell, Seen(PAGE + "#a", "t", "<p>", b"")) == cell._replace(title="t")
    assert rendered(GUIDE, cell, Seen("https://b.example.net/", "t", "<p>", b"")).verdict is Verdict.ELSEWHERE
    dead = cell._replace(verdict=Verdict.DEAD)
    assert rendered(GUIDE, dead, Seen("https://b.example.net/", "t", "<p>", b"")).verdict is Verdict.DEAD


def test_a_browser_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(RenderError), Renderer(str(tmp_path / "none")):
        pass


class Inside:
    """Listens on this machine as a service that nobody outside may reach, and counts who comes."""

    def __enter__(self) -> Self:
        self._stream = socket.create_server(("127.0.0.1", 0))
        self.port = self._stream.getsockname()[1]
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", self.port))
        for each in (self._stream, self._datagrams):
            each.setblocking(False)
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._datagrams.close()

    def came(self) -> int:
        """How many connections and datagrams."""
        count = 0
        with suppress(BlockingIOError):
            while True:
                self._stream.accept()[0].close()
                count += 1
        with suppress(BlockingIOError):
            while self._datagrams.recv(2_048):
                count += 1
        return count


TRIES = """<title>tries</title><p>hi
<link rel=dns-prefetch href="//looked-up.example.com"><link rel=preconnect href="http://{host}:{port}">
<img src="http://{host}:{port}/i"><iframe src="http://{host}:{port}/f"></iframe><iframe src="/led"></iframe>
<script src="http://{host}:{port}/s"></script><link rel=stylesheet href="http://{host}:{port}/c">
<script>
fetch("http://{host}:{port}/x", {{mode: "no-cors"}}).catch(() => 0);
navigator.sendBeacon("http://{host}:{port}/b", "x");
for (const scheme of ["ws", "wss"]) new WebSocket(scheme + "://{host}:{port}/w");
new EventSource("http://{host}:{port}/e");
const call = new RTCPeerConnection({{iceServers: [
  {{urls: "stun:{host}:{port}"}},
  {{urls: "turn:{host}:{port}?transport=udp", username: "u", credential: "c"}},
  {{urls: "turn:{host}:{port}?transport=tcp", username: "u", credential: "c"}},
]}});
call.createDataChannel("x");
call.createOffer().then(offer => call.setLocalDescription(offer));
</script>"""


@pytest.mark.parametrize(
    ("host", "private"),
    [
        *((host, False) for host in ("127.0.0.1", "localhost", "inside.example.com", "0.0.0.0")),
        ("inside.example.com", True),
    ],
)
def test_a_page_does_not_reach_what_is_inside(requires_chromium: Path, host: str, private: bool) -> None:
    asked: set[str] = set()

    async def look_up_here(name: str, port: int) -> Sequence[str]:
        asked.add(name)
        return ["93.184.215.14"] if name == "a.example.com" else ["127.0.0.1"]

    with Inside() as inside:

        def answer(request: Request) -> Reply:
            if request.path == "/led":
                return Reply(302, (("location", f"http://{host}:{inside.port}/led"),))
            return html(TRIES.format(host=host, port=inside.port))

        with World({"a.example.com": answer}) as world:

            async def dial_here(to: str, port: int, within: float | None) -> AsyncNetworkStream:
                return await dial("127.0.0.1", port if to == "127.0.0.1" else world.http_port, within)

            def guard(private: bool) -> Guard:
                return Guard(private=private, look_up=look_up_here, dial=dial_here)

            client = GUIDE.engine.rules.beside.contexts[0].clients[0]
            with Renderer(str(requires_chromium), guard=guard) as renderer:
                seen = renderer.see("http://a.example.com/", client, private=private)
        assert private or (seen and seen.title) == "tries"  # a page that waits for what never answers is none
        assert (inside.came() > 0) is private
    assert host in asked
