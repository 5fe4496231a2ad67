import sys
from importlib import metadata
from pathlib import Path

import pytest

from unwall.doctor import words
from unwall.doctor.finding import Finding, State
from unwall.doctor.software import lock_of, software
from unwall.language import Language

PACKAGE = Path(words.__file__).parents[1]
INSTALLED = metadata.version("mitmproxy")


def found(tmp_path: Path, text: str) -> Finding:
    lock = tmp_path / "run.txt"
    lock.write_text(text)
    [finding] = [each for each in software(Language.ENGLISH, lock) if each.check == "packages"]
    return finding


def test_a_checkout_is_as_its_lock_says() -> None:
    checkout = PACKAGE.parents[1]
    assert lock_of(PACKAGE, checkout / ".venv") == checkout / "constraints/run.txt"
    states = {
        each.check: each.state for each in software(Language.ENGLISH, lock_of(PACKAGE, Path(sys.prefix)))
    }
    del states["accelerators"]
    assert set(states.values()) == {State.FINE}


def test_accelerators_are_those_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = [
        "idna>=3",
        "idna>=1.8; extra == 'fast'",
        'none-such>=1 ; extra == "fast"',
        "pytest; extra == 'test'",
    ]
    monkeypatch.setattr(metadata, "requires", lambda _: needed)
    found = [each for each in software(Language.ENGLISH, None) if each.check == "accelerators"]
    assert [(each.parts["name"], each.state) for each in found] == [
        ("idna", State.FINE),
        ("none-such", State.NOTE),
    ]


def test_installed_packages_have_no_lock(tmp_path: Path) -> None:
    assert lock_of(tmp_path / "site-packages" / "unwall", tmp_path) is None
    assert lock_of(PACKAGE, tmp_path) is None
    assert "packages" not in {each.check for each in software(Language.ENGLISH, None)}


def test_other_versions_and_missing_packages_are_named(tmp_path: Path) -> None:
    mitmproxy = "mitmproxy==1.0 \\\n    --hash=sha256:00\nmitmproxy==1.1 ; python_version < '3'\n"
    text = f"{mitmproxy}none-such==2\nidna=={metadata.version('idna')}\n"
    finding = found(tmp_path, text)
    assert finding.state is State.MEND
    assert finding.told(Language.ENGLISH) == (
        f"2 packages are not those of the lock: mitmproxy {INSTALLED} (≠ 1.0/1.1), none-such - (≠ 2)",
        "make setup",
    )


def test_what_another_system_needs_may_be_absent(tmp_path: Path) -> None:
    assert (
        found(tmp_path, f"none-such==2 ; sys_platform == 'none'\nmitmproxy=={INSTALLED}\n").state
        is State.FINE
    )
