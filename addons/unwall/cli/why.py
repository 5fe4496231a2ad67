"""``unwall why``: every decision about a link, before it is opened or afterwards from the log."""

import argparse
import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from unwall import Engine
from unwall.cli.lines import argument, whole
from unwall.cli.log import log_of, told_row
from unwall.cli.looks import look_as_data, tell_look
from unwall.cli.output import Output
from unwall.cli.unwrap import result_as_data
from unwall.cli.wiring import context_of, rules_of
from unwall.config import Config
from unwall.dashboard.words import NEEDS, REASONS
from unwall.engine.trace import Hindrance, Look, Off, Stop, Tracer, hindrances
from unwall.language import Language, Sentence, say
from unwall.model import Kind, Rule, Unwrapped
from unwall.rules.index import RuleSet
from unwall.store.event import Action, Row
from unwall.store.find import event_of
from unwall.store.place import open_log
from unwall.store.redaction import Detail, kept
from unwall.store.store import Store, StoreError, Wanted
from unwall.urls.show import readable
from unwall.urls.split import split

_MOST_EVENTS = 5
_MOST = 1 << 20  # characters of a text
_EVENT_ID = re.compile(r"(?:[0-9a-f]{16}-)?[0-9]+")  # its number, as exports have it behind that of its run
_NO_RULE = Sentence("no rule names {host}", "没有规则涉及 {host}")
_OPENS = Sentence("opens {target}", "打开 {target}")
_STAYS = Sentence("stays as it is", "保持原样")
_REFUSED = Sentence("not opened: {reason} ({code}): {target}", "未打开：{reason}（{code}）：{target}")
_NEEDS = Sentence("not opened here: {need}", "此处未打开：{need}")
_HINDRANCES = {
    "allow": Sentence(
        "because you said: never touch {what} (unwall allow --remove {what} takes it back)",
        "因为您设定了永不改动 {what}（unwall allow --remove {what} 可取消）",
    ),
    "deny": Sentence(
        "because you switched the rule {what} off (unwall deny --remove {what} takes it back)",
        "因为您停用了规则 {what}（unwall deny --remove {what} 可恢复）",
    ),
    "private": Sentence(
        "because private addresses are not opened (allow-private = true in the configuration would)",
        "因为不会打开内部网络地址（在配置中写 allow-private = true 可放行）",
    ),
    "warnings": Sentence(
        "because the page warns of harm (open-warnings = true in the configuration would open it)",
        "因为该页面提示有害（在配置中写 open-warnings = true 可放行）",
    ),
    "unless": Sentence("because of unless of {what}", "因为规则的 unless 条件 {what}"),
}
_HINDRANCES_OF_CLIENT = {
    "allow": Sentence(
        "because you said: never touch {what} for {context} (unwall allow --remove {what} --as {context}"
        " takes it back)",
        "因为您设定了永不为 {context} 改动 {what}（unwall allow --remove {what} --as {context} 可取消）",
    ),
    "deny": Sentence(
        "because you switched the rule {what} off for {context} (unwall deny --remove {what} --as {context}"
        " takes it back)",
        "因为您为 {context} 停用了规则 {what}（unwall deny --remove {what} --as {context} 可恢复）",
    ),
}
_OPTION = Sentence(
    '{rule} would open it: options = ["{option}"] in the configuration turns it on',
    '{rule} 可以打开它：在配置中写 options = ["{option}"] 即可启用',
)
_NOT_ASKED = Sentence(
    "nobody is contacted: the target stands in the link",
    "不会联系任何服务器：目标就在链接之中",
)
_CONTACTS = Sentence(
    "with --resolve {url} is asked, as {agent}", "使用 --resolve 时会以 {agent} 身份询问 {url}"
)
_ASKED_AS = Sentence(
    "in the {context} client it is asked for as {other} instead",
    "在 {context} 客户端中会改以 {other} 身份请求",
)
_PAGE = Sentence(
    "the page of {host} is fetched as ever, and {rule} reads it",
    "照常取得 {host} 的页面，由 {rule} 读取其中的目标",
)
_EVENT = Sentence("event {id} of {at}: {action} ({surface})", "记录 {id}，{at}：{action}（{surface}）")
_BY = Sentence("by {rule} {place}", "依据 {rule} {place}")
_GONE = Sentence("(no longer among the rules)", "（规则中已不存在）")
_RUN = Sentence(
    "unwall {version}, as {context}, status {status}, {latency} ms{changed}",
    "unwall {version}，身份 {context}，状态 {status}，{latency} 毫秒{changed}",
)
_CHANGED = Sentence("; the rules have changed since", "；此后规则已有变化")
_DETAIL = Sentence(
    "the log keeps {detail} only, so what stood in the link is not known any more;"
    " give the link itself to see today's decision",
    "日志只保留 {detail}，链接中的内容已不可知；给出链接本身可查看现在的判断",
)
_NO_EVENT = Sentence(
    "there is no event {id} in the log; unwall log show lists them",
    "日志中没有记录 {id}；用 unwall log show 查看",
)
_WAS_CONTACTED = {
    True: Sentence("{host} was contacted: its answer told the target", "曾联系 {host}：由其答复得知目标"),
    False: Sentence("{host} was not contacted for it", "没有为此联系 {host}"),
}
_LATELY = Sentence(
    "in the log, which knows it as {kept} (unwall why NUMBER tells more):",
    "日志中（记为 {kept}；用 unwall why 编号 查看详情）：",
)


