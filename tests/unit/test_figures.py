from xml.etree import ElementTree

from events_for_tests import RUN, event

from unwall.language import Language
from unwall.store.event import Row
from unwall.store.figures import drawings
from unwall.store.summary import summarized


def test_a_figure_is_svg_with_its_words_as_text_and_a_png() -> None:
    rows = [Row(1, RUN, event(0)), Row(2, RUN, event(1, blocked=""))]
    drawn = {each.name: each for each in drawings(summarized(rows, ()), Language.CHINESE)}
    assert list(drawn) == ["matrix", "hosts", "contexts"]  # one day is no time line
    for each in drawn.values():
        assert each.png.startswith(b"\x89PNG")
        ElementTree.fromstring(each.svg)
    assert ">taobao<" in drawn["matrix"].svg
    assert ">其他网站<" in drawn["matrix"].svg


def test_an_empty_log_has_no_figures() -> None:
    assert drawings(summarized((), ()), Language.ENGLISH) == []
