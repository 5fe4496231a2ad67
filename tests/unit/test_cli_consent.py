import argparse
import io
import sys

import pytest

from unwall.cli.consent import NobodyToAskError, agrees
from unwall.cli.output import Output
from unwall.language import Language


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def asked(monkeypatch: pytest.MonkeyPatch, answer: io.StringIO, *, yes: bool = False) -> tuple[bool, str]:
    monkeypatch.setattr(sys, "stdin", answer)
    said = io.BytesIO()
    output = Output(io.BytesIO(), said, terminal=False, color=False)
    args = argparse.Namespace(yes=yes, lang=Language.ENGLISH)
    return agrees("delete it?", args, output), said.getvalue().decode()


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [
        ("y\n", True),
        ("YES\n", True),
        ("是\n", True),
        ("\n", False),
        ("n\n", False),
        ("", False),
        ("yo\n", False),
    ],
)
def test_the_person_is_asked(monkeypatch: pytest.MonkeyPatch, answer: str, *, agreed: bool) -> None:
    assert asked(monkeypatch, Terminal(answer)) == (agreed, "unwall: delete it? [y/N]\n")


def test_who_agreed_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, io.StringIO(""), yes=True) == (True, "")


def test_a_script_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NobodyToAskError, match="--yes"):
        asked(monkeypatch, io.StringIO("y\n"))
