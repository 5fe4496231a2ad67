"""The project in examples/testers does what it says, in a copy of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples" / "testers", tmp_path / "project"))


def ran(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {"PATH": path, "HOME": str(project.parent), "PYTHONPATH": str(ROOT / "addons"), "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)


def test_its_tests_pass(project: Path, requires_chromium: Path) -> None:
    done = ran(project, sys.executable, "-m", "pytest", "-q", "-p", "no:anyio", "-p", "no:cacheprovider")
    assert (done.returncode, done.stdout.splitlines()[-1].split(" in ")[0]) == (0, "8 passed"), done.stdout[
        -2000:
    ]


def test_the_commands_of_its_workflow_do_what_they_say(project: Path) -> None:
    workflow = yaml.safe_load((project / "github-actions.yml").read_text("utf-8"))
    commands = [step["run"] for step in workflow["jobs"]["links"]["steps"] if "run" in step]
    checks = [command.split() for command in commands if command.startswith("unwall")]
    assert len(checks) == 2
    for words in checks:
        done = ran(project, sys.executable, "-m", "unwall.cli.main", *words[1:])
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
        assert (project / words[-1]).stat().st_size > 100
    without = [word for word in checks[0][1:] if word not in ("--allow", "allow.toml")]
    assert ran(project, sys.executable, "-m", "unwall.cli.main", *without).returncode == 1
