"""What counts as a stated reason, the addresses in it apart."""

import pytest

from unwall.engine.reason import states

WORDS = ("scam", "诈骗")


@pytest.mark.parametrize(
    ("texts", "stated"),
    [
        ([], False),
        ([""], False),
        (["This is a SCAM."], True),
        (["fine", "该网页涉嫌诈骗"], True),
        (["https://example.com/scam"], False),
        (["打开https://example.com/scam?a=scam继续"], False),
        (["打开 https://example.com/ 前请注意：诈骗"], True),
        (["https://example.com/涉嫌诈骗"], True),
        (["example.com/scam"], False),
        (["HTTPS://SCAM.EXAMPLE"], False),
        (["https%3A%2F%2Fexample.com%2Fscam"], False),
        (['"https://example.com/"scam'], True),
        (["and/or a scam: yes"], True),
        (["scam: /"], True),
        (["scammers"], True),
        (["no-scam"], True),
        (["antiscam"], False),
        (["antiscam, a scam"], True),
        (["这是scam"], True),
        (["éscam"], True),
        (["a scam\ud800 https://example.com/"], True),
    ],
)
def test_states(texts: list[str], stated: bool) -> None:
    assert states(texts, WORDS) == stated
