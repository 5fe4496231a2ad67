"""Asking the person at the terminal."""

import argparse
import sys

from unwall.cli.output import Output
from unwall.language import Sentence, say

_YES = ("y", "yes", "是")
_HOW = Sentence("{question} [y/N]", "{question} [y/N]")
_NOBODY = Sentence(
    "there is nobody to ask here; say --yes to agree to all that was named",
    "此处无法询问；如同意以上各项请加 --yes",
)


class NobodyToAskError(Exception):
    """There is no terminal to ask at, and nobody agreed beforehand; the text says how."""


def agrees(question: str, args: argparse.Namespace, output: Output) -> bool:
    """Whether the person says yes; ``--yes`` has said it. Raises NobodyToAskError."""
    if args.yes:
        return True
    if not sys.stdin.isatty():
        raise NobodyToAskError(say(args.lang, _NOBODY))
    output.note(say(args.lang, _HOW, question=question))
    return sys.stdin.readline().strip().lower() in _YES
