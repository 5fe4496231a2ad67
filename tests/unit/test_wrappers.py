"""Rules for walls whose addresses carry the target."""

import json
from base64 import b64encode
from urllib.parse import quote

import pytest

from unwall import Engine, load_rules
from unwall.learn.proposal import Proposal, said_of
from unwall.learn.sighting import look
from unwall.learn.visit import Visit
from unwall.learn.ways import HOST
from unwall.learn.wrappers import proposals

RULES = load_rules()
ENGINE = Engine(RULES)
TARGETS = ("https://one.example.org/a?b=1", "https://two.example.net/c")


def once(url: str) -> str:
    return quote(url, safe="")


def base64(url: str) -> str:
    return b64encode(url.encode()).decode()


def learnt(*pairs: tuple[str, str]) -> list[Proposal]:
    visits = [Visit(url, 302, {"location": target}) for url, target in pairs]
    return list(proposals(look(visits, ENGINE).sightings, RULES.suffixes))


@pytest.mark.parametrize(
    ("template", "write", "where", "target"),
    [
        ("https://w.test/go?id=7&u={}", once, {"hosts": ("w.test",), "path": "/go"}, {"param": "u"}),
        (
            "https://w.test/c/83712/go?u={}",
            base64,
            {"hosts": ("w.test",), "path": "^/c/[0-9]+/go$"},
            {"param": "u", "decode": ["base64"]},
        ),
        (
            "https://w.test/out/{}",
            once,
            {"hosts": ("w.test",), "path": "^/out/[Hh][Tt][Tt][Pp][Ss]?%3[Aa]"},
            {"path": "^/out/(.+)$", "decode": ["percent"]},
        ),
        (
            "https://w.test/ls/eyJhIjoxfQ.{}.c2ln",
            lambda url: base64(json.dumps({"id": 7, "url": url})).rstrip("="),
            {"hosts": ("w.test",), "path": r"^/ls/[^/.]+\.ey[AJ]"},
            {
                "path": "^/ls/(.+)$",
                "decode": [{"segment": {"by": ".", "at": 1}}, "base64", {"json": "/url"}],
            },
        ),
        (
            "https://w.test/goto/{}",
            lambda url: url.removeprefix("https://"),
            {"hosts": ("w.test",), "path": f"^/goto/{HOST}/"},
            {"raw": f"^/goto/({HOST}/.*)$", "complete": "https"},
        ),
        (
            "https://w.test/{}",
            str,
            {"hosts": ("w.test",), "path": "^/https?:/"},
            {"raw": "^/(.+)$"},
        ),
        (
            "https://w.test/plugin.php?id=other_link:redirect&u={}",
            once,
            {"hosts": ("w.test",), "path": "/plugin.php", "query": {"id": "^other_link:redirect$"}},
            {"param": "u"},
        ),
    ],
)
def test_one_wall(template: str, write, where: dict[str, object], target: dict[str, object]) -> None:
    (found,) = learnt(*((template.format(write(url)), url) for url in TARGETS))
    assert (found.where, [said_of(each) for each in found.targets]) == (where, [target])
    assert (found.evidence.visits, found.evidence.targets, found.evidence.by) == (2, 2, (("redirect", 2),))


def test_an_id_that_could_be_a_persons_is_no_condition() -> None:
    (found,) = learnt(*((f"https://w.test/go?id=johnsmith&u={once(url)}", url) for url in TARGETS))
    assert found.where == {"hosts": ("w.test",), "path": "/go"}
    assert "johnsmith" not in str(found.tests)


def test_hosts_of_one_site_are_one_wall_and_other_paths_others() -> None:
    one, two = TARGETS
    found = learnt(
        (f"https://a.w.test/go?u={once(one)}", one),
        (f"https://b.w.test/go?u={once(two)}", two),
        (f"https://a.w.test/out?u={once(two)}", two),
        (f"https://a.other.example/go?u={once(two)}", two),
    )
    assert [(each.where["hosts"], each.where["path"]) for each in found] == [
        (("a.w.test", "b.w.test"), "/go"),
        (("a.w.test",), "/out"),
        (("a.other.example",), "/go"),
    ]


def test_two_ways_of_one_wall_are_two_targets_of_a_rule() -> None:
    one, two = TARGETS
    (found,) = learnt((f"https://w.test/go?u={once(one)}", one), (f"https://w.test/go?v={base64(two)}", two))
    assert {str(said_of(target)) for target in found.targets} == {
        "{'param': 'u'}",
        "{'param': 'v', 'decode': ['base64']}",
    }
    assert sum("want" in test for test in found.tests) == 2


def test_examples_hold_nothing_of_whoever_was_there() -> None:
    (found,) = learnt(
        (f"https://w.test/u/83712/go?sid=7f3a9b21cc&mail=me%40example.com&u={once(TARGETS[0])}", TARGETS[0])
    )
    said = str([found.tests, found.where, found.evidence.chain])
    assert [word for word in ("83712", "7f3a9b21cc", "me%40", "one.example.org/a") if word in said] == []
    assert found.evidence.chain == ("https://w.test/u/10001/go?sid=…&mail=…&u=…", "https://one.example.org/")
