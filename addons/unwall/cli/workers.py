"""``unwall run --workers``: more processes on the same port, where the system has that."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Collection

from unwall.cli.parser import number
from unwall.proxy.crew import Crew
from unwall.proxy.master import Settings, serve
from unwall.proxy.worker import Worker

_MOST = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``--workers``, on Linux: elsewhere the connections to a shared port all go to one process."""
    if sys.platform == "linux":
        parser.add_argument(
            "--workers",
            type=number(1, _MOST),
            default=1,
            metavar="N",
            help="processes that share the work, one for a core; one unless said",
        )
    else:
        parser.set_defaults(workers=1)


def crew_of(args: argparse.Namespace, options: Collection[str]) -> Crew | None:
    """The processes beside this one; ``options`` of rules are on in them, too."""
    if args.workers == 1:
        return None
    command = [sys.executable, "-m", "unwall.cli.workers"]
    return Crew(command, args.workers - 1, args.given, sorted(options))


def work(worker: Worker, settings_of: Callable[[Collection[str]], Settings]) -> int:
    """Be one of them."""
    told = worker.beginning
    settings = settings_of(told.options)
    choose = settings.choose
    settings = settings._replace(
        listen=settings.listen._replace(port=told.port),
        choose=lambda: worker.chosen(choose()),
        dashboard=told.dashboard,
        worker=worker,
    )
    asyncio.run(serve(settings, lambda _: None))
    return 0


def begin(number: int) -> int:
    """Do what the first one was told to do; ``number`` is that of the connection to it."""
    from unwall.cli.main import main  # noqa: PLC0415 - which has the commands, and this among them

    try:
        worker = Worker.of(number)
    except OSError:
        return 1
    return main(worker.beginning.words, worker=worker)


if __name__ == "__main__":
    sys.exit(begin(int(sys.argv[1])))
