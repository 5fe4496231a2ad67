"""Several processes find what one finds, in the same order."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from unwall.cli.jobs import Looked, looked_through
from unwall.cli.pieces import BLOCK, Piece
from unwall.config import UNREADABLE, Config, ConfigError, Places
from unwall.language import Language

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


def look(given: list[Piece] | Iterator[Piece], jobs: int, folder: Path) -> list[Looked]:
    own = Config("", Places(str(folder), str(folder), str(folder)))
    return list(looked_through(given, Namespace(jobs=jobs, rules=[], mentions=False), own))


def told(looked: Looked) -> tuple[str, object, str]:
    """One of its own kind for each process: what it says counts."""
    return looked.source, looked.matches, looked.fault.said(Language.CHINESE) if looked.fault else ""


def test_the_order_is_kept(tmp_path: Path) -> None:
    texts = [f"{'x ' * (number % 7 * 1000)}{LINK}{number}".encode() for number in range(600)]
    given = [Piece(str(number), "text/plain", text, 0, len(text)) for number, text in enumerate(texts)]
    given.insert(
        300, Piece("broken", fault=ConfigError(UNREADABLE, file="broken", why="No such file or directory"))
    )
    one, two = (look(given, jobs, tmp_path) for jobs in (1, 2))
    assert list(map(told, one)) == list(map(told, two))
    assert [each.source for each in two] == [piece.source for piece in given]
    assert [each.matches[0].output for each in two if each.matches] == [
        f"https://example.com/{number}" for number in range(600)
    ]
    assert told(two[300]) == ("broken", [], "broken：无法读取（没有这个文件或目录）；请另指定一个")


def test_offsets_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"words\n{LINK}1\n", "utf-8")
    pieces = [Piece(str(path), "text/plain", None, 6, 100)]
    assert [(match.start, match.end) for match in look(pieces, 2, tmp_path)[0].matches] == [
        (6, 7 + len(LINK))
    ]


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    path = tmp_path / "gone.txt"
    (looked,) = look([Piece(str(path), "text/plain", None, 0, 9)], 2, tmp_path)
    assert told(looked) == (str(path), (), f"{path}：无法读取（没有这个文件或目录）；请另指定一个")


def test_no_more_is_read_ahead_than_is_looked_at(tmp_path: Path) -> None:
    given = 0

    def endless() -> Iterator[Piece]:
        nonlocal given
        while True:
            given += 1
            yield Piece(str(given), "text/plain", b"x", 0, BLOCK)

    own = Config("", Places(str(tmp_path), str(tmp_path), str(tmp_path)))
    found = looked_through(endless(), Namespace(jobs=2, rules=[], mentions=False), own)
    assert next(found) == Looked("1", [], None)
    assert given == 4
    found.close()  # type: ignore[attr-defined]
