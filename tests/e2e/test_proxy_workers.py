"""``unwall run --workers``: real processes on one port, and one log."""

import contextlib
import csv
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from mishaps_for_tests import passes, self_test, unlucky
from proxies_for_tests import DATA, QUOTED, TARGET
from runs_for_tests import Run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a port that processes share: Linux")
_NUMBERS = itertools.count()
ASKED = 40  # connections; that none comes to one of two processes happens once in 10**12


def _run(home: Path, *arguments: str, rules: Path = DATA) -> Run:
    quiet = ("--no-browser", "--no-dashboard", "--rules", str(rules))
    return Run(home, "--workers", "2", "--listen", "127.0.0.1:0", *quiet, *arguments)


def _port(run: Run) -> int:
    return int(run.lines("listens on")[-1].partition("127.0.0.1:")[2].partition(";")[0])


def _workers(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]


def _listening(port: int) -> int:
    lines = Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:]
    return sum(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines)


def _until(what: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def _sockets(pid: int) -> int:
    count = 0
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed in the meantime
            count += str(each.readlink()).startswith("socket:")
    return count


def _location(connection: socket.socket, host: str = "link.wall.test") -> str:
    """Where one is sent who asks for a wall."""
    number = next(_NUMBERS)  # who comes to the same wall again and again is let through
    request = (
        f"GET http://{host}/go?target={QUOTED}&n={number} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: one\r\n\r\n"
    )
    connection.sendall(request.encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = connection.recv(65536)
        if not part:
            break
        answer += part
    return answer.partition(b"Location: ")[2].partition(b"\r\n")[0].decode()


def _all(port: int, host: str = "link.wall.test") -> set[str]:
    """Where those are sent who ask over several connections."""
    found = set()
    for _ in range(ASKED):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            found.add(_location(connection, host))
    return found


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"


def test_each_does_its_part_and_one_log_has_all_of_it(tmp_path: Path) -> None:
    log = f"sqlite:///{tmp_path}/log.db"
    with _run(tmp_path, "--log", log) as run:
        port, (worker,) = _port(run), _workers(run.process.pid)
        _until(lambda: _listening(port) == 2)
        idle = [_sockets(run.process.pid), _sockets(worker)]
        with contextlib.ExitStack() as stack:
            open_ones = [
                stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
                for _ in range(ASKED)
            ]
            assert {_location(each) for each in open_ones} == {TARGET}
            busy = [_sockets(run.process.pid), _sockets(worker)]
        assert busy[0] > idle[0]
        assert busy[1] > idle[1]
        run.process.send_signal(signal.SIGTERM)
        assert run.process.wait(20) == 0
        assert _ended(worker)
    export = [sys.executable, "-m", "unwall.cli.main", "log", "export", "--format", "csv", "--log", log]
    done = subprocess.run(export, capture_output=True, text=True, check=True)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert sum(int(row["number"]) for row in rows) == ASKED
    assert {row["action"] for row in rows} == {"opened"}
    assert len({row["run"] for row in rows}) == 1
    assert len({row["client"] for row in rows}) == 1


def test_one_that_dies_is_started_again_once(tmp_path: Path) -> None:
    with _run(tmp_path, "--no-log") as run:
        port, (worker,) = _port(run), _workers(run.process.pid)
        _until(lambda: _listening(port) == 2)
        os.kill(worker, signal.SIGKILL)
        run.lines("a worker ended before its time (code -9); another one takes its place")
        _until(lambda: _listening(port) == 2)
        (other,) = _workers(run.process.pid)
        assert other != worker
        os.kill(other, signal.SIGKILL)
        run.lines("the worker in its place ended, too (code -9); the proxy goes on without it")
        assert _all(port) == {TARGET}
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(20) == 0


def test_a_rule_that_is_new_counts_in_each(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(DATA, rules)
    with _run(tmp_path, "--no-log", rules=rules) as run:
        port = _port(run)
        _until(lambda: _listening(port) == 2)
        wall = (rules / "wall.yaml").read_text("utf-8")
        (rules / "wall.yaml").write_text(wall.replace("link.wall.test", "other.wall.test"), "utf-8")
        run.lines("rules read again")
        _until(lambda: _all(port, "other.wall.test") == {TARGET})


def test_what_went_wrong_in_all_of_them_is_one_sum(tmp_path: Path) -> None:
    with unlucky(tmp_path) as script, _run(tmp_path, "--no-log", *script) as run:
        port, (worker,) = _port(run), _workers(run.process.pid)
        _until(lambda: _listening(port) == 2)
        assert all(passes(port) for _ in range(ASKED))
        expected = {
            "failures": [{"kind": "RuntimeError", "place": "go_on", "count": ASKED}],
            "unread": {"broken": ASKED},
        }

        def is_known() -> bool:
            """Whoever is asked; a worker does not know that there is no log."""
            said = [self_test(port) for _ in range(ASKED)]
            return all(expected.items() <= each.items() and each["log"] == "none" for each in said)

        _until(is_known)
        os.kill(worker, signal.SIGKILL)
        said = run.lines("another one takes its place")
        assert "\n".join(said).count("an error of our own in go_on") == 1
        _until(lambda: _listening(port) == 2)
        assert is_known()
        run.process.send_signal(signal.SIGTERM)
        said = run.lines("bodies that passed as they came")
        assert said[-1].endswith(f": {ASKED} cut off or not in the coding that they name")
        assert run.process.wait(20) == 0
        assert "passed as they came" not in run.rest()


def test_they_end_with_the_first_however_that_ends(tmp_path: Path) -> None:
    with _run(tmp_path, "--no-log") as run:
        port, (worker,) = _port(run), _workers(run.process.pid)
        _until(lambda: _listening(port) == 2)
        run.process.kill()
        _until(lambda: _ended(worker))


def test_no_secret_stands_among_the_words_of_another_process(tmp_path: Path) -> None:
    with _run(tmp_path, "--no-log", "--proxyauth", "me:hunter2-hunter2") as run:
        port, (worker,) = _port(run), _workers(run.process.pid)
        _until(lambda: _listening(port) == 2)
        assert b"hunter2" not in Path(f"/proc/{worker}/cmdline").read_bytes()
        assert b"hunter2" not in Path(f"/proc/{worker}/environ").read_bytes()
        assert _all(port) == {""}  # whoever answers, nobody is let in without it


@pytest.mark.parametrize("mode", ["wireguard", "socks5,regular"])
def test_what_cannot_be_shared(tmp_path: Path, mode: str) -> None:
    modes = [word for each in mode.split(",") for word in ("--mode", each)]
    with _run(tmp_path, "--no-log", *modes) as run:
        run.lines("--workers is for one mode at a time")
        assert run.process.wait(20) == 2
