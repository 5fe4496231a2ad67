from base64 import b64encode
from pathlib import Path

import pytest

from unwall.language import Language
from unwall.world.picture import PICTURES, before_after
from unwall.world.walls import WALLS


@pytest.mark.parametrize(
    ("language", "captions"),
    [
        (Language.ENGLISH, ("without unwall: access stopped", "with unwall: the page itself")),
        (Language.CHINESE, ("不用 unwall：已停止访问", "使用 unwall：直达商品")),
    ],
)
def test_both_pictures_are_shown_in_order(
    tmp_path: Path, language: Language, captions: tuple[str, str]
) -> None:
    before, after = tmp_path / "before.png", tmp_path / "after.png"
    before.write_bytes(b"first")
    after.write_bytes(b"second")
    page = before_after(before, after, PICTURES["taobao-in-wechat"], language)
    parts = [b64encode(b"first").decode(), captions[0], b64encode(b"second").decode(), captions[1]]
    assert sorted(parts, key=page.index) == parts


def test_the_walls_of_the_pictures_exist() -> None:
    assert PICTURES.keys() - {wall.id for wall in WALLS} == set()
    assert len({words.file for words in PICTURES.values()}) == len(PICTURES)
