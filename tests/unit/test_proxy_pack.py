import random

import pytest

from unwall.proxy.content import decoded
from unwall.proxy.pack import packer
from unwall.proxy.unpack import unpacker

CODINGS = ["gzip", "x-gzip", "deflate", "br", "zstd"]
PARTS = [b"a", b"<p>" * 5000, "中文".encode(), random.Random(3).randbytes(300_000), b"\n"]


@pytest.mark.parametrize("coding", CODINGS)
def test_each_part_can_be_read_at_once_and_all_is_one_body(coding: str) -> None:
    pack, unpack = packer(coding), unpacker(coding)
    assert pack
    assert unpack
    out = []
    for part in PARTS:
        out.append(pack.feed(part))
        assert b"".join(unpack.feed(out[-1])) == part
    out.append(pack.end())
    assert b"".join(unpack.feed(out[-1])) == b""
    assert unpack.is_whole
    assert decoded(b"".join(out), coding) == b"".join(PARTS)


@pytest.mark.parametrize("coding", CODINGS)
def test_nothing_is_a_body_too(coding: str) -> None:
    pack = packer(coding)
    assert pack
    assert decoded(pack.end(), coding) == b""


@pytest.mark.parametrize("coding", ["", "identity", "rot13", "gzip, br"])
def test_what_is_not_one_known_coding(coding: str) -> None:
    assert packer(coding) is None
