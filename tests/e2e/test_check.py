"""``unwall check`` as a process: a generated site, hostile inputs, and memory that stays small."""

import contextlib
import gzip
import importlib.util
import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from memory_for_tests import TELLS, most

from unwall.world.server import World

ROOT = Path(__file__).parents[2]
LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
MOST = 400 << 20  # bytes of memory


def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_bench", ROOT / "benches" / "check.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def port() -> Iterator[int]:
    with bench().server() as port:
        yield port


class User:
    """Somebody at a command line that is not a terminal."""

    def __init__(self, home: Path) -> None:
        self.home = home
        path = str(ROOT / "addons")
        self.env = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": path, "LC_ALL": "C.UTF-8"}

    def start(self, *words: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "unwall.cli.main", "check", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=pipe, env=self.env, cwd=self.home)

    def run(self, *words: str, stdin: bytes = b"") -> tuple[int, list[dict[str, Any]], str]:
        """Exit code, cells and messages."""
        process = self.start(*words, "--json", stdin=subprocess.PIPE)
        out, err = process.communicate(stdin, timeout=120)
        assert b"Traceback" not in err
        return process.returncode, [json.loads(line) for line in out.splitlines()], err.decode()


@pytest.fixture
def user(tmp_path: Path) -> User:
    return User(tmp_path)


def test_exactly_the_walled_links_of_a_site_are_found() -> None:
    measured = bench().measured(pages=200, links=2_000)
    assert measured[2]


def test_every_line_has_its_answer(user: User, port: int) -> None:
    here = f"http://127.0.0.1:{port}/page"
    lines = {
        f"{here}/1": "open",
        "x" * 5_000_000: "unknown",
        f"{here}/{'a' * 60_000}": "open",
        f"{here}/{'b' * 70_000}": "unknown",
        "https://no-such-host.invalid/": "dead",
        "http://127.0.0.1:1/": "unknown",
        "https://[broken/": "unknown",
        "\x1b[31mred": "unknown",
        LINK: "wrapped",
    }
    stdin = "\n".join(lines).encode() + b"\n\xff\xfe\x00\n"
    code, cells, err = user.run("--retries", "0", stdin=stdin)
    assert code == 1
    assert [cell["verdict"] for cell in cells][: len(lines)] == list(lines.values())
    assert len(cells) == len(lines) + 1
    assert err.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux does a process tell its memory so")
def test_a_hundred_thousand_links_take_little_memory(user: User) -> None:
    stdin = "".join(f"{LINK}{number}\n" for number in range(100_000)).encode()
    program = f"{TELLS}\nfrom unwall.cli.main import main\nsys.exit(main())"
    command = [sys.executable, "-c", program, str(user.home / "memory"), "check", "--json"]
    done = subprocess.run(
        command, input=stdin, stdout=subprocess.PIPE, env=user.env, cwd=user.home, timeout=120, check=False
    )
    assert (done.returncode, done.stdout.count(b"\n")) == (1, 100_000)
    assert most(user.home / "memory") < MOST


