"""``unwall cert install`` and ``uninstall``: each store is named before anything is done to it."""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from unwall.cli.consent import NobodyToAskError, agrees
from unwall.cli.here import machine
from unwall.cli.output import Output
from unwall.cli.wiring import rules_of
from unwall.config import Config
from unwall.language import Language, Sentence, say
from unwall.machine.changes import Changes
from unwall.machine.roots import Root, roots_of
from unwall.machine.stores import Store, stores
from unwall.machine.trust import Done, Outcome, install, uninstall
from unwall.proxy.ca import CERTIFICATE, ensure, folder_of
from unwall.proxy.setup import OWN_NAME

_NAME = Sentence("{name} ({place})", "{name}（{place}）")
_INSTALL = Sentence("{store}: let it trust {subject}?{how}", "{store}：让它信任 {subject}？{how}")
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
    Outcome.THERE: Sentence("{store}: trusts it already", "{store}：已信任"),
    Outcome.PUT: Sentence(
        "{store}: trusts it from now on; programs that run may need a new start",
        "{store}：现已信任；正在运行的程序可能需要重启",
    ),
    Outcome.RESTORED: Sentence("{store}: as it was before", "{store}：已恢复原状"),
    Outcome.TAKEN: Sentence("{store}: our certificate is out", "{store}：已移除我们的证书"),
    Outcome.GONE: Sentence(
        "{store}: gone, and our certificate with it", "{store}：证书库已不存在，我们的证书也随之消失"
    ),
    Outcome.FAILED: Sentence("{store}: failed ({why})", "{store}：失败（{why}）"),
    Outcome.UNKNOWN: Sentence("{store}: cannot be looked into ({why})", "{store}：无法查看（{why}）"),
}
_MARKS = {Outcome.FAILED: "✗", Outcome.UNKNOWN: "!"}
_NEXT = Sentence("certs/README.md says how to do it by hand", "手动操作方法见 certs/README.zh-CN.md")
_NEXT_PROGRAM = Sentence(
    "install {program} (certutil: libnss3-tools, nss-tools or nss), then say it again",
    "请安装 {program}（certutil 在 libnss3-tools、nss-tools 或 nss 中），然后重试",
)


def add_choice(parser: argparse.ArgumentParser) -> None:
    """The arguments of both."""
    parser.add_argument("--yes", action="store_true", help="agree to everything that would be asked")
    parser.add_argument(
        "--store", action="append", default=[], metavar="NAME",
        help="only this one: system, chromium, firefox, keychain, windows; repeatable",
    )  # fmt: skip


def put_in(args: argparse.Namespace, config: Config, output: Output) -> int:
    """Installs our CA; 0 where every store that was agreed to trusts it, 1 where one does not."""
    data = Path(args.confdir or config.places.data)
    files = ensure(data, {*rules_of(args, config).domains(), OWN_NAME})
    [root] = roots_of(files.certificate)
    chosen = _chosen(args, output)
    if chosen is None:
        return 2
    if not chosen:
        output.note(say(args.lang, _NO_STORE, path=files.certificate))
        return 1
    changes, outcomes = Changes(Path(config.places.data)), set()
    for store in chosen:
        how = say(args.lang, _BY_SUDO) if store.by_root else ""
        name = named(store.name, store.place, args.lang)
        try:
            if not agrees(say(args.lang, _INSTALL, store=name, subject=files.name, how=how), args, output):
                continue
        except NobodyToAskError as error:
            _name_all(chosen, args.lang, output)
            output.note(str(error))
            return 2
        outcomes.add(_tell(install(store, root, changes), args.lang, output))
    return 1 if Outcome.FAILED in outcomes else 0


def take_out(args: argparse.Namespace, config: Config, output: Output) -> int:
    """Takes our CAs out; 0 where no chosen store holds one then, 1 where one does, 3 if unknown."""
    data = Path(args.confdir or config.places.data)
    chosen = _chosen(args, output)
    if chosen is None:
        return 2
    done = list(uninstall(chosen, our_roots(data), Changes(Path(config.places.data)), only=bool(args.store)))
    outcomes = {_tell(each, args.lang, output) for each in done}
    if not done:
        output.line(say(args.lang, _NOTHING))
    purged = not args.purge or _purge(data, args, output)
    return 1 if Outcome.FAILED in outcomes or not purged else 3 if Outcome.UNKNOWN in outcomes else 0


def our_roots(data: Path) -> tuple[Root, ...]:
    """The certificates of the CAs in a data folder."""
    folders = (folder_of(data), folder_of(data, everything=True))
    return tuple(root for folder in folders for root in roots_of(folder / CERTIFICATE))


def named(name: str, place: str, language: Language) -> str:
    """A store as people know it."""
    return say(language, _NAME, name=name, place=place)


def told(done: Done, language: Language) -> str:
    """What came of one store, and the next step."""
    text = say(language, _SAYS[done.outcome], store=named(done.name, done.place, language), why=done.why)
    if done.outcome not in _MARKS:
        return f"✓ {text}"
    step = say(language, _NEXT_PROGRAM, program=done.program) if done.program else say(language, _NEXT)
    return f"{_MARKS[done.outcome]} {text} → {step}"


def _tell(done: Done, language: Language, output: Output) -> Outcome:
    output.line(told(done, language))
    return done.outcome


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


def _name_all(chosen: Sequence[Store], language: Language, output: Output) -> None:
    for store in chosen:
        output.note(named(store.name, store.place, language))


def _purge(data: Path, args: argparse.Namespace, output: Output) -> bool:
    worked = True
    for folder in (folder_of(data), folder_of(data, everything=True)):
        if not folder.exists():
            continue
        try:
            if agrees(say(args.lang, _PURGE, path=folder), args, output):
                shutil.rmtree(folder)
                output.line(f"✓ {say(args.lang, _PURGED, path=folder)}")
        except NobodyToAskError as error:
            output.note(str(error))
            worked = False
        except OSError as error:
            output.line(f"✗ {say(args.lang, _NOT_PURGED, path=folder, error=error.strerror)}")
            worked = False
    return worked
