import os
from pathlib import Path

import pytest

from unwall.config import Places
from unwall.doctor.finding import State
from unwall.doctor.folders import folders, is_there
from unwall.language import Language

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only on systems with modes")


def told(places: Places) -> list[tuple[str, str, str]]:
    return [(each.state.value, *each.told(Language.ENGLISH)) for each in folders(places)]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(*(str(tmp_path / name) for name in ("config", "data of mine", "cache")))


def test_none_yet(places: Places) -> None:
    assert [state for state, *_ in told(places)] == [State.FINE]


def test_for_the_user_alone(places: Places) -> None:
    data = Path(places.data)
    data.mkdir(mode=0o700)
    (data / "log.db").touch(mode=0o600)
    assert told(places) == [("fine", f"data folder {data}: for you alone", "")]
    data.chmod(0o755)
    (data / "log.db-wal").touch()
    (data / "log.db-wal").chmod(0o640)
    assert told(places) == [
        ("mend", f"other users of this machine can read {data} (mode 0755)", f"chmod 700 '{data}'"),
        (
            "mend",
            f"other users of this machine can read {data}/log.db-wal (mode 0640)",
            f"chmod 600 '{data}/log.db-wal'",
        ),
    ]


def test_what_stands_in_the_way(places: Places) -> None:
    Path(places.data).touch()
    inside = Places(places.config, places.data + "/unwall", places.cache)
    assert [state for state, *_ in told(inside)] == ["mend"]
    assert is_there(Path(inside.data))


def test_what_cannot_be_used(places: Places) -> None:
    Path(places.data).touch()
    Path(places.cache).touch()
    assert told(places) == [
        ("mend", f"{place} cannot be written by you", f'sudo chown -R "$(id -u)" {quoted}')
        for place, quoted in ((places.data, f"'{places.data}'"), (places.cache, places.cache))
    ]
