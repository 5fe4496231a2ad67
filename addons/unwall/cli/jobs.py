"""Pieces looked through, in their order: here, or by several processes at once."""

import argparse
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple, cast

from unwall.cli.pieces import BLOCK, Piece
from unwall.cli.wiring import engine_of
from unwall.config import Config, ConfigError
from unwall.engine.engine import Engine
from unwall.language import Said
from unwall.model import Match

if TYPE_CHECKING:
    from concurrent.futures import Future

_AHEAD = 2  # batches for each process that are under way or done, so that memory does not grow
_MOST = 256  # pieces in a batch


class Looked(NamedTuple):
    """What was found in one piece; offsets are those of the file, or of the body in a recording."""

    source: str
    matches: Sequence[Match]
    fault: Said | None


def looked_through(pieces: Iterable[Piece], args: argparse.Namespace, config: Config) -> Iterator[Looked]:
    """What is found in each piece, in order; by ``args.jobs`` processes."""
    rules = tuple(args.rules)
    engine = shared_engine(rules, config)
    if args.jobs == 1:
        yield from (_looked(piece, engine, mentions=args.mentions) for piece in pieces)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - only here

    engine.scan(b"", "text/plain")  # made whole: where processes are forked, they have it
    waiting: deque[Future[list[Looked]]] = deque()
    pool = ProcessPoolExecutor(args.jobs, initializer=_begin)
    try:
        for batch in _batches(pieces):
            waiting.append(pool.submit(_look, batch, rules, config, mentions=args.mentions))
            if len(waiting) >= _AHEAD * args.jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Small pieces together."""
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += piece.length
        if size >= BLOCK or len(batch) == _MOST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _begin() -> None:
    """An interruption is for the process that asks."""
    import signal  # noqa: PLC0415 - only in processes of their own

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _look(batch: list[Piece], rules: tuple[str, ...], config: Config, *, mentions: bool) -> list[Looked]:
    engine = shared_engine(rules, config)
    return [_looked(piece, engine, mentions=mentions) for piece in batch]


@cache
def shared_engine(rules: tuple[str, ...], config: Config) -> Engine:
    """The engine with these rules and the user's policy, one in each process. Raises RuleError."""
    return engine_of(cast("argparse.Namespace", SimpleNamespace(rules=rules)), config)


def _looked(piece: Piece, engine: Engine, *, mentions: bool) -> Looked:
    try:
        data = b"" if piece.fault else piece.read()
    except ConfigError as error:
        return Looked(piece.source, (), error)
    media, binary = piece.content_type, not piece.recorded
    matches = engine.scan(data, media, mentions=mentions, binary=binary) if data else []
    surface, offset = piece.surface, piece.offset
    moved = [
        each._replace(start=offset + each.start, end=offset + each.end, surface=surface or each.surface)
        for each in matches
    ]
    return Looked(piece.source, moved, piece.fault)
