from pathlib import Path

from unwall.machine.written import written


def test_a_file_for_as_long_as_it_is_needed() -> None:
    with written("text\n") as file:
        assert Path(file).read_text() == "text\n"
    assert not Path(file).parent.exists()
