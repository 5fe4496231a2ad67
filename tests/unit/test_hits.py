"""What is found in a text, and what a text comes to by it."""

import pytest

from unwall import load_rules
from unwall.engine.hits import Found, Hit, Rank, is_written_over, item_forms, said, unopened
from unwall.model import Kind, Needs, Step, Unwrapped

RULES = {rule.id: rule for rule in load_rules()}
TEXT = "看 https://t.cn/A6 吧"


def hit(opened: Unwrapped, output: str | None) -> Hit:
    found = Found(2, 17, output, opened.rule or "", Kind.SHORT_LINK, None, None, opened.needs, rewrite=False)
    return Hit(found, Rank.WEB, opened)


def test_a_hit_keeps_others_out_of_its_card() -> None:
    alone = hit(Unwrapped("", ""), None)
    assert alone.extent == (2, 17)
    assert alone._replace(around=(0, 40)).extent == (0, 40)


@pytest.mark.parametrize(
    ("opened", "output", "comes_to"),
    [
        (
            Unwrapped("https://t.cn/A6", "https://t.cn/A6", needs=Needs.NETWORK, rule="a"),
            "https://t.cn/A6",
            Unwrapped(
                TEXT, "https://t.cn/A6", (Step("a", Kind.SHARE_TEXT, TEXT, "https://t.cn/A6"),),
                needs=Needs.NETWORK, rule="a",
            ),
        ),
        (
            Unwrapped("x", "", needs=Needs.APP, rule="a"),
            None,
            Unwrapped(TEXT, TEXT, needs=Needs.APP, rule="a"),
        ),
        (Unwrapped("x", "https://b.example/"), "https://b.example/", Unwrapped(TEXT, "https://b.example/")),
    ],
)  # fmt: skip
def test_a_text_comes_to_its_link(opened: Unwrapped, output: str | None, comes_to: Unwrapped) -> None:
    assert said(TEXT, hit(opened, output)) == comes_to


def test_what_a_rule_asks_for_or_leaves_stays_unopened() -> None:
    token = RULES["netdisk-quark-token"]
    assert unopened("/~x~:/", token) == Unwrapped("/~x~:/", "", needs=Needs.APP, rule=token.id)


@pytest.mark.parametrize(
    ("stretch", "output", "over"),
    [
        ("https://a.example/", "https://b.example/", True),
        ("https://a.example/", "https://a.example/", False),
        ("https://a.example/", None, False),
        ("a.example", "https://b.example/", False),
    ],
)
def test_only_an_address_is_written_over(stretch: str, output: str | None, *, over: bool) -> None:
    assert is_written_over(stretch, output) is over


def test_the_forms_of_items_are_those_of_templates() -> None:
    forms = item_forms(RULES.values())
    assert "https://item.jd.com/" in forms
    assert all(form.count("/") > 2 for form in forms)
