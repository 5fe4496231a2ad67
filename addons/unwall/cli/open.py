"""``unwall open``: opens what was shared - a text, the clipboard, a QR code."""

import argparse
import os
import sys
import webbrowser

from unwall.cli import clipboard, codes
from unwall.cli.lines import argument, whole
from unwall.cli.output import Output
from unwall.cli.unwrap import add_resolve_argument
from unwall.cli.watch import Notice, Watch
from unwall.cli.wiring import engine_of
from unwall.config import Config
from unwall.dashboard.words import REASONS
from unwall.engine.engine import Engine
from unwall.language import Said, Sentence, say
from unwall.model import Reason, Refused, Unwrapped
from unwall.urls.safety import Surroundings, judge
from unwall.urls.show import plain, readable
from unwall.urls.split import WEB, scheme_of

DONE, NOTHING, USAGE, UNKNOWN, REFUSED = range(5)
_MOST = clipboard.MOST
_NEVER = frozenset({"about", "blob", "chrome", "data", "file", "javascript", "vbscript", "view-source"})

TOO_MUCH = Sentence(
    "a text and {option} are two things to open; leave one out", "文字与 {option} 只能选其一；请去掉一个"
)
REPLACES_WHAT = Sentence(
    "--replace is about what --watch finds; say --watch as well, or leave it out",
    "--replace 用于 --watch 发现的链接；请同时给出 --watch，或去掉 --replace",
)
EMPTY = Sentence("the clipboard holds no text; copy something first", "剪贴板中没有文字；请先复制")
NO_CLIPBOARD = Sentence(
    "no program here reads the clipboard; install {program}, or give the text as an argument",
    "没有可读取剪贴板的程序；请安装 {program}，或将文字作为参数给出",
)
NO_LINK = Sentence(
    "there is no link in this text; copy it as a whole, as the app shared it",
    "文字中没有链接；请完整复制应用分享的内容",
)
NO_TEXT = Sentence(
    "give a text, or pipe one in, or say --clipboard, --image FILE or --screen",
    "请给出文字、由管道传入，或使用 --clipboard、--image 文件、--screen",
)
TOO_LONG = Sentence(
    "this text is longer than {most} characters, which nobody shared; unwall scan looks through files",
    "文字超过 {most} 个字符，不像分享内容；请用 unwall scan 查找文件中的链接",
)
NO_CODE = Sentence(
    "there is no QR code in {name}; take a picture that shows all of it",
    "{name} 中没有二维码；请使用包含完整二维码的图片",
)
NO_PICTURE = Sentence(
    "{name} cannot be read as a picture ({fault}); give another one",
    "无法读取图片 {name}（{fault}）；请换一张",
)
NO_SCREEN = Sentence(
    "the screen cannot be read ({fault}); save a picture of it and say --image FILE",
    "无法读取屏幕（{fault}）；请截图保存后使用 --image 文件",
)
LONG_FOR_CODE = Sentence(
    "this link is too long for a QR code; --print shows it", "链接过长，无法生成二维码；可用 --print 显示"
)
NO_READER = Sentence(
    "reading QR codes takes an extra: pip install 'unwall[qr]'",
    "读取二维码需要附加组件：pip install 'unwall[qr]'",
)
NEEDS_APP = Sentence(
    "only the app opens this: copy the whole text on the phone, then open the app there ({rule})",
    "只有相应的 App 能打开：请在手机上复制整段文字，再打开该 App（{rule}）",
)
NEEDS_NETWORK = Sentence(
    "only its server knows where it leads; again with --resolve, which uses the network ({rule})",
    "只有其服务器知道目标；加 --resolve 可联网查询（{rule}）",
)
NOT_RESOLVED = Sentence("it could not be resolved: {fault}; opened as it is", "未能解析：{fault}；按原样打开")
REFUSED_AS = Sentence("not opened, {why} ({reason}): {target}", "未打开，{why}（{reason}）：{target}")
ASK_APP = Sentence(
    "{target} would open another program; open it? [y/N] ", "{target} 将打开其他程序；是否打开？[y/N] "
)
NO_APP = Sentence(
    "not opened, as it would start another program and nobody is here to ask: {target}",
    "未打开：它会启动其他程序，而此处无法询问：{target}",
)
NO_BROWSER = Sentence("no browser could be started; the link is printed", "无法启动浏览器；已输出链接")
WATCHING = Sentence("watching the clipboard; Ctrl-C ends it", "正在监视剪贴板；按 Ctrl-C 结束")
FOUND = Sentence("link in what you copied", "复制的内容中有链接")
WATCHING_REPLACING = Sentence(
    "watching the clipboard; Enter puts the last text back, Ctrl-C ends it",
    "正在监视剪贴板；按回车恢复上一段文字，按 Ctrl-C 结束",
)
PUT_BACK = Sentence("Put the text back", "恢复原文")
REPLACED = Sentence("the clipboard now holds the link", "剪贴板已替换为链接")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("text", nargs="*", metavar="TEXT", help="what was shared; stdin without any")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--clipboard", action="store_true", help="what was copied")
    source.add_argument(
        "--watch", action="store_true", help="whatever is copied, until Ctrl-C; says the link"
    )
    source.add_argument("--image", metavar="FILE", help="the QR code in a picture")
    source.add_argument("--screen", action="store_true", help="the QR code on the screen")
    parser.add_argument("--print", action="store_true", help="print the link, open nothing")
    parser.add_argument("--qr", action="store_true", help="draw the link as a QR code, open nothing")
    parser.add_argument(
        "--replace", action="store_true", help="with --watch: the clipboard then holds the link"
    )
    add_resolve_argument(parser)
    parser.epilog = "exit: 0 done, 1 nothing to open, 2 used wrongly, 3 only a server or app knows, 4 refused"


