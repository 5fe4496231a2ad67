import pytest

from unwall.proxy.trust import Trust

REFUSAL = "OpenSSL Error([('SSL routines', '', 'ssl/tls alert certificate unknown')])"
CLOSED = "The client disconnected during the handshake."


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("errors", "passes"),
    [
        ([], False),
        ([CLOSED], False),
        ([CLOSED, CLOSED], True),
        ([REFUSAL], True),
        (["tlsv1 alert unknown ca"], True),
        (["sslv3 alert bad certificate"], True),
        (["tlsv1 alert protocol version"], False),
    ],
)
def test_failed_handshakes(errors: list[str], passes) -> None:
    trust = Trust(Clock())
    told = [trust.refused("1.2.3.4", "a.example", error) for error in errors]
    assert (trust.passes("1.2.3.4", "a.example"), any(told)) == (passes, passes)
    assert not trust.passes("1.2.3.4", "b.example")
    assert not trust.passes("5.6.7.8", "a.example")


def test_it_lasts_an_hour() -> None:
    trust = Trust(clock := Clock())
    trust.refused("c", "a.example", REFUSAL)
    clock.now += 3599
    assert trust.passes("c", "a.example")
    clock.now += 1
    assert not trust.passes("c", "a.example")


def test_connections_closed_right_after_the_handshake_count() -> None:
    trust = Trust(Clock())
    closed = []
    for connection in ("one", "two"):
        trust.established(connection, "c", "a.example")
        closed.append(trust.closed(connection))
    assert (closed, trust.passes("c", "a.example")) == ([None, ("c", "a.example")], True)


def test_a_client_that_asked_once_may_open_more_connections_than_it_uses() -> None:
    trust = Trust(Clock())
    trust.established("used", "c", "a.example")
    trust.asked("used")
    for spare in ("one", "two", "three"):
        trust.established(spare, "c", "a.example")
        assert trust.closed(spare) is None
    assert not trust.passes("c", "a.example")


def test_a_request_forgives_a_failed_handshake() -> None:
    trust = Trust(Clock())
    trust.refused("c", "a.example", CLOSED)
    trust.established("one", "c", "a.example")
    trust.asked("one")
    assert (trust.refused("c", "a.example", CLOSED), trust.passes("c", "a.example")) == (False, False)


def test_an_idle_connection_that_ends_later_does_not_count() -> None:
    trust = Trust(clock := Clock())
    for connection in ("one", "two"):
        trust.established(connection, "c", "a.example")
        clock.now += 10
        assert trust.closed(connection) is None
    assert not trust.passes("c", "a.example")


def test_memory_is_bounded() -> None:
    trust = Trust(Clock())
    for number in range(5000):
        trust.refused("c", f"{number}.example", REFUSAL)
    assert (trust.passes("c", "0.example"), trust.passes("c", "4999.example")) == (False, True)
