"""A real Chromium that was told nothing: it follows the desktop's proxy setting and its certificate store."""

import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from runs_for_tests import ADDONS, SECONDS, Run

type Requires = Callable[..., Path]

WALLED = "https://link.zhihu.com/?target=http%3A%2F%2Fwww.example.com%2Fa"
HEADLESS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
)


class _Target(http.server.BaseHTTPRequestHandler):
    """Every server there is, without TLS."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(f"reached {self.headers['host']}{self.path}".encode())

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.fixture
def target() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Target) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_wall_opens_in_the_users_own_browser_and_stands_again_afterwards(
    tmp_path: Path, target: int, requires: Requires, requires_chromium: Path, requires_certutil: Path
) -> None:
    requires("gsettings", install="apt install libglib2.0-bin gsettings-desktop-schemas")
    desktop = {
        "XDG_CURRENT_DESKTOP": "GNOME",
        "XDG_CONFIG_HOME": str(tmp_path / ".config"),
        "GSETTINGS_BACKEND": "keyfile",
    }
    own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ADDONS)} | desktop

    def shown(url: str) -> str:
        everywhere = f"--host-resolver-rules=MAP * 127.0.0.1:{target}, EXCLUDE 127.0.0.1"
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [str(requires_chromium), *HEADLESS, profile, everywhere, "--dump-dom", url]
        done = subprocess.run(command, env=own, capture_output=True, check=True, text=True, timeout=60)
        return " ".join(re.findall(r"reached [^<\s]+", done.stdout))

    quiet = ("--listen", "127.0.0.1:0", "--dashboard", "127.0.0.1:0", "--no-browser")
    with Run(tmp_path, *quiet, "--system-proxy", **desktop) as run:
        assert "unwall cert install" in run.lines("none of those programs trusts our certificate")[-1]
        install = ["cert", "install", "--yes", "--store", "chromium"]
        subprocess.run(
            [sys.executable, "-m", "unwall.cli.main", *install],
            env=own, check=True, capture_output=True, timeout=SECONDS,
        )  # fmt: skip
        assert shown(WALLED) == "reached www.example.com/a"
        assert shown("http://www.example.org/") == "reached www.example.org/"
        assert run.end() == 0
    assert shown(WALLED) == ""
    assert shown("http://www.example.org/") == "reached www.example.org/"
