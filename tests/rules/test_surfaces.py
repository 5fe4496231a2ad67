"""Links in every kind of body, spelling and charset: those that become direct, and those that never do."""

from pathlib import Path

import pytest

from unwall import Engine, load_rules

DATA = Path(__file__).parents[1] / "data"
ENGINE = Engine(load_rules())


def _rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("# ")]


SPELLINGS = {name: (wrapper, target) for name, wrapper, target in _rows("spellings.tsv")}
BODIES = _rows("surfaces.tsv")
# What these bodies are is told by how they begin.
BEGIN = {
    "html-json",
    "html-json-array",
    "html-json-gbk",
    "html-jsonp",
    "html-json-markup",
    "gbk-meta",
    "gbk-none",
}


def _filled(body: str, direct: str, kept: str) -> str:
    for mark, text in (("⏎", "\n"), ("⇥", "\t"), ("⟨600000⟩", "A" * 600_000), ("█", direct), ("░", kept)):
        body = body.replace(mark, text)
    return body


@pytest.mark.parametrize("row", BODIES, ids=[row[0] for row in BODIES])
def test_a_body(row: list[str]) -> None:
    _, content_type, codec, spelling, body = row
    wrapper, target = SPELLINGS[spelling]
    given = _filled(body, wrapper, wrapper).encode(codec)
    want = _filled(body, target, wrapper).encode(codec)
    got = ENGINE.rewrite(given, content_type).data
    assert got.decode(codec) == want.decode(codec)
    assert got == want
    assert want != given or got is given
    assert ENGINE.rewrite(got, content_type).data is got


def test_the_same_pages_behind_much_text() -> None:
    """A large page is not read tag by tag."""
    before = "<p>" + "<b class=x>words</b>\n" * 20_000 + "</p>"
    wrong = []
    for name, content_type, codec, spelling, body in BODIES:
        if (
            not content_type.startswith("text/html")
            or name in BEGIN
            or codec.startswith(("utf-16", "utf-8-"))
        ):
            continue
        wrapper, target = SPELLINGS[spelling]
        given = (before + _filled(body, wrapper, wrapper)).encode(codec)
        want = (before + _filled(body, target, wrapper)).encode(codec)
        if ENGINE.rewrite(given, content_type).data != want:
            wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("size", [1, 7, 64])
def test_the_same_bodies_in_parts(size: int) -> None:
    different = []
    for name, content_type, codec, spelling, body in BODIES:
        given = _filled(body, SPELLINGS[spelling][0], SPELLINGS[spelling][0]).encode(codec)
        taker = ENGINE.rewriter(content_type)
        if taker is not None:
            step = size if len(given) < 100_000 else 1_000 * size
            parts = [taker.feed(given[at : at + step]) for at in range(0, len(given), step)]
            if b"".join(parts) + taker.close() != ENGINE.rewrite(given, content_type).data:
                different.append(name)
    assert different == []
