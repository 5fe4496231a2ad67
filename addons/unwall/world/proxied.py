"""A real proxy, in a process of its own, that lives in a world."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from unwall.config import IN_OUR_BROWSER
from unwall.world.certificates import spki
from unwall.world.platforms.short_links import KEYS, SERVICE
from unwall.world.server import World
from unwall.world.upstream import Upstream
from unwall.world.walls import Scope

_PACKAGES = Path(__file__).parents[2]
_START = 30.0  # seconds
_STOP = 5.0
_BEGIN, _END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"

type Command = Callable[[Scope, Path, Path], Sequence[str]]


class ProxyError(RuntimeError):
    """Why there is no proxy: the last lines it wrote."""


def unwall_run(
    scope: Scope, confdir: Path, script: Path, deny: Sequence[str] = (), log: Path | None = None
) -> Sequence[str]:
    """The proxy as a person starts it, with what is on in its own browser; ``deny`` switches rules off.

    What it does goes to ``log``, never to the user's own.
    """
    config = script.with_name("config.toml")
    options = sorted(IN_OUR_BROWSER)
    config.write_text(f"options = {json.dumps(options)}\ndeny = {json.dumps(list(deny))}\n{SERVICE}", "utf-8")
    return (
        sys.executable, "-m", "unwall.cli.main", "run", "--no-browser", "--listen", "127.0.0.1:0",
        "--confdir", str(confdir), "--scope", scope, "--resolve",
        "--script", str(script), "--config", str(config),
        *(("--log", str(log)) if log else ("--no-log",)),
    )  # fmt: skip


class Proxy:
    """A context manager: a proxy on 127.0.0.1 whose upstream is ``world``; ``port`` is where it listens."""

    port: int

    def __init__(self, world: World, scope: Scope = Scope.PAGES, command: Command = unwall_run) -> None:
        self._world = world
        self._folder = TemporaryDirectory(prefix="unwall-proxy-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        self._script = folder / "upstream.py"
        self._said = folder / "said"
        self._command = command(scope, folder / "conf", self._script)

    @property
    def spki(self) -> str:
        """The public key of the proxy's own CA, for Chromium's list of trusted keys."""
        pem = (self._ca_folder / "mitmproxy-ca.pem").read_bytes()
        return spki(pem[pem.index(_BEGIN) : pem.index(_END) + len(_END)])

    @property
    def ca_pem(self) -> Path:
        """The file with the certificate of the proxy's own CA, for clients that check."""
        return self._ca_folder / "mitmproxy-ca-cert.pem"

    def said(self) -> str:
        """What the proxy has written so far, for people."""
        return self._said.read_text("utf-8", errors="replace")

    def __enter__(self) -> Self:
        try:
            self.port, self._ca_folder = self._start()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._folder.cleanup()

    def _start(self) -> tuple[int, Path]:
        world = self._world
        with socket.create_server(("127.0.0.1", 0)) as ready, self._said.open("wb") as said:
            upstream = Upstream(world.https_port, world.http_port, str(world.ca_pem), ready.getsockname()[1])
            self._script.write_text(upstream.script(), "utf-8")
            self._process = subprocess.Popen(
                self._command, stdout=said, stderr=said, env=environment() | KEYS
            )
            try:
                return self._wait(ready)
            except BaseException:
                self._stop()
                raise

    def _wait(self, ready: socket.socket) -> tuple[int, Path]:
        """The port and the CA's folder that the proxy tells, unless it ends before."""
        ready.settimeout(0.2)
        for _ in range(int(_START / 0.2)):
            try:
                connection, _ = ready.accept()
            except TimeoutError:
                if self._process.poll() is not None:
                    break
                continue
            with connection, connection.makefile() as lines:
                port, folder = lines.readline().rstrip("\n").split(" ", 1)
                return int(port), Path(folder).expanduser()
        raise ProxyError(self.said()[-2000:])

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def environment() -> dict[str, str]:
    """The environment of this process, in which the proxy finds the same unwall."""
    path = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path}
