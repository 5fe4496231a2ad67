"""What holds for the source as a whole: arrows between layers, names, sizes, a test for every module."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "addons" / "unwall"
MODULES = [
    path.relative_to(PACKAGE).with_suffix("")
    for path in sorted(PACKAGE.rglob("*.py"))
    if not path.stem.startswith("__")
]
OF_THE_SUITE = {"conftest", "generate", "layers", "cli"}  # tests of what is no module of the package
# Tested through what uses them; modules of their own tests leave this list, and none may join it.
THROUGH_OTHERS = frozenset(
    [
        "cli/allow",
        "cli/deny",
        "cli/main",
        "cli/rewrite",
        "cli/rules",
        "cli/unwrap",
        "cli/wiring",
        "engine/compiled",
        "engine/hosts",
        "engine/pattern",
        "engine/pointer",
        "engine/text",
        "model",
        "rules/editor",
        "rules/nodes",
        "rules/proof",
        "rules/words",
    ]
)
LINES = 400


def test_imports_keep_the_contracts() -> None:
    """In a process of its own, as the linter changes how this one logs."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "addons")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_module_has_its_test_and_every_test_its_module() -> None:
    """``b/c.py`` is tested by ``test_b_c.py``, or by ``test_c.py`` where no other package has a ``c``."""
    owners = Counter(module.name for module in MODULES)
    names = {
        module: {"_".join(module.parts[-2:])} | ({module.name} if owners[module.name] == 1 else set())
        for module in MODULES
    }
    packages = {path.parent.name for path in PACKAGE.rglob("__init__.py")}  # may have tests, need not
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "unit").rglob("test_*.py")}
    alone = [str(module) for module in MODULES if not names[module] & tests and module.parts[0] != "world"]
    assert sorted(alone) == sorted(THROUGH_OTHERS), "modules without a test"
    assert sorted(tests.difference(*names.values(), packages, OF_THE_SUITE)) == [], "tests without a module"


def test_no_module_is_named_for_nothing() -> None:
    vague = {"base", "common", "helper", "helpers", "misc", "shared", "tools", "util", "utils"}
    assert [str(module) for module in MODULES if vague & set(module.parts)] == []


def test_files_stay_short() -> None:
    sources = [path for folder in ("addons", "tests") for path in (ROOT / folder).rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in sources}
    assert {name: length for name, length in lengths.items() if length > LINES} == {}
