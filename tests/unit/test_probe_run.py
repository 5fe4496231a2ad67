import asyncio

import httpx
import pytest

from unwall.engine.engine import Engine
from unwall.model import Ask
from unwall.probe.course import Course, Guide
from unwall.probe.run import AHEAD, Order, Probe, Work
from unwall.probe.verdict import Cell, Verdict
from unwall.resolve.client import Client
from unwall.rules.loader import load_rules

GUIDE = Guide(Engine(load_rules()))
FAST = Order(per_second=0)
type Server = dict[str, list[int]]  # statuses by path, given out in turn, then 200


class Servers:
    """What was asked, in order, and how many questions were under way at most."""

    def __init__(self, statuses: Server | None = None) -> None:
        self.asked: list[str] = []
        self.most = 0
        self._now = 0
        self._statuses = statuses or {}

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.url} {request.headers.get('x-requested-with', '')}".strip())
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(0)
        self._now -= 1
        left = self._statuses.get(request.url.path, [])
        status = left.pop(0) if left else 200
        if status == 0:
            raise httpx.ConnectError("no")
        headers = {"location": "/end"} if status == 302 else {}
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(b"<title>x</title>"))

    def client(self) -> Client:
        def transport(_: Ask) -> httpx.AsyncBaseTransport:
            return httpx.MockTransport(self.answer)

        headers = {"qq": {"x-requested-with": "qq"}}
        return Client(transport, headers=headers)


def cells(servers: Servers, work: Work, order: Order = FAST) -> list[Cell]:
    async def collect() -> list[Cell]:
        probe = Probe(GUIDE, servers.client(), order)
        return [cell async for ready in probe.cells(work) for cell in ready]

    return asyncio.run(collect())


def test_the_order_is_kept() -> None:
    keys = [(f"https://{name}.example.com/", context) for name in "cab" for context in ("browser", "qq")]
    servers = Servers()
    assert [(cell.url, cell.context) for cell in cells(servers, Work(keys))] == keys
    assert sum(each.endswith(" qq") for each in servers.asked) == 3


def test_an_address_is_asked_once_for_each_client() -> None:
    statuses: Server = {"/a": [302] * 9, "/b": [302] * 9}
    servers = Servers(statuses)
    urls = [f"https://a.example.com/{path}" for path in ("a", "a#one", "b", "a#two", "end")]
    found = cells(servers, Work([(url, "browser") for url in urls]))
    assert [cell.verdict for cell in found] == [Verdict.OPEN] * 5
    assert sorted(servers.asked) == [f"https://a.example.com/{path}" for path in ("a", "b", "end")]


@pytest.mark.parametrize(
    ("retries", "status", "verdict", "asked"),
    [(1, 503, "open", 2), (0, 503, "unknown", 1), (1, 0, "open", 2), (2, 404, "dead", 1)],
)
def test_what_may_go_better_is_tried_again(retries: int, status: int, verdict: str, asked: int) -> None:
    servers = Servers({"/": [status]})
    order = FAST._replace(retries=retries)
    found = cells(servers, Work([("https://a.example.com/", "browser")]), order)
    assert ([cell.verdict for cell in found], len(servers.asked)) == ([verdict], asked)


@pytest.mark.parametrize("order", [Order(at_once=2, per_second=0), Order(16, 2, 10_000)])
def test_no_more_at_once_than_allowed(order: Order) -> None:
    servers = Servers()
    cells(servers, Work([(f"https://a.example.com/{number}", "browser") for number in range(40)]), order)
    assert servers.most == 2


def test_what_is_known_is_not_asked_and_what_is_done_is_told() -> None:
    known = Cell("https://a.example.com/", "browser", Verdict.DEAD)
    told: list[str] = []

    def done(course: Course) -> Cell:
        told.append(course.page)
        return course.cell._replace(title="seen")

    servers = Servers()
    keys = [(known.url, "browser"), ("https://b.example.com/", "browser")]
    work = Work(keys, lambda url, _: known if url == known.url else None, done)
    found = cells(servers, work)
    assert (found[0], found[1].title) == (known, "seen")
    assert (servers.asked, told) == (["https://b.example.com/"], ["<title>x</title>"])


def test_a_hundred_thousand_links_do_not_stand_in_memory_at_once() -> None:
    drawn = 0

    def keys():
        nonlocal drawn
        for number in range(20_000):
            drawn += 1
            yield f"https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F{number}", "browser"

    async def collect() -> list[int]:
        gaps, seen = [], 0
        async for ready in Probe(GUIDE, Servers().client(), FAST).cells(Work(keys())):
            seen += len(ready)
            gaps.append(drawn - seen)
        return [seen, max(gaps)]

    seen, gap = asyncio.run(collect())
    assert seen == 20_000
    assert gap <= AHEAD


def test_who_stops_early_leaves_nothing_running() -> None:
    async def first() -> int:
        coming = Probe(GUIDE, Servers().client(), FAST).cells(
            Work([(f"https://a.example.com/{number}", "browser") for number in range(50)])
        )
        await anext(coming)
        await coming.aclose()
        return len(asyncio.all_tasks())

    assert asyncio.run(first()) == 1
