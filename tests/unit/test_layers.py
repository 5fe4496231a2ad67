"""What holds for the source as a whole: arrows between layers, names, sizes, a test for every module."""

from collections import Counter
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "addons" / "unwall"
MODULES = [
    path.relative_to(PACKAGE).with_suffix("")
    for path in sorted(PACKAGE.rglob("*.py"))
    if not path.stem.startswith("__")
]
OF_THE_SUITE = {"conftest", "layers"}  # tests of what is no module of the package
LINES = 400


def test_imports_keep_the_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_module_has_its_test_and_every_test_its_module() -> None:
    """``b/c.py`` is tested by ``test_b_c.py``, or by ``test_c.py`` where no other package has a ``c``."""
    owners = Counter(module.name for module in MODULES)
    names = {
        module: {"_".join(module.parts[-2:])} | ({module.name} if owners[module.name] == 1 else set())
        for module in MODULES
    }
    packages = {path.parent.name for path in PACKAGE.rglob("__init__.py")}  # may have tests, need not
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "unit").rglob("test_*.py")}
    assert [str(module) for module in MODULES if not names[module] & tests] == [], "modules without a test"
    assert sorted(tests.difference(*names.values(), packages, OF_THE_SUITE)) == [], "tests without a module"


def test_no_module_is_named_for_nothing() -> None:
    vague = {"base", "common", "helper", "helpers", "misc", "shared", "tools", "util", "utils"}
    assert [str(module) for module in MODULES if vague & set(module.parts)] == []


def test_files_stay_short() -> None:
    sources = [path for folder in ("addons", "tests") for path in (ROOT / folder).rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in sources}
    assert {name: length for name, length in lengths.items() if length > LINES} == {}
