"""``unwall probe``: the matrix of links and clients, with the evidence for each cell."""

import argparse
import os
from collections.abc import Callable, Iterable, Iterator

from unwall.cli.check import add_probe_arguments, cells_of, contexts_of, known_contexts
from unwall.cli.lines import inputs
from unwall.cli.output import Output
from unwall.cli.wiring import engine_of
from unwall.config import Config
from unwall.language import Sentence, say
from unwall.probe.formats import to_json, to_matrix, to_table
from unwall.probe.run import Order
from unwall.probe.verdict import Cell, exit_of
from unwall.resolve.client import Transports

_ALL = "all"
_NO_CONTEXT = Sentence("there is no client “{name}”; there are {known}", "没有客户端 “{name}”；可用 {known}")
_FORMATS: dict[str, Callable[[Iterable[Cell]], Iterator[str]]] = {
    "matrix": to_matrix,
    "table": to_table,
    "json": to_json,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("url", nargs="*", metavar="URL", help="links; stdin, a link a line, without any")
    add_probe_arguments(parser, default=[_ALL])
    parser.add_argument(
        "--format", choices=list(_FORMATS), default="matrix", help="json has all evidence; matrix unless said"
    )


def run(args: argparse.Namespace, config: Config, transport: Transports | None = None) -> int:
    """0 all open, 1 some walled, 2 usage, 3 some could not be determined."""
    output = Output.of_process(os.environ, args.color)
    engine = engine_of(args, config)
    try:
        contexts = contexts_of(args.contexts or [_ALL], engine)
    except ValueError as error:
        output.note(say(args.lang, _NO_CONTEXT, name=error, known=", ".join(known_contexts(engine))))
        return 2
    urls = [text.strip() for text in inputs(args.url) if text.strip()]
    order = Order(urls, contexts, max(1, args.at_once), max(0, args.retries))
    cells = cells_of(args, engine, order, transport)
    for piece in _FORMATS[args.format](cells):
        output.text(piece)
    output.flush()
    return exit_of(cells)