class _Fault(Said):
    """What there is to say instead of opening something, and the exit code."""

    def __init__(self, code: int, sentence: Sentence, **parts: object) -> None:
        super().__init__(sentence, **parts)
        self.code = code


def run(args: argparse.Namespace, config: Config) -> int:
    """Opens one text, or follows the clipboard."""
    output = Output.of_process(os.environ, args.color)
    engine = engine_of(args, config)
    opening = _Opening(args, config, engine, output)
    try:
        _is_one_thing(args)
        if args.watch:
            return opening.watch()
        return opening.open(_text(args))
    except _Fault as fault:
        output.note(fault.said(args.lang))
        return fault.code
    finally:
        output.flush()


def _is_one_thing(args: argparse.Namespace) -> None:
    """Raises _Fault where more is said than can be done."""
    others = {"--clipboard": args.clipboard, "--watch": args.watch, "--screen": args.screen}
    others["--image"] = args.image is not None
    option = next((name for name, said in others.items() if said), None)
    if option and args.text:
        raise _Fault(USAGE, TOO_MUCH, option=option)
    if args.replace and not args.watch:
        raise _Fault(USAGE, REPLACES_WHAT)


def _text(args: argparse.Namespace) -> str:
    """What was shared. Raises _Fault."""
    if args.image is not None or args.screen:
        return _code(args.image)
    if args.clipboard:
        text = _clipboard().read()
        if not text:
            raise _Fault(NOTHING, EMPTY)
        if len(text) > _MOST:
            raise _Fault(USAGE, TOO_LONG, most=_MOST)
        return text
    if not args.text and sys.stdin.isatty():
        raise _Fault(USAGE, NO_TEXT)
    given = argument(" ".join(args.text))
    text = given if given and given != "-" else whole(_MOST)
    if len(text) > _MOST:
        raise _Fault(USAGE, TOO_LONG, most=_MOST)
    return text.strip()


def _clipboard() -> clipboard.Clipboard:
    try:
        return clipboard.clipboard()
    except clipboard.NoClipboardError as fault:
        raise _Fault(USAGE, NO_CLIPBOARD, program=fault) from None


def _code(file: str | None) -> str:
    name = "--screen" if file is None else file or '""'
    try:
        found = codes.texts_on_screen() if file is None else codes.texts_in(file)
    except codes.NoReaderError:
        raise _Fault(USAGE, NO_READER) from None
    except codes.PictureError as fault:
        raise _Fault(USAGE, NO_SCREEN if file is None else NO_PICTURE, name=name, fault=fault) from None
    if not found:
        raise _Fault(NOTHING, NO_CODE, name=name)
    return found[0]


