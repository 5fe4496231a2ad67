"""What is left of unwall on this machine, as findings."""

import argparse
from collections.abc import Collection, Iterator
from pathlib import Path

from unwall.cli.off import ours
from unwall.cli.trusting import found, our_roots
from unwall.config import Config
from unwall.doctor.finding import Finding, State
from unwall.doctor.remains import Item, Kind, items
from unwall.doctor.routes import remains
from unwall.doctor.running import ask
from unwall.language import Sentence
from unwall.machine.changes import Changes
from unwall.machine.changes import Kind as Changed
from unwall.machine.desktops import settings
from unwall.machine.ports import holder, shown
from unwall.machine.processes import using
from unwall.machine.programs import ProgramError
from unwall.machine.roots import Root, roots_in
from unwall.machine.stores import Store, stores
from unwall.machine.system import Machine
from unwall.machine.trust import Done, Outcome

_THERE = {
    Kind.KEY: Sentence("the key and the certificate: {path} ({size})", "私钥和证书：{path}（{size}）"),
    Kind.LOG: Sentence("the log: {path} ({size})", "日志：{path}（{size}）"),
    Kind.RECORD: Sentence(
        "the record of changes that stand: {path} ({size})", "尚未撤销的改动记录：{path}（{size}）"
    ),
    Kind.CONFIG: Sentence("your configuration: {path} ({size})", "您的配置：{path}（{size}）"),
    Kind.RULES: Sentence("your own rules: {path} ({size})", "您自己的规则：{path}（{size}）"),
    Kind.CACHE: Sentence("the cache: {path} ({size})", "缓存：{path}（{size}）"),
    Kind.PROFILE: Sentence(
        "the profile of a browser window: {path} ({size})", "浏览器窗口的临时配置：{path}（{size}）"
    ),
    Kind.OTHER: Sentence("other data: {path} ({size})", "其他数据：{path}（{size}）"),
}
_UNINSTALL = Sentence("unwall uninstall", "unwall uninstall")
_OFF = Sentence("unwall off", "unwall off")
_TRUSTED = Sentence(
    "{name} ({place}): trusts a CA of unwall ({fingerprint}…)",
    "{name}（{place}）：信任 unwall 的 CA（{fingerprint}…）",
)
_BY_HAND = Sentence(
    "unwall off; one that another user made, certs/README.md says how to take out",
    "unwall off；若属其他用户，移除方法见 certs/README.zh-CN.md",
)
_SETTING = Sentence("{name}: the proxy setting is ours", "{name}：代理设置仍为我们所设")
_RUNS = Sentence("the proxy runs at {address}: {holder}", "代理正在 {address} 运行：{holder}")
_WINDOW = Sentence("a browser window of unwall run is open: {path}", "unwall run 的浏览器窗口仍打开：{path}")
_USES = Sentence("{holder} works in {path}", "{holder} 正在使用 {path}")
_END = Sentence("end it first", "请先结束它")
_NO_AUTOSTART = Sentence(
    "unwall starts nothing by itself when you log in", "unwall 不会在您登录时自动启动任何程序"
)
_NOTHING = Sentence("no file of unwall is left", "unwall 的文件均已不存在")
_PROGRAM = Sentence(
    "the program itself, and what you had put elsewhere (-o, --log, --config, --confdir), is yours to delete",
    "程序本身，以及您另存到别处的文件（-o、--log、--config、--confdir），由您自行删除",
)
_MEBIBYTE = 1024 * 1024


def standing(args: argparse.Namespace, config: Config, on: Machine) -> Iterator[Finding]:
    """What works now, and has to end first."""
    answer = ask(args.listen)
    if answer and (answer.is_ours or answer.wants_password):
        parts = {"address": shown(args.listen), "holder": holder(on, args.listen[1]) or "?"}
        yield Finding("running", State.MEND, _RUNS, parts, _END)
    for user in using(on, Path(config.places.data)):
        yield Finding("running", State.MEND, _USES, {"holder": user, "path": config.places.data}, _END)
    for item in items(config.places, on):
        if item.used:
            yield Finding("running", State.MEND, _WINDOW, {"path": item.path}, _END)


def remaining(
    args: argparse.Namespace, config: Config, on: Machine, without: Collection[Item] = ()
) -> Iterator[Finding]:
    """Everything of ours that is on this machine, but for what is to stay."""
    data = Path(args.confdir or config.places.data)
    yield from standing(args, config, on)
    left = [item for item in items(config.places, on, args.confdir) if item not in without and not item.used]
    for item in left:
        yield named(item)._replace(state=State.MEND, mend=_UNINSTALL)
    if not left:
        yield Finding("files", State.FINE, _NOTHING)
    changes = Changes(Path(config.places.data))
    for change in changes.all(Changed.PROXY):
        yield Finding("system-proxy", State.MEND, _SETTING, {"name": change.name}, _OFF)
    yield from remains(settings(on), on.environment, ours(args))
    recorded = {root for change in changes.all(Changed.TRUST) for root in roots_in(change.ours)}
    for store in stores(on):
        yield from _trusted(store, recorded.union(our_roots(data)))
    yield Finding("autostart", State.FINE, _NO_AUTOSTART)
    yield Finding("program", State.NOTE, _PROGRAM)


def size_of(*things: Item) -> str:
    """How large they are together, for people."""
    size = sum(item.size for item in things)
    return f"{size / _MEBIBYTE:.1f} MiB" if size >= _MEBIBYTE else f"{-(-size // 1024)} KiB"


def named(item: Item) -> Finding:
    """One thing that is there."""
    return Finding("files", State.NOTE, _THERE[item.kind], {"path": item.path, "size": size_of(item)})


def _trusted(store: Store, known: Collection[Root]) -> Iterator[Finding]:
    try:
        held = {root for root in known if store.has(root)}.union(store.ours())
    except (ProgramError, OSError) as error:
        missing = error.program if isinstance(error, ProgramError) and error.is_missing else ""
        yield found(Done(store.name, store.place, Outcome.UNKNOWN, error, missing))
        return
    for root in sorted(held):
        parts = {"name": store.name, "place": store.place, "fingerprint": root.fingerprint[:16]}
        yield Finding("trust", State.MEND, _TRUSTED, parts, _BY_HAND)
