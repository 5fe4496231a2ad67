"""What we share opens where people get it. The platforms are played here; no test needs a network."""

import pytest

from unwall.pytest_plugin import assert_opens

JD = "https://item.jd.com/100000000001.html"
TAOBAO = "https://item.taobao.com/item.htm?id=600000000003"
WRAPPED = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


@pytest.mark.parametrize("client", ["browser", "wechat", "qq", "weibo"])
def test_our_goods_at_jd_open_everywhere(walled_world, client):
    cell = assert_opens(JD, as_=client, world=walled_world)
    assert "手机支架" in cell.title


def test_taobao_does_not_open_in_wechat_and_we_see_why(walled_world):
    assert_opens(TAOBAO, world=walled_world)
    with pytest.raises(pytest.fail.Exception, match="does not open for wechat: walled") as failed:
        assert_opens(TAOBAO, as_="wechat", world=walled_world)
    assert "known by:   taobao-refuses-wechat" in str(failed.value)


def test_we_share_no_wrapped_links(unwall):
    assert not unwall.unwrap(JD).changed
    assert unwall.unwrap(WRAPPED).output == "https://example.com/"


def test_a_reader_with_unwall_never_meets_the_wall(walled_world, walled_browser):
    page = walled_browser().new_page()
    page.goto(
        "https://link.juejin.cn/?target=https%3A%2F%2Fexample.com%2Fjuejin%2Fspec%3Fpage%3D2%26lang%3Dzh"
    )
    assert page.title() == "文章里链接的规范"
    assert walled_world.ledger.requests(["link.juejin.cn"]) == ()


def test_one_without_does(walled_browser):
    page = walled_browser(unwall=False).new_page()
    page.goto("https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F")
    assert page.title() == "即将离开知乎"