class _Told(NamedTuple):
    """All that is known of one link before it is opened."""

    result: Unwrapped
    texts: list[Look]
    stops: list[Stop]
    hindrances: list[Hindrance]
    ask: tuple[str, str] | None  # address and client
    asked_as: list[tuple[str, str]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "subject",
        metavar="URL|EVENT",
        help="a link, a share text, or an event: its number, or its id in an export; - is stdin",
    )
    parser.add_argument("--json", action="store_true", help="one object")
    parser.add_argument("--as", dest="context", default="browser", metavar="CONTEXT", help="asked for as it")
    parser.add_argument(
        "--log",
        metavar="URL",
        help="sqlite:///absolute/path.db or postgresql://USER@HOST/DATABASE; the user's own log unless said",
    )


def run(args: argparse.Namespace, config: Config) -> int:
    """0 with an answer, 2 where there is no such event or log."""
    output = Output.of_process(os.environ, args.color)
    args.subject = argument(args.subject) if args.subject != "-" else whole(_MOST).strip()
    rules = rules_of(args, config)
    context = context_of(args, rules)
    is_event = _EVENT_ID.fullmatch(args.subject) is not None
    rows: list[Row] = []
    try:
        rows = list(_rows(args, config, is_event=is_event))
    except StoreError as error:
        if is_event or args.log:
            output.note(error.said(args.lang))
            return 2
    if is_event and not rows:
        output.note(say(args.lang, _NO_EVENT, id=args.subject))
        return 2
    subject = rows[0].event.input if is_event else args.subject
    told = None if is_event and rows[0].run.detail != Detail.FULL else _told(subject, context, rules, config)
    if args.json:
        output.json(_data(told, rows, rules))
    else:
        _say(told, rows, rules, output, args)
    output.flush()
    return 0


def _rows(args: argparse.Namespace, config: Config, *, is_event: bool) -> Iterator[Row]:
    with contextlib.closing(open_log(log_of(args, config))) as store:
        if not is_event:
            yield from _of_address(store, args.subject)
        elif row := event_of(store, args.subject):
            yield row


