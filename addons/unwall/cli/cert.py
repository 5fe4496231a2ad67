"""``unwall cert``: the local CA: where it lies, what it is, and what is to trust it."""

import argparse
import contextlib
import os
from pathlib import Path

from unwall.cli import trusting
from unwall.cli.here import machine
from unwall.cli.messages import ANY_SITE, CA_ROWS, NO_CA, NOWHERE, THESE_DOMAINS
from unwall.cli.output import Output
from unwall.config import Config
from unwall.language import Language, say
from unwall.machine.programs import ProgramError
from unwall.machine.roots import roots_of
from unwall.machine.stores import stores
from unwall.proxy.ca import CaError, CaFiles, folder_of, read
from unwall.proxy.words import CA_FAULTS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="path|show|install|uninstall")
    about = {
        "path": "print where it lies",
        "show": "print what it is, and what trusts it",
        "install": "let stores of this machine trust it; each is named and asked about",
        "uninstall": "take it out of every store, by its fingerprint",
    }
    for name, says in about.items():
        action = actions.add_parser(name, help=says)
        action.add_argument(
            "--confdir", metavar="DIR", help="where it lies, if not in the user's data folder"
        )
        if name in ("path", "show"):
            action.add_argument(
                "--scope", choices=("minimal", "pages", "all"), default="pages", help="the one of run --scope"
            )
        else:
            trusting.add_choice(action)
    actions.choices["uninstall"].add_argument("--purge", action="store_true", help="delete the key as well")


def run(args: argparse.Namespace, config: Config) -> int:
    """One of the actions; 1 where there is no CA that can be used, or a store does not follow."""
    output = Output.of_process(os.environ, args.color)
    try:
        if args.action == "install":
            return trusting.put_in(args, config, output)
        if args.action == "uninstall":
            return trusting.take_out(args, config, output)
    except CaError as error:
        output.note(said(error, args.lang))
        return 1
    return _look(args, config, output)


def _look(args: argparse.Namespace, config: Config, output: Output) -> int:
    folder = folder_of(Path(args.confdir or config.places.data), everything=args.scope == "all")
    try:
        found = read(folder)
    except FileNotFoundError:
        output.note(say(args.lang, NO_CA, path=folder))
        return 1
    except CaError as error:
        output.note(said(error, args.lang))
        return 1
    if args.action == "path":
        output.line(str(found.certificate))
    else:
        show(found, trusting_stores(found.certificate), args.lang, output)
    return 0


def show(found: CaFiles, held: tuple[str, ...], language: Language, output: Output) -> None:
    """Print what there is to know of a CA, one thing a line."""
    domains = found.domains
    values = {
        "subject": found.name,
        "fingerprint": found.fingerprint,
        "expires": f"{found.expires:%Y-%m-%d}",
        "file": str(found.certificate),
        "domains": say(language, ANY_SITE if domains is None else THESE_DOMAINS, count=len(domains or ())),
        "stores": ", ".join(held) or say(language, NOWHERE),
    }
    for name, value in values.items():
        output.line(f"{say(language, CA_ROWS[name])}: {value}")
    for domain in sorted(domains or ()):
        output.line(f"  {domain}")


def said(error: CaError, language: Language) -> str:
    """What is wrong with a CA, and the next step."""
    return say(language, CA_FAULTS[error.fault], path=error.path, detail=error.detail, mend=error.mend)


def trusting_stores(certificate: Path) -> tuple[str, ...]:
    """The stores of this machine that hold it, by their places."""
    [root] = roots_of(certificate)
    found = []
    for store in stores(machine()):
        with contextlib.suppress(ProgramError, OSError):
            if store.has(root):
                found.append(store.place)
    return tuple(found)
