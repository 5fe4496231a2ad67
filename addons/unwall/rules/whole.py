"""Whether the parts of one rule fit together."""

from unwall.model import Kind, Rule, Target, Verdict
from unwall.rules import words
from unwall.rules.expressions import expression
from unwall.rules.index import ANY_HOST, of_response
from unwall.rules.nodes import Node, Wrong

_CAPTURING = ("path", "raw", "fragment")  # locators of what an expression captures
_SEVERAL = ("params", "named")  # locators of several values


def check_whole(rule: Rule, node: Node) -> None:
    """Raises Wrong where the parts of a rule do not fit together."""
    if not rule.sources:
        raise Wrong(node.place, f"{rule.id}: sources is empty; say where the format was learnt")
    if not rule.tests:
        raise Wrong(node.place, f"{rule.id}: tests is empty; add one that opens, one refused, one left alone")
    if not rule.where.hosts and rule.text is None:
        raise Wrong(node.place, f"{rule.id}: needs where.hosts, or find for running text")
    if rule.verdict is Verdict.OPTION and rule.option is None:
        raise Wrong(node.place, f"{rule.id}: verdict option needs option: NAME")
    if rule.verdict is Verdict.ASK and rule.needs is None:
        raise Wrong(node.place, f"{rule.id}: verdict ask needs needs: network or needs: app")
    opens = rule.verdict in (Verdict.OPEN, Verdict.OPTION) and rule.ask_as is None
    if opens and not rule.targets and rule.kind is not Kind.CODED_MENTION:
        raise Wrong(node.place, f"{rule.id}: a rule that opens needs target; say where the target stands")
    if ANY_HOST in rule.where.hosts and not _is_generic(rule):
        raise Wrong(
            node.place,
            f"{rule.id}: the host * stands alone, with a path or raw, in a rule of verdict option about URLs",
        )
    for target in rule.targets if rule.text is None else ():
        _check_captures(target, node, rule.id)
    sides = {words.LOCATORS[target.locate.name].side for target in rule.targets}
    if len(sides) > 1:
        mixed = "locators of a URL, of a response and of text cannot be mixed; make two rules of it"
        raise Wrong(node.place, f"{rule.id}: {mixed}")


def _check_captures(target: Target, node: Node, name: str) -> None:
    """That what is captured and what is put into the template fit together."""
    locate, template = target.locate, target.template
    if locate.name in _CAPTURING:
        captures = expression(str(locate.argument)).groups
        if not captures and template is None:
            raise Wrong(node.place, f"{name}: {locate.name} captures nothing; put ( ) around the target")
    else:
        captures = (
            len(locate.argument) if locate.name in _SEVERAL and isinstance(locate.argument, tuple) else 1
        )
    if template is None:
        return
    slots = template.count("{}") + template.count("{+}")
    fits = slots <= captures if locate.name in _CAPTURING else slots == captures
    if not fits or (captures and not slots):
        raise Wrong(
            node.place,
            f"{name}: template has {slots} places for {captures} values; write {{}} for each value",
        )


def _is_generic(rule: Rule) -> bool:
    """Whether the rule may speak of any host: only if asked for, and only where the path tells it."""
    return (
        rule.where.hosts == (ANY_HOST,)
        and rule.verdict is Verdict.OPTION
        and bool(rule.where.path or rule.where.raw)
        and not rule.only
        and not of_response(rule)
    )
