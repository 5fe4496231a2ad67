"""What is learnt from whole recordings: nothing from ordinary ones, and the walls of the rules once more."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recorder_for_tests import Recorder

from unwall import Engine, load_rules
from unwall.cli.exchanges import Exchange, exchanges
from unwall.cli.teaching import visit_of
from unwall.learn.learner import Learnt, learn, rules_of
from unwall.learn.sighting import Looked, Passed, all_of, look
from unwall.learn.visit import Visit
from unwall.learn.ways import carried
from unwall.learn.wrappers import proposals
from unwall.model import Kind, Policy, Rule, Status, Verdict
from unwall.rules.index import RuleSet
from unwall.urls.split import split
from unwall.world.exchange import NOT_FOUND, Reply, Request, html, moved
from unwall.world.look import Brand, leave
from unwall.world.platforms import SITES
from unwall.world.server import World

BROWSING = sorted((Path(__file__).parents[1] / "data" / "learn").glob("*.har"))
RULES = load_rules()
OPTIONS = frozenset(rule.option for rule in RULES if rule.option)
EVERY = Engine(RULES, Policy(options=OPTIONS))
TRAIN = ("https://one.example.org/a?b=1&c=2", "https://two.example.net/read/42")
FRESH = "https://three.example.com/x?y=z&q=%E4%BD%A0"
BRAND = Brand("Wall", "#888888", "en")
OF_THE_WORLD = (
    "https://link.zhihu.com/?target={}",
    "https://link.juejin.cn/?target={}",
    "https://link.csdn.net/?from_id=1&target={}",
    "https://www.douban.com/link2/?url={}",
    "https://weibo.cn/sinaurl?luicode=1&u={}",
    "https://link.wtturl.cn/?aid=1128&lang=zh&scene=im&target={}&jumper_version=1",
    "https://links.jianshu.com/go?to={}",
    "https://gitee.com/link?target={}",
    "https://hd.nowcoder.com/link.html?target={}",
    "https://www.oschina.net/action/GoToLink?url={}",
    "https://maimai.cn/n/online/link?target={}",
    "https://l.facebook.com/l.php?u={}&h=AT0",
    "https://www.google.com/url?sa=t&url={}&usg=AOvVaw0",
    "https://www.youtube.com/redirect?event=video_description&q={}&v=abc",
    "https://nam01.safelinks.protection.outlook.com/?url={}&data=05%7C02%7C%7C0&reserved=0",
    "https://c.pc.qq.com/middlem.html?pfurl={}&pfuin=10000&type=0",
    "https://c.pc.qq.com/middleb.html?pfurl={}&pfuin=10000&type=0",
    "https://c.pc.qq.com/pc.html?url={}&level=10&sublevel=1",
    "https://c.pc.qq.com/android.html?url={}&level=14&sublevel=2",
    "https://c.pc.qq.com/ios.html?url={}&level=14&sublevel=2",
)


def known_without(hidden: set[str]) -> RuleSet:
    return RuleSet.of([rule for rule in RULES if rule.id not in hidden], RULES.beside, RULES.suffixes)


def alone(learnt: Learnt) -> Engine:
    return Engine(RuleSet.of(rules_of(learnt.proposals), RULES.beside, RULES.suffixes))


def knowing(url: str) -> set[str]:
    """The rules that have to be hidden so that nobody knows this address."""
    hidden: set[str] = set()
    while (name := Engine(RULES, Policy(deny_rules=frozenset(hidden))).unwrap(url).rule) is not None:
        hidden.add(name)
    return hidden


def looked_at(kind: str, data: bytes, known: RuleSet) -> Looked:
    found = exchanges(kind, io.BytesIO(data))
    return look([visit_of(each) for each in found if isinstance(each, Exchange)], Engine(known))


# ---- nothing is learnt from ordinary traffic ---------------------------------------------------------------


@pytest.mark.parametrize("file", BROWSING, ids=[file.stem for file in BROWSING])
def test_ordinary_browsing_teaches_nothing(file: Path) -> None:
    looked = looked_at("har", file.read_bytes(), RULES)
    assert [each.id for each in learn(looked, RULES).proposals] == []


def test_what_rules_leave_alone_teaches_nothing_even_where_they_are_hidden() -> None:
    """Sign-in, sharing and payment of real platforms, as if each led on to the address that it carries."""
    hidden = frozenset(rule.id for rule in RULES if rule.verdict is Verdict.LEAVE)
    engine = Engine(RULES, Policy(deny_rules=hidden))
    links = [
        (rule.id, test.given, target)
        for rule in RULES
        if rule.id in hidden
        for test in rule.tests
        if (parts := split(test.given))
        for target in dict.fromkeys(carried(parts))
    ]
    taught = [
        rule for rule, url, target in links if look([Visit(url, 302, {"location": target})], engine).sightings
    ]
    assert len(links) >= 50
    assert set(taught) <= {"qq-qzone-share-composer"}  # whose path is no word


def test_each_reason_to_pass_is_met() -> None:
    looked = all_of(looked_at("har", file.read_bytes(), RULES) for file in BROWSING)
    assert set(looked.passed) == set(Passed)
    assert looked.visits == looked.passed.total() + len(looked.sightings)


PIECES = [
    "https://w.test/", "?u=", "https%3A%2F%2Fa.example%2F", "https://b.example.org/x", "&", "=", "%", "%E4",
    "aHR0cHM6Ly9hLmV4YW1wbGUv", "#", "//", '{"a":', "}", "[", "\\", "é", "即将离开", "\x00", " ", "'", '"',
    "<a href=", "<script>var x=", "</script>", "location=", "http://[::1]/", "@", ":8443",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@settings(max_examples=150, deadline=None)
@given(texts, st.sampled_from([200, 302, 0]), texts, texts)
def test_any_recording_gives_a_result(url: str, status: int, led: str, body: str) -> None:
    visits = [
        Visit(f"https://w.test/{url}", status, {"location": led, "refresh": led}, body),
        Visit(led, 200, {"content-type": "text/html"}, body),
        Visit(url, status, {"location": led}, f"<h1>You are leaving</h1>{body}"),
    ]
    looked = look(visits, EVERY)
    assert looked.visits == len(looked.sightings) + looked.passed.total()
    for proposal in learn(looked, RULES).proposals if looked.sightings else ():
        assert proposal.hosts


# ---- walls of the world, as servers ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World({**SITES, **dict.fromkeys(hosts_of_rules(), playing)}) as up:
        yield up


@pytest.mark.parametrize("template", OF_THE_WORLD)
def test_a_wall_of_the_world_is_learnt_again(world: World, template: str) -> None:
    recorder = Recorder(world)
    for target in TRAIN:
        recorder.go(template.format(quote(target, safe="")))
    recorder.close()
    fresh = template.format(quote(FRESH, safe=""))
    known = known_without(knowing(fresh))
    for kind, data in (("har", json.dumps(recorder.har()).encode()), ("flows", recorder.flows())):
        learnt = learn(looked_at(kind, data, known), known)
        assert (len(learnt.proposals), learnt.unproved) == (1, ())
        assert alone(learnt).unwrap(fresh).output == FRESH
        parts = split(fresh)
        assert parts is not None
        for like in (fresh.replace(parts.host, f"{parts.host}.example.net"), f"https://{parts.host}/"):
            assert not alone(learnt).unwrap(like).changed


# ---- every wrapper that a rule knows -----------------------------------------------------------------------


def wrappers() -> list[Rule]:
    return [
        rule
        for rule in RULES
        if rule.kind is Kind.WRAPPER and rule.verdict is Verdict.OPEN and rule.status is not Status.RETIRED
    ]


def links_of(rule: Rule) -> list[tuple[str, str]]:
    return [
        (test.given, test.want)
        for test in rule.tests
        if test.want
        and test.body is None
        and test.location is None
        and split(test.given)
        and split(test.want)
    ]


def fresh_of(rule: Rule) -> tuple[str, str] | None:
    """A link of this rule to another target, made of one of its examples."""
    for link, want in links_of(rule):
        for write in (lambda url: quote(quote(url, safe=""), safe=""), lambda url: quote(url, safe="")):
            again = link.replace(write(want), write(FRESH))
            if again != link and EVERY.unwrap(again).output == FRESH:
                return again, FRESH
    return None


def playable() -> list[tuple[Rule, str]]:
    """Every seventh rule whose links can be made anew, with a fresh one."""
    found = [(rule, fresh[0]) for rule in wrappers() if (fresh := fresh_of(rule)) and links_of(rule)]
    return found[::7]


def hosts_of_rules() -> set[str]:
    return {parts.host for _, fresh in playable() if (parts := split(fresh))} - set(SITES)


def playing(request: Request) -> Reply:
    """A wall of some rule, in one of the four manners of walls."""
    target = EVERY.unwrap(request.url).output
    if target == request.url:
        return NOT_FOUND
    match sum(request.host.encode()) % 4:
        case 0:
            return moved(target)
        case 1:
            return html(f'<title>-</title><meta http-equiv="refresh" content="0;url={target}">')
        case 2:
            return html(f"<title>-</title><script>location.replace({json.dumps(target)})</script>")
        case _:
            return html(leave(BRAND, "You are leaving", "", target, "Continue"))


def test_walls_of_rules_are_learnt_again_from_servers(world: World) -> None:
    rows = [
        (rule, fresh) for rule, fresh in playable() if (parts := split(fresh)) and parts.host not in SITES
    ]
    learnt_again = []
    for rule, fresh in rows:
        recorder = Recorder(world)
        for target in TRAIN:
            recorder.go(fresh.replace(quote(FRESH, safe=""), quote(target, safe="")))
        recorder.close()
        known = known_without(knowing(fresh))
        learnt = learn(looked_at("har", json.dumps(recorder.har()).encode(), known), known)
        if alone(learnt).unwrap(fresh).output == FRESH:
            learnt_again.append(rule.id)
    assert len(rows) >= 40
    assert len(learnt_again) >= 0.9 * len(rows), sorted({rule.id for rule, _ in rows} - set(learnt_again))


def test_wrappers_are_learnt_again_from_their_own_examples() -> None:
    """Of all rules whose links can be made anew, from redirects to the targets of their other examples."""
    rows = [(rule, fresh) for rule in wrappers() if (fresh := fresh_of(rule))]
    opened, wrong = [], []
    for rule, (url, target) in rows:
        visits = [Visit(given, 302, {"location": want}) for given, want in links_of(rule)]
        looked = look(visits, Engine(RULES, Policy(deny_rules=frozenset({rule.id}))))
        engine = alone(Learnt(tuple(proposed(looked)), ()))
        opened += [rule.id] if engine.unwrap(url).output == target else []
        wrong += [
            rule.id
            for test in rule.tests
            if (test.leave or test.refuse) and test.body is None and engine.unwrap(test.given).changed
        ]
    assert len(rows) >= 250
    assert len(opened) >= 0.95 * len(rows)
    assert len(set(wrong)) <= 0.02 * len(rows), wrong


def proposed(looked: Looked):
    return proposals(looked.sightings, RULES.suffixes)
