"""``unwall cert``: where the local CA lies, and what it is."""

import argparse
import contextlib
import os
from pathlib import Path

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
    parser.add_argument("action", choices=("path", "show"), help="print where it lies, or what it is")
    parser.add_argument(
        "--scope", choices=("minimal", "pages", "all"), default="pages", help="the one of run --scope"
    )
    parser.add_argument("--confdir", metavar="DIR", help="where it lies, if not in the user's data folder")


def run(args: argparse.Namespace, config: Config) -> int:
    """Prints the path of the certificate, or what it is; 1 where there is none that can be used."""
    output = Output.of_process(os.environ, args.color)
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
        show(found, _holding(found.certificate), args.lang, output)
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


def _holding(certificate: Path) -> tuple[str, ...]:
    """The stores of this machine that hold it, by their places."""
    [root] = roots_of(certificate)
    found = []
    for store in stores(machine()):
        with contextlib.suppress(ProgramError, OSError):
            if store.has(root):
                found.append(store.place)
    return tuple(found)
