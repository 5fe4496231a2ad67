"""What a person is told who connects another browser or a phone."""

import re

import pytest

from unwall.dashboard.connect import connect
from unwall.dashboard.desk import Authority, Facts
from unwall.language import Language

AUTHORITY = Authority("our CA", "/ca/<ca>.pem", "AB:CD", is_limited=True)
FACTS = Facts("192.0.2.7:8080", "", AUTHORITY, "1.0", 7, "pages", frozenset(), (), ())
PHONE = "192.0.2.7:8081"


@pytest.mark.parametrize("language", list(Language))
def test_the_addresses_are_those_by_which_the_reader_gets_there(language: Language) -> None:
    shown = connect(language, FACTS, PHONE)
    assert "<code>http://192.0.2.7:8081/unwall.pac</code>" in shown
    assert "<code>192.0.2.7:8080</code>" in shown
    assert re.findall(r'href="([^"]+)" download', shown) == ["/unwall.cer", "/unwall.pem"]
    assert "<code>our CA</code>" in shown
    assert 'href="https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"' in shown
    assert "<code>AB:CD</code>" in shown


def test_a_certificate_for_any_site_is_not_offered() -> None:
    shown = connect(Language.ENGLISH, FACTS._replace(authority=AUTHORITY._replace(is_limited=False)), PHONE)
    assert "download" not in shown
    assert "<code>/ca/&lt;ca&gt;.pem</code> could speak for any site" in shown


@pytest.mark.parametrize(
    ("here", "elsewhere", "parts"),
    [
        ("127.0.0.1:8081", "", ["unwall run --listen 0.0.0.0:8080 --allow-lan", "password"]),
        ("127.0.0.1:8081", f"http://{PHONE}/", ["<svg", f"<code>http://{PHONE}/</code>"]),
        ("[::1]:8081", f"http://{PHONE}/", ["<svg"]),
        (PHONE, f"http://{PHONE}/", []),
    ],
)
def test_who_is_at_this_machine_is_told_how_a_phone_gets_there(
    here: str, elsewhere: str, parts: list[str]
) -> None:
    shown = connect(Language.ENGLISH, FACTS._replace(elsewhere=elsewhere), here)
    assert ("With a phone" in shown) == bool(parts)
    assert [part for part in parts if part not in shown] == []