class _Opening:
    """What is done with a text."""

    def __init__(self, args: argparse.Namespace, config: Config, engine: Engine, output: Output) -> None:
        self._args = args
        self._config = config
        self._engine = engine
        self._output = output
        self._unresolved = False  # what is opened is not where it leads

    def open(self, text: str) -> int:
        """Opens the link in a text. Raises _Fault."""
        target = self._target(text)
        done = UNKNOWN if self._unresolved else DONE
        if self._args.print or self._args.qr:
            self._show(target)
            return done
        if scheme_of(target) not in WEB and not self._allows(target):
            return REFUSED
        if not webbrowser.open(target):
            self._say(NO_BROWSER)
            self._output.line(target)
        return done

    def watch(self) -> int:
        """Follows the clipboard."""
        args = self._args
        watch = Watch(_clipboard(), self._notice(), replaces=args.replace)
        self._say(WATCHING_REPLACING if args.replace and sys.stdin.isatty() else WATCHING)
        for target in watch.links(self._link, lambda target: plain(readable(target))):
            self._show(target)
            self._output.flush()
        return DONE

    def _notice(self) -> Notice:
        language = self._args.lang
        title = say(language, REPLACED if self._args.replace else FOUND)
        return Notice(title, say(language, PUT_BACK))

    def _link(self, text: str) -> str | None:
        """The web address that a text means, where it means one."""
        try:
            target = self._target(text)
        except _Fault:
            return None
        return target if scheme_of(target) in WEB else None

    def _target(self, text: str) -> str:
        """The link that a text means. Raises _Fault where there is none, or none that may be opened."""
        result = self._resolved(self._engine.unwrap(text))
        refused = result.refused or _unfit(result.output)
        if refused:
            target = plain(refused.target)
            reason = refused.reason
            why = say(self._args.lang, REASONS[reason])
            raise _Fault(REFUSED, REFUSED_AS, why=why, reason=reason, target=target)
        if scheme_of(result.output) in WEB or _is_app_link(result.output):
            return result.output
        if result.needs:
            raise _Fault(UNKNOWN, NEEDS_APP if result.needs == "app" else NEEDS_NETWORK, rule=result.rule)
        raise _Fault(NOTHING, NO_LINK)

    def _resolved(self, known: Unwrapped) -> Unwrapped:
        if not (self._args.resolve and known.needs):
            return known
        from unwall.cli.resolving import fault_of, resolved  # noqa: PLC0415 - brings the network

        found = resolved(self._args, self._config, self._engine, known)
        self._unresolved = bool(found.error)
        if found.error and scheme_of(known.output) in WEB:
            self._say(NOT_RESOLVED, fault=fault_of(found.error, self._args))
        return found.result

    def _show(self, target: str) -> None:
        code = codes.drawn(target) if self._args.qr else None
        if code is not None:
            for line in code.splitlines():
                self._output.line(line)
        elif self._args.qr and not self._args.watch:
            raise _Fault(USAGE, LONG_FOR_CODE)
        if self._args.print or code is None:
            self._output.line(target)

    def _allows(self, target: str) -> bool:
        """Whether the person lets another program be started."""
        if not sys.stdin.isatty():
            self._say(NO_APP, target=plain(target))
            return False
        self._say(ASK_APP, target=plain(target))
        return sys.stdin.readline().strip().lower() in ("y", "yes", "是")

    def _say(self, sentence: Sentence, **parts: object) -> None:
        if not self._args.quiet:
            self._output.note(say(self._args.lang, sentence, **parts))


def _unfit(text: str) -> Refused | None:
    """Why no browser is given this web address, though nothing led to it: not one that all read alike."""
    if scheme_of(text) not in WEB:
        return None
    reason, _ = judge(text, Surroundings(private=True))
    return Refused(reason, text) if reason in (Reason.CONTROL, Reason.MALFORMED) else None


def _is_app_link(text: str) -> bool:
    """Whether this is an address of another program, and of none that runs what it is given."""
    scheme = scheme_of(text)
    if scheme is None or scheme in _NEVER or not text.isprintable() or " " in text:
        return False
    return text.startswith("://", len(scheme))
