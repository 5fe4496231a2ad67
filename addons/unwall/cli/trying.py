"""``unwall rules try``: a draft of rules against a link or a saved page - what matched, what not, and why."""

import argparse
import os
from collections.abc import Iterable
from typing import Any, NamedTuple

from unwall import Engine, load_rules
from unwall.cli.looks import look_as_data, tell_look
from unwall.cli.output import Output
from unwall.cli.parser import number
from unwall.cli.pieces import read
from unwall.cli.unwrap import result_as_data
from unwall.cli.wiring import context_of
from unwall.config import Config
from unwall.dashboard.words import REASONS
from unwall.engine.trace import Look, Tracer
from unwall.language import Sentence, say
from unwall.model import Page, Policy, Unwrapped
from unwall.proxy.charset import text_of
from unwall.rules.index import RuleSet
from unwall.urls.show import readable
from unwall.urls.split import split

_NO_PAGE = Sentence(
    "no rule of {file} has a test with a page to say where {body} comes from; say --url URL",
    "{file} 中没有带页面的测试可说明 {body} 来自何处；请用 --url 指定网址",
)
_COMES_FROM = Sentence("as the answer of {url}", "作为 {url} 的响应")
_OPENS = Sentence("opens {target}", "打开 {target}")
_REFUSED = Sentence("not opened: {reason} ({code}): {target}", "未打开：{reason}（{code}）：{target}")
_STAYS = Sentence("this draft opens nothing here", "此草稿在这里不打开任何链接")
_OTHER = Sentence(
    "beside the built-in rules {rules} comes first and opens {target}",
    "与内置规则一起使用时，{rules} 优先，并打开 {target}",
)
_ELSEWHERE = Sentence("{count} rules for other hosts", "另有 {count} 条规则针对其他主机")
_MOST_ELSEWHERE = 5  # rules that are shown where none is for the host


class _Subject(NamedTuple):
    """What the draft is tried on."""

    text: str  # the link or share text, or the page's address
    page: Page | None
    looks: list[Look]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The action's own arguments."""
    parser.add_argument("draft", metavar="FILE", help="the draft: a rule file, or a folder of them")
    parser.add_argument(
        "subject", metavar="URL|PAGE", help="a link or share text, or the file of a saved page"
    )
    parser.add_argument("--url", help="where the page comes from; a rule's own test says it otherwise")
    parser.add_argument(
        "--status",
        type=number(100, 599),
        default=200,
        metavar="CODE",
        help="of the page's answer; 200 unless said",
    )
    parser.add_argument(
        "--type", default="text/html", metavar="MIME", help="of the page; text/html unless said"
    )
    parser.add_argument("--as", dest="context", default="browser", metavar="CONTEXT", help="asked for as it")
    parser.add_argument("--json", action="store_true", help="one object")


def run(args: argparse.Namespace, config: Config, output: Output) -> int:
    """0 where the draft opens something, 1 where not, 2 where it cannot be tried. Raises RuleError."""
    built_in = load_rules(*config.rules, *args.rules, cache=config.places.cache)
    context = context_of(args, built_in)
    draft = load_rules(args.draft, own_only=True)
    rules = RuleSet.of(draft, built_in.beside, built_in.suffixes)
    policy = Policy.of_all((*draft, *built_in))
    subject = _subject(args, rules, Tracer(rules, policy))
    if subject is None:
        output.note(say(args.lang, _NO_PAGE, file=args.draft, body=args.subject))
        return 2
    result = _tried(Engine(rules, policy), subject, context)
    own = {rule.id for rule in draft}
    both = RuleSet.of(
        [*draft, *(rule for rule in built_in if rule.id not in own)], built_in.beside, built_in.suffixes
    )
    together = _tried(Engine(both, Policy.of_all(draft)), subject, context)
    if args.json:
        output.json(_data(result, together, subject.looks))
    else:
        _say(result, together, subject, output, args)
    return 0 if result.changed else 1


def _subject(args: argparse.Namespace, rules: RuleSet, tracer: Tracer) -> _Subject | None:
    if not args.url and not os.path.isfile(args.subject):
        text = args.subject.strip()
        if split(text):
            return _Subject(text, None, tracer.of_url(text, args.context, every=True))
        return _Subject(text, None, tracer.of_text(text))
    url = args.url or next(
        (test.given for rule in rules for test in rule.tests if test.body and test.want), None
    )
    if url is None:
        return None
    body = text_of(read(args.subject), args.type)
    page = Page(url, args.status, {"content-type": args.type}, body, args.context)
    return _Subject(url, page, tracer.of_page(page, every=True))


def _tried(engine: Engine, subject: _Subject, context: str) -> Unwrapped:
    return engine.unwrap_page(subject.page) if subject.page else engine.unwrap(subject.text, context)


def _data(result: Unwrapped, together: Unwrapped, looks: Iterable[Look]) -> dict[str, Any]:
    return result_as_data(result) | {
        "rules": [look_as_data(look) for look in looks],
        "together": result_as_data(together),
    }


def _say(
    result: Unwrapped, together: Unwrapped, subject: _Subject, output: Output, args: argparse.Namespace
) -> None:
    output.line(output.paint(readable(args.subject), "bold"))
    if subject.page:
        output.line(say(args.lang, _COMES_FROM, url=readable(subject.text)))
    shown = _near(subject)
    for look in shown:
        for line in tell_look(look, split(subject.text), args.lang, output):
            output.line(line)
    if len(shown) < len(subject.looks):
        output.line(f"  {say(args.lang, _ELSEWHERE, count=len(subject.looks) - len(shown))}")
    if result.changed:
        output.line(output.paint(say(args.lang, _OPENS, target=readable(result.output)), "green"))
    elif result.refused:
        code = result.refused.reason
        reason, target = say(args.lang, REASONS[code]), readable(result.refused.target)
        output.line(output.paint(say(args.lang, _REFUSED, reason=reason, code=code, target=target), "red"))
    else:
        output.line(say(args.lang, _STAYS))
    if together.changed and together.output != result.output:
        names = ", ".join(step.rule for step in together.steps)
        output.line(say(args.lang, _OTHER, rules=names, target=readable(together.output)))


def _near(subject: _Subject) -> list[Look]:
    """The looks that tell something: those of rules for the host, or of rules for hosts most like it."""
    parts = split(subject.text)
    own = [look for look in subject.looks if look.rule.where.hosts and "hosts" not in look.missing]
    if parts is None or own or len(subject.looks) <= _MOST_ELSEWHERE:
        return own or subject.looks
    from difflib import SequenceMatcher  # noqa: PLC0415 - only where a host may be misspelt

    host = parts.host

    def unlike(look: Look) -> float:
        return min((-SequenceMatcher(None, host, each).ratio() for each in look.rule.where.hosts), default=0)

    return sorted(subject.looks, key=unlike)[:_MOST_ELSEWHERE]
