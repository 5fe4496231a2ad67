"""What a rule makes of a link or page, in words: for ``unwall why`` and ``unwall rules try``."""

from collections.abc import Iterator
from typing import Any

from unwall.cli.output import Output
from unwall.engine.trace import Look, Off, Reading
from unwall.language import Language, Sentence, say
from unwall.model import Needs, Rule, Verdict
from unwall.urls.show import plain, readable
from unwall.urls.split import Split

_LONGEST = 160  # characters of a text that is shown
_MISSES = Sentence("does not look at it: {parts}", "不适用：{parts}")
_WANTS = Sentence("{part} is {has}, not {wants}", "{part} 是 {has}，而非 {wants}")
_LACKS = Sentence("{part} does not hold", "{part} 不成立")
_NOTHING = Sentence("{place}: nothing stands there", "{place}：没有内容")
_NO_ADDRESS = Sentence('{place}: "{text}" does not come to an address', "{place}：“{text}” 解码后不是网址")
_READ = Sentence('{place}: "{text}"', "{place}：“{text}”")
_ENDS = Sentence("→ {target}", "→ {target}")
_VERDICTS = {
    Verdict.LEAVE: Sentence("says to leave it alone", "规定保持原样"),
    Verdict.ASK: Sentence("says that only {who} tells where it leads", "表明只有{who}知道目标"),
}
_WHO = {
    Needs.NETWORK: Sentence("its server", "其服务器"),
    Needs.APP: Sentence("its app", "相应的应用"),
}
_OFF = {
    Off.DENIED: Sentence("switched off by you", "已被您停用"),
    Off.OPTION: Sentence("only with the option {option}", "仅在启用选项 {option} 时生效"),
    Off.RETIRED: Sentence("retired", "已停用"),
    Off.EXPERIMENTAL: Sentence("experimental: only said, not opened", "试验性规则：只报告，不打开"),
    Off.REPORT: Sentence("only said, not opened", "只报告，不打开"),
    Off.HARM: Sentence(
        "the page states fraud, malware or illegal content", "该页面说明涉及诈骗、恶意软件或违法内容"
    ),
    Off.OTHER: Sentence("looks at the answer, not at the link", "查看的是响应内容，而非链接"),
}

_OF_TEXT = Sentence("looks at texts, not at addresses", "查看的是文字，而非网址")


def look_as_data(look: Look) -> dict[str, Any]:
    """A look as an object of ``--json``."""
    return {
        "rule": look.rule.id,
        "kind": look.rule.kind,
        "verdict": look.rule.verdict,
        "place": str(look.rule.place),
        "missing": list(look.missing),
        "off": look.off,
        "readings": [reading._asdict() for reading in look.readings],
        "target": look.target,
    }


def tell_look(look: Look, parts: Split | None, language: Language, output: Output) -> Iterator[str]:
    """A look as lines; ``parts``: the address looked at."""
    rule = look.rule
    yield f"  {output.paint(rule.id, 'cyan')} ({rule.kind})  {rule.place}"
    if look.missing:
        said = "; ".join(_missed(part, rule, parts, language) for part in look.missing)
        yield f"     {say(language, _MISSES, parts=said)}"
        return
    if look.off:
        off = _OF_TEXT if look.off is Off.OTHER and rule.text else _OFF[look.off]
        yield f"     {say(language, off, option=rule.option)}"
    elif rule.verdict in _VERDICTS and not rule.ask_as:
        who = say(language, _WHO[rule.needs]) if rule.needs else ""
        yield f"     {say(language, _VERDICTS[rule.verdict], who=who)}"
    for reading in look.readings:
        yield f"     {_reading(reading, language)}"
        if reading.target:
            yield f"     {say(language, _ENDS, target=readable(reading.target))}"
            return


def _missed(part: str, rule: Rule, parts: Split | None, language: Language) -> str:
    wants = {
        "hosts": ", ".join(rule.where.hosts[:3]),
        "path": rule.where.path,
        "context": ", ".join(rule.where.context),
        "status": ", ".join(map(str, rule.where.status)) or "200",
        "type": rule.where.type,
    }.get(part)
    has = {"hosts": parts.host or parts.scheme, "path": parts.path or "/"}.get(part) if parts else None
    if wants and has:
        return say(language, _WANTS, part=part, has=plain(has), wants=wants)
    return say(language, _LACKS, part=f"{part} ({wants})" if wants else plain(part))


def _reading(reading: Reading, language: Language) -> str:
    if reading.text is None:
        return say(language, _NOTHING, place=reading.place)
    sentence = _READ if reading.target or reading.place == "find" else _NO_ADDRESS
    text = reading.text if len(reading.text) <= _LONGEST else f"{reading.text[:_LONGEST]}…"
    return say(language, sentence, place=reading.place, text=plain(text))
