"""Where a link begins: the scheme before a known host, in any spelling."""

import pytest

from unwall.engine.body.literals import Literals
from unwall.engine.body.starts import Known, Start, start_of

ANCHORS = ("link.example", ".below.example", "shop.", "app://")
KNOWN = Known(ANCHORS)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("https://link.example/", Start(0)),
        ("x HTTP://Link.Example/", Start(2)),
        ("https://link.example.", Start(0)),
        ("https:\\/\\/link.example", Start(0)),
        ("https:\\\\\\/\\\\\\/link.example", Start(0)),
        ("https:\\u002F\\u002Flink.example", Start(0)),
        ("https\\u003a\\u002f\\u002flink.example", Start(0)),
        ("https:\\x2f\\x2flink.example", Start(0)),
        ("https:&#x2F;&#x2F;link.example", Start(0)),
        ("https&#058;&#0047;&#x002f;link.example", Start(0)),
        ("https:\\&#x2F;\\&#x2F;link.example", Start(0)),
        ("https:\\u0026#x2F;\\u0026#x2F;link.example", Start(0)),
        ("https\\x26colon;\\x26sol;\\x26sol;link.example", Start(0)),
        ("https:\\\\u0026amp;#47;\\\\u0026amp;#47;link.example", Start(0)),
        ('"\\u0026#x2F;\\u0026#x2F;link.example/', Start(1, relative=True)),
        ("\\nhttps://link.example", Start(2)),
        ("https%3A%2F%2Flink.example%2F", Start(0, percent=True)),
        ('"//link.example/', Start(1, relative=True)),
        ('"\\/\\/link.example/', Start(1, relative=True)),
        ("https://a.below.example", Start(0)),
        ("https://shop.de/", Start(0)),
        ("app://x", Start(0)),
        ("\\tapp:\\/\\/x", Start(2)),
        ("https://alink.example", None),
        ("https://link.example.org", None),
        ("https://a.link.example", None),
        ("https://below.example", None),
        ("https://user@link.example/", None),
        ("link.example/", None),
        ("mailto:link.example", None),
        ("ftp://link.example/", None),
        ("app:x", None),
        ("xapp://x", None),
        ("%2Flink.example", None),
    ],
)
def test_start_of(text: str, start: Start | None) -> None:
    data = text.encode()
    found = [start_of(data, stretch, KNOWN) for stretch in Literals(ANCHORS).stretches(data)]
    assert [each for each in found if each is not None] == ([] if start is None else [start])


def test_known_schemes_and_hosts_are_not_mixed_up() -> None:
    assert KNOWN.scheme(b"APP")
    assert not KNOWN.scheme(b"link.example")
    assert not KNOWN.host(b"app")