def _of_address(store: Store, address: str) -> list[Row]:
    """The newest events of an address, by whatever the log keeps of it."""
    texts = dict.fromkeys(kept(address, detail) for detail in (Detail.FULL, Detail.PATHS, Detail.HOSTS))
    found: dict[int, Row] = {}
    for text in texts:
        if split(text):
            rows = store.rows(Wanted(equal=(("input", text),), last=_MOST_EVENTS))
            found |= {row.id: row for row in rows if kept(address, Detail(row.run.detail)) == text}
    return [found[number] for number in sorted(found)[-_MOST_EVENTS:]]


# ---- what would be done ------------------------------------------------------------------------------------


def _told(text: str, context: str, rules: RuleSet, config: Config) -> _Told:
    of_all = Engine(rules, config.policy)
    engine = of_all.of_client(context)
    tracer = Tracer(rules, engine.policy)
    result = engine.unwrap(text, context)
    is_link = split(text.strip()) is not None and " " not in text.strip()
    texts = [] if is_link else [look for look in tracer.of_text(text) if not look.missing]
    start = text.strip() if is_link else _first_link(result)
    stops = tracer.way(start, context) if start else []
    suspects = [look.rule for stop in stops for look in stop.looks if not look.missing]
    ask = engine.asks(result, context)
    contexts = [each.name for each in rules.beside.contexts]
    asked_as = [
        (name, other)
        for name in contexts
        if start and (other := of_all.of_client(name).asking_as(start, name))
    ]
    return _Told(
        result,
        texts,
        stops,
        hindrances(rules, config.policy, context, lambda each: each.unwrap(text, context), suspects),
        (ask.url, ask.context) if ask else None,
        asked_as,
    )


def _first_link(result: Unwrapped) -> str:
    """The first address that a share text comes to; empty where it comes to none."""
    addresses = [*(step.input for step in result.steps), *((result.output,) if result.changed else ())]
    return next((address for address in addresses if split(address)), "")


def _data(told: _Told | None, rows: Sequence[Row], rules: RuleSet) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if told:
        data = result_as_data(told.result) | {
            "texts": [look_as_data(look) for look in told.texts],
            "decisions": [
                {"address": stop.address, "rules": [look_as_data(look) for look in stop.looks]}
                for stop in told.stops
            ],
            "kept_by": [each._asdict() for each in told.hindrances],
            "contacts": {"url": told.ask[0], "as": told.ask[1]} if told.ask else None,
            "asked_as": dict(told.asked_as),
        }
    by_id = {rule.id: rule for rule in rules}
    return data | {"events": [_event_as_data(row, by_id.get(row.event.rule)) for row in rows]}


def _event_as_data(row: Row, rule: Rule | None) -> dict[str, Any]:
    event = row.event._asdict() | {"at": row.event.at.isoformat()}
    run = {"run": row.run.id, "version": row.run.version, "rules": row.run.rules, "detail": row.run.detail}
    contacted = _contacted(row)
    return {"id": row.id} | event | run | {"place": str(rule.place) if rule else None, "contacted": contacted}


def _say(
    told: _Told | None, rows: Sequence[Row], rules: RuleSet, output: Output, args: argparse.Namespace
) -> None:
    language: Language = args.lang
    by_id = {rule.id: rule for rule in rules}
    if told:
        for line in _lines(told, language, output):
            output.line(line)
    if _EVENT_ID.fullmatch(args.subject):
        for line in _event_lines(rows[0], by_id.get(rows[0].event.rule), rules, language, output):
            output.line(line)
        if told is None:
            output.line(say(language, _DETAIL, detail=rows[0].run.detail))
    elif rows:
        output.line("")
        output.line(say(language, _LATELY, kept=readable(rows[-1].event.input)))
        for row in rows:
            output.line(f"  {row.id}  {told_row(row, output)}")


def _lines(told: _Told, language: Language, output: Output) -> Iterator[str]:
    for look in told.texts:
        yield from tell_look(look, None, language, output)
    for stop in told.stops:
        yield output.paint(readable(stop.address), "bold")
        for look in _until_one_acts(stop.looks):
            yield from tell_look(look, split(stop.address), language, output)
        if not stop.looks:
            parts = split(stop.address)
            yield f"  {say(language, _NO_RULE, host=parts.host or parts.scheme if parts else stop.address)}"
    yield from _end(told, language, output)


