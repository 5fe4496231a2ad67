import pytest

from unwall.proxy.trust import Trust

MAY_NOT = (
    "The client may not trust the proxy's certificate for a.example "
    "(OpenSSL Error([('SSL routines', '', '{}')]))"
)
REFUSAL = MAY_NOT.format("ssl/tls alert certificate unknown")
CLOSED = (
    "The client disconnected during the handshake. If this happens consistently for a.example, "
    "this may indicate that the client does not trust the proxy's certificate."
)
EARLY = "connection closed early"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("errors", "passes"),
    [
        ([], False),
        ([REFUSAL], True),
        (["The client does not trust the proxy's certificate for a.example (tlsv1 alert unknown ca)"], True),
        (["… (sslv3 alert bad certificate)"], True),
        ([MAY_NOT.format("sslv3 alert certificate expired")], True),
        ([MAY_NOT.format("tlsv1 alert protocol version")], False),
        ([MAY_NOT.format("tlsv1 alert user cancelled")], False),
        ([MAY_NOT.format("tlsv1 alert internal error")], False),
        ([MAY_NOT.format("tlsv1 alert internal error")] * 2, True),
        ([MAY_NOT.format("no shared cipher"), CLOSED], False),
        ([CLOSED], False),
        ([CLOSED] * 9, False),  # all at one moment, so of one cause
        ([EARLY] * 9, False),  # it had not seen one yet
    ],
)
def test_failed_handshakes(errors: list[str], passes) -> None:
    trust = Trust(Clock())
    told = [trust.refused("1.2.3.4", "a.example", error) for error in errors]
    assert (trust.passes("1.2.3.4", "a.example"), any(told)) == (passes, passes)
    assert not trust.passes("1.2.3.4", "b.example")
    assert not trust.passes("5.6.7.8", "a.example")


def test_a_browser_that_drops_its_first_connections_is_not_passed_through() -> None:
    """As seen of Chromium: what it began before its settings were read it breaks off, and begins again."""
    trust = Trust(clock := Clock())
    clock.now += 0.032
    assert not trust.refused("c", "a.example", CLOSED)
    assert not trust.refused("c", "a.example", CLOSED)
    clock.now += 0.014
    trust.established("third", "c", "a.example")
    clock.now += 1.2
    assert trust.closed("third") is None
    trust.established("fourth", "c", "a.example")
    trust.asked("fourth")
    for _ in range(9):
        clock.now += 2
        assert not trust.refused("c", "a.example", CLOSED)
    assert not trust.passes("c", "a.example")


@pytest.mark.parametrize(("apart", "passes"), [(0.5, False), (1.5, True)])
@pytest.mark.parametrize("when", ["during the handshake", "after it"])
def test_a_client_that_keeps_closing_without_a_word(when: str, apart: float, passes) -> None:
    trust = Trust(clock := Clock())
    told = []
    for connection in ("one", "two", "three"):
        if when == "after it":
            trust.established(connection, "c", "a.example")
            told.append(trust.closed(connection))
        else:
            told.append(("c", "a.example") if trust.refused("c", "a.example", CLOSED) else None)
        clock.now += apart
    assert (told, trust.passes("c", "a.example")) == (
        [None, None, ("c", "a.example") if passes else None],
        passes,
    )


def test_it_lasts_an_hour() -> None:
    trust = Trust(clock := Clock())
    trust.refused("c", "a.example", REFUSAL)
    clock.now += 3599
    assert trust.passes("c", "a.example")
    clock.now += 1
    assert not trust.passes("c", "a.example")


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
    fault = MAY_NOT.format("tlsv1 alert internal error")
    trust.refused("c", "a.example", fault)
    trust.established("one", "c", "a.example")
    trust.asked("one")
    assert (trust.refused("c", "a.example", fault), trust.passes("c", "a.example")) == (False, False)


def test_an_idle_connection_that_ends_later_does_not_count() -> None:
    trust = Trust(clock := Clock())
    for connection in ("one", "two", "three"):
        trust.established(connection, "c", "a.example")
        clock.now += 10
        assert trust.closed(connection) is None
    assert not trust.passes("c", "a.example")


def test_memory_is_bounded() -> None:
    trust = Trust(Clock())
    for number in range(5000):
        trust.refused("c", f"{number}.example", REFUSAL)
    assert (trust.passes("c", "0.example"), trust.passes("c", "4999.example")) == (False, True)
