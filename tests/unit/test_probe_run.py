import asyncio

import httpx
import pytest

from unwall.engine.engine import Engine
from unwall.model import Ask
from unwall.probe.run import Order, probe
from unwall.probe.verdict import Cell
from unwall.resolve.client import Client
from unwall.resolve.pace import MOST, Pace
from unwall.rules.loader import load_rules

ENGINE = Engine(load_rules())
FAST = MOST._replace(per_second=1000)


def cells(order: Order, answers: list[int]) -> tuple[list[Cell], int]:
    """The cells, and how many questions were asked; statuses are given out in turn, then 200."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(answers.pop(0) if answers else 200, stream=httpx.ByteStream(b""))

    def transport(_: Ask) -> httpx.AsyncBaseTransport:
        return httpx.MockTransport(answer)

    async def collect() -> list[Cell]:
        pace = Pace(lambda host: host, FAST)
        return [cell async for cell in probe(ENGINE, Client(transport), pace, order)]

    return asyncio.run(collect()), len(asked)


def test_the_order_is_kept_and_nothing_is_asked_twice() -> None:
    urls = [f"https://{name}.example.com/" for name in "abcabc"]
    found, asked = cells(Order(urls, ["browser", "qq"]), [])
    assert [(cell.url, cell.context) for cell in found] == [(u, c) for u in urls for c in ("browser", "qq")]
    assert asked == 6


@pytest.mark.parametrize(("retries", "verdict", "asked"), [(1, "open", 2), (0, "unknown", 1)])
def test_what_may_go_better_is_tried_again(retries: int, verdict: str, asked: int) -> None:
    found, count = cells(Order(["https://a.example.com/"], ["browser"], retries=retries), [503])
    assert ([cell.verdict for cell in found], count) == ([verdict], asked)
