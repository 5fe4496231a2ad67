"""``unwall rules test``: the tests inside the rules, once or, with ``--watch``, whenever a file changes."""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from unwall import Engine
from unwall.cli.output import Output
from unwall.language import Language, Sentence, say
from unwall.model import Place, Policy, Rule, Status
from unwall.rules.index import RuleSet
from unwall.rules.loader import RuleError
from unwall.rules.proof import failures

_PAUSE = 0.3  # seconds between looks at the files
_NOWHERE = Place("", 0, 0)
_TESTED = Sentence(
    "{rules} rules, {tests} tests, {failed} failed", "{rules} 条规则，{tests} 个测试，{failed} 个失败"
)
_WATCHES = Sentence(
    "watching; save a file and what changed in it is tested, Ctrl-C ends",
    "正在监视；保存文件后即测试其中改动的规则，按 Ctrl-C 结束",
)
_TRY = Sentence(
    "what each rule made of a link, and why, says: unwall rules try {file} URL",
    "查看每条规则如何处理链接及原因：unwall rules try {file} URL",
)
_SAME = Sentence("nothing that a test could see has changed", "没有影响测试的改动")


class Watched(NamedTuple):
    """The rules that are tested while somebody writes them."""

    load: Callable[[], RuleSet]
    state: Callable[[], object]  # equals itself as long as no file changes; what is broken waits for that
    choose: Callable[[RuleSet], list[Rule]]


def proving(rules: RuleSet) -> Engine:
    """The engine in which every rule acts, options and experiments too, so that all can be proved."""
    policy = Policy.of_all(rules)
    if all(rule.status is not Status.EXPERIMENTAL for rule in rules):
        return Engine(rules, policy)
    acting = [
        rule._replace(status=Status.TEST) if rule.status is Status.EXPERIMENTAL else rule for rule in rules
    ]
    return Engine(RuleSet.of(acting, rules.beside, rules.suffixes), policy)


def tested(chosen: Sequence[Rule], rules: RuleSet, output: Output, language: Language) -> bool:
    """Runs the tests of these rules among all, and says how they come out."""
    engine = proving(rules)
    failed = [failure for rule in chosen for failure in failures(rule, engine)]
    for failure in failed:
        output.line(output.paint(failure.said(language), "red"))
    tests = sum(len(rule.tests) for rule in chosen)
    output.line(say(language, _TESTED, rules=len(chosen), tests=tests, failed=len(failed)))
    if failed:
        output.note(say(language, _TRY, file=failed[0].place.file))
    return not failed


def run(
    args: argparse.Namespace,
    watched: Watched,
    output: Output,
) -> int:
    """Tests all, then what changes, until the person has enough."""
    output.note(say(args.lang, _WATCHES))
    for chosen, rules in turns(watched, output, lambda: time.sleep(_PAUSE), args.lang):
        if chosen:
            tested(chosen, rules, output, args.lang)
        else:
            output.line(say(args.lang, _SAME))
        output.flush()
    return 0


def turns(
    watched: Watched,
    output: Output,
    wait: Callable[[], object],
    language: Language,
) -> Iterator[tuple[list[Rule], RuleSet]]:
    """The rules to test and those to test them among, first all, then what changed; for ever.

    A file that cannot be read is said once, and the rules before it stay.
    """
    known: dict[str, Rule] = {}
    digest, said = "", ""
    broken: object = None  # the state of the files in which they could not be read
    while True:
        files = watched.state()
        if said and files == broken:
            wait()
            continue
        try:
            rules = watched.load()
        except RuleError as error:
            broken = files
            if error.said(language) != said:
                said = error.said(language)
                output.note(said)
                output.flush()
            wait()
            continue
        if rules.digest != digest or said:
            now = {rule.id: rule._replace(place=_NOWHERE) for rule in rules}
            yield [rule for rule in watched.choose(rules) if known.get(rule.id) != now[rule.id]], rules
            known, digest, said = now, rules.digest, ""
        wait()
