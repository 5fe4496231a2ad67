"""``unwall log redact`` and ``export --publish``: what may be handed on, and the proof that it may."""

import argparse
import contextlib
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from unwall.cli.output import Output
from unwall.cli.parser import number
from unwall.language import Sentence, say
from unwall.store.copy import Cut, write_copy
from unwall.store.counted import counted, unknown_to_counts
from unwall.store.crowd import lonely
from unwall.store.event import Run, Tally
from unwall.store.leftovers import SHORTEST, Proof, prove
from unwall.store.publication import COPY, fill
from unwall.store.redaction import Detail
from unwall.store.store import Store, StoreError, Wanted, as_of_now
from unwall.store.words import UNWRITABLE

_KEY = 32  # bytes
_FEWEST = 5  # clients that must have met a host before a published copy names it
_NO_KEY = Sentence(
    "{place}: cannot be used ({why}); name another with --key",
    "{place}：无法使用（{why}）；请用 --key 另选一个",
)
_SHORT_KEY = Sentence(
    "{place}: a key has {least} bytes or more; name a new file with --key to make one",
    "{place}：密钥至少 {least} 字节；用 --key 指定新文件即可生成",
)
_FOLDER_THERE = Sentence("{place}: is there already; name a new folder", "{place}：已经存在；请指定新目录")
_NO_FOLDER = Sentence(
    "{place}: cannot be made ({why}); name another folder", "{place}：无法创建（{why}）；请指定其他目录"
)
_PROVEN = Sentence(
    "{count} events written to {path}; {pieces} pieces that were cut out of them ({shortest} bytes and more)"
    " were looked for in its raw bytes, and none is there",
    "已将 {count} 条记录写入 {path}；在其原始字节中查找了被删去的 {pieces} 个片段（{shortest} 字节及以上），"
    "均不存在",
)
_HIDDEN = Sentence(
    "{hosts} hosts that fewer than {fewest} clients met are left out; "
    "--clients 1 keeps them (a crawl of your own)",
    "{hosts} 个主机因访问的客户端少于 {fewest} 个而略去；--clients 1 可保留（例如您自己的爬取数据）",
)
_UNCOUNTED = Sentence(
    "links that were looked at are not counted by {by}, so there are no shares;"
    " --since, --until and --where run, surface, blocker, blocked keep them",
    "所检查的链接未按 {by} 计数，因此没有比例；可用 --since、--until、--where run、surface、blocker、blocked",
)
_LEFT = Sentence(
    "{path} was taken away again, as it held what should have been cut out ({what}); please report this",
    "{path} 含有本应删去的内容（{what}），已删除该文件；请报告此问题",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is kept of each event, and the file."""
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="a new file, a log itself")
    add_cut(parser)


def add_cut(parser: "argparse._ActionsContainer", fewest: int = 1) -> None:
    """What a copy keeps."""
    details = [each.value for each in Detail]
    parser.add_argument("--detail", choices=details, default="hosts", help="of addresses; hosts unless said")
    parser.add_argument("--exact-times", action="store_true", help="not only the day of each event")
    parser.add_argument(
        "--key",
        metavar="FILE",
        help="names clients by this secret key, so that they are the same in several copies; made if absent",
    )
    parser.add_argument(
        "--clients",
        type=number(1, 10**9),
        metavar="N",
        default=fewest,
        help=f"leaves out hosts that fewer than N clients met at a wall; {fewest} unless said",
    )


def add_publish(parser: argparse.ArgumentParser) -> None:
    """The folder of ``export``, and what is kept there."""
    parser.add_argument(
        "--publish",
        metavar="DIR",
        help="a new folder to hand on: a redacted copy in every form, with a manifest and what describes it",
    )
    add_cut(parser.add_argument_group("with --publish"), _FEWEST)


def cut_of(args: argparse.Namespace, store: Store, wanted: Wanted, output: Output, *, named: bool) -> Cut:
    """The cut that was asked for; ``named``: clients have names even without a key. Raises StoreError."""
    key = _key(args.key) if args.key else secrets.token_bytes(_KEY)
    few = lonely(store.rows(wanted), args.clients) if args.clients > 1 else frozenset()
    if few:
        output.note(say(args.lang, _HIDDEN, hosts=len({each.host for each in few}), fewest=args.clients))
    return Cut(key, Detail(args.detail), args.exact_times, named or bool(args.key), few)


def _key(file: str) -> bytes:
    try:
        with contextlib.suppress(FileExistsError):
            made = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with open(made, "wb") as target:
                target.write(secrets.token_bytes(_KEY))
        with open(file, "rb") as source:
            key = source.read(_KEY)
    except OSError as error:
        raise StoreError(_NO_KEY, place=file, why=error.strerror) from None
    if len(key) < _KEY:
        raise StoreError(_SHORT_KEY, place=file, least=_KEY)
    return key


def redact(args: argparse.Namespace, store: Store, wanted: Wanted, output: Output) -> int:
    """Writes the copy and proves it; 1 where it cannot be proven."""
    wanted = as_of_now(store, wanted)
    cut, path = cut_of(args, store, wanted, output, named=True), Path(args.output)
    try:
        count = write_copy(path, store.rows(wanted), counts_of(args, store, wanted, output), cut)
    except OSError as error:
        raise StoreError(UNWRITABLE, place=path, why=error.strerror) from None
    proof = prove(path, store.rows(wanted), cut)
    if not is_clean(proof):
        path.unlink()
        output.note(say(args.lang, _LEFT, path=path, what=left(proof)))
        return 1
    said = say(args.lang, _PROVEN, count=count, path=path, pieces=proof.pieces, shortest=SHORTEST)
    output.note(said)
    return 0


def publish(args: argparse.Namespace, store: Store, wanted: Wanted, output: Output) -> int:
    """Fills a folder to hand on; it gets its name once all of it is proven. 1 where it cannot be."""
    folder = Path(args.publish)
    if folder.exists():
        raise StoreError(_FOLDER_THERE, place=folder)
    wanted = as_of_now(store, wanted)
    cut = cut_of(args, store, wanted, output, named=False)
    try:
        half = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    except OSError as error:
        raise StoreError(_NO_FOLDER, place=folder, why=error.strerror) from None
    try:
        count = write_copy(half / COPY, store.rows(wanted), counts_of(args, store, wanted, output), cut)
        proof = prove(half / COPY, store.rows(wanted), cut, fill(half)[1:])
        if not is_clean(proof):
            output.note(say(args.lang, _LEFT, path=folder, what=left(proof)))
            return 1
        half.chmod(0o755)
        half.rename(folder)
    except OSError as error:
        raise StoreError(_NO_FOLDER, place=folder, why=error.strerror) from None
    finally:
        shutil.rmtree(half, ignore_errors=True)
    said = say(args.lang, _PROVEN, count=count, path=folder, pieces=proof.pieces, shortest=SHORTEST)
    output.note(said)
    return 0


def counts_of(
    args: argparse.Namespace, store: Store, wanted: Wanted, output: Output
) -> list[tuple[Run, Tally]]:
    """The counts of what was asked for; it is said where there are none of it."""
    if by := unknown_to_counts(wanted):
        output.note(say(args.lang, _UNCOUNTED, by=by))
    return counted(store.tallies(), wanted)


def is_clean(proof: Proof) -> bool:
    """Whether nothing was found that should have been cut out."""
    return not proof.leftovers and not proof.uncut


def left(proof: Proof) -> str:
    """What was found, for a person; secrets themselves stay unsaid."""
    return f"{len(proof.leftovers)} pieces, {proof.uncut} rows"
