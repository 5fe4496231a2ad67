"""Tables kept apart from the rules: what comes out as they say, and what is said of the rest."""

from pathlib import Path

import pytest
from commands_for_tests import new_user, ran

ZHIHU = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)


def table(folder: Path, *rows: str) -> str:
    file = folder / "table.tsv"
    file.write_text("# name\tlink\topens\n\n" + "".join(row + "\n" for row in rows), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    "row",
    [
        f"wrapper\t{ZHIHU}\thttps://example.com/",
        f"with needs\t{ZHIHU}\thttps://example.com/\t-",
        "nothing\thttps://example.com/a\t-",
        "itself\thttps://example.com/a\thttps://example.com/a",
        "lines\t看看\\nhttps://m.tb.cn/h.5abcDEF\thttps://m.tb.cn/h.5abcDEF\tnetwork",
        "refused\thttps://link.zhihu.com/?target=javascript%3Aalert(1)\trefused:scheme",
    ],
)
def test_as_wanted(row: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = ran(capfdbinary, "rules", "test", "--links", table(tmp_path, row))
    assert (code, out) == (0, "1 links and texts, 1 as wanted (100.0%)\n")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("https://example.org/", "gives https://example.com/, not https://example.org/"),
        ("-", "gives https://example.com/, not -"),
        ("refused:scheme", "gives https://example.com/, not refused:scheme"),
        ("https://example.com/\tnetwork", "gives https://example.com/, not https://example.com/ (network)"),
    ],
)
def test_otherwise(wanted: str, said: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = table(tmp_path, f"one\t{ZHIHU}\t{wanted}", f"two\t{ZHIHU}\thttps://example.com/")
    code, out, _ = ran(capfdbinary, "rules", "test", "--links", file)
    assert code == 1
    assert out == f"{file}:3: one: {said}: {ZHIHU}\n2 links and texts, 1 as wanted (50.0%)\n"


def test_mentions_in_figures(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = table(tmp_path, "同款在🍑宝搜「键盘」\ttaobao", "今天的桃子很甜\t-")
    code, out, _ = ran(capfdbinary, "--lang", "zh", "rules", "test", "--mentions", file)
    assert (code, out) == (
        0,
        "2 个句子，1 处暗语：准确率 1.000（找到 1 处，正确 1 处），召回率 1.000（1 处中的 1 处）\n",
    )


@pytest.mark.parametrize(("option", "row"), [("--links", "only this"), ("--mentions", "a\tb\tc")])
def test_a_row_that_is_none(
    option: str, row: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = table(tmp_path, row)
    code, out, err = ran(capfdbinary, "rules", "test", option, file)
    assert (code, out) == (2, "")
    assert f"{file}:3: " in err
