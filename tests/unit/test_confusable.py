"""Hosts that look like a platform's."""

import pytest

from unwall.urls.confusable import imitates

KNOWN = frozenset({"taobao", "zhihu", "google"})


@pytest.mark.parametrize(
    ("host", "does"),
    [
        ("taobao.com", False),
        ("tаobao.com", True),
        ("www.gοοgle.com", True),
        ("xn--ggle-0qaa.com", False),
        ("zһihu.evil.example", True),
        ("тест.com", False),
        ("例えtest.com", False),
        ("tаobaos.com", False),
        ("xn--tobao-4ve.com", True),
        ("xn--\x80.com", False),
    ],
)
def test_imitates(host: str, does: bool) -> None:
    assert imitates(host, KNOWN) is does
