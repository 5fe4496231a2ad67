"""A long list of links, resolved by a process that is killed again and again, over real sockets."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import certifi
import pytest
from memory_for_tests import TELLS, most

LINES = 200_000
DISTINCT = 6_000
HOSTS = 1_500
KILLED_AT = (1_500, 3_000, 4_500)  # questions
IN_FLIGHT = 32  # questions at once, whose answers a kill may cost
MEMORY = 192 << 20  # bytes
PROGRAM = f"""
{TELLS}
from unwall.cli.main import main
from unwall.world.leading import Leading
http, ca, *arguments = sys.argv[1:]
sys.exit(main(arguments, Leading(1, int(http), ca).transports()))
"""
RULES = f"""
platform: short
rules:
  - id: short-test
    kind: short_link
    verdict: ask
    needs: network
    where: {{hosts: [{", ".join(f"h{n}.example" for n in range(HOSTS))}], path: '^/[a-z0-9]+$'}}
    sources: [{{what: invented, where: tests, seen: '2026'}}]
    tests: [{{given: 'http://h1.example/a', needs: network}}, {{given: 'https://example.com/', leave: true}}]
"""


class Server:
    """All hosts in one: each key leads to a page of its own. Every question is counted."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.port = 0
        self.victim: subprocess.Popen[bytes] | None = None
        self.kill_at = 0
        self._up = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="short links")

    def __enter__(self) -> "Server":
        self._thread.start()
        self._up.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=512)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]
            self.asked[path.decode()] += 1
            if self.victim and self.asked.total() >= self.kill_at:
                self.victim.kill()
                self.victim = None
            writer.write(
                b"HTTP/1.1 302 Found\r\nlocation: https://example.com%s\r\n"
                b"content-length: 0\r\nconnection: close\r\n\r\n" % path
            )
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # who was killed
        finally:
            writer.close()


@pytest.fixture(scope="module")
def given() -> list[str]:
    """Short links, their repeats, and what needs no server."""
    chance = random.Random(1)
    keys = [f"http://h{n % HOSTS}.example/k{n}" for n in range(DISTINCT)]
    every = LINES // DISTINCT
    lines = []
    for n in range(LINES):
        new, rest = divmod(n, every)
        if rest == 0 and new < DISTINCT:
            lines.append(keys[new])
        elif n % 3 == 0:
            lines.append(f"https://example.org/page/{n}")
        elif n % 3 == 1:
            lines.append(f"第 {n} 行没有链接")
        else:
            lines.append(keys[chance.randrange(min(new, DISTINCT - 1) + 1)])
    return lines


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, given: list[str]) -> Iterator["Run"]:
    folder = tmp_path_factory.mktemp("batch")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    (folder / "given").write_text("\n".join(given), encoding="utf-8")
    with Server() as server:
        yield Run(folder, server)


class Run:
    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder
        self.server = server

    def begin(self) -> subprocess.Popen[bytes]:
        arguments = [
            str(self.folder / "memory"),
            str(self.server.port),
            certifi.where(),
            "--rules",
            str(self.folder / "rules.yaml"),
        ]
        with (self.folder / "given").open("rb") as lines, (self.folder / "out").open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *arguments, "unwrap", "--resolve"],
                stdin=lines,
                stdout=out,
                env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            )

    def kept(self) -> set[str]:
        """The keys whose answers are on disk."""
        with closing(sqlite3.connect(self.folder / ".cache" / "unwall" / "answers.db")) as file:
            return {f"/{key.rpartition('/')[2]}" for (key,) in file.execute("select key from answers")}


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux does a process tell its memory so")
def test_killed_three_times_nothing_is_lost_and_nothing_kept_is_asked_again(
    run: Run, given: list[str]
) -> None:
    server = run.server
    for at in KILLED_AT:
        server.kill_at = at
        server.victim = process = run.begin()
        assert process.wait(timeout=300) == -signal.SIGKILL
        kept, before = run.kept(), server.asked.copy()
        assert len(kept) >= before.total() - IN_FLIGHT * len(KILLED_AT)
    process = run.begin()
    assert process.wait(timeout=300) == 0
    out = (run.folder / "out").read_text(encoding="utf-8").splitlines()
    assert out == [
        f"https://example.com/{line.rpartition('/')[2]}" if "//h" in line else line for line in given
    ]
    again = server.asked - before
    assert kept.isdisjoint(again)
    assert len(server.asked) == DISTINCT
    assert server.asked.total() <= DISTINCT + IN_FLIGHT * len(KILLED_AT)
    assert most(run.folder / "memory") < MEMORY
