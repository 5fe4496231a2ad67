"""Whether one link opens for one client, for tests: asked at once, and told in full where it does not."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager

from unwall.probe.course import Guide
from unwall.probe.run import Order, Probe, Work
from unwall.probe.verdict import Cell, Verdict
from unwall.resolve.client import Client, Transports

_SAYS = {
    Verdict.WRAPPED: "the link carries its target in itself; people first get the wrapper's page",
    Verdict.WALLED: "something stands before the target",
    Verdict.APP_ONLY: "only an app opens it",
    Verdict.ELSEWHERE: "it ends on another site",
    Verdict.LOGIN: "it wants a sign-in",
    Verdict.CAPTCHA: "the server takes us for a robot, so nothing is known",
    Verdict.DEAD: "there is nothing",
    Verdict.UNKNOWN: "it could not be determined",
}


def opened(guide: Guide, url: str, context: str, network: AbstractAsyncContextManager[Transports]) -> Cell:
    """What the link is to this client. Raises ValueError for a client that the rules do not know."""
    known = {each.name: dict(each.clients[0].headers) for each in guide.engine.rules.beside.contexts}
    if context not in known:
        raise ValueError(f"there is no client {context!r}; there are {', '.join(known)}")

    async def cell() -> Cell:
        async with network as transports:
            probe = Probe(guide, Client(transports, headers=known), Order(per_second=0))
            (ready,) = [batch async for batch in probe.cells(Work([(url, context)]))]
            return ready[0]

    with ThreadPoolExecutor(1) as thread:  # the caller's own may have a loop that runs, as Playwright's has
        return thread.submit(asyncio.run, cell()).result()


def complaint(cell: Cell) -> str:
    """Why a link does not open, as the message of a failed test."""
    lines = [f"{cell.url} does not open for {cell.context}: {cell.verdict} - {_SAYS[cell.verdict]}"]
    if cell.rule:
        lines.append(f"  known by:   {cell.rule} ({cell.rule_place})")
    for name, value in (("reason:", cell.why), ("page:", cell.title), ("matched:", cell.matched)):
        if value:
            lines.append(f"  {name:<11} {value}")
    for number, hop in enumerate(cell.hops):
        said = f"{hop.status or hop.error} {hop.url} ({hop.via}, {hop.milliseconds:.0f} ms)"
        lines.append(f"  {'way:' if not number else '':<11} {said}")
    if cell.target:
        lines.append(f"  next:       give people {cell.target} instead, or the way there that is not walled")
    return "\n".join(lines)
