"""What was secret in traffic is in no byte of the data directory at the default detail."""

import random
import string
from pathlib import Path
from urllib.parse import quote

import pytest
from mitmproxy import http
from mitmproxy.test import tflow

from unwall.proxy.addon import UnwallAddon
from unwall.proxy.setup import Choices, setup_of
from unwall.rules.loader import load_rules
from unwall.store.place import open_log

RULES = load_rules(Path(__file__).parents[1] / "data" / "proxy", own_only=True)
CHANCE = random.Random("secrets")
LETTERS = string.ascii_letters + string.digits


def text(length: int, letters: str = LETTERS) -> str:
    return "".join(CHANCE.choices(letters, k=length))


FORMS = (
    lambda: "eyJ" + text(20) + "." + text(30) + "." + text(22),
    lambda: text(12, "0123456789abcdef"),
    lambda: text(8) + "@mail.example",
    lambda: "￥" + text(11) + "￥",
    lambda: text(24),
    lambda: "".join(CHANCE.choices("机密口令不可外泄", k=8)) + text(6),
    lambda: "1" + text(1, "3456789") + text(9, string.digits),
)
TARGET = quote("https://example.com/a", safe="")
PLACES = (
    f"https://link.wall.test/go?target={TARGET}&pass_ticket={{}}",
    f"https://link.wall.test/go?{{}}=1&target={TARGET}",
    f"https://link.wall.test/go?target={TARGET}#{{}}",
    f"https://link.wall.test/go?target={TARGET}%3Faccess_token%3D{{}}",
    f"https://link.wall.test/go?target={TARGET}%252F{{}}",
    "https://link.wall.test/go?target=https%3A%2F%2Fu%3A{}%40example.com%2F",
    "https://link.wall.test/go?target=javascript%3A{}",
    "https://link.wall.test/go?target=https%3A%2F%2Fexample.com%2F{}%2Fb",
)
IN_NAMES = "https://link.wall.test/go?target=https%3A%2F%2F{}.example.com%2F"


def test_no_secret_reaches_the_data_directory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    choices = Choices(log=str(tmp_path / "log.db"))
    addon = UnwallAddon(lambda: choices, setup_of(RULES, choices))
    addon.live.begin_log()
    secrets = [FORMS[number % len(FORMS)]() for number in range(200)]
    for number, secret in enumerate(secrets):
        in_name = secret.isdigit() or len(secret) == 24
        _meet(addon, (IN_NAMES if in_name else PLACES[number % len(PLACES)]).format(secret), secret)
    addon.live.end_log()
    store = open_log(str(tmp_path / "log.db"))
    assert len(list(store.rows())) >= 300
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir()) + caplog.text.encode()
    kept = kept.lower()  # as hosts are
    assert [secret for secret in secrets if _core(secret).lower().encode() in kept] == []


def _core(secret: str) -> str:
    """What of a secret is found however it was spelled around."""
    return max(secret.strip("￥").replace("@", ".").split("."), key=len)


def _meet(addon: UnwallAddon, link: str, secret: str) -> None:
    """As a navigation and in a page, with the secret beside it."""
    _through(addon, quote(link, safe=":/?&=#%@."), "")
    _through(addon, "https://www.wall.test/feed", f'<a href="{link}">{secret}</a>')


def _through(addon: UnwallAddon, url: str, body: str) -> None:
    flow = tflow.tflow()
    flow.request = http.Request.make("GET", url, b"", http.Headers(referer=url, cookie=url))
    addon.request(flow)
    if flow.response is None:
        flow.response = http.Response.make(200, body, {"content-type": "text/html; charset=utf-8"})
    addon.responseheaders(flow)
    addon.response(flow)
