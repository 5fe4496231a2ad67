"""``unwall cert install`` and ``uninstall``: each store is named before anything is done to it."""

import argparse
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from unwall.cli.consent import NobodyToAskError, agrees
from unwall.cli.findings import show_all
from unwall.cli.here import machine
from unwall.cli.output import Output
from unwall.cli.wiring import rules_of
from unwall.config import Config
from unwall.doctor.finding import Finding, State
from unwall.language import Sentence, say
from unwall.machine.changes import Changes
from unwall.machine.roots import Root, roots_of
from unwall.machine.stores import Store, stores
from unwall.machine.trust import Done, Outcome, install, uninstall
from unwall.proxy.ca import CERTIFICATE, CaFiles, ensure, folder_of
from unwall.proxy.setup import OWN_NAME

_NAME = Sentence("{name} ({place})", "{name}（{place}）")
_INSTALL = Sentence(
    "{name} ({place}): let it trust {subject}?{how}", "{name}（{place}）：让它信任 {subject}？{how}"
)
_BY_SUDO = Sentence(" (sudo asks for your password)", "（sudo 会询问您的密码）")
_NO_STORE = Sentence(
    "no certificate store was found here; certs/README.md says how to install {path} by hand",
    "本机未找到证书库；手动安装 {path} 的方法见 certs/README.zh-CN.md",
)
_NO_SUCH_STORE = Sentence(
    "there is no store {name} here; there are: {names}", "本机没有证书库 {name}；现有：{names}"
)
_NOTHING = Sentence("our certificate is in no store of this machine", "本机任何证书库中都没有我们的证书")
_PURGED = Sentence("the key is deleted: {path}", "私钥已删除：{path}")
_PURGE = Sentence("delete the key and the certificate in {path}?", "删除 {path} 中的私钥和证书？")
_NOT_PURGED = Sentence("{path} cannot be deleted ({error})", "无法删除 {path}（{error}）")
_SAYS = {
    Outcome.THERE: Sentence("{name} ({place}): trusts it already", "{name}（{place}）：已信任"),
    Outcome.PUT: Sentence(
        "{name} ({place}): trusts it from now on; programs that run, unwall run too, may need a new start",
        "{name}（{place}）：现已信任；正在运行的程序（包括 unwall run）可能需要重启",
    ),
    Outcome.RESTORED: Sentence("{name} ({place}): as it was before", "{name}（{place}）：已恢复原状"),
    Outcome.TAKEN: Sentence(
        "{name} ({place}): our certificate is out", "{name}（{place}）：已移除我们的证书"
    ),
    Outcome.STAYS: Sentence(
        "{name} ({place}): another CA of unwall stays ({fingerprint}…), which is not of this data folder",
        "{name}（{place}）：另有一个 unwall 的 CA（{fingerprint}…）不属于此数据目录，予以保留",
    ),
    Outcome.GONE: Sentence(
        "{name} ({place}): gone, and our certificate with it",
        "{name}（{place}）：证书库已不存在，证书也随之消失",
    ),
    Outcome.FAILED: Sentence("{name} ({place}): failed ({why})", "{name}（{place}）：失败（{why}）"),
    Outcome.UNKNOWN: Sentence(
        "{name} ({place}): cannot be looked into ({why})", "{name}（{place}）：无法查看（{why}）"
    ),
}
_STATES = {Outcome.STAYS: State.NOTE, Outcome.FAILED: State.MEND, Outcome.UNKNOWN: State.UNKNOWN}
_BY_HAND = Sentence("certs/README.md says how to do it by hand", "手动操作方法见 certs/README.zh-CN.md")
_GET_PROGRAM = Sentence(
    "install {program} (certutil: libnss3-tools, nss-tools or nss; else ca-certificates), then say it again",
    "请安装 {program}（certutil 在 libnss3-tools、nss-tools 或 nss 中，其他在 ca-certificates 中），然后重试",
)


def add_choice(parser: argparse.ArgumentParser) -> None:
    """The arguments of both."""
    parser.add_argument("--yes", action="store_true", help="agree to everything that would be asked")
    parser.add_argument(
        "--store", action="append", default=[], metavar="NAME",
        help="only this one: system, chromium, firefox, keychain, windows; repeatable",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="an object a line: check, state, says, next")


