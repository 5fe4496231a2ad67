"""The line that counts, on a terminal and elsewhere."""

import pytest

from unwall.cli.progress import Progress


def test_nothing_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(shown=False) as progress:
        progress.advance(failed=True)
    assert capsys.readouterr() == ("", "")


def test_what_is_done_and_what_failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # a terminal, as the library sees it
    monkeypatch.setenv("TERM", "xterm")
    with Progress(shown=True) as progress:
        for number in range(130):
            progress.advance(failed=number % 65 == 0)
    out, err = capsys.readouterr()
    assert out == ""
    assert "130  ✗ 2" in err
