import pytest

from unwall.engine.platforms import Platforms
from unwall.rules.index import RuleSet
from unwall.rules.loader import load_rules

RULES = load_rules()
PLATFORMS = Platforms(RULES)


@pytest.mark.parametrize(
    ("host", "platform"),
    [
        ("link.zhihu.com", "zhihu"),
        ("www.zhihu.com", "zhihu"),
        ("item.taobao.com", "taobao"),
        ("detail.tmall.com", "taobao"),
        ("www.google.co.uk", "google"),
        ("a.b.safelinks.protection.outlook.com", "microsoft"),
        ("www.example.com", ""),
        ("zhihu.com.evil.example", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_whose_a_host_is(host: str, platform: str) -> None:
    assert PLATFORMS.of(host) == platform


def test_no_rules_know_nobody() -> None:
    assert Platforms(RuleSet.of(())).of("link.zhihu.com") == ""
