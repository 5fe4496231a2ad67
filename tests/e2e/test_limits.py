"""A process that may open few files: new connections wait, old ones are served, and it is said once.

One that may open more serves many at once.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from runs_for_tests import ADDONS, SECONDS, Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems with such limits")

FILES = 64
MANY = 400
ASKED = (
    b"GET http://link.zhihu.com/?target=https%%3A%%2F%%2Fexample.com%%2F%d HTTP/1.1\r\n"
    b"Host: link.zhihu.com\r\nAccept: text/html\r\n\r\n"
)
SELF_TEST = b"GET http://unwall.localhost/self-test HTTP/1.1\r\nHost: unwall.localhost\r\n\r\n"


def served(sock: socket.socket) -> bool:
    sock.settimeout(10)
    sock.sendall(SELF_TEST)
    return sock.recv(65536).startswith(b"HTTP/1.1 200 ")


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_too_many_connections(tmp_path: Path) -> None:
    port = free()
    limited = ["sh", "-c", f'ulimit -n {FILES} && exec "$@"', "sh"]
    command = [*limited, sys.executable, "-m", "unwall.cli.main", "run", "--no-browser", "--no-dashboard"]
    said = tmp_path / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--listen", f"127.0.0.1:{port}"],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ADDONS)},
            stdout=out,
            stderr=out,
        )
    try:
        until = time.monotonic() + SECONDS
        while b"listens on" not in said.read_bytes() and time.monotonic() < until:
            time.sleep(0.05)
        held = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(2 * FILES)]
        time.sleep(2.5)  # two rounds in which the system has no file to give
        assert all(map(served, held[:5]))
        for sock in held:
            sock.close()
        with socket.create_connection(("127.0.0.1", port), 5) as sock:
            assert served(sock)  # once it is tried again
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 0
    finally:
        process.kill()
        process.wait()
    text = said.read_text("utf-8")
    assert "Traceback" not in text
    assert text.count("too many files are open") == 1
    assert "ulimit -n" in text


def test_many_connections_at_once(tmp_path: Path) -> None:
    with Run(tmp_path, "--no-browser", "--no-dashboard", "--listen", "127.0.0.1:0") as proxy:
        port = int(proxy.lines("listens on")[-1].partition("127.0.0.1:")[2].partition(";")[0])
        held = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(MANY)]
        for number, sock in enumerate(held):
            sock.sendall(ASKED % number)
        answers = [sock.recv(65536).decode().lower() for sock in held]
        for sock in held:
            sock.close()
        led = [line for answer in answers for line in answer.splitlines() if line.startswith("location")]
        assert led == [f"location: https://example.com/{number}" for number in range(MANY)]
        assert proxy.end() == 0
