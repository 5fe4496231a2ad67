"""What a phone is given to come through the proxy by WireGuard."""

import pytest

from unwall.cli.wireguard import told
from unwall.language import Language

CONFIGURATION = "[Interface]\nPrivateKey = abc=\n\n[Peer]\nAllowedIPs = 0.0.0.0/0\nEndpoint = {}"


@pytest.mark.parametrize(
    ("given", "shown"), [("192.0.2.7:51820", "192.0.2.7:51820"), ("fd00::7:51820", "[fd00::7]:51820")]
)
def test_the_configuration_follows_the_sentence(given: str, shown: str) -> None:
    text = told(CONFIGURATION.format(given), Language.CHINESE, drawn=False)
    assert text.startswith("请在手机的 WireGuard App 中扫码")
    assert text.endswith("\n\n" + CONFIGURATION.format(shown))


def test_nobody_is_sent_to_all_addresses_and_the_code_is_behind_it() -> None:
    text = told(CONFIGURATION.format("0.0.0.0:51820"), Language.ENGLISH, drawn=True)
    assert "Endpoint = 0.0.0.0" not in text
    assert "AllowedIPs = 0.0.0.0/0" in text
    assert text.splitlines()[-1].strip("█▀ ") == ""
