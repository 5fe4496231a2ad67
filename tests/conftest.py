"""What every test may rely on: the programs it asks for, and how far hypothesis searches.

A test that needs something which is not here is skipped with the line that installs it. With CI=true such a
skip is a failure: only a test of another system is skipped there, for a reason that begins with "only on".
"""

import os
import shutil
import signal
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Tests end programs by signals; whether the tests themselves are deaf to these, as in the background of a
# shell, must not matter.
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

IN_CI = os.environ.get("CI") == "true"

settings.register_profile("unwall", deadline=None, derandomize=IN_CI)
settings.load_profile("unwall")

CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

type Requires = Callable[..., Path]


@pytest.fixture(scope="session")
def requires() -> Requires:
    """The path of a program, by the first of its names that is here, or else the test is skipped.

    ``requires("certutil", install="apt install libnss3-tools")``
    """

    def program(*names: str, install: str) -> Path:
        for name in names:
            if path := shutil.which(name):
                return Path(path)
        pytest.skip(f"{names[0]} is not here; install it with: {install}")

    return program


@pytest.fixture(scope="session")
def requires_chromium(requires: Requires) -> Path:
    """The path of a Chromium or Chrome."""
    return requires(*CHROMIUMS, install="apt install chromium")


@pytest.fixture(scope="session")
def requires_certutil(requires: Requires) -> Path:
    """The path of the tool that edits NSS trust stores."""
    return requires("certutil", install="apt install libnss3-tools")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of the tests' own."""
    from clusters_for_tests import cluster, tool  # noqa: PLC0415 - beside the unit tests

    initdb = tool("initdb")
    if initdb is None:
        pytest.skip("PostgreSQL is not here; install it with: apt install postgresql")
    with cluster(initdb) as dsn:
        yield dsn


def _judge_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail") and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if not reason.startswith("only on"):
            report.outcome = "failed"
            report.longrepr = f"skipped, which CI does not allow: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _judge_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _judge_skip(report)
    return report
