"""What checks find, as lines for people or for scripts, and as an exit code."""

import argparse
from collections.abc import Iterable

from unwall.cli.output import Output
from unwall.doctor.finding import Finding, State, worst

EXITS = {State.FINE: 0, State.MEND: 1, State.UNKNOWN: 3}
_MARKS = {State.FINE: "✓", State.NOTE: "!", State.MEND: "✗", State.UNKNOWN: "!"}
_COLORS = {State.FINE: "green", State.NOTE: "yellow", State.MEND: "red", State.UNKNOWN: "yellow"}


def show_all(findings: Iterable[Finding], args: argparse.Namespace, output: Output) -> int:
    """Each as it is found; 0 where all is fine, 1 with something to mend, 3 where something is not known."""
    states: set[State] = set()
    for finding in findings:
        show(finding, args, output)
        states.add(finding.state)
    return EXITS[worst(states)]


def show(finding: Finding, args: argparse.Namespace, output: Output) -> None:
    """One finding as one line."""
    says, step = finding.told(args.lang)
    if args.json:
        output.json({"check": finding.check, "state": finding.state, "says": says, "next": step or None})
    elif not args.quiet or finding.state not in (State.FINE, State.NOTE):
        mark = output.paint(_MARKS[finding.state], _COLORS[finding.state])
        output.line(f"{mark} {says}" + (f" → {step}" if step else ""))
