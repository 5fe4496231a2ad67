from pathlib import Path

from unwall.cli.remaining import named, size_of
from unwall.doctor.finding import State
from unwall.doctor.remains import Item, Kind
from unwall.language import Language


def test_every_kind_is_named_with_its_place_and_size() -> None:
    for kind in Kind:
        finding = named(Item(kind, Path("/a/b"), 3 << 20))
        assert finding.state is State.NOTE
        assert all("/a/b" in finding.told(language)[0] for language in Language)
        assert finding.told(Language.ENGLISH)[0].endswith(": /a/b (3.0 MiB)")


def test_sizes() -> None:
    things = [Item(Kind.LOG, Path("a"), size) for size in (0, 1, 1024, 1025)]
    assert [size_of(each) for each in things] == ["0 KiB", "1 KiB", "1 KiB", "2 KiB"]
    assert size_of(*things) == "3 KiB"
    assert size_of() == "0 KiB"
