import ssl

import pytest

from unwall.world.ledger import Asked, Ledger, greeted


def hello(name: str) -> bytes:
    """The first bytes of a TLS client that asks for ``name``."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


def in_records(message: bytes, size: int) -> bytes:
    """The handshake message of one TLS record, cut into records of ``size`` bytes."""
    pieces = [message[5:][at : at + size] for at in range(0, len(message) - 5, size)]
    return b"".join(message[:3] + len(piece).to_bytes(2) + piece for piece in pieces)


@pytest.mark.parametrize(
    ("start", "host"),
    [
        (b"GET / HTTP/1.1\r\nHost: t.cn\r\n\r\n", "t.cn"),
        (b"GET / HTTP/1.1\r\nAccept: */*\r\nhost:T.CN:80\r\n\r\nrest", "t.cn"),
        (b"GET / HTTP/1.1\r\nHost: t.cn\r\n", None),
        (b"GET / HTTP/1.0\r\n\r\n", None),
        (hello("link.zhihu.com"), "link.zhihu.com"),
        (hello("Link.Zhihu.com") + b"more", "link.zhihu.com"),
        (in_records(hello("link.zhihu.com"), 100), "link.zhihu.com"),
        (b"\x16\x03\x01\x00\x04\x02\x00\x00\x00", None),
        (b"\x16\x03\x01", None),
        (b"", None),
    ],
)
def test_the_first_bytes_name_the_host(start: bytes, host: str | None) -> None:
    assert greeted(start) == host


def test_a_name_is_learnt_when_all_of_it_is_there() -> None:
    greeting = hello("l.facebook.com")
    ledger = Ledger()
    connection = ledger.open()
    for at in range(len(greeting)):
        connection.take(greeting[at : at + 1])
        assert connection.host == (None if at + 1 < len(greeting) else "l.facebook.com")
    assert ledger.sent({"l.facebook.com"}) == len(greeting)


def test_bytes_are_counted_by_host_and_from_a_connection_on() -> None:
    ledger = Ledger()
    for host, rest in (("t.cn", b"12"), ("t.co", b"345"), ("t.cn", b"6789")):
        connection = ledger.open()
        connection.take(b"GET / HTTP/1.1\r\nHost: " + host.encode() + b"\r\n\r\n")
        connection.take(rest)
    head = len(b"GET / HTTP/1.1\r\nHost: t.cn\r\n\r\n")
    assert (ledger.sent(("t.cn",)), ledger.sent(("t.cn",), since=1), ledger.sent(())) == (
        2 * head + 6,
        head + 4,
        0,
    )


def test_requests_are_found_by_host_and_from_one_on() -> None:
    ledger = Ledger()
    first, second, third = (
        Asked("GET", url, "") for url in ("https://t.cn/a", "http://t.co/?https://t.cn/", "http://t.cn/b")
    )
    ledger.asked += [first, second, third]
    assert ledger.requests({"t.cn"}) == (first, third)
    assert ledger.requests({"t.cn"}, since=1) == (third,)
