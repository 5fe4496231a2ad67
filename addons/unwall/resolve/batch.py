"""Many things done at once, and their results in the order in which they were given."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable


async def in_order[Item, Result](
    items: AsyncIterable[Item], work: Callable[[Item], Awaitable[Result]], most: int
) -> AsyncGenerator[Result]:
    """What ``work`` makes of each item; ``most`` are under way at once, and none waits for items to come."""
    under_way: asyncio.Queue[asyncio.Task[Result] | None] = asyncio.Queue(most)
    tasks: set[asyncio.Task[Result]] = set()

    async def one(item: Item) -> Result:
        return await work(item)

    async def start() -> None:
        try:
            async for item in items:
                task = asyncio.create_task(one(item))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
                await under_way.put(task)
        finally:
            await under_way.put(None)

    starting = asyncio.create_task(start())
    try:
        while (task := await under_way.get()) is not None:
            yield await task
        await starting
    finally:
        starting.cancel()
        for each in tasks:
            each.cancel()
