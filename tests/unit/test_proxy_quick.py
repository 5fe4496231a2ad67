import pytest
from mitmproxy import options

from unwall.proxy.quick import QuickOptions


def test_every_option_is_what_it_is_in_mitmproxy() -> None:
    quick, stock = QuickOptions(), options.Options()
    changed = {"listen_port": 1, "mode": ["regular", "socks5"], "confdir": "x", "ssl_insecure": True}
    for each in (quick, stock):
        each.update(**changed)
    assert quick.keys() == stock.keys()
    names = sorted(stock.keys())
    assert [getattr(quick, name) for name in names] == [getattr(stock, name) for name in names]


def test_a_list_stays_the_reader_s_own() -> None:
    quick = QuickOptions()
    quick.mode.append("socks5")
    assert quick.mode == ["regular"]


def test_what_is_set_is_read() -> None:
    quick = QuickOptions()
    quick.listen_port = 8
    assert quick.listen_port == 8
    quick.reset()
    assert quick.listen_port is None
    with pytest.raises(TypeError):
        quick.update(listen_port="eight")
    assert quick.listen_port is None


def test_what_is_no_option_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no_such"):
        _ = QuickOptions().no_such
