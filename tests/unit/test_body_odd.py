"""What takes a lexer to read: where it ends."""

import pytest

from unwall.engine.body.odd import odd_ends


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (b"<p>text &lt; <a href=\"x\" title='y'>b</a> c > d, don't", []),
        (b"<Script>", [8]),
        (b"<scripts><metal>", []),
        (b"a <!-- b -->", [6]),
        (b"<a <b>", [4]),
        (b'<a title="b>c">', [12]),
        (b"<a title = 'b<c'>", [14, 14]),
        (b"<p contenteditable>x", [18]),
        (b"<p contentEDITABLE>x", [18]),
    ],
)
def test_where_odd_markup_ends(text: bytes, ends: list[int]) -> None:
    search = odd_ends()
    if search is None:
        pytest.skip("pip install hyperscan")
    assert search(b"__" + text, 2, len(text) + 2) == [end + 2 for end in ends]
