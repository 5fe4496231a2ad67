from datetime import date

import pytest

from unwall.language import Language
from unwall.probe.baseline import Allowed, KnownError, allow_list, is_known, verdicts_of
from unwall.probe.formats import to_json
from unwall.probe.verdict import Cell, Verdict

A, B = "https://a.example/", "https://b.example/"


def cell(url: str, verdict: Verdict, context: str = "browser") -> Cell:
    return Cell(url, context, verdict)


def test_only_what_became_worse_counts() -> None:
    before = verdicts_of(to_json([cell(A, Verdict.OPEN), cell(B, Verdict.WALLED)]), "f")
    now = [cell(A, Verdict.WALLED), cell(B, Verdict.WRAPPED), cell(B, Verdict.DEAD, "qq")]
    assert [is_known(each, before) for each in now] == [False, True, False]


@pytest.mark.parametrize(
    "line", ["{", '{"url": "a"}', '{"url": "a", "context": "b", "verdict": "fine"}', "[]", "[" * 100_000]
)
def test_what_is_no_earlier_run(line: str) -> None:
    with pytest.raises(KnownError, match=r"old\.jsonl:2: no line of unwall check"):
        verdicts_of(["", line], "old.jsonl")


LIST = """
[[allow]]
url = "https://a.example/*"
reason = "being mended"
until = 2027-01-31
[[allow]]
url = "https://b.example/"
reason = "never mind"
context = "wechat"
"""


def test_an_allow_list() -> None:
    first, second = allow_list(LIST, "f")
    assert first == Allowed("https://a.example/*", "being mended", date(2027, 1, 31), None)
    assert [first.ended(date(2027, 1, 31)), first.ended(date(2027, 2, 1))] == [False, True]
    assert not second.ended(date(2030, 1, 1))
    assert first.fits(cell(A + "x", Verdict.WALLED))
    assert not first.fits(cell(B, Verdict.WALLED))
    assert second.fits(cell(B, Verdict.WALLED, "wechat"))
    assert not second.fits(cell(B, Verdict.WALLED))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[allow]", r"not TOML: .* \(at line 1, column 8\); mend that line"),
        ("allow = " + "[" * 100_000, "not TOML: it is nested too deep; mend that line"),
        ('[[allow]]\nurl = "a"', "both are needed"),
        ('[[allow]]\nurl = "a"\nreason = "b"\nuntil = "soon"', "until is a date"),
        ('[[allow]]\nurl = "a"\nreason = "b"\nnote = "c"', "an entry has"),
        ('[[allow]]\nurl = "a"\nreason = "b"\ncontext = ["wechat"]', "context is the name of one client"),
        ('[[alow]]\nurl = "a"\nreason = "b"', r"nothing but \[\[allow\]\] in it; take out “alow”"),
        ("allow = 5", "an entry has"),
        ('[allow]\nurl = "a"', "an entry has"),
    ],
)
def test_what_is_no_allow_list(text: str, words: str) -> None:
    with pytest.raises(KnownError, match=words):
        allow_list(text, "f")


def test_what_is_no_toml_in_the_language_of_whoever_reads_it() -> None:
    with pytest.raises(KnownError) as raised:
        allow_list("a = 1\nb =\n", "f")
    assert raised.value.said(Language.CHINESE) == "f：不是 TOML：第 2 行第 4 列有误；请改正该行"
