"""A PostgreSQL of the tests' own: a fresh cluster on a port of this machine, gone at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from events_for_tests import RUN, event

from unwall.store.postgres import PostgresStore

_PLACES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt")
_USER = "postgres"  # whom Debian's package makes: the server refuses to run as root


def tool(name: str) -> Path | None:
    """A program of the newest PostgreSQL that is installed."""
    for place in _PLACES:
        found = sorted(Path(place).glob(f"*/bin/{name}"))
        if found:
            return found[-1]
    path = shutil.which(name)
    return Path(path) if path else None


@contextmanager
def cluster(initdb: Path) -> Iterator[str]:
    """The address of its first database."""
    as_user = ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="unwall-pg-") as folder:
        if as_user:
            shutil.chown(folder, _USER)
        data = Path(folder) / "data"
        make = [
            *as_user,
            str(initdb),
            "-D",
            str(data),
            "-U",
            "unwall",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run([*make, "--locale=C"], check=True, capture_output=True, cwd=folder)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        control = [*as_user, str(initdb.with_name("pg_ctl")), "-D", str(data), "-w"]
        start = [*control, "-o", options, "-l", f"{folder}/log", "start"]
        subprocess.run(start, check=True, capture_output=True, cwd=folder)
        try:
            yield f"postgresql://unwall@127.0.0.1:{port}/postgres?connect_timeout=5"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)


def filled(dsn: str, count: int) -> PostgresStore:
    """An open log with so many events."""
    store = PostgresStore(dsn, write=True)
    store.append(RUN, [event(number) for number in range(count)])
    return store


class Relay:
    """Stands before a server; leaves its clients at the ``fatal``-th answer that a commit was made.

    ``hangs``: it is silent then, and the connection stays.
    """

    def __init__(self, port: int, fatal: int, at: int = 0, *, hangs: bool = False) -> None:
        self.hung = threading.Event()
        self._hangs = hangs
        self._port = port
        self._left = fatal
        self._listener = socket.create_server(("127.0.0.1", at))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self._port))
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                self._left -= b"COMMIT\0Z" in data
                if b"COMMIT\0Z" in data and not self._left:
                    self.hung.set()
                    if not self._hangs:
                        break
                if self._hangs and self.hung.is_set():
                    continue
                sink.sendall(data)
        for sock in (source, sink):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        source.close()

    def close(self) -> None:
        """Takes no more."""
        self._listener.close()
