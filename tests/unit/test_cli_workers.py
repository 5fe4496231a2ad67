import argparse
import socket
import sys

import pytest

from unwall.cli import workers
from unwall.proxy.crew import Crew


def _parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    workers.add_arguments(parser)
    args = parser.parse_args(words)
    args.given = ["run", *words]
    return args


@pytest.mark.skipif(sys.platform != "linux", reason="the option is there on Linux alone")
@pytest.mark.parametrize("count", ["0", "-1", "65", "two", "1.5", ""])
def test_no_count(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(argparse.ArgumentError, match=r"is no number from 1 to 64"):
        _parsed(f"--workers={count}")


@pytest.mark.skipif(sys.platform != "linux", reason="the option is there on Linux alone")
def test_one_needs_no_others() -> None:
    assert workers.crew_of(_parsed(), ()) is None
    assert workers.crew_of(_parsed("--workers", "1"), ()) is None
    assert isinstance(workers.crew_of(_parsed("--workers", "3"), ("linkify",)), Crew)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_there_is_no_such_option(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert workers.crew_of(_parsed(), ()) is None
    with pytest.raises((argparse.ArgumentError, SystemExit)):  # as the version of Python has it
        _parsed("--workers", "2", "--no-such")


def test_one_that_nobody_waits_for_ends() -> None:
    first, second = socket.socketpair()
    first.close()
    assert workers.begin(second.detach()) == 1
