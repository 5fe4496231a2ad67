"""Forms of services: filled in, signed, and nothing else."""

import pytest

from unwall.model import Ask, Service, Unwrapped
from unwall.resolve.signing import form_of, signature

KEYS = {"APP_KEY": "1000", "APP_SECRET": "s"}
NOW = 1_700_000_000.5  # 2023-11-15 06:13:20 in Beijing


def ask_with(form: dict[str, str], **how: str) -> Ask:
    service = Service(("token",), "https://eco.example.com/", form=tuple(form.items()), **how)
    known = Unwrapped("t", "t")
    return Ask(service.url, "token", "browser", "A", known, "POST", services=(service,), form=service.form)


@pytest.mark.parametrize(
    ("algorithm", "signed"),
    [
        ("md5", "5EE29085AF57D942F21F1C5BA3C2A90A"),
        ("hmac-md5", "AEF84DD220144363BE6E2E4E58BC68DE"),
        ("hmac-sha256", "AFD1ED70462CA57C91A26BEE586FE975C88C02AD0F1A52735712C4E8E897CED2"),
    ],
)
def test_signatures(algorithm: str, signed: str) -> None:
    assert signature([("b", "2"), ("a", "1")], "s", algorithm) == signed


def test_a_form_is_filled_in_and_signed() -> None:
    form = {"app_key": "{key}", "timestamp": "{time}", "t": "{seconds}", "text": "￥a￥", "same": "x{key}"}
    filled = form_of(ask_with(form, key="APP_KEY", sign="md5", secret="APP_SECRET"), KEYS, NOW)
    assert filled[:-1] == (
        ("app_key", "1000"),
        ("timestamp", "2023-11-15 06:13:20"),
        ("t", "1700000000"),
        ("text", "￥a￥"),
        ("same", "x{key}"),
    )
    assert filled[-1] == ("sign", signature(list(filled[:-1]), "s", "md5"))


def test_without_a_secret_nothing_is_signed() -> None:
    assert form_of(ask_with({"a": "b"}), {}, NOW) == (("a", "b"),)