def put_in(args: argparse.Namespace, config: Config, output: Output) -> int:
    """Installs our CA; 0 where every store that was agreed to trusts it, 1 where one does not."""
    data = Path(args.confdir or config.places.data)
    files = ensure(data, {*rules_of(args, config).domains(), OWN_NAME})
    chosen = _chosen(args, output)
    if chosen is None:
        return 2
    if not chosen:
        output.note(say(args.lang, _NO_STORE, path=files.certificate))
        return 1
    try:
        return show_all(_installed(args, config, files, chosen, output), args, output)
    except NobodyToAskError as error:
        for store in chosen:
            output.note(say(args.lang, _NAME, name=store.name, place=store.place))
        output.note(str(error))
        return 2


def _installed(
    args: argparse.Namespace, config: Config, files: CaFiles, chosen: Sequence[Store], output: Output
) -> Iterator[Finding]:
    """Each store that was agreed to. Raises NobodyToAskError."""
    [root] = roots_of(files.certificate)
    changes = Changes(Path(config.places.data))
    for store in chosen:
        how = say(args.lang, _BY_SUDO) if store.by_root else ""
        parts = {"name": store.name, "place": store.place, "subject": files.name, "how": how}
        if agrees(say(args.lang, _INSTALL, **parts), args, output):
            yield found(install(store, root, changes))


def take_out(args: argparse.Namespace, config: Config, output: Output) -> int:
    """Takes our CAs out; 0 where no chosen store holds one then, 1 where one does, 3 if unknown."""
    chosen = _chosen(args, output)
    if chosen is None:
        return 2
    try:
        return show_all(_uninstalled(args, config, chosen, output), args, output)
    except NobodyToAskError as error:
        output.note(str(error))
        return 2


def _uninstalled(
    args: argparse.Namespace, config: Config, chosen: Sequence[Store], output: Output
) -> Iterator[Finding]:
    data = Path(args.confdir or config.places.data)
    yield from taken_out(chosen, data, Changes(Path(config.places.data)), only=bool(args.store))
    if args.purge:
        yield from _purged(data, args, output)


def taken_out(
    chosen: Sequence[Store], data: Path, changes: Changes, *, only: bool = False
) -> Iterator[Finding]:
    """Our CAs out of these stores; with ``only`` others are not spoken of."""
    done = None
    for done in uninstall(chosen, our_roots(data), changes, only=only):
        yield found(done)
    if done is None:
        yield Finding("trust", State.FINE, _NOTHING)


def found(done: Done) -> Finding:
    """What came of one store, and the next step."""
    state = _STATES.get(done.outcome, State.FINE)
    step = _BY_HAND if done.program in ("", "sudo") else _GET_PROGRAM
    return Finding("trust", state, _SAYS[done.outcome], done._asdict(), None if state is State.FINE else step)


def our_roots(data: Path) -> tuple[Root, ...]:
    """The certificates of the CAs in a data folder."""
    return tuple(root for folder in _folders(data) for root in roots_of(folder / CERTIFICATE))


def _folders(data: Path) -> tuple[Path, ...]:
    return folder_of(data), folder_of(data, everything=True)


def _chosen(args: argparse.Namespace, output: Output) -> Sequence[Store] | None:
    """The stores to work on; None, and a sentence, where one was named that is not here."""
    here = stores(machine())
    names = [store.name for store in here]
    for name in args.store:
        if name not in names:
            known = ", ".join(dict.fromkeys(names)) or "-"
            output.note(say(args.lang, _NO_SUCH_STORE, name=name, names=known))
            return None
    return [store for store in here if not args.store or store.name in args.store]


def _purged(data: Path, args: argparse.Namespace, output: Output) -> Iterator[Finding]:
    for folder in filter(Path.exists, _folders(data)):
        if not agrees(say(args.lang, _PURGE, path=folder), args, output):
            continue
        try:
            shutil.rmtree(folder)
        except OSError as error:
            yield Finding("key", State.MEND, _NOT_PURGED, {"path": folder, "error": error.strerror})
        else:
            yield Finding("key", State.FINE, _PURGED, {"path": folder})
