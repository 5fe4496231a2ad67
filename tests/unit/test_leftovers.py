import secrets
from pathlib import Path

import pytest
from events_for_tests import RUN, event

from unwall.store.copy import Cut, write_copy
from unwall.store.crowd import lonely
from unwall.store.event import Row
from unwall.store.leftovers import Proof, prove
from unwall.store.redaction import Detail

CUT = Cut(b"k" * 32)
SECRET = "Jx8sQm2LpZ"
ROWS = [
    Row(1, RUN, event(1, input=f"https://a.example/taobao?pass_ticket={SECRET}&to=item.taobao.com")),
    Row(2, RUN, event(2, input="9￥AbCdEfGhIjK￥", output="https://%62.example/?a=%2565%2566secret")),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    write_copy(tmp_path / "copy.db", ROWS, [], CUT)
    return tmp_path / "copy.db"


def test_a_copy_holds_nothing_that_was_cut_out(copy: Path) -> None:
    proof = prove(copy, ROWS, CUT)
    assert proof == Proof(proof.pieces, (), 0)
    assert proof.pieces > 6


@pytest.mark.parametrize("left", [SECRET, "AbCdEfGhIjK", "efsecret", event().client])
def test_what_is_left_in_raw_bytes_is_found(copy: Path, left: str) -> None:
    with copy.open("ab") as file:
        file.write(b"\0" + left.encode() + b"\0")
    assert left in prove(copy, ROWS, CUT).leftovers


def test_what_is_left_in_a_file_made_of_the_copy_is_found(copy: Path) -> None:
    other = copy.with_name("events.csv")
    other.write_text(f"a,b,{SECRET}")
    assert prove(copy, ROWS, CUT, [other]).leftovers == (SECRET,)


def test_a_row_that_could_be_cut_further_is_counted(tmp_path: Path) -> None:
    write_copy(tmp_path / "copy.db", ROWS, [], CUT._replace(detail=Detail.PATHS))
    assert prove(tmp_path / "copy.db", ROWS, CUT).uncut == 1


def test_a_secret_in_a_kept_place_is_no_excuse(tmp_path: Path) -> None:
    name = "k" + secrets.token_hex(12)
    rows = [Row(1, RUN, event(1, rule=name, input=f"https://a.example/?{name}"))]
    write_copy(tmp_path / "copy.db", rows, [], CUT)
    assert prove(tmp_path / "copy.db", rows, CUT).leftovers == (name,)


def test_a_secret_that_a_full_copy_keeps_elsewhere_is_no_leftover(tmp_path: Path) -> None:
    host, full = "13912345678.a.example", CUT._replace(detail=Detail.FULL)
    bank = event(2, input=f"https://{host}/", output="https://ebank.example.com/x")
    rows = [Row(1, RUN, event(1, input=f"https://{host}/x")), Row(2, RUN, bank)]
    write_copy(tmp_path / "copy.db", rows, [], full)
    proof = prove(tmp_path / "copy.db", rows, full)
    assert proof == Proof(proof.pieces, (), 0)
    with (tmp_path / "copy.db").open("ab") as file:
        file.write(event().client.encode())
    assert prove(tmp_path / "copy.db", rows, full).leftovers == (event().client,)


@pytest.mark.parametrize("detail", Detail)
def test_what_is_hidden_is_cut_to_its_end(tmp_path: Path, detail: Detail) -> None:
    rows = [Row(1, RUN, event(1, output="", input="https://a.example/x", method="M-SEARCH"))]
    cut = CUT._replace(detail=detail, lonely=lonely(rows, 2))
    write_copy(tmp_path / "copy.db", rows, [], cut)
    assert prove(tmp_path / "copy.db", rows, cut).uncut == 0
