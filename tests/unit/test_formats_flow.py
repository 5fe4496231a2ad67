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
            "{'where': {'hosts': ['a.example']}, 'only': true}",
        ),
    ],
)
def test_a_value_in_one_line(value: Value, text: str) -> None:
    assert flow(value) == text


def test_what_cannot_be_printed() -> None:
    assert quoted("a\nb\x1b即") == "'a?b?即'"
