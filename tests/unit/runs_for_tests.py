"""``unwall run`` as a process of its own."""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

ADDONS = Path(__file__).parents[2] / "addons"
SECONDS = 30.0


class Run:
    """``unwall run`` as a process; what it says is read line by line, within a bounded time."""

    def __init__(self, home: Path, *arguments: str, **environment: str) -> None:
        (home / "tmp").mkdir(exist_ok=True)
        places = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ADDONS)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "unwall.cli.main", "run", *arguments],
            env={"PATH": os.environ["PATH"]} | places | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self.process.stdout
        self._pipe = self.process.stdout.fileno()
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def line(self) -> str:
        """The next line; an empty one at the end."""
        until = time.monotonic() + SECONDS
        while b"\n" not in self._rest:
            ready = select.select([self._pipe], [], [], max(0, until - time.monotonic()))[0]
            assert ready, f"no line within {SECONDS} s; so far: {self._rest!r}"
            got = os.read(self._pipe, 65536)
            if not got:
                return self._rest.decode()
            self._rest += got
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()

    def lines(self, ending: str) -> list[str]:
        """The lines up to the first that contains ``ending``."""
        found = [self.line()]
        while ending not in found[-1] and found[-1]:
            found.append(self.line())
        assert ending in found[-1], found
        return found

    def rest(self) -> str:
        """All that it still says, once it has ended."""
        assert self.process.stdout
        self._rest += self.process.stdout.read()
        return self._rest.decode()

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Its exit code after a signal."""
        self.process.send_signal(how)
        return self.process.wait(SECONDS)
