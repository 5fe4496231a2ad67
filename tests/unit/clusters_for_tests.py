"""A PostgreSQL of the tests' own: a fresh cluster on a port of this machine, gone at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
