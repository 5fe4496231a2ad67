"""UTF-16 in parts: what goes in comes out in its own units, changed or not, whatever cuts it."""

import pytest

from unwall.engine.body.units import Units

TEXT = "\ufeff<p>看 old 𠮷 old</p>"
NEW = TEXT.replace("old", "newer")


class Renaming:
    """Says ``newer`` for ``old``, and holds two bytes back, which may be half a character."""

    def __init__(self) -> None:
        self._data = b""

    def feed(self, chunk: bytes) -> bytes:
        self._data = (self._data + chunk).replace(b"old", b"newer")
        out, self._data = self._data[:-2], self._data[-2:]
        return out

    def close(self) -> bytes:
        return self._data

    def give_up(self) -> bytes:
        return self._data


def in_parts(data: bytes, codec: str, size: int) -> tuple[bytes, bool]:
    units = Units(codec, Renaming())
    parts = [units.feed(data[at : at + size]) for at in range(0, len(data), size)]
    return b"".join([*parts, units.feed(b"", final=True)]), units.broken


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("size", range(1, 9))
def test_parts(codec: str, size: int) -> None:
    assert in_parts(TEXT.encode(codec), codec, size) == (NEW.encode(codec), False)


@pytest.mark.parametrize("size", [1, 2, 3, 99])
def test_what_is_not_in_its_charset_loses_nothing(size: int) -> None:
    data = "看 ".encode("utf-16-le") + b"\x00\xd8x\0"
    units = Units("utf-16-le", Renaming())
    out = b""
    for at in range(0, len(data), size):
        part = data[at : at + size]
        out += part if units.broken else units.feed(part)
    assert (out, units.broken) == (data, True)


def test_half_a_unit_at_the_end_stays() -> None:
    assert in_parts("看".encode("utf-16-le") + b"x", "utf-16-le", 3) == (
        "看".encode("utf-16-le") + b"x",
        True,
    )


def test_giving_up_gives_back_what_was_taken() -> None:
    units = Units("utf-16-le", Renaming())
    data = "看看".encode("utf-16-le") + b"x"
    assert units.feed(data) + units.give_up() == data
