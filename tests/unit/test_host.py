import pytest
from hypothesis import given
from hypothesis import strategies as st

from unwall.urls.host import spelled


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        (" Example.COM. ", "example.com"),
        ("例子.com", "xn--fsqu00a.com"),
        ("WWW.例子。中国", "www.xn--fsqu00a.xn--fiqs8s"),
        ("Ｅxample.com", "example.com"),
        ("xn--fsqu00a.com", "xn--fsqu00a.com"),
        ("\ue000.com", "\ue000.com"),
        ("", ""),
    ],
)
def test_spelled(host: str, asked: str) -> None:
    assert spelled(host) == asked


@given(st.text(max_size=20))
def test_nothing_is_too_odd(host: str) -> None:
    assert isinstance(spelled(host), str)
