"""``unwall off``: proxy settings and trust entries of this machine back to what they were, verified."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from unwall.cli.findings import show_all
from unwall.cli.here import DASHBOARD, PROXY, address_of, machine
from unwall.cli.output import Output
from unwall.cli.system_proxy import found, give_all_back, pac_at
from unwall.cli.trusting import taken_out
from unwall.config import Config
from unwall.doctor.finding import Finding, State
from unwall.doctor.routes import Ours, remains
from unwall.language import Sentence
from unwall.machine.changes import Changes
from unwall.machine.desktops import settings
from unwall.machine.ports import shown
from unwall.machine.stores import stores
from unwall.machine.system import Machine

LOOKS_ITSELF = True  # at nothing of the configuration: a broken one must not keep this from working
_STANDS = Sentence("{count} changes of unwall still stand", "unwall 的 {count} 项改动仍然存在")
_AGAIN = Sentence("mend what is said above, then unwall off again", "请按上述提示修复，再执行 unwall off")
_NONE = Sentence("no change of unwall stands on this machine", "本机已没有 unwall 的任何改动")
_LISTENED = "where the proxy listened: 127.0.0.1:8080 unless said"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    add_addresses(parser)
    parser.add_argument("--confdir", metavar="DIR", help="where our certificate lies, as for unwall run")
    parser.add_argument("--json", action="store_true", help="an object a line: check, state, says, next")


def add_addresses(parser: argparse.ArgumentParser, listens: str = _LISTENED) -> None:
    """Where a run is, or was, reached: by it settings are known as ours that somebody made by hand.

    ``listens``: what ``--help`` says of the proxy's address.
    """
    for name, default, text in (
        ("--listen", PROXY, listens),
        ("--dashboard", DASHBOARD, "127.0.0.1:8081 unless said"),
    ):
        parser.add_argument(name, type=address_of, default=default, metavar="HOST:PORT", help=text)


def run(args: argparse.Namespace, config: Config) -> int:
    """One line for each thing; 0 where nothing of ours stands, 1 where something does, 3 if unknown."""
    output = Output.of_process(os.environ, args.color)
    return show_all(undone(args, config, machine()), args, output)


def undone(args: argparse.Namespace, config: Config, on: Machine) -> Iterator[Finding]:
    """Undo all that is on record, then look again."""
    changes = Changes(Path(config.places.data))
    for _, returned in give_all_back(changes, on):
        yield found(returned)
    yield from taken_out(stores(on), Path(args.confdir or config.places.data), changes)
    yield from remains(settings(on), on.environment, ours(args))
    standing = len(list(changes.all()))
    if standing:
        yield Finding("record", State.MEND, _STANDS, {"count": standing}, _AGAIN)
    else:
        yield Finding("record", State.FINE, _NONE)


def ours(args: argparse.Namespace) -> Ours:
    """What settings of ours would name."""
    return Ours(shown(args.listen), pac_at(f"http://{shown(args.dashboard)}/"), runs=False)