def test_hostile_files_and_sites(user: User, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text("<a href=" * 600_000 + f'><a href="{LINK}">')
    (tmp_path / "site" / "b.har").write_text(
        '{"log": {"entries": [{"request": {"url": "https://example.com/"}}, '
    )
    (tmp_path / "site" / "c.html").write_bytes(os.urandom(100_000))
    (tmp_path / "site" / "d.json").write_text("[" * 1_000_000)
    (tmp_path / "site" / "e.xml").write_text('<!DOCTYPE x [<!ENTITY a "&a;&a;">]><urlset><url><loc>&a;</loc>')
    (tmp_path / "f.bin").write_bytes(os.urandom(100_000))
    code, cells, err = user.run("site", "f.bin", "none.txt", "--offline")
    found = {cell["url"]: cell["verdict"] for cell in cells}
    assert (code, found) == (1, {LINK: "wrapped", "https://example.com/": "unknown"})
    assert len(err.splitlines()) == 3 + ("checked" in err)


def test_an_interrupted_process_goes_on(user: User, port: int, tmp_path: Path) -> None:
    urls = [f"http://127.0.0.1:{port}/page/{number}" for number in range(3_000)]
    (tmp_path / "links.txt").write_text("\n".join(urls))
    order = ["links.txt", "--resume", "state.jsonl"]
    process = user.start(*order)
    state = tmp_path / "state.jsonl"
    while process.poll() is None and (not state.exists() or state.stat().st_size < 50_000):
        pass
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted after" in err.decode()
    known = len(state.read_bytes().splitlines())
    assert 0 < known < len(urls)
    code, cells, _ = user.run(*order)
    assert (code, [cell["url"] for cell in cells]) == (0, urls)
    assert len(state.read_bytes().splitlines()) <= len(urls) + 20


def test_a_reader_that_leaves_ends_it_silently(user: User) -> None:
    process = user.start("--offline", stdin=subprocess.PIPE)
    assert process.stdout
    assert process.stdin
    assert process.stderr
    process.stdin.write("".join(f"{LINK}{number}\n" for number in range(20_000)).encode())
    process.stdin.close()
    process.stdout.readline()
    process.stdout.close()
    assert (process.stderr.read(), process.wait(60)) == (
        b"",
        3,
    )  # what was not written is not known to be open
    process.stderr.close()


def test_a_certificate_that_nobody_trusts(user: User) -> None:
    with World() as world:
        url = f"https://127.0.0.1:{world.https_port}/"
        _, (cell,), _ = user.run(url)
        assert (cell["verdict"], cell["why"]) == ("unknown", "tls")
        named = f"https://localhost:{world.https_port}/"
        _, (cell,), _ = user.run(named, "--ca", str(world.ca_pem))
        assert (cell["verdict"], cell["hops"][0]["status"]) == ("open", 204)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
BOMB = gzip.compress(bytes(50_000_000))
ANSWERS = {
    "head": (HEAD + b"X: " + b"a" * 2_000_000, "protocol"),
    "bomb": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + BOMB, ""),
    "no-gzip": (HEAD + b"Content-Encoding: gzip\r\n\r\nhello", "protocol"),
    "no-http": (b"\x00\x01\xff\r\n\r\n", "protocol"),
    "nothing": (b"", "protocol"),
    "cut": (HEAD + b"Content-Length: 500\r\n\r\nabc", "protocol"),
    "script": (MOVED + b"javascript:alert(1)\r\n\r\n", "scheme"),
    "broken": (MOVED + b"http://[::bad/\r\n\r\n", "malformed"),
    "login": (MOVED + b"https://a:b@example.com/\r\n\r\n", "credentials"),
    "cloud": (MOVED + b"http://169.254.169.254/\r\n\r\n", "private"),
    "nowhere": (b"HTTP/1.1 302 Found\r\n\r\n", "302"),
    "odd": (b"HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n", "999"),
    "brackets": (HEAD + b"\r\n<title>" + b"<" * 300_000, ""),
    "escapes": (HEAD + b"\r\n<title>\x1b[31m</title>", ""),
}


class Hostile(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        path = self.rfile.readline().split()[1].decode().strip("/")
        while self.rfile.readline().strip():
            pass
        with contextlib.suppress(OSError):
            self.wfile.write(ANSWERS[path][0])


def test_hostile_servers(user: User) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hostile) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        urls = {
            f"http://127.0.0.1:{server.server_address[1]}/{name}": why for name, (_, why) in ANSWERS.items()
        }
        _, cells, _ = user.run(*urls, "--retries", "0")
        server.shutdown()
        thread.join()
    assert {cell["url"]: cell["why"] for cell in cells} == urls
    assert {cell["verdict"] for cell in cells if cell["why"]} == {"unknown"}


def test_a_server_that_never_answers(user: User) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        code, (cell,), _ = user.run(url, "--timeout", "0.3", "--retries", "0")
    assert (code, cell["verdict"], cell["why"]) == (3, "unknown", "timeout")
