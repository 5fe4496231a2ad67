import pytest

from unwall import load_rules
from unwall.model import Verdict
from unwall.store.unrecorded import classes, is_unrecorded


@pytest.mark.parametrize(
    ("host", "unrecorded"),
    [
        ("icbc.com.cn", True),
        ("mybank.icbc.com.cn", True),
        ("noticbc.com.cn", False),
        ("ebank.example.com", True),
        ("bank.example", True),
        ("riverbank.example", False),
        ("www.example.pay", False),  # a top-level domain is no label
        ("127.0.0.1", True),
        ("192.168.1.1", True),
        ("[::1]", True),
        ("printer", True),
        ("nas.local", True),
        ("8.8.8.8", False),
        ("item.taobao.com", False),
        ("", True),
    ],
)
def test_hosts(host: str, unrecorded: bool) -> None:
    assert is_unrecorded(host) is unrecorded


def test_no_wall_stands_on_a_host_that_is_never_recorded() -> None:
    walls = {
        (host, rule.id)
        for rule in load_rules()
        if rule.verdict is not Verdict.LEAVE
        for host in rule.where.hosts
        if "://" not in host and "*" not in host and is_unrecorded(host)
    }
    assert walls == set()


def test_every_class_names_hosts_once_and_in_lower_case() -> None:
    named = [word for each in classes().values() for word in (*each.labels, *each.domains)]
    assert len(named) == len(set(named))
    assert all(word == word.lower() and not word.startswith(".") for word in named)
