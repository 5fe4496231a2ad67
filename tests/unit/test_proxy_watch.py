import asyncio
import os
from pathlib import Path

from unwall.proxy.watch import look, watch


def test_look_sees_rule_files_alone(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("a.yaml", "below/b.yml", "notes.txt", ".b.yaml.swp"):
        (tmp_path / name).write_text("x")
    seen = look([str(tmp_path), str(tmp_path / "gone"), str(tmp_path / "gone.yaml")])
    assert [path for path, _, _ in seen] == [str(tmp_path / "a.yaml"), str(tmp_path / "below" / "b.yml")]


def test_a_single_file_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("x")
    assert [(path, size) for path, _, size in look([str(file)])] == [(str(file), 1)]


def test_watch_tells_of_every_change(tmp_path: Path) -> None:
    fresh, file = tmp_path / "fresh", tmp_path / "a.yaml"
    fresh.write_text("one")

    async def story() -> list[int]:
        told: asyncio.Queue[int] = asyncio.Queue()

        async def changed() -> None:
            await told.put(len(look([str(tmp_path)])))

        watching = asyncio.create_task(watch(lambda: [str(tmp_path)], changed, every=0.01))
        await asyncio.sleep(0)  # it has begun, and seen the empty folder
        counts = []
        for act in (lambda: fresh.rename(file), lambda: os.utime(file, ns=(1, 1)), file.unlink):
            act()
            counts.append(await asyncio.wait_for(told.get(), 5))
        watching.cancel()
        return counts

    assert asyncio.run(story()) == [1, 1, 0]
