"""Many things done at once, and their results in the order in which they were given."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from inspect import isawaitable


async def in_order[Item, Result](
    items: AsyncIterable[Item], start: Callable[[Item], Result | Awaitable[Result]], most: int
) -> AsyncGenerator[Result]:
    """What ``start`` makes of each item, at once or in its own time.

    ``most`` are under way at once, and what is done does not wait for items to come.
    """
    under_way: asyncio.Queue[asyncio.Future[Result] | tuple[Result] | None] = asyncio.Queue(most)
    begun: set[asyncio.Future[Result]] = set()

    async def begin() -> None:
        try:
            async for item in items:
                result = start(item)
                if not isawaitable(result):
                    await under_way.put((result,))
                    continue
                future = asyncio.ensure_future(result)
                begun.add(future)
                future.add_done_callback(begun.discard)
                await under_way.put(future)
        finally:
            await under_way.put(None)

    beginning = asyncio.create_task(begin())
    try:
        while (done := await under_way.get()) is not None:
            yield done[0] if isinstance(done, tuple) else await done
        await beginning
    finally:
        beginning.cancel()
        for each in begun:
            each.cancel()
