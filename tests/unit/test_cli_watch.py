"""The clipboard as it is followed: programs of the test hold what was copied, one text after another."""

import itertools
import shlex
from pathlib import Path

import pytest

from unwall.cli import watch
from unwall.cli.clipboard import Clipboard
from unwall.cli.watch import Notice, Watch

NOTICE = Notice("link", "Put back")


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_PAUSE", 0.0)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def holding(folder: Path, *texts: str) -> Clipboard:
    """A clipboard that holds another text each time it is looked at; what is written into it is seen once."""
    (folder / "read").write_text(
        f"cd {folder}\nif [ -e written ]; then cat written; rm written; exit; fi\n"
        "n=$(cat n 2>/dev/null || echo 1); echo $((n + 1)) > n\n"
        f'shift $n; printf %s "$1"\n'
    )
    reads = f"set -- {shlex.join(['', *texts])}; . {folder}/read"
    return Clipboard(("sh", "-c", reads), ("sh", "-c", f"tee {folder}/written >> {folder}/all"))


def target_of(text: str) -> str | None:
    return f"https://example.com/{text[4:]}" if text.startswith("link") else None


@pytest.mark.parametrize(("replaces", "pages"), [(False, "aab"), (True, "aaab")])
def test_links_in_what_is_copied(tmp_path: Path, replaces: bool, pages: str) -> None:
    """A text that stays is said once; one that is copied again, and again where its link took its place."""
    board = holding(tmp_path, "link old", "words", "linka", "linka", "", "linka", "linkb", "linkend")
    links = Watch(board, NOTICE, replaces=replaces).links(target_of, str)
    found = list(itertools.takewhile(lambda link: not link.endswith("/end"), links))
    assert found == [f"https://example.com/{page}" for page in pages]
    assert (tmp_path / "all").exists() == replaces
    if replaces:
        assert (tmp_path / "all").read_text() == "".join([*found, "https://example.com/end"])


def test_a_text_is_put_back_unless_something_else_was_copied_since(tmp_path: Path) -> None:
    held = tmp_path / "held"
    board = Clipboard(("cat", str(held)), ("tee", str(held)))
    watching = Watch(board, NOTICE, replaces=True)
    board.write("https://example.com/a")
    watching.put_back("linka", "https://example.com/a")
    assert board.read() == "linka"
    board.write("something else")
    watching.put_back("linka", "https://example.com/a")
    assert board.read() == "something else"
