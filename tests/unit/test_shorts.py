"""Rules for hosts whose addresses say nothing and lead each somewhere else."""

import pytest

from unwall import Engine, load_rules
from unwall.learn.proposal import Proposal
from unwall.learn.shape import Shape
from unwall.learn.shorts import keys_of, proposals
from unwall.learn.sighting import look
from unwall.learn.visit import Visit

RULES = load_rules()
ENGINE = Engine(RULES)
KEYS = ("AbCd1Ef", "GhIj2Kl", "MnOp3Qrs")


def learnt(*pairs: tuple[str, str]) -> list[Proposal]:
    visits = [Visit(url, 302, {"location": target}) for url, target in pairs]
    return list(proposals(look(visits, ENGINE).sightings, RULES.suffixes))


def test_three_links_with_as_many_targets() -> None:
    (found,) = learnt(
        *((f"https://s.test/{key}", f"https://p{number}.example.org/") for number, key in enumerate(KEYS))
    )
    assert found.where == {"hosts": ("s.test",), "path": "^/[0-9A-Za-z]{7,8}$"}
    assert dict(found.more) == {"verdict": "ask", "needs": "network"}
    assert [next(key for key in ("needs", "leave") if key in test) for test in found.tests] == [
        "needs", "leave", "leave", "leave",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "pairs",
    [
        [(f"https://s.test/{key}", f"https://{key}.example.org/") for key in KEYS[:2]],
        [(f"https://s.test/{key}", "https://one.example.org/") for key in KEYS],
        [(f"https://old.test/{key}", f"https://new.example.org/{key}") for key in KEYS],
        [(f"https://old.test/p/{key}", f"https://new.example.org/posts/{key}.html") for key in KEYS],
        [(f"https://s.test/{key}", f"https://p.example.org/{key}x") for key in ("about", "contact", "press")],
        [(f"https://s.test/{key}", f"https://www.s.test/{key}/x") for key in KEYS],
    ],
    ids=["two", "one target", "a move", "a move to other paths", "words", "one site"],
)
def test_what_are_no_short_links(pairs: list[tuple[str, str]]) -> None:
    assert learnt(*pairs) == []


def test_what_keys_have_in_common() -> None:
    assert keys_of(["/s/Ab_d1Ef", "/s/GhIj2"]) == Shape("^/s/[0-9A-Za-z_]{5,7}$", "/s/AbCd1")
    assert keys_of(["/page.html"]) is None
