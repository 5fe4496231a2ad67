"""``unwall learn``: new rules proposed from recorded traffic, each with its evidence and its tests."""

import argparse
import os
import time
from collections.abc import Sequence
from typing import Any

from unwall import Engine
from unwall.cli.log import default_log
from unwall.cli.outfile import add_output, is_writable, is_written
from unwall.cli.output import Output
from unwall.cli.records import PASSED
from unwall.cli.teaching import Recording, UnreadableError, recording
from unwall.cli.wiring import rules_of
from unwall.config import Config
from unwall.language import Sentence, say
from unwall.learn.learner import Learnt, learn
from unwall.learn.proposal import Proposal, said_of, written
from unwall.learn.sighting import Looked, Passed, all_of, look
from unwall.model import Policy
from unwall.rules.index import ANY_HOST, RuleSet

UNREADABLE = Sentence(
    "{name} cannot be learnt from ({why}); give HAR, mitmproxy flows, WARC, JSON lines or a log",
    "无法从 {name} 学习（{why}）；请提供 HAR、mitmproxy flows、WARC、JSON 行或日志",
)
BROKEN = Sentence(
    "{name}: cannot be read to its end ({why}); what stands before that is used",
    "{name}：无法读到末尾（{why}）；仅使用此前的内容",
)
HOSTS_ONLY = Sentence(
    "{name}: {count} events keep hosts alone, which teaches nothing; run with --log-detail full for a while "
    "(paths is enough for short links)",
    "{name}：{count} 条记录只保留了主机，无法从中学习；请用 --log-detail full 记录一段时间"
    "（短链接用 paths 即可）",
)
LOOKED = Sentence(
    "{visits} addresses looked at: {known} known to rules, {purpose} of sign-in, sharing, payment and such, "
    "{harm} that warn of harm, {aside} that took nobody anywhere",
    "已查看 {visits} 个地址：{known} 个已有规则，{purpose} 个属于登录、分享、支付等，{harm} 个提示有害，"
    "{aside} 个没有带人去任何地方",
)
PROPOSED = Sentence(
    "{id}: {kind} on {hosts}, seen {visits} times with {targets} different targets",
    "{id}：{hosts} 上的 {kind}，见到 {visits} 次，涉及 {targets} 个不同目标",
)
UNPROVED = Sentence(
    "{id}: left out, its tests do not come out beside the other rules",
    "{id}：已略去，与其他规则一起时其测试未通过",
)
NOTHING = Sentence("nothing to propose", "没有可提议的规则")
NEXT = Sentence(
    "they only report until you take status: experimental away; before that: unwall rules test {file}",
    "在去掉 status: experimental 之前，这些规则只报告；请先执行 unwall rules test {file}",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "file",
        nargs="*",
        metavar="FILE|LOG",
        help="HAR, flows, WARC, JSON lines, a log (sqlite:///…), - for stdin; your own log without any",
    )
    add_output(parser)
    parser.add_argument("--json", action="store_true", help="one object for each proposal")


def run(args: argparse.Namespace, config: Config) -> int:
    """0 with a proposal, 1 where there is none, 2 where something could not be read or written."""
    output = Output.of_process(os.environ, args.color)
    if not is_writable(args, output):
        return 2
    rules = rules_of(args, config)
    recordings = _read(args, config, output)
    if not recordings:
        return 2
    engine = _knowing(rules)
    looked = all_of(look(each.visits, engine) for each in recordings)
    learnt = learn(looked, rules)
    if learnt.proposals and not _write(args, learnt.proposals, recordings, output):
        return 2
    output.flush()
    _say(args, looked, learnt, output)
    if len(recordings) < len(args.file):
        return 2
    return 0 if learnt.proposals else 1


def _read(args: argparse.Namespace, config: Config, output: Output) -> list[Recording]:
    found = []
    for name in args.file or [default_log(config)]:
        try:
            each = recording(name)
        except UnreadableError as error:
            output.note(say(args.lang, UNREADABLE, name=name, why=error))
            continue
        for passed in each.passed:
            output.note(say(args.lang, PASSED, name=f"{name}#{passed.name}", why=passed.why))
        if each.broken:
            output.note(say(args.lang, BROKEN, name=name, why=each.broken))
        if each.hosts_only:
            output.note(say(args.lang, HOSTS_ONLY, name=name, count=each.hosts_only))
        found.append(each)
    return found


def _knowing(rules: RuleSet) -> Engine:
    """The engine that knows every wall of the rules, whatever the user turned on; not those of any host."""
    return Engine(rules, Policy.of_all(rule for rule in rules if ANY_HOST not in rule.where.hosts))


def _write(
    args: argparse.Namespace, proposals: Sequence[Proposal], recordings: Sequence[Recording], output: Output
) -> bool:
    recorded = ", ".join(dict.fromkeys(each.kind for each in recordings))
    seen = time.strftime("%Y-%m-%d")
    if args.json:
        for each in proposals:
            output.json(_data(each, seen, recorded))
    text = written(proposals, seen=seen, recorded=recorded)
    if args.output:
        return is_written(args, text.encode(), output)
    if not args.json:
        output.text(text)
    return True


def _data(proposal: Proposal, seen: str, recorded: str) -> dict[str, Any]:
    evidence = proposal.evidence
    return {
        "id": proposal.id,
        "kind": proposal.kind,
        "platform": proposal.platform,
        "where": proposal.where,
        "target": [said_of(target) for target in proposal.targets],
        "visits": evidence.visits,
        "targets": evidence.targets,
        "by": dict(evidence.by),
        "chain": list(evidence.chain),
        "tests": list(proposal.tests),
        "rule": written([proposal], seen=seen, recorded=recorded),
    }


def _say(args: argparse.Namespace, looked: Looked, learnt: Learnt, output: Output) -> None:
    if args.quiet:
        return
    counts = {
        "visits": looked.visits,
        "known": looked.passed[Passed.KNOWN],
        "purpose": looked.passed[Passed.PURPOSE],
        "harm": looked.passed[Passed.HARM],
        "aside": looked.passed[Passed.NO_NAVIGATION],
    }
    output.note(say(args.lang, LOOKED, **counts))
    for each in learnt.proposals:
        evidence = each.evidence
        hosts = ", ".join(each.hosts[:3]) + (", …" if len(each.hosts) > 3 else "")
        said = {"id": each.id, "kind": each.kind, "hosts": hosts}
        output.note(say(args.lang, PROPOSED, **said, visits=evidence.visits, targets=evidence.targets))
    for each in learnt.unproved:
        output.note(say(args.lang, UNPROVED, id=each.id))
    if learnt.proposals:
        output.note(say(args.lang, NEXT, file=args.output or "FILE"))
    else:
        output.note(say(args.lang, NOTHING))
