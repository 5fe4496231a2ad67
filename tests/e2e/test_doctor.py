"""``unwall doctor`` beside a real ``unwall run``: it asks through the proxy, nothing leaves the machine."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mishaps_for_tests import passes, unlucky
from proxies_for_tests import DATA
from runs_for_tests import ADDONS, SECONDS, Run

from unwall.proxy.ca import ensure
from unwall.proxy.setup import OWN_NAME

type Told = dict[str, tuple[str, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    return tmp_path


@pytest.fixture
def run(home: Path) -> Iterator[Run]:
    with Run(
        home, "--listen", "127.0.0.1:0", "--no-browser", "--dashboard", "127.0.0.1:0", "--log-sync", "full"
    ) as it:
        yield it


def addresses(run: Run) -> tuple[str, str]:
    """Of the proxy and of its dashboard."""
    said = "\n".join(run.lines("/#"))
    found = re.findall(r"listens on (127\.0\.0\.1:\d+)|http://(127\.0\.0\.1:\d+)/#", said)
    return found[0][0], found[-1][1]


def doctor(home: Path, proxy: str, dashboard: str, **environment: str) -> tuple[int, Told]:
    """Exit code, and by check the state and what is said with the next step."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "unwall.cli.main",
            "doctor",
            "--json",
            "--listen",
            proxy,
            "--dashboard",
            dashboard,
        ],
        env={"PATH": str(home / "bin"), "HOME": str(home), "PYTHONPATH": str(ADDONS)} | environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=SECONDS,
    )
    assert done.stderr == ""
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, {
        each["check"]: (each["state"], f"{each['says']} → {each['next']}") for each in told
    }


def test_a_proxy_that_runs_is_asked_through_itself(home: Path, run: Run) -> None:
    proxy, dashboard = addresses(run)
    code, told = doctor(home, proxy, dashboard, http_proxy=f"http://{proxy}", https_proxy=f"http://{proxy}")
    assert code == 0, told
    for check in (
        "listener",
        "tls",
        "log-writer",
        "dashboard",
        "environment",
        "ca",
        "ca-scope",
        "trust",
        "log",
    ):
        assert told[check][0] == "fine", told[check]
    assert f"({run.process.pid})" in told["listener"][1]
    assert "durability full" in told["log-writer"][1]
    assert "leads through the proxy" in told["environment"][1]


def test_a_certificate_that_is_not_the_proxy_s(home: Path, run: Run) -> None:
    proxy, dashboard = addresses(run)
    data = home / ".local/share/unwall"
    shutil.rmtree(data / "ca")
    ensure(data, ["zhihu.com", OWN_NAME])
    code, told = doctor(home, proxy, dashboard)
    assert code == 1
    assert told["tls"][0] == "mend"
    assert "shows another certificate than" in told["tls"][1]
    assert "end unwall run and start it again" in told["tls"][1]


def test_what_goes_wrong_is_told_while_it_runs(home: Path) -> None:
    with unlucky(home) as script, Run(
        home, "--listen", "127.0.0.1:0", "--no-browser", "--dashboard", "127.0.0.1:0", "--no-log",
        "--rules", str(DATA), "-v", *script,
    ) as run:  # fmt: skip
        proxy, dashboard = addresses(run)
        code, told = doctor(home, proxy, dashboard)
        assert (code, {"errors", "unread"} & told.keys()) == (0, set()), told
        assert all(passes(int(proxy.rpartition(":")[2])) for _ in range(3))
        code, told = doctor(home, proxy, dashboard)
        assert (code, told["errors"][0], told["unread"][0]) == (1, "mend", "note")
        assert "3 RuntimeError in go_on; the traffic went on as it was → " in told["errors"][1]
        assert "unwall run -v" in told["errors"][1]
        assert ": 3 cut off or not in the coding" in told["unread"][1]
        _, told = doctor(home, proxy, dashboard, LC_ALL="zh_CN.UTF-8")
        assert "go_on 处 RuntimeError 3 次" in told["errors"][1]
        assert run.end() == 0
        said = run.rest()
    assert said.count("an error of our own in go_on, the traffic passed unchanged: RuntimeError") == 1
    assert said.count("Traceback (most recent call last)") == 1
    assert "RuntimeError: broken on purpose\n" in said


def test_after_its_end_who_still_goes_there_is_told(home: Path, run: Run) -> None:
    proxy, dashboard = addresses(run)
    assert run.end(signal.SIGTERM) == 0
    code, told = doctor(home, proxy, dashboard, all_proxy=f"http://{proxy}")
    assert code == 1
    assert told["listener"][0] == "note"
    assert told["environment"][0] == "mend"
    assert "which does not run → unwall run" in told["environment"][1]


def test_another_program_on_the_port_is_named(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.listen(16)
        proxy = f"127.0.0.1:{listener.getsockname()[1]}"
        code, told = doctor(home, proxy, proxy)
    assert code == 1
    state, said = told["listener"]
    assert state == "mend"
    assert sys.platform != "linux" or f"({os.getpid()}) → unwall run --listen 127.0.0.1:" in said
    assert told["dashboard"][0] == "note"
