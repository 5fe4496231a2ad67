"""Commands run inside tests as a new user whose compiled rules are kept from one test to the next."""

import os
from pathlib import Path

import pytest

from unwall.cli.main import main


def new_user(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of somebody who has decided nothing, with a home in ``folder``."""
    for name in list(os.environ):
        if name.startswith(("XDG_", "LC_", "LANG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


def ran(captured: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, str, str]:
    """Exit code, data and messages of one command."""
    code = main(words)
    out, err = captured.readouterr()
    return code, out.decode(), err.decode()
