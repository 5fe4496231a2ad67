"""Rule files looked at once a second, so that a change counts without a restart."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

type Seen = tuple[tuple[str, int, int], ...]


async def watch(
    places: Callable[[], Iterable[str]], changed: Callable[[], Awaitable[None]], every: float = 1.0
) -> None:
    """Await ``changed`` when a file of ``places`` is new, gone, or of another time or size; never ends."""
    seen = look(places())
    while True:
        await asyncio.sleep(every)
        now = await asyncio.to_thread(look, tuple(places()))
        if now != seen:
            seen = now
            await changed()


def look(places: Iterable[str]) -> Seen:
    """Path, time and size of every rule file under ``places``; what cannot be read is not there."""
    return tuple(sorted(entry for place in places for path in _files(place) if (entry := _entry(path))))


def _files(place: str) -> Iterable[str]:
    if not Path(place).is_dir():
        return [place]
    return [
        os.path.join(folder, name)  # noqa: PTH118 - thousands of paths a second are cheaper as text
        for folder, _, names in os.walk(place)
        for name in names
        if name.endswith((".yaml", ".yml"))
    ]


def _entry(path: str) -> tuple[str, int, int] | None:
    try:
        stat = os.stat(path)  # noqa: PTH116 - see above
    except OSError:
        return None
    return path, stat.st_mtime_ns, stat.st_size
