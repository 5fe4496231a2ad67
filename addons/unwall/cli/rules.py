"""``unwall rules``: the rules as data - listed, shown, checked, proved, and exchanged with other tools."""

import argparse
import os
from datetime import UTC, datetime, timedelta
from typing import Any

from unwall import Engine, load_rules
from unwall.cli import exports, imports, measured, testing, trying, verify
from unwall.cli.deny import NO_SUCH
from unwall.cli.output import Output
from unwall.cli.wiring import meant
from unwall.config import Config
from unwall.language import Sentence, say
from unwall.model import Rule
from unwall.rules.index import RuleSet

_OLDEST = timedelta(days=400)  # what was seen before should be looked at again
_LINTED = Sentence("{rules} rules, {count} complaints", "{rules} 条规则，{count} 处问题")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="list|show|lint|test|try|import|export|verify"
    )
    listed = actions.add_parser("list", help="one line for each rule")
    listed.add_argument("--json", action="store_true", help="one object for each rule")
    shown = actions.add_parser("show", help="all that is known of a rule")
    shown.add_argument("id", nargs="+", metavar="ID")
    for name, text in (("lint", "look for mistakes"), ("test", "run the tests inside the rules")):
        action = actions.add_parser(name, help=text)
        action.add_argument(
            "file", nargs="*", metavar="FILE", help="only these files or folders; all rules without any"
        )
    for name, exchange, text in (
        ("import", imports, "a list of ClearURLs, Brave, uBlock Origin or AdGuard as rules of your own"),
        ("export", exports, "the rules for other tools"),
        ("verify", verify, "whether a rule file is signed, and no older than the one in force"),
    ):
        exchange.add_arguments(actions.add_parser(name, help=text))
    test = actions.choices["test"]
    test.add_argument(
        "--watch", action="store_true", help="again whenever a file changes: what changed in it"
    )
    trying.add_arguments(actions.add_parser("try", help="a draft against a link or a saved page"))
    tables = test.add_mutually_exclusive_group()
    tables.add_argument(
        "--links", metavar="FILE", help="names, links or texts, and what each opens: how many come out so"
    )
    tables.add_argument(
        "--mentions", metavar="FILE", help="sentences and the platforms they speak of: precision and recall"
    )


def run(args: argparse.Namespace, config: Config) -> int:
    """0 fine, 1 where something failed or there are complaints, 2 for an unknown rule or a broken file."""
    output = Output.of_process(os.environ, args.color)
    if args.action == "try":
        code = trying.run(args, config, output)
        output.flush()
        return code
    if args.action == "test" and args.watch:
        from unwall.rules.loader import state_of  # noqa: PLC0415 - beside its one use

        roots = (*config.rules, *args.rules, *_more(args, config))
        watched = testing.Watched(
            lambda: _loaded(args, config), lambda: state_of(*roots), lambda rules: _chosen(args, rules)
        )
        return testing.run(args, watched, output)
    rules = _loaded(args, config)
    code = (
        imports.run(args, config, rules, output)
        if args.action == "import"
        else _ACTIONS[args.action](args, rules, output)
    )
    output.flush()
    return code


def _loaded(args: argparse.Namespace, config: Config) -> RuleSet:
    return load_rules(*config.rules, *args.rules, *_more(args, config), cache=config.places.cache)


def _more(args: argparse.Namespace, config: Config) -> list[str]:
    """Files named that lie outside of what is loaded anyway, however that is spelt."""
    from unwall.rules.loader import built_in  # noqa: PLC0415 - beside its one use

    loaded = tuple(os.path.realpath(each) + os.sep for each in (built_in(), *config.rules, *args.rules))
    return [
        file for file in getattr(args, "file", []) if not (os.path.realpath(file) + os.sep).startswith(loaded)
    ]


def _chosen(args: argparse.Namespace, rules: RuleSet) -> list[Rule]:
    wanted = [os.path.realpath(file) for file in args.file]

    def among(rule: Rule) -> bool:
        file = os.path.realpath(rule.place.file)
        return not wanted or any(file == each or file.startswith(each + os.sep) for each in wanted)

    return sorted((rule for rule in rules if among(rule)), key=lambda rule: rule.place)


def _list(args: argparse.Namespace, rules: RuleSet, output: Output) -> int:
    for rule in sorted(rules, key=lambda each: each.id):
        if args.json:
            output.json(_summary(rule))
        else:
            hosts = ", ".join(rule.where.hosts[:3]) + (", …" if len(rule.where.hosts) > 3 else "")
            name = output.paint(f"{rule.id:<36}", "cyan")
            output.line(f"{name} {rule.kind:<13} {rule.verdict:<7} {rule.platform:<14} {hosts}")
    return 0


def _summary(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": rule.kind,
        "platform": rule.platform,
        "blocks": rule.blocks,
        "status": rule.status,
        "verdict": rule.verdict,
        "hosts": list(rule.where.hosts),
        "place": str(rule.place),
    }


def _show(args: argparse.Namespace, rules: RuleSet, output: Output) -> int:
    by_id = {rule.id: rule for rule in rules}
    for name in args.id:
        if name not in by_id:
            output.note(say(args.lang, NO_SUCH, name=name, hint=meant(name, by_id)))
            return 2
        rule = by_id[name]
        output.line(output.paint(f"# {rule.place}", "dim"))
        for line in _written(rule):
            output.line(line)
    return 0


def _written(rule: Rule) -> list[str]:
    """The rule as it stands in its file: the lines from its ``- id`` to the next one."""
    with open(rule.place.file, encoding="utf-8") as file:
        lines = file.read().splitlines()
    start = rule.place.line - 1
    indent = lines[start][: rule.place.column - 1].rpartition("-")[0]
    end = next(
        (
            at
            for at in range(start + 1, len(lines))
            if lines[at].startswith(f"{indent}- ") or lines[at][:1].strip()
        ),
        len(lines),
    )
    return [line for line in lines[start:end] if line.strip()]


def _test(args: argparse.Namespace, rules: RuleSet, output: Output) -> int:
    if args.mentions:
        return measured.mentions(args, testing.proving(rules), output)
    if args.links:
        return measured.links(args, Engine(rules), output)
    return 0 if testing.tested(_chosen(args, rules), rules, output, args.lang) else 1


def _lint(args: argparse.Namespace, rules: RuleSet, output: Output) -> int:
    from unwall.rules.lint import Proving, complaints  # noqa: PLC0415 - only for this action

    chosen = _chosen(args, rules)
    every = testing.proving(rules)

    def alone(rule: Rule) -> Engine:
        return Engine(RuleSet.of([rule], rules.beside, rules.suffixes), every.policy)

    today = datetime.now(UTC).date()  # noqa: TID251 - the CLI looks at the clock
    contexts = tuple(context.name for context in rules.beside.contexts)
    days = str(today), str(today - _OLDEST)
    found = complaints(chosen, Proving(every, alone, rules.suffixes, *days, contexts))
    for complaint in found:
        output.line(complaint.said(args.lang))
    output.line(say(args.lang, _LINTED, rules=len(chosen), count=len(found)))
    return 1 if found else 0


_ACTIONS = {
    "list": _list,
    "show": _show,
    "lint": _lint,
    "test": _test,
    "export": exports.run,
    "verify": verify.run,
}
