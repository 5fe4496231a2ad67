"""What ``check`` and ``probe`` share."""

import argparse
from pathlib import Path

import pytest

from unwall.cli.probing import (
    UsageError,
    add_probe_arguments,
    contexts_of,
    known_contexts,
    order_of,
    reach_of,
    shared_as,
)
from unwall.engine.engine import Engine
from unwall.probe.run import Order
from unwall.rules.loader import load_rules

ENGINE = Engine(load_rules())


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_probe_arguments(parser, "browser")
    return parser.parse_args(words)


def test_the_browser_comes_first() -> None:
    assert known_contexts(ENGINE)[0] == "browser"
    assert contexts_of(["qq", "all", "qq"], ENGINE) == list(dict.fromkeys(["qq", *known_contexts(ENGINE)]))
    with pytest.raises(UsageError):
        contexts_of(["netscape"], ENGINE)


@pytest.mark.parametrize(
    ("context", "shared"),
    [
        ("browser", "https://example.com/?a=1&b"),
        ("weibo", "https://weibo.cn/sinaurl?u=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b"),
        ("nobody", "https://example.com/?a=1&b"),
    ],
)
def test_shared_as(context: str, shared: str) -> None:
    assert shared_as("https://example.com/?a=1&b", context, ENGINE) == shared


def test_how_hard_is_asked() -> None:
    assert order_of(parsed()) == Order()
    given = parsed(
        "--at-once", "3", "--per-host", "2", "--per-second", "0", "--retries", "0", "--timeout", "1.5"
    )
    assert order_of(given) == Order(3, 2, 0, 0, 1.5)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--at-once", "0"),
        ("--per-host", "-1"),
        ("--per-second", "-1"),
        ("--retries", "-1"),
        ("--timeout", "nan"),
        ("--timeout", "inf"),
        ("--timeout", "0"),
        ("--timeout", "1e3"),
        ("--timeout", "１"),
        ("--at-once", "1_000"),
        ("--at-once", "9" * 5000),
        ("--retries", "101"),
        ("--per-second", "1.5"),
    ],
)
def test_numbers_that_are_none(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(f"{option}={value}")
    assert f"argument {option}: '{value}' is no number from " in capsys.readouterr().err


def test_an_authority_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        reach_of(parsed("--ca", str(tmp_path / "none.pem")), None)
