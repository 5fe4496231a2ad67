import pytest

from unwall.proxy.form import form_of

PAGE = '<html><p class="a">words</p><script>var cgiData = {"url": "https://a.example/"};</script>'


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (PAGE.replace("words", "other words").replace("a.example", "b.example"), True),
        (PAGE.replace('class="a"', 'id="b"').replace("<p", "<P"), True),
        (PAGE.replace("<p", "<p><p"), True),
        (PAGE.replace("cgiData", "newData"), False),
        (PAGE.replace("<p", "<div"), False),
        (PAGE + "<form>", False),
    ],
)
def test_what_is_the_same_form(other: str, same: bool) -> None:
    assert (form_of(other) == form_of(PAGE)) is same


def test_a_form_is_twelve_digits() -> None:
    assert len(form_of(PAGE)) == 12
    assert form_of("no page") == form_of("") == ""
