"""Who is let in, and who is not: the attacks that a page on this machine meets."""

import pytest

from unwall.dashboard.gate import Asked, Gate

KEY = "k" * 43
HOST = "127.0.0.1:8081"
OURS = f"http://{HOST}"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


GATE = Gate(KEY, 8081)


def get(host: str = HOST, key: str = KEY) -> Asked:
    return Asked("GET", host, key=key)


OPEN = Gate(KEY, 8081, names=frozenset({"nas", "nas.local"}))


def post(
    origin: str = OURS, proof: str = GATE.proof, key: str = KEY, site: str = "", host: str = HOST
) -> Asked:
    return Asked("POST", host, origin, key, proof, site)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (get(), 0),
        (get("localhost:8081"), 0),
        (get("LOCALHOST:8081"), 0),
        (get("[::1]:8081"), 0),
        (get("127.0.0.1"), 421),
        (get("127.0.0.1:8080"), 421),
        (get("evil.example:8081"), 421),
        (get("127.0.0.1.evil.example:8081"), 421),
        (get(""), 421),
        (get(key=""), 401),
        (get(key="k" * 42), 401),
        (get(key="ключ"), 401),
        (Asked("HEAD", HOST), 401),
        (post(), 0),
        (post("null", site="same-origin"), 0),
        (post("null", site="cross-site"), 403),
        (post("null"), 403),
        (post(""), 403),
        (post("http://127.0.0.1:8080"), 403),
        (post("http://evil.example"), 403),
        (post("https://127.0.0.1:8081"), 403),
        (post("http://localhost:8081"), 403),
        (post("http://localhost:8081", host="localhost:8081"), 0),
        (post(proof=""), 403),
        (post(proof=KEY), 403),
        (post(proof="é"), 403),
        (post(key=""), 401),
        (Asked("PUT", HOST, key=KEY), 403),
    ],
)
def test_who_may_ask(asked: Asked, status: int) -> None:
    assert GATE.refusal(asked) == status


def test_cookies_of_two_proxies_are_apart() -> None:
    assert (GATE.cookie, Gate(KEY, 8082).cookie) == ("unwall-8081", "unwall-8082")


def test_the_key_lets_in_and_ten_wrong_ones_a_minute_do_not() -> None:
    gate = Gate(KEY, 8081, clock := Clock())
    entering = Asked("POST", HOST, OURS)
    assert gate.enters(entering, f" {KEY}\n") == 0
    assert gate.enters(entering._replace(origin="http://evil.example"), KEY) == 403
    assert gate.enters(entering._replace(host="evil.example:8081"), KEY) == 421
    assert [gate.enters(entering, "wrong") for _ in range(12)] == [403] * 10 + [429] * 2
    assert gate.enters(entering, KEY) == 429
    clock.now = 59.9
    assert gate.enters(entering, KEY) == 429
    clock.now = 60.0
    assert gate.enters(entering, KEY) == 0


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.168.1.5:8081", 0),
        ("192.168.1.5:9000", 0),
        ("192.168.1.5", 0),
        ("[fd00::5]:8081", 0),
        ("NAS:8081", 0),
        ("nas.local", 0),
        ("localhost:8081", 0),
        ("evil.example:8081", 421),
        ("nas.local.evil.example", 421),
        ("192.168.1.5.evil.example", 421),
        ("192.168.1.5@evil.example", 421),
        ("3232235781:8081", 421),
        (":8081", 421),
        ("", 421),
    ],
)
def test_other_machines_ask_by_an_address_or_a_name_of_this_one(host: str, status: int) -> None:
    assert OPEN.refusal(get(host)) == status
    assert OPEN.refusal(post(f"http://{host}", host=host)) == status
    assert OPEN.refusal(get(host, key="")) == (status or 401)
    assert GATE.misled(get(host)) == (0 if host == "localhost:8081" else 421)
