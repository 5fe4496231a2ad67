import argparse
import sys
from pathlib import Path

import pytest

from unwall.cli.here import address_of, machine, one_address_of


def test_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    found = machine()
    assert (found.system, found.root) == (sys.platform, Path("/"))
    assert found.home == (tmp_path if sys.platform != "win32" else Path.home())


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:1", ("127.0.0.1", 1)),
        ("[::1]:65535", ("::1", 65535)),
        (":0", ("", 0)),
        ("8080", None),
        ("a:b", None),
        ("::1:80", ("::1", 80)),
        ("[::1:80", None),
        ("[::1]x:80", None),
        ("a b:80", None),
        ("http://127.0.0.1:80", None),
        ("u@127.0.0.1:80", None),
        ("127.0.0.1:" + "9" * 5000, None),
    ],
)
def test_address(text: str, address: tuple[str, int] | None) -> None:
    if address:
        assert address_of(text) == address
    else:
        with pytest.raises(argparse.ArgumentTypeError, match="is no HOST:PORT"):
            address_of(text)


@pytest.mark.parametrize("text", ["", "8080", ":8080", "127.0.0.1:", "127.0.0.1:0", "中:1"])
def test_no_place_to_connect_to(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"is no HOST:PORT, like 127\.0\.0\.1:8080"):
        one_address_of(text)


def test_a_place_to_connect_to() -> None:
    assert one_address_of("[::1]:8080") == ("::1", 8080)
