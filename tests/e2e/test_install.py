"""What is shipped: the wheel as another machine gets it, and the lock that a checkout is built from."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = {path.stem: path.read_text("utf-8") for path in (ROOT / "constraints").glob("*.txt")}
WRAPPED = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1"

pytest.importorskip("hatchling", reason="hatchling is not here; install it with: make test")


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, cwd=ROOT)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    [path] = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a fresh environment that has the wheel; its dependencies are borrowed from this one."""
    home = tmp_path_factory.mktemp("fresh environment")
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    packages = sysconfig.get_path("purelib", vars={"base": str(home)})
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(packages, "borrowed.pth").write_text("\n".join(borrowed), "utf-8")
    return home / "bin"


def run(*command: str | Path, home: Path) -> str:
    return subprocess.run(
        command,
        capture_output=True,
        check=True,
        cwd=home,
        encoding="utf-8",
        env={"PATH": os.defpath, "HOME": str(home)},
    ).stdout


def test_the_wheel_carries_the_package_and_the_rules_and_nothing_else(wheel: Path) -> None:
    def shipped(folder: Path, name: str) -> set[str]:
        paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {str(PurePosixPath(name, path.relative_to(folder))) for path in paths}

    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == shipped(ROOT / "addons" / "unwall", "unwall") | shipped(ROOT / "rules", "unwall/_rules")


def test_the_installed_package_stands_alone(installed: Path, tmp_path: Path) -> None:
    code = "import unwall, unwall.rules.loader as loader; print(unwall.__file__); print(loader.built_in())"
    places = run(installed / "python", "-c", code, home=tmp_path).splitlines()
    assert [Path(place).is_relative_to(installed.parent) for place in places] == [True, True]


def test_the_installed_command_names_its_version(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "unwall", "--version", home=tmp_path) == f"unwall {PROJECT['version']}\n"


def test_the_installed_command_opens_a_link(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "unwall", "unwrap", WRAPPED, home=tmp_path) == "https://example.com/a?b=1\n"


@pytest.mark.parametrize("name", ["build", "run", "demo", "dev"])
def test_a_lock_is_versions_and_hashes_only(name: str) -> None:
    pinned = r"[a-z0-9-]+==[\w.]+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    assert re.fullmatch(f"({pinned})+", LOCKS[name])


def test_the_locks_agree_and_hold_every_dependency() -> None:
    pins = {name: set(re.findall(r"^([\w-]+)==([^ ]+)", text, re.MULTILINE)) for name, text in LOCKS.items()}
    assert pins["run"] < pins["demo"] < pins["dev"] > pins["build"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[<>=!~\[;]", each)[0].strip().lower() for each in requirements} - {"unwall"}

    extras = PROJECT["optional-dependencies"]
    wanted = {
        "run": names(PROJECT["dependencies"] + extras["fast"]),
        "demo": names(extras["demo"]),
        "dev": names(extras["test"] + extras["dev"]),
    }
    locked = {name: {package for package, _ in pins[name]} for name in wanted}
    assert {name: wanted[name] - locked[name] for name in wanted} == {name: set() for name in wanted}
