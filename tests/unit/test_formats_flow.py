import pytest

from unwall.rules.formats.flow import Value, flow, quoted


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("it's", "'it''s'"),
        (True, "true"),
        (12, "12"),
        (["a", 1], "['a', 1]"),
        (
            {"where": {"hosts": ("a.example",)}, "only": True},
            "{where: {hosts: ['a.example']}, only: true}",
        ),
    ],
)
def test_a_value_in_one_line(value: Value, text: str) -> None:
    assert flow(value) == text


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("a-b", "a-b"),
        ("on", "'on'"),
        ("No", "'No'"),
        ("st.cmd", "'st.cmd'"),
        ("-a", "'-a'"),
        ("", "''"),
        ("-", "'-'"),
    ],
)
def test_keys(key: str, written: str) -> None:
    assert flow({key: 1}) == f"{{{written}: 1}}"


def test_what_cannot_be_printed() -> None:
    assert quoted("a\nb\x1b即") == "'a?b?即'"
