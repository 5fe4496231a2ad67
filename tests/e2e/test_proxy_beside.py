"""The addon in a mitmdump that does other things as well: other addons have what they want."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import http
from mitmproxy.io import FlowReader
from proxies_for_tests import FEED, LINK, SITES, TARGET, Running, nobody_at_home, running

from unwall.world.server import World

DIRECT = FEED.replace(f"https://{LINK}", TARGET.replace("&", "&amp;")).encode()
PAGE, IMAGE, PART = "https://www.wall.test/feed", "https://www.wall.test/image", "https://part.wall.test/"
ANSWERED = f"https://{LINK}"
SCRIPT = """
from mitmproxy import ctx
class Other:
    def running(self):
        ctx.options.update(
            unwall_scope="all",
            save_stream_file={file!r},
            modify_body=["/a link/A LINK"],
            modify_headers=["/~s/x-other/1"],
            map_remote=["|//mapped[.]test|//www.wall.test"],
            map_local=["|//local[.]test|" + {page!r}],
            block_list=["|//blocked[.]test|418"],
        )
    def response(self, flow):
        flow.metadata["seen"] = len(flow.response.content)
addons = [Other()]
"""


async def in_parts(_: Any, __: Any, send: Any) -> None:
    """The page, of which nobody says how long it is."""
    headers = [(b"content-type", b"text/html; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for part in (FEED[:40], FEED[40:]):
        await send({"type": "http.response.body", "body": part.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    apps = {"part.wall.test": in_parts}
    with nobody_at_home(tmp_path_factory.mktemp("home")), World(SITES, apps=apps) as there:
        yield there


@pytest.fixture
def proxy(world: World, tmp_path: Path) -> Iterator[Running]:
    script = tmp_path / "others.py"
    page = tmp_path / "page.html"
    page.write_text(FEED + " " * (1 << 20))
    script.write_text(SCRIPT.format(file=str(tmp_path / "flows"), page=str(page)))
    with running(world, "mitmdump", str(script)) as there:
        yield there


def test_others_have_every_body_and_the_flows_are_kept_whole(proxy: Running, tmp_path: Path) -> None:
    for url in (PAGE, IMAGE, PART, ANSWERED, "http://blocked.test/", "http://mapped.test/feed"):
        with proxy.client() as client:
            answer = client.get(url)
        assert answer.headers["x-other"] == "1"
        if "feed" in url or "part" in url:
            assert answer.content == DIRECT.replace(b"a link", b"A LINK")
    assert "Traceback" not in proxy.proxy.said()
    proxy.proxy._process.terminate()  # noqa: SLF001 - only the harness has it
    proxy.proxy._process.wait(5)  # noqa: SLF001 - see above
    with (tmp_path / "flows").open("rb") as file:
        kept = [each for each in FlowReader(file).stream() if isinstance(each, http.HTTPFlow)]
    assert [_told(each) for each in kept] == [
        (PAGE, 200, "links made direct"),
        (IMAGE, 200, ""),
        (PART, 200, "links made direct"),
        (ANSWERED, 307, f"opened {TARGET}"),
        ("http://blocked.test/", 418, ""),
        ("http://www.wall.test/feed", 200, "links made direct"),
    ]
    assert all("seen" in each.metadata for each in kept)
    assert [bool(each.response and each.response.raw_content) for each in kept] == [True] * 4 + [False, True]


def test_a_large_body_that_another_addon_answers_with_is_opened_as_well(proxy: Running) -> None:
    with proxy.client() as client:
        answer = client.get("http://local.test/page")
    assert answer.content.rstrip() == DIRECT.replace(b"a link", b"A LINK")
    assert answer.headers["content-length"] == str(len(answer.content))


def _told(flow: http.HTTPFlow) -> tuple[str, int, str]:
    assert flow.response
    return flow.request.pretty_url, flow.response.status_code, flow.comment.removeprefix("unwall: ")
