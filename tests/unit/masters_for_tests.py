"""The embedded master in this very process: a real listener, and what it said."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from unwall.proxy.master import Listen, Ready, Settings, serve
from unwall.proxy.setup import Choices

DATA = Path(__file__).parents[1] / "data" / "proxy"

type Story = Callable[[Ready, list[str]], Awaitable[None]]


def settings(folder: Path, rules: Path = DATA) -> Settings:
    """A proxy on a free port with these rules alone."""
    chosen = Choices(rules=(str(rules),), cache=str(folder / "cache"))
    return Settings(confdir=folder / "conf", listen=Listen(port=0), choose=lambda: chosen)


def tell(settings: Settings, story: Story) -> list[str]:
    """What the proxy said while ``story`` was acted out; it is then stopped, and must end soon."""
    said: list[str] = []

    async def act() -> None:
        stop = asyncio.Event()
        ready: asyncio.Future[Ready] = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(serve(settings._replace(tell=said.append), ready.set_result, stop))
        async with asyncio.timeout(20):
            either: set[asyncio.Future[Any]] = {serving, ready}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                await story(ready.result(), said)
        stop.set()
        async with asyncio.timeout(2):
            await serving

    asyncio.run(act())
    return said
