from pathlib import Path

from machines_for_tests import machine, script


def test_a_program_is_looked_for_where_the_environment_says(tmp_path: Path) -> None:
    on = machine(tmp_path)
    program = script(tmp_path, "certutil", "exit 0")
    assert on.program("certutil") == str(program)
    assert on.program("none") is None


def test_a_tool_is_also_found_where_only_administrators_look(tmp_path: Path) -> None:
    on = machine(tmp_path)
    place = tmp_path / "root/usr/sbin"
    place.mkdir(parents=True)
    script(tmp_path, "update-ca-certificates", "exit 0").rename(place / "update-ca-certificates")
    assert on.program("update-ca-certificates") is None
    assert on.tool("update-ca-certificates") == str(place / "update-ca-certificates")


def test_a_display(tmp_path: Path) -> None:
    shown = {"linux": False, "darwin": True, "win32": True}
    assert {system: machine(tmp_path, system).has_display for system in shown} == shown
    assert machine(tmp_path, WAYLAND_DISPLAY="wayland-0").has_display
