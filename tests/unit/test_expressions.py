"""Expressions: what is wrong with one, in both languages, and whether one matches."""

import pytest

from unwall.language import Language
from unwall.rules.expressions import expression, flaw_of, matcher


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("(a", "missing ): (a", "缺少 )：(a"),
        ("a)", "unexpected ): a)", "多余的 )：a)"),
        ("[a", "missing ]: [a", "缺少 ]：[a"),
        ("[z-a]", "invalid character class range: z-a", "字符类范围有误：z-a"),
        ("a**", "bad repetition operator: **", "重复运算符有误：**"),
        ("*a", "no argument for repetition operator: *", "重复运算符前没有内容：*"),
        ("a{1001}", "invalid repetition size: {1001}", "重复次数有误：{1001}"),
        ("\\1", "invalid escape sequence: \\1", "转义有误：\\1"),
        ("(?P<n", "invalid named capture group: (?P<n", "命名捕获组有误：(?P<n"),
        ("(?#c)", "invalid perl operator: (?#", "不支持的语法：(?#"),
        ("a\\", "trailing \\", "trailing \\"),
    ],
)
def test_what_is_not_linear_time(text: str, english: str, chinese: str) -> None:
    found = flaw_of(text)
    assert found is not None
    assert str(found) == f"not a linear-time expression ({english}); mend it as RE2 reads it"
    assert found.said(Language.CHINESE) == f"不是线性时间的表达式（{chinese}）；请按 RE2 的语法修正"


def test_look_around() -> None:
    found = flaw_of("a(?=b)")
    assert found is not None
    assert "环视断言" in found.said(Language.CHINESE)


def test_what_is_right() -> None:
    assert flaw_of("^/a(?:b|c)+$") is None


@pytest.mark.parametrize("text", ["", "/l.php", "/x中", "/login/", "/L.PHP", "a\n/l.php"])
@pytest.mark.parametrize("pattern", [r"^/((l|lsr)\.php)?$", "(?i)l\\.php", "\\p{Han}", "^$", "(x)?中"])
def test_asked_whether_it_matches_an_expression_says_what_a_search_finds(pattern: str, text: str) -> None:
    assert matcher(pattern)(text) is (expression(pattern).search(text) is not None)
