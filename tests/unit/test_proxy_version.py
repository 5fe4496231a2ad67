import pytest

from unwall.language import Language
from unwall.proxy.version import fault_of


@pytest.mark.parametrize(
    ("version", "usable"),
    [
        ("12.2.2", True),
        ("12.2.3", True),
        ("12.10.0", True),
        ("12.2.1", False),
        ("12.2", False),
        ("11.9.9", False),
        ("13.0.0", False),
        ("13", False),
        ("12.3.0.dev", True),
    ],
)
def test_fault_of(version: str, usable) -> None:
    faults = [fault_of(version, language) for language in Language]
    assert [fault is None for fault in faults] == [usable, usable]
    assert all(version in fault and "pip install" in fault for fault in faults if fault)
