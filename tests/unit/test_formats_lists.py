"""Which list a text is, and how what it holds is named."""

import pytest

from unwall.language import Language
from unwall.rules.formats.draft import MARK, Draft
from unwall.rules.formats.lists import Format, NoListError, distinct, format_of, named, read, slug
from unwall.urls.suffix import Suffixes

DRAFT = Draft("line 1", "entry", ("*.a.example",), {"param": "u"}, f"/?u={MARK}")


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ('{"providers": {}}', Format.CLEARURLS),
        ('\ufeff\n {"providers": {"a": {}}}', Format.CLEARURLS),
        ('[{"include": ["*://a.example/*"]}]', Format.DEBOUNCE),
        ("! Title\n||a.example^$urlskip=?u", Format.URLSKIP),
        ('{"filters": "||a.example^$urlskip=?u"', Format.URLSKIP),
        ("[Adblock Plus 2.0]\n||a.example^$urlskip=?u", Format.URLSKIP),
        ("[" * 100_000, None),
        ('{"a": 1}', None),
        ("[1]", None),
        ("||a.example^", None),
        ("", None),
    ],
)
def test_which_list(text: str, which: Format | None) -> None:
    assert format_of(text) == which


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("||a.example^", Format.CLEARURLS),
        ('{"providers": [1]}', Format.CLEARURLS),
        ('{"providers": {"a": "words"}}', Format.CLEARURLS),
        ('{"providers": {"a": {"redirections": 1}}}', Format.CLEARURLS),
        ("[]x", Format.DEBOUNCE),
        ("1", Format.DEBOUNCE),
        ("[" * 100_000, Format.DEBOUNCE),
    ],
)
def test_no_such_list(text: str, which: Format) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the JSON reader's own
        read(text, which, Suffixes())


def test_a_list_that_is_nested_too_deep_in_the_language_of_whoever_reads_it() -> None:
    with pytest.raises(NoListError) as raised:
        read("[" * 100_000, Format.DEBOUNCE, Suffixes())
    assert [raised.value.said(each) for each in Language] == ["it is nested too deep", "嵌套过深"]


def test_repeated_drafts_are_one() -> None:
    other = DRAFT._replace(path="/x")
    assert distinct([DRAFT, other, DRAFT._replace(place="line 3")]) == (DRAFT, other)


def test_names() -> None:
    drafts = [DRAFT, DRAFT._replace(path="/x"), DRAFT._replace(hosts=("www.b.*",))]
    assert [name for name, _ in named(drafts, "My List")] == [
        "my-list-a-example",
        "my-list-a-example-2",
        "my-list-www-b",
    ]


@pytest.mark.parametrize(("text", "words"), [("A_b--C.9", "a-b-c-9"), ("中", "list"), ("", "list")])
def test_slug(text: str, words: str) -> None:
    assert slug(text) == words
