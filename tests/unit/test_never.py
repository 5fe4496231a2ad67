import pytest

from unwall.learn.never import Purpose, purpose_of, returns
from unwall.urls.split import split


@pytest.mark.parametrize(
    ("url", "purpose"),
    [
        ("https://example.com/ServiceLogin?continue=https://example.org/", Purpose.SIGN_IN),
        ("https://example.com/oauth2/authorize?redirect_uri=https://example.org/cb", Purpose.SIGN_IN),
        ("https://example.com/userLogin.do?to=https://example.org/", Purpose.SIGN_IN),
        ("https://example.com/x?client_id=1&to=https://example.org/", Purpose.SIGN_IN),
        ("https://passport.example.cn/jump?u=https://example.org/", Purpose.SIGN_IN),
        ("https://example.com/sharer/sharer.php?u=https://example.org/", Purpose.SHARING),
        ("https://example.com/intent/tweet?url=https://example.org/", Purpose.SHARING),
        ("https://example.com/web-share?url=https://example.org/", Purpose.SHARING),
        ("https://example.com/cashier/x?u=https://example.org/", Purpose.PAYMENT),
        ("https://example.com/consent?to=https://example.org/", Purpose.CONSENT),
        ("https://web.example.com/archive/https://example.org/", Purpose.TOOL),
        ("https://lists.example.com/unsubscribe?to=https://example.org/", Purpose.ACTION),
        ("https://remove.example.com/out?to=https://example.org/", None),
        ("https://printer.local/x?u=https://example.org/", Purpose.PRIVATE),
        ("https://192.168.0.1/x?u=https://example.org/", Purpose.PRIVATE),
        ("https://ebank.example.com/out?u=https://example.org/", Purpose.PRIVATE),
        ("https://link.example.com/?target=https://example.org/login", None),
        ("https://link.example.com/out/https%3A%2F%2Fexample.org%2Flogin", None),
        ("https://example.com/action/GoToLink?url=https://example.org/", None),
    ],
)
def test_purposes(url: str, purpose: Purpose | None) -> None:
    parts = split(url)
    assert parts is not None
    assert purpose_of(parts) is purpose


@pytest.mark.parametrize(
    ("name", "so"),
    [("redirect_uri", True), ("ReturnUrl", True), ("next", True), ("target", False), ("url", False)],
)
def test_parameters_that_say_where_to_return_to(name: str, so: bool) -> None:
    assert returns(name) is so
