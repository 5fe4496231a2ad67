import pytest

from unwall.urls.relative import joined


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("/c", "https://a.example/c"),
        ("c?d#e", "https://a.example/b/c?d#e"),
        ("?d", "https://a.example/b/?d"),
        ("//c.example/", "https://c.example/"),
        ("http://c.example/d", "http://c.example/d"),
        ("taobao://item", "taobao://item"),
        ("", "https://a.example/b/"),
        ("https://[", None),
        ("//[::1", None),
    ],
)
def test_joined(reference: str, address: str | None) -> None:
    assert joined("https://a.example/b/", reference) == address
