import hashlib

import pytest
from events_for_tests import event
from hypothesis import given
from hypothesis import strategies as st

from unwall.store.redaction import Detail, Pseudonyms, hidden, kept, redacted

SECRETS = [
    "pass_ticket=Jx8sQm2LpZ", "exportkey=A1b2C3d4", "access_token=0a1b2c3d", "eyJhbGciOi.eyJzdWIiOjF9.c2ln",
    "13912345678", "￥AbCdEfGhIjK￥", "user:hunter2@", "zhang.san@mail.example", "sk-9f8e7d6c5b4a39281706",
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "hosts", "paths"),
    [
        ("https://link.zhihu.com/?target=https%3A%2F%2Fa.example%2F", "https://link.zhihu.com/", "https://link.zhihu.com/?target=…"),
        ("https://A.example:8443/x/y?b=1&c#d", "https://a.example:8443/", "https://a.example:8443/x/y?b=…&…#…"),
        ("https://a.example", "https://a.example/", "https://a.example/"),
        ("https://u:p@a.example/x", "https://…/", "https://…/"),
        ("alipays://platformapi/startapp?appId=1", "alipays://…", "alipays://…"),
        ("9￥AbCdEfGhIjK￥ https://m.tb.cn/h.5", "…", "…"),
        ("", "", ""),
        ("https://13912345678.a.example/x", "https://….a.example/", "https://….a.example/x"),
        ("https://k9f8e7d6c5b4a39281706ab.a.example/", "https://….a.example/", "https://….a.example/"),
        ("https://xn--vuq861b0a1n4c9g5h2j7k8.example/", "https://xn--vuq861b0a1n4c9g5h2j7k8.example/", "https://xn--vuq861b0a1n4c9g5h2j7k8.example/"),
        ("https://a.example:80secret/", "https://a.example/", "https://a.example/"),
        ("https://ebank.example.com/x", "https://…/", "https://…/"),
        ("http://192.168.1.7/x", "http://…/", "http://…/"),
        ("https://a.example/u/13912345678/x", "https://a.example/", "https://a.example/u/…/x"),
        ("https://a.example/video/7123456789012345678", "https://a.example/", "https://a.example/video/7123456789012345678"),
        ("https://a.example/s/9f8e7d6c5b4a39281706ab", "https://a.example/", "https://a.example/s/…"),
        ("https://a.example/?eyJhbGciOi.eyJzdWIiOjF9.c2ln=1", "https://a.example/", "https://a.example/?…"),
    ],
)  # fmt: skip
def test_what_is_kept(given: str, hosts: str, paths: str) -> None:
    assert (kept(given, Detail.HOSTS), kept(given, Detail.PATHS), kept(given, Detail.FULL)) == (
        hosts,
        paths,
        given,
    )


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("detail", [Detail.HOSTS, Detail.PATHS])
def test_no_secret_stays(secret: str, detail: Detail) -> None:
    places = [
        f"https://a.example/p?{secret}",
        f"https://a.example/p?q={secret}",
        f"https://a.example/p#{secret}",
        secret,
    ]
    for place in places:
        left = redacted(event(input=place, output=place), detail)
        assert secret not in "".join(map(str, left)), place


@given(st.text(alphabet="ab/?#&=@:.%￥", max_size=40))
def test_hosts_keeps_nothing_behind_the_host(tail: str) -> None:
    assert kept(f"https://a.example/{tail}", Detail.HOSTS) == "https://a.example/"


def test_of_hosts_that_are_never_recorded_nothing_is_kept_at_any_detail() -> None:
    met = event(
        input="https://link.zhihu.com/?target=https%3A%2F%2Febank.example.com%2Fa",
        output="https://ebank.example.com/a",
    )
    assert redacted(met, Detail.FULL) == met._replace(input="https://link.zhihu.com/", output="https://…/")
    assert redacted(event(), Detail.FULL) == event()


@pytest.mark.parametrize("detail", Detail)
def test_a_long_address_is_cut_and_counted(detail: Detail) -> None:
    given = event(input="https://a.example/" + "b/" * 32_000)
    once = redacted(given, detail)
    assert len(once.input) <= 2060
    assert redacted(once, detail) == once
    assert detail is Detail.HOSTS or once.input.endswith(f"…+{len(given.input) - 2048}")


def test_a_method_is_a_word() -> None:
    assert redacted(event(method="PROPFIND"), Detail.HOSTS).method == "PROPFIND"
    assert redacted(event(method="G3T-secret"), Detail.HOSTS).method == ""


@given(st.text(max_size=60))
def test_any_text_has_a_form_to_keep(text: str) -> None:
    assert kept(kept(text, Detail.HOSTS), Detail.HOSTS) == kept(text, Detail.HOSTS)


def test_pseudonyms_are_keyed_and_stable() -> None:
    chrome, wechat = "Mozilla/5.0 Chrome/1 Safari/1", "Mozilla/5.0 MicroMessenger/8"
    one, other = Pseudonyms(b"a" * 32), Pseudonyms(b"b" * 32)
    assert one.of("10.0.0.1", "browser", chrome) == one.of("10.0.0.1", "browser", chrome + " more")
    names = {
        one.of("10.0.0.1", "browser", chrome),
        one.of("10.0.0.1", "wechat", wechat),
        one.of("10.0.0.2", "browser", chrome),
        other.of("10.0.0.1", "browser", chrome),
    }
    assert len(names) == 4
    assert {len(name) for name in names} == {16}


@pytest.mark.parametrize(
    ("address", "left"),
    [("https://a.example/b", "https://…/"), ("￥AbCd1EfGh2J￥", "…"), ("", ""), ("https://…/", "https://…/")],
)
def test_a_host_that_tells_too_much(address: str, left: str) -> None:
    assert hidden(address) == left


def test_no_client_is_found_by_trying_every_network() -> None:
    """A name is no hash of an address: 65,536 of them are quickly tried."""
    name = Pseudonyms(b"k" * 32).of("10.20.30.40", "browser", "Firefox")
    addresses = [f"10.20.{high}.{low} Firefox" for high in range(256) for low in range(256)]
    assert not any(hashlib.sha256(each.encode()).hexdigest().startswith(name) for each in addresses)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/b?c=d", "https://…/"),
        ("http://[::1]:80/", "http://…/"),
        ("weixin://dl/business/?t=x", "weixin://…"),
        ("mailto:x@a.example", "…"),
        ("9￥AbCdEfGhIjK￥", "…"),
        ("", ""),
    ],
)
def test_what_is_hidden_cannot_be_cut_further(address: str, shown: str) -> None:
    assert hidden(address) == shown
    assert [kept(shown, detail) for detail in Detail] == [shown] * 3
