"""``unwall uninstall``: names all that is ours on this machine, and after asking takes it away, verified."""

import argparse
import os
from collections.abc import Iterator, Sequence

from unwall.cli.consent import NobodyToAskError, agrees
from unwall.cli.findings import EXITS, show, show_all
from unwall.cli.here import machine
from unwall.cli.off import add_addresses, undone
from unwall.cli.output import Output
from unwall.cli.remaining import remaining, size_of, standing
from unwall.config import Config
from unwall.doctor.finding import Finding, State
from unwall.doctor.remains import Item, Kind, delete, items
from unwall.language import Sentence, say
from unwall.machine.system import Machine

LOOKS_ITSELF = True  # at nothing of the configuration: a broken one must not keep this from working
_NEEDS_FILES = ("trust", "record")  # checks that say what cannot be undone without our files
_DELETE = Sentence(
    "undo all changes of this machine, and delete all of this but the log?",
    "撤销对本机的全部改动，并删除以上除日志之外的全部内容？",
)
_DELETE_LOG = Sentence("delete the log as well? {paths} ({size})", "同时删除日志？{paths}（{size}）")
_NOTHING_DONE = Sentence("nothing was changed", "未作任何改动")
_GONE = Sentence("deleted: {path}", "已删除：{path}")
_NOT_GONE = Sentence("{path} cannot be deleted ({error})", "无法删除 {path}（{error}）")
_KEPT = Sentence("the log stays: {path}", "日志予以保留：{path}")
_FIRST = Sentence(
    "nothing was deleted, as changes stand that need what lies there",
    "仍有改动未撤销且需要这些文件，故未删除任何内容",
)
_AGAIN = Sentence(
    "mend what is said above, then unwall uninstall again", "请按上述提示修复，再执行 unwall uninstall"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--check", action="store_true", help="only list what is left, and change nothing")
    parser.add_argument("--yes", action="store_true", help="agree to everything, the log as well")
    parser.add_argument("--keep-log", action="store_true", help="keep the log, and count it as nothing left")
    add_addresses(parser)
    parser.add_argument("--confdir", metavar="DIR", help="where our certificate lies, as for unwall run")
    parser.add_argument("--json", action="store_true", help="an object a line: check, state, says, next")


def run(args: argparse.Namespace, config: Config) -> int:
    """One line for each thing; 0 where nothing of ours is left, 1 where something is, 3 if unknown."""
    output, on = Output.of_process(os.environ, args.color), machine()
    if args.check:
        kept = [item for item in items(config.places, on) if item.kind is Kind.LOG and args.keep_log]
        return show_all(remaining(args, config, on, without=kept), args, output)
    busy = list(standing(args, config, on))
    if busy:
        return show_all(busy, args, output)
    left = [each for each in remaining(args, config, on) if each.state is State.MEND]
    for finding in left:
        output.note(finding.told(args.lang)[0])
    try:
        agreed = not left or agrees(say(args.lang, _DELETE), args, output)
        gone = _agreed(items(config.places, on, args.confdir), args, output) if agreed else None
    except NobodyToAskError as error:
        output.note(str(error))
        return 2
    if gone is None:
        output.note(say(args.lang, _NOTHING_DONE))
        return 1
    return _away(gone, args, config, on, output)


def _agreed(here: Sequence[Item], args: argparse.Namespace, output: Output) -> list[Item]:
    """What may go: all, and the log if that is agreed to by itself. Raises NobodyToAskError."""
    log = [item for item in here if item.kind is Kind.LOG]
    paths, size = ", ".join(str(item.path) for item in log), size_of(*log)
    question = say(args.lang, _DELETE_LOG, paths=paths, size=size)
    with_log = log and not args.keep_log and agrees(question, args, output)
    return [item for item in here if item.kind is not Kind.LOG or with_log]


def _away(gone: Sequence[Item], args: argparse.Namespace, config: Config, on: Machine, output: Output) -> int:
    """First what programs of this machine were told, then the files, which the former need."""
    stands = False
    for finding in undone(args, config, on):
        show(finding, args, output)
        stands |= finding.state is State.MEND and finding.check in _NEEDS_FILES
    if stands:
        show(Finding("files", State.MEND, _FIRST, {}, _AGAIN), args, output)
        return EXITS[State.MEND]
    return show_all(_deleted(gone, args, config, on), args, output)


def _deleted(
    gone: Sequence[Item], args: argparse.Namespace, config: Config, on: Machine
) -> Iterator[Finding]:
    for item, error in delete([each for each in gone if _is_there(each)], config.places):
        if error:
            yield Finding("files", State.MEND, _NOT_GONE, {"path": item.path, "error": error.strerror})
        else:
            yield Finding("files", State.FINE, _GONE, {"path": item.path})
    kept = [item for item in items(config.places, on, args.confdir) if item.kind is Kind.LOG]
    for item in kept:
        yield Finding("files", State.NOTE, _KEPT, {"path": item.path})
    yield from remaining(args, config, on, without=kept)


def _is_there(item: Item) -> bool:
    """Whether undoing has left it; a link may lead nowhere."""
    return item.path.exists() or item.path.is_symlink()
