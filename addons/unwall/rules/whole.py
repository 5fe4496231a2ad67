"""Whether the parts of one rule fit together."""

from unwall.model import Kind, Rule, Target, Verdict
from unwall.rules import words
from unwall.rules.expressions import expression
from unwall.rules.faults import Fault
from unwall.rules.index import ANY_HOST, of_response
from unwall.rules.nodes import Node, Wrong, flaw

_CAPTURING = ("path", "raw", "fragment")  # locators of what an expression captures
_SEVERAL = ("params", "named")  # locators of several values


def check_whole(rule: Rule, node: Node) -> None:
    """Raises Wrong where the parts of a rule do not fit together."""
    if not rule.sources:
        raise Wrong(node.place, flaw(Fault.NO_SOURCES), rule.id)
    if not rule.tests:
        raise Wrong(node.place, flaw(Fault.NO_TESTS), rule.id)
    if not rule.where.hosts and rule.text is None:
        raise Wrong(node.place, flaw(Fault.NO_HOSTS), rule.id)
    _check_verdict(rule, node)
    if ANY_HOST in rule.where.hosts and not _is_generic(rule):
        raise Wrong(node.place, flaw(Fault.ANY_HOST), rule.id)
    for target in rule.targets if rule.text is None else ():
        _check_captures(target, node, rule.id)
    sides = {words.LOCATORS[target.locate.name].side for target in rule.targets}
    if len(sides) > 1:
        raise Wrong(node.place, flaw(Fault.MIXED), rule.id)


def _check_verdict(rule: Rule, node: Node) -> None:
    """That what the verdict needs is said, and nothing that goes with another one."""
    if rule.verdict is Verdict.OPTION and rule.option is None:
        raise Wrong(node.place, flaw(Fault.NO_OPTION), rule.id)
    if rule.verdict is not Verdict.OPTION and rule.option is not None:
        raise Wrong(node.place, flaw(Fault.IDLE_OPTION), rule.id)
    if rule.verdict is Verdict.ASK and rule.needs is None:
        raise Wrong(node.place, flaw(Fault.NO_NEEDS), rule.id)
    opens = rule.verdict in (Verdict.OPEN, Verdict.OPTION) and rule.ask_as is None
    if opens and not rule.targets and rule.kind is not Kind.CODED_MENTION:
        raise Wrong(node.place, flaw(Fault.NO_TARGET), rule.id)


def _check_captures(target: Target, node: Node, name: str) -> None:
    """That what is captured and what is put into the template fit together."""
    locate, template = target.locate, target.template
    if locate.name in _CAPTURING:
        captures = expression(str(locate.argument)).groups
        if not captures and template is None:
            raise Wrong(node.place, flaw(Fault.NO_CAPTURE, word=locate.name), name)
    else:
        captures = (
            len(locate.argument) if locate.name in _SEVERAL and isinstance(locate.argument, tuple) else 1
        )
    if template is None:
        return
    slots = template.count("{}") + template.count("{+}")
    fits = slots <= captures if locate.name in _CAPTURING else slots == captures
    if not fits or (captures and not slots):
        raise Wrong(node.place, flaw(Fault.SLOTS, slots=slots, captures=captures), name)


def _is_generic(rule: Rule) -> bool:
    """Whether the rule may speak of any host: only if asked for, and only where the path tells it."""
    return (
        rule.where.hosts == (ANY_HOST,)
        and rule.verdict is Verdict.OPTION
        and bool(rule.where.path or rule.where.raw)
        and not rule.only
        and not of_response(rule)
    )
