import pytest

from unwall.probe.verdict import Cell, Exit, Hop, Verdict, exit_of


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([], Exit.OPEN),
        (["open", "open"], Exit.OPEN),
        (["open", "wrapped"], Exit.WALLED),
        (["dead", "walled"], Exit.WALLED),
        (["app-only"], Exit.WALLED),
        (["redirected-elsewhere"], Exit.WALLED),
        (["open", "captcha"], Exit.UNDETERMINED),
        (["dead"], Exit.UNDETERMINED),
        (["login"], Exit.UNDETERMINED),
        (["unknown"], Exit.UNDETERMINED),
    ],
)
def test_exit_codes(verdicts: list[str], code: Exit) -> None:
    assert exit_of(map(Verdict, verdicts)) == code


def test_the_final_address() -> None:
    cell = Cell("https://a.example/", "browser", Verdict.OPEN)
    assert cell.final == "https://a.example/"
    assert (
        cell._replace(hops=(Hop("https://a.example/", 302, 1), Hop("https://b.example/", 200, 1))).final
        == "https://b.example/"
    )
