"""The message of a failed test."""

from unwall.probe.opens import complaint
from unwall.probe.verdict import Cell, Hop, Verdict, Via

LINK = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F"
HOPS = (Hop("https://a.example/", 302, 11.6), Hop("https://b.example/", 0, 2.0, "tls", Via.LOCATION))


def test_all_that_is_known_is_said() -> None:
    cell = Cell(
        LINK, "qq", Verdict.WALLED, "zhihu-link", "rules/cn/zhihu.yaml:5", "https://example.com/", HOPS, "T"
    )
    assert complaint(cell._replace(why="W", matched="M")).splitlines() == [
        f"{LINK} does not open for qq: walled - something stands before the target",
        "  known by:   zhihu-link (rules/cn/zhihu.yaml:5)",
        "  reason:     W",
        "  page:       T",
        "  matched:    M",
        "  way:        302 https://a.example/ (link, 12 ms)",
        "              tls https://b.example/ (location, 2 ms)",
        "  next:       give people https://example.com/ instead, or the way there that is not walled",
    ]


def test_every_verdict_has_its_words() -> None:
    for verdict in Verdict:
        if verdict is not Verdict.OPEN:
            assert complaint(Cell(LINK, "qq", verdict)).startswith(
                f"{LINK} does not open for qq: {verdict} - "
            )
