"""Pictures of a real browser that passes for a client, in the walled world."""

from pathlib import Path

import pytest

from unwall.engine.engine import Engine
from unwall.probe.course import Guide
from unwall.probe.rendered import Renderer, RenderError, Seen, pictures, rendered
from unwall.probe.verdict import Cell, Hop, Verdict
from unwall.rules.loader import load_rules
from unwall.world.exchange import Reply, Request, html
from unwall.world.server import World

GUIDE = Guide(Engine(load_rules()))
PAGE = "https://a.example.com/"
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


def asked(request: Request) -> Reply:
    """Says who asked; one path leads on by a script, one asks the own network for a picture."""
    if request.path == "/script":
        return html(f"<script>location.replace('{LINK}')</script>")
    inside = "<img src=http://127.0.0.1:9/x>" if request.path == "/inside" else ""
    return html(f"<title>{request.agent[:40]} {request.headers.get('x-requested-with')}</title>{inside}<p>hi")


def test_a_browser_sees_what_the_client_sees(requires_chromium: Path) -> None:
    hop = (Hop(PAGE, 200, 1.0),)
    cells = [
        Cell(PAGE, "browser", Verdict.OPEN, hops=hop),
        Cell(PAGE, "douyin", Verdict.OPEN, hops=hop),
        Cell(PAGE + "script", "browser", Verdict.OPEN, hops=hop),
        Cell("weixin://dl/business/?t=x", "browser", Verdict.APP_ONLY),
        Cell(LINK, "browser", Verdict.WRAPPED),
    ]
    with World({"a.example.com": asked, "link.zhihu.com": asked}) as world:
        arguments = [
            f"--host-resolver-rules={world.resolver_rules}",
            f"--ignore-certificate-errors-spki-list={world.spki}",
        ]
        with Renderer(str(requires_chromium), arguments) as renderer:
            found = list(pictures(GUIDE, cells, renderer))
            client = next(each for each in GUIDE.engine.rules.beside.contexts if each.name == "qq").clients[0]
            inside = renderer.see(PAGE + "inside", client, private=False)
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
    assert inside is not None


def test_what_a_browser_changes_of_a_verdict() -> None:
    cell = Cell(PAGE, "browser", Verdict.OPEN, hops=(Hop(PAGE, 200, 1.0),))
    assert rendered(GUIDE, cell, Seen(PAGE + "#a", "t", "<p>", b"")) == cell._replace(title="t")
    assert rendered(GUIDE, cell, Seen("https://b.example.net/", "t", "<p>", b"")).verdict is Verdict.ELSEWHERE
    dead = cell._replace(verdict=Verdict.DEAD)
    assert rendered(GUIDE, dead, Seen("https://b.example.net/", "t", "<p>", b"")).verdict is Verdict.DEAD


def test_a_browser_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(RenderError), Renderer(str(tmp_path / "none")):
        pass