def _until_one_acts(looks: Iterable[Look]) -> Iterator[Look]:
    for look in looks:
        yield look
        if look.acts:
            return


def _end(told: _Told, language: Language, output: Output) -> Iterator[str]:
    result = told.result
    if result.changed:
        yield output.paint(say(language, _OPENS, target=readable(result.output)), "green")
    elif result.refused:
        code, target = result.refused.reason, readable(result.refused.target)
        reason = say(language, REASONS[code])
        yield output.paint(say(language, _REFUSED, reason=reason, code=code, target=target), "red")
    elif not result.needs:
        yield say(language, _STAYS)
    if result.needs:
        yield say(language, _NEEDS, need=say(language, NEEDS[result.needs]))
    for each in told.hindrances:
        sentence = (_HINDRANCES_OF_CLIENT if each.context else _HINDRANCES)[each.by]
        yield f"  {say(language, sentence, what=each.what, context=each.context)}"
    for look in (look for stop in told.stops for look in stop.looks if look.off is Off.OPTION):
        if any(reading.target for reading in look.readings):
            yield f"  {say(language, _OPTION, rule=look.rule.id, option=look.rule.option)}"
    yield from _contact_lines(told, language)


def _contact_lines(told: _Told, language: Language) -> Iterator[str]:
    if told.ask:
        yield f"  {say(language, _CONTACTS, url=readable(told.ask[0]), agent=told.ask[1])}"
    elif told.result.steps:
        yield f"  {say(language, _NOT_ASKED)}"
    for stop in told.stops:
        for look in stop.looks:
            if look.off is Off.OTHER and look.rule.kind is Kind.INTERSTITIAL:
                host = getattr(split(stop.address), "host", "")
                yield f"  {say(language, _PAGE, host=host, rule=look.rule.id)}"
    for name, other in told.asked_as:
        yield f"  {say(language, _ASKED_AS, context=name, other=other)}"


# ---- what was done -----------------------------------------------------------------------------------------


def _event_lines(
    row: Row, rule: Rule | None, rules: RuleSet, language: Language, output: Output
) -> Iterator[str]:
    event = row.event
    at = f"{event.at:%Y-%m-%d %H:%M:%S}Z"
    yield say(
        language, _EVENT, id=row.id, at=at, action=output.paint(event.action, "bold"), surface=event.surface
    )
    yield f"  {readable(event.input)}" + (f" → {readable(event.output)}" if event.output else "")
    if event.rule:
        place = str(rule.place) if rule else say(language, _GONE)
        yield f"  {say(language, _BY, rule=output.paint(event.rule, 'cyan'), place=place)}"
    if event.refused:
        reason = say(language, REASONS[event.refused])
        target = readable(event.output or event.input)
        yield f"  {say(language, _REFUSED, reason=reason, code=event.refused, target=target)}"
    if event.needs:
        yield f"  {say(language, _NEEDS, need=say(language, NEEDS[event.needs]))}"
    parts = split(event.input)
    contacted = _contacted(row)
    if contacted is not None and parts and parts.host:
        yield f"  {say(language, _WAS_CONTACTED[contacted], host=parts.host)}"
    changed = say(language, _CHANGED) if row.run.rules != rules.digest else ""
    facts = {"version": row.run.version, "context": event.context, "status": event.status or "-"}
    yield f"  {say(language, _RUN, **facts, latency=f'{event.latency:.1f}', changed=changed)}"


def _contacted(row: Row) -> bool | None:
    """Whether the wall's own server was asked; None where the event does not tell."""
    if row.event.action not in (Action.OPENED, Action.REWRITTEN) or row.event.kind is None:
        return None
    return row.event.kind in (Kind.INTERSTITIAL, Kind.SHORT_LINK)
