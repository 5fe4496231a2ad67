import pytest

from unwall.learn.shape import Shape, is_opaque, key_of, prefix_of, shape_of


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/", Shape("/", "/")),
        ("/link2/", Shape("/link2", "/link2")),
        ("/action/GoToLink", Shape("/action/GoToLink", "/action/GoToLink")),
        ("/u/83712/out", Shape("^/u/[0-9]+/out$", "/u/10001/out")),
        ("/click-7654321-10001234", Shape("^/click-[0-9]+-[0-9]+$", "/click-10001-10001")),
        ("/c/0f3a9b21/x.php", Shape(r"^/c/[0-9a-f]+/x\.php$", "/c/0a1b2c3d/x.php")),
        ("/w/aa9921/", Shape("^/w/[0-9a-f]+/$", "/w/0a1b2c3d/")),
        ("/w/cafe24", Shape("/w/cafe24", "/w/cafe24")),
        ("/go/a1B2c3/x", Shape("^/go/[0-9A-Za-z]+/x$", "/go/AbCd1234/x")),
        ("/@johnsmith/go", Shape("^/[^/]+/go$", "/AbCd1234/go")),
        ("/v3/r/me%40example.com", Shape("^/v3/r/[^/]+$", "/v3/r/AbCd1234")),
    ],
)
def test_ids_are_replaced(path: str, shape: Shape) -> None:
    assert shape_of(path) == shape


def test_a_beginning_keeps_its_end_open() -> None:
    assert prefix_of("/go/83712/") == Shape("/go/[0-9]+/", "/go/10001/")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/AbCd1Ef", ("/", "AbCd1Ef")),
        ("/s/AbCd1Ef/", ("/s/", "AbCd1Ef")),
        ("/", None),
        ("/abc", None),
        ("/a/b/AbCd1Ef", None),
        ("/page.html", None),
        ("/" + "a" * 17, None),
    ],
)
def test_keys_of_short_links(path: str, key: tuple[str, str] | None) -> None:
    assert key_of(path) == key


@pytest.mark.parametrize(
    ("key", "opaque"),
    [("AbCd1Ef", True), ("aBcDeF", True), ("123456", True), ("about", False), ("About", False)],
)
def test_words_are_no_keys(key: str, opaque: bool) -> None:
    assert is_opaque(key) is opaque
