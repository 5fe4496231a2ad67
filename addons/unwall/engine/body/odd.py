"""What in HTML takes a lexer to read, found in long stretches at once.

Where nothing of it is, a ``<`` opens a tag that the next ``>`` ends, and everything else is text.
"""

from _thread import allocate_lock  # see literals
from collections.abc import Callable
from functools import cache
from typing import Any

from unwall.engine.body.editing import SPELLED

# Elements after whose tags the text is read otherwise, and those that may carry a policy.
SPECIAL = rb"script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext|meta"
_CASELESS = (
    rb"<(?:" + SPECIAL + rb")[\s/>]",
    rb"<!--",
    rb"=\s*(?:\"[^\"<>]*[<>]|'[^'<>]*[<>])",  # a value with a mark of tags in it
    rb"<[^<>]*<",
)

type Search = Callable[[bytes, int, int], list[int]]


@cache
def odd_ends() -> Search | None:
    """Where each oddity of a stretch ends, in order; None where hyperscan is not installed. Thread-safe."""
    try:
        import hyperscan  # noqa: PLC0415 - optional
    except ImportError:
        return None
    database = hyperscan.Database()
    expressions = (*_CASELESS, *SPELLED)
    flags = [hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL] * len(_CASELESS) + [0] * len(SPELLED)
    try:
        database.compile(
            expressions=expressions, ids=list(range(len(flags))), elements=len(flags), flags=flags
        )
    except hyperscan.error:
        return None  # a processor that it was not made for
    scan, alone = database.scan, allocate_lock()  # a database has room for one scan at a time

    def note(_: int, __: int, end: int, ___: int, context: Any) -> None:  # noqa: ANN401 - hyperscan's word
        context.append(end)

    def search(data: bytes, start: int, stop: int) -> list[int]:
        found: list[int] = []
        with alone:
            scan(data[start:stop], note, context=found)
        return sorted(start + end for end in found)

    return search
