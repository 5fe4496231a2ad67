import pytest

from unwall.proxy.checked import Checked

PAGE = "https://www.wall.test/a/page?x=1"


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ('<script src="/app.js" integrity="sha256-x"></script>', "https://www.wall.test/app.js"),
        ("<script integrity=sha256-x src=app.js>", "https://www.wall.test/a/app.js"),
        ("<LINK rel=stylesheet integrity='sha384-x' HREF='//cdn.test/a.css?v=1#x'>", "https://cdn.test/a.css?v=1"),
        ('<p>integrity<script\nsrc="/a.js?b=1&amp;c=2"\nintegrity="sha256-x">', "https://www.wall.test/a.js?b=1&c=2"),
        ('<script src="/app.js"></script><p>integrity', None),
        ('<a href="/a" title="integrity">', None),
        ("<script integrity=x>go()</script>", None),
        ('<script src="https://[" integrity="x">', None),
        ("<SCRIPT SRC=/A.js INTEGRITY=sha256-x>", "https://www.wall.test/A.js"),
        ("integrity" * 3, None),
    ],
)  # fmt: skip
def test_what_is_named_with_a_hash(body: str, url: str | None) -> None:
    checked = Checked()
    checked.note(PAGE, body.encode())
    held = [each for each in (url, "https://www.wall.test/app.js", "https://www.wall.test/a") if each]
    assert [each for each in held if checked.holds(each)] == ([url] * held.count(url) if url else [])


def test_only_the_latest_are_remembered() -> None:
    checked = Checked()
    for number in range(20):
        body = "".join(f"<script src=/{number}-{each}.js integrity=x>" for each in range(256))
        checked.note(PAGE, body.encode())
    assert not checked.holds("https://www.wall.test/0-0.js")
    assert checked.holds("https://www.wall.test/19-255.js")
