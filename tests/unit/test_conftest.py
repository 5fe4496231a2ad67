import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

SUITE = """
import sys
import pytest

def test_program(requires):
    requires("no-such-program", install="apt install it")

@pytest.mark.skipif(sys.platform != "nowhere", reason="only on nowhere")
def test_other_system():
    pass

@pytest.mark.xfail(strict=True)
def test_expected_failure():
    raise AssertionError

def test_is_run(requires):
    assert requires("no-such-program", "sh", install="").name == "sh"
"""
MODULE = "import pytest; pytest.importorskip('no_such_module')"


@pytest.mark.parametrize(
    ("ci", "counts"),
    [
        ("", {"passed": 1, "xfailed": 1, "skipped": 3}),
        ("true", {"passed": 1, "xfailed": 1, "skipped": 1, "failed": 1, "error": 1}),
    ],
)
def test_what_is_not_here_is_skipped_and_fails_in_ci(tmp_path: Path, ci: str, counts: dict[str, int]) -> None:
    (tmp_path / "conftest.py").write_bytes(CONFTEST.read_bytes())
    (tmp_path / "test_suite.py").write_text(SUITE)
    (tmp_path / "test_module.py").write_text(MODULE)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --continue-on-collection-errors -rs")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:anyio", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    closing = done.stdout.splitlines()[-1].split(" in ")[0]
    assert {word: int(count) for count, word in re.findall(r"(\d+) (\w+)", closing)} == counts
    assert "no-such-program is not here; install it with: apt install it" in done.stdout
