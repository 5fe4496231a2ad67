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
    async def story() -> list[str]:
        said: asyncio.Queue[str] = asyncio.Queue()
        told = []

        async def changed() -> None:
            await said.put(",".join(sorted(path.name for path in tmp_path.iterdir())))

        watching = asyncio.create_task(watch(lambda: [str(tmp_path)], changed, every=0.01))
        await asyncio.sleep(0)  # it has begun, and seen the empty folder
        for act in (
            lambda: (tmp_path / "a.yaml").write_text("one"),
            lambda: os.utime(tmp_path / "a.yaml", ns=(1, 1)),
            lambda: (tmp_path / "a.yaml").unlink(),
        ):
            act()
            told.append(await asyncio.wait_for(said.get(), 5))
        watching.cancel()
        return told

    assert asyncio.run(story()) == ["a.yaml", "a.yaml", ""]
