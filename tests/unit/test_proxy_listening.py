import errno
import socket

import pytest

from unwall.language import Language
from unwall.proxy.listening import CannotServeError, Listen, check, obstacle


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize(
    "listen",
    [
        Listen(),
        Listen(host="localhost"),
        Listen(host="::1"),
        Listen(host="0.0.0.0", allow_lan=True),
        Listen(host="0.0.0.0", proxyauth="name:word"),
        Listen(modes=("upstream:http://example.com:3128",)),
        Listen(modes=("wireguard@0",), host="0.0.0.0"),
        Listen(modes=("regular@[::1]:0", "reverse:https://[::1]:1/@[::1]:0")),
    ],
)
def test_what_can_be_listened_on(listen: Listen) -> None:
    check(listen._replace(port=_free_port()), Language.ENGLISH)


@pytest.mark.parametrize(
    ("listen", "sentence"),
    [
        (Listen(host="0.0.0.0"), "0.0.0.0 is open to other machines; add --allow-lan"),
        (Listen(host=""), "* is open to other machines"),
        (Listen(host="192.0.2.1"), "192.0.2.1 is open to other machines"),
        (Listen(modes=("regular@0.0.0.0:8088",)), "0.0.0.0 is open to other machines"),
        (Listen(host="192.0.2.1", allow_lan=True), "cannot listen on 192.0.2.1:8080 ("),
        (Listen(host="nowhere.invalid", allow_lan=True), "cannot listen on nowhere.invalid:8080 ("),
        (Listen(modes=("regular", "nonsense")), "there is no --mode nonsense; there are regular, socks5, "),
        (Listen(modes=("reverse:",)), "there is no --mode reverse:; there are regular"),
        (Listen(modes=("socks5@x",)), "there is no --mode socks5@x; there are regular"),
    ],
)
def test_what_cannot_be_listened_on(listen: Listen, sentence: str) -> None:
    with pytest.raises(CannotServeError) as refused:
        check(listen, Language.ENGLISH)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("modes", [("regular",), ("regular@127.0.0.1:{port}",)])
def test_a_taken_port_comes_with_a_free_one(taken: int, modes: tuple[str, ...]) -> None:
    listen = Listen(port=taken, modes=tuple(mode.format(port=taken) for mode in modes))
    with pytest.raises(CannotServeError) as refused:
        check(listen, Language.ENGLISH)
    sentence = str(refused.value)
    assert sentence.startswith(f"127.0.0.1:{taken} is used by another program; say --listen 127.0.0.1:")
    free = int(sentence.partition("--listen 127.0.0.1:")[2].partition(",")[0])
    check(listen._replace(port=free, modes=("regular",)), Language.ENGLISH)


def test_it_is_said_in_chinese_too(taken: int) -> None:
    with pytest.raises(CannotServeError, match="已被其他程序占用"):
        check(Listen(port=taken), Language.CHINESE)
    with pytest.raises(CannotServeError, match="没有 --mode nonsense；可用 regular、socks5"):
        check(Listen(modes=("nonsense",)), Language.CHINESE)


def test_what_keeps_a_port_from_being_listened_on(taken: int) -> None:
    fault = obstacle("127.0.0.1", taken)
    assert fault is not None
    assert fault.errno == errno.EADDRINUSE
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free: int = listener.getsockname()[1]
    assert obstacle("127.0.0.1", free) is None
