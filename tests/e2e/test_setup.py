"""``make setup`` where it cannot succeed: one sentence in both languages with the next step, and no more."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("cat", "cksum", "dirname", "env", "grep", "mkdir", "rm", "sed", "sh", "touch", "uname")
UNREACHABLE = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a space in its path, with what ``scripts/setup`` reads."""
    place = tmp_path / "a checkout"
    for name in ("constraints", "scripts"):
        shutil.copytree(ROOT / name, place / name)
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine without any Python."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    return {"PATH": str(tools), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}


def setup(checkout: Path, environment: dict[str, str]) -> tuple[int, list[str]]:
    """Exit code and what was said of a set-up."""
    done = subprocess.run(
        ["sh", "scripts/setup", "run"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr.splitlines()


def test_without_python(checkout: Path, bare: dict[str, str]) -> None:
    status, [english, chinese] = setup(checkout, bare)
    assert status == 2
    assert english.startswith("unwall: no CPython 3.12, 3.13 or 3.14 was found. Install one (")
    assert chinese.startswith("unwall: 没有找到 CPython 3.12、3.13 或 3.14。请安装其一（")
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("ending", "english", "chinese"),
    [
        ("exit 127", "no CPython 3.12, 3.13 or 3.14 was found.", "没有找到 CPython"),
        ("case $2 in *ensurepip*) exit 1;; *print*) echo python3.13;; esac", "lacks venv.", "缺少 venv。"),
    ],
    ids=["a version manager's stand-in", "a system's Python without venv"],
)
def test_with_a_python_that_cannot_serve(
    checkout: Path, bare: dict[str, str], ending: str, english: str, chinese: str
) -> None:
    stand_in = Path(bare["PATH"], "python3.13")
    stand_in.write_text(f"#!/bin/sh\n{ending}\n", "utf-8")
    stand_in.chmod(0o755)
    status, said = setup(checkout, bare)
    assert (status, len(said)) == (2, 2)
    assert english in said[0]
    assert chinese in said[1]


def test_with_the_wrong_python_named(checkout: Path, bare: dict[str, str]) -> None:
    status, said = setup(checkout, bare | {"PYTHON": "/nowhere/python"})
    assert (status, len(said)) == (2, 2)
    assert said[0].startswith("unwall: PYTHON=/nowhere/python is not a CPython 3.12, 3.13 or 3.14 with venv.")


def test_without_network(checkout: Path, bare: dict[str, str]) -> None:
    status, [_, _, english, chinese] = setup(checkout, bare | UNREACHABLE | {"PYTHON": sys.executable})
    assert status == 1
    assert english.startswith("unwall: the Python package index cannot be reached. Check the network,")
    assert chinese.startswith("unwall: 无法连接 Python 软件源。请检查网络，")


def test_what_is_ready_is_left_alone(checkout: Path, bare: dict[str, str]) -> None:
    """Nothing but the shell's own tools is run, so that a second ``make run`` starts at once."""
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
    content = b"".join(
        path.read_bytes()
        for path in (
            checkout / "pyproject.toml",
            *sorted((checkout / "constraints").glob("*.txt")),
            checkout / "scripts" / "setup",
        )
    )
    key = subprocess.run(["cksum"], input=content, capture_output=True, check=True).stdout.decode().strip()
    ready = checkout / ".venv" / "ready-run"
    ready.write_text(f"{checkout.resolve()}:{key}", "utf-8")
    assert setup(checkout, bare) == (0, [])

    (checkout / "pyproject.toml").write_text("changed", "utf-8")
    status, _ = setup(checkout, bare)
    assert status == 2  # it would set up anew, and finds no Python
