"""``unwall rules import``: a list of another tool as rules of your own."""

import argparse
import errno
import os
import sys

from unwall.cli.outfile import whole_file
from unwall.cli.output import Output
from unwall.cli.proving import Done, proved
from unwall.config import Config
from unwall.language import Language, Sentence, say
from unwall.rules.expressions import expression
from unwall.rules.formats.draft import Why
from unwall.rules.formats.lists import Format, NoListError, format_of, read, slug
from unwall.rules.index import RuleSet
from unwall.rules.nodes import Flaw

_LARGEST = 32 << 20  # bytes of a list
_SHOWN = 200  # characters of an entry
_RULE = "\n  - id: "  # as each rule of an import begins
_SEEN = r"seen: '\d{4}-\d{2}-\d{2}'"
_UNREADABLE = Sentence(
    "{file} cannot be read as UTF-8 text of at most 32 MiB; say another file, or - for stdin",
    "无法将 {file} 读作不超过 32 MiB 的 UTF-8 文本；请指定其他文件，或用 - 表示标准输入",
)
_UNKNOWN = Sentence(
    "{file} is no list that unwall knows (ClearURLs' data.min.json, Brave's debounce.json, filters with"
    " urlskip=); say --format clearurls, debounce or urlskip if it is one",
    "{file} 不是 unwall 认识的列表（ClearURLs 的 data.min.json、Brave 的 debounce.json、"
    "带 urlskip= 的过滤规则）；若确实是，请用 --format 指明 clearurls、debounce 或 urlskip",
)
_NOT_READ = Sentence(
    "{file} is no {format} list ({detail}); say another --format",
    "{file} 不是 {format} 列表（{detail}）；请换用其他 --format",
)
_UNWRITABLE = Sentence(
    "{path} cannot be written ({why}); choose a folder with -o DIR",
    "无法写入 {path}（{why}）；请用 -o DIR 指定文件夹",
)
_WRITTEN = Sentence(
    "{file}: {entries} entries; {rules} new as rules in {path} ({wider} of them only more hosts of what is"
    " known), {known} known already, {repeated} said twice, {skipped} left out"
    " (and {aside} lines about other things)",
    "{file}：{entries} 个条目；{rules} 条新规则已写入 {path}（其中 {wider} 条仅为已知形式补充主机），"
    "{known} 条已有，{repeated} 条重复，{skipped} 条未采用（另有 {aside} 行与跳转无关）",
)
_NOTHING = Sentence(
    "{file}: {entries} entries; nothing to write: {known} known already, {repeated} said twice, {skipped}"
    " left out (and {aside} lines about other things)",
    "{file}：{entries} 个条目；无需写入：{known} 条已有，{repeated} 条重复，"
    "{skipped} 条未采用（另有 {aside} 行与跳转无关）",
)
_LEFT_OUT = Sentence("{file}: {place}: {why}{detail}: {entry}", "{file}：{place}：{why}{detail}：{entry}")
_DETAIL = Sentence(" ({detail})", "（{detail}）")
_LINE = Sentence("line {number}", "第 {number} 行")
WHY = {
    Why.ANY_HOST: Sentence(
        "any-host: names no host of one owner, so it would speak of every site",
        "any-host：没有指明归属单一的主机，会涉及所有网站",
    ),
    Why.HOST_ONLY: Sentence(
        "host-only: without a path it would speak of every page of the site",
        "host-only：没有路径，会涉及该网站的所有页面",
    ),
    Why.LOOKALIKE: Sentence(
        "look-alike: its host part matches other people's hosts, too",
        "look-alike：其主机部分也会匹配他人的主机",
    ),
    Why.NOT_LINEAR: Sentence(
        "not-linear: its expression is not linear-time", "not-linear：其正则表达式不是线性时间的"
    ),
    Why.PAGE: Sentence("page: depends on the page that the link stands on", "page：取决于链接所在的页面"),
    Why.EXCEPTION: Sentence(
        "exception: is an exception or has one, which a rule cannot say",
        "exception：它是例外或带有例外，规则无法表达",
    ),
    Why.FIXED: Sentence(
        "fixed: leads to a fixed address instead of one that the link carries",
        "fixed：指向固定地址，而不是链接所携带的地址",
    ),
    Why.ONE_TARGET: Sentence(
        "one-target: speaks of targets on one site only, which a rule cannot say",
        "one-target：只涉及某一个网站的目标，规则无法表达",
    ),
    Why.STEP: Sentence(
        "step: has a step that no word of the rules says", "step：其中有规则语言无法表达的步骤"
    ),
    Why.NO_TARGET: Sentence(
        "no-target: does not say where the target stands", "no-target：没有说明目标在何处"
    ),
    Why.MALFORMED: Sentence("malformed: cannot be read", "malformed：无法读取"),
    Why.AGAINST: Sentence(
        "against: opens what a rule in force leaves alone or opens itself",
        "against：会打开现有规则保持原样或自行处理的链接",
    ),
    Why.UNPROVED: Sentence(
        "unproved: the examples made from it do not come out", "unproved：据其生成的示例未能通过"
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``unwall rules import``."""
    parser.add_argument("list", metavar="FILE", help="a list of another tool; - is stdin")
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        help="a folder instead of the user's own; an earlier import of the list is replaced",
    )
    parser.add_argument(
        "--format", choices=[each.value for each in Format], help="found by looking at it unless said"
    )
    parser.add_argument("--json", action="store_true", help="one object for each entry that was left out")


def run(args: argparse.Namespace, config: Config, rules: RuleSet, output: Output) -> int:
    """0 where rules were written or are there already, 1 where nothing could be taken, 2 for no such list."""
    text = _content(args.list)
    if text is None:
        output.note(say(args.lang, _UNREADABLE, file=args.list))
        return 2
    which = Format(args.format) if args.format else format_of(text)
    if which is None:
        output.note(say(args.lang, _UNKNOWN, file=args.list))
        return 2
    try:
        reading = read(text, which, rules.suffixes)
    except NoListError as error:
        output.note(say(args.lang, _NOT_READ, file=args.list, format=which, detail=error))
        return 2
    name = which.value if args.list == "-" else os.path.basename(args.list)
    path = os.path.join(args.output or os.path.join(config.places.config, "rules"), _file_name(name))
    done = proved(reading, source=name, seen=_today(), known=_without(path, rules))
    _report(args, done, output)
    try:
        if done.rules:
            _write(path, done.text)
    except OSError as error:
        output.note(say(args.lang, _UNWRITABLE, path=path, why=error.strerror))
        return 2
    said = done._asdict() | {"file": args.list, "skipped": len(done.skipped), "path": path}
    output.note(say(args.lang, _WRITTEN if done.rules else _NOTHING, **said))
    return 0 if done.rules or done.known else 1


def _content(file: str) -> str | None:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with open(file, "rb") as source:
                data = source.read(_LARGEST + 1)
        return data.decode("utf-8") if len(data) <= _LARGEST else None
    except (OSError, UnicodeDecodeError):
        return None


def _file_name(source: str) -> str:
    return f"{slug(source.rpartition('.')[0] or source)}.yaml"


def _today() -> str:
    import time  # noqa: PLC0415 - the command line may look at the clock

    return time.strftime("%Y-%m-%d")


def _without(path: str, rules: RuleSet) -> RuleSet:
    """The rules in force less those that an earlier import of the same list brought."""
    file = os.path.realpath(path)
    kept = [rule for rule in rules if os.path.realpath(rule.place.file) != file]
    return RuleSet.of(kept, rules.beside, rules.suffixes)


def _report(args: argparse.Namespace, done: Done, output: Output) -> None:
    for each in done.skipped:
        if args.json:
            detail = str(each.detail)
            output.json({"place": each.place, "entry": each.entry, "why": each.why, "detail": detail})
            continue
        detail = each.detail.said(args.lang) if isinstance(each.detail, Flaw) else each.detail
        told = bool(detail) and detail not in each.entry
        said = {
            "file": args.list,
            "place": _place(args.lang, each.place),
            "why": say(args.lang, WHY[each.why]),
            "detail": say(args.lang, _DETAIL, detail=detail) if told else "",
            "entry": each.entry[:_SHOWN],
        }
        output.note(say(args.lang, _LEFT_OUT, **said))


def _place(language: Language, place: str) -> str:
    """Where the entry stands: a line of a list, or its way into JSON, which reads alike in any language."""
    word, _, number = place.partition(" ")
    return say(language, _LINE, number=number) if word == "line" and number.isdigit() else place


def _write(path: str, text: str) -> None:
    """Writes the rule file. Raises OSError, also for a file there that is no earlier import of the list."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
    earlier = ""
    if os.path.lexists(path):
        with open(path, encoding="utf-8", errors="replace") as file:
            earlier = file.read(_LARGEST)
        if not earlier.startswith(text.partition("\n")[0] + "\n"):  # the name of the list, as its rules begin
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    with whole_file(path) as file:
        file.write(_as_seen(text, earlier).encode())


def _as_seen(text: str, earlier: str) -> str:
    """The rule file; a rule that an earlier import wrote word for word keeps its date."""
    known = {expression(_SEEN).sub("", rule): rule for rule in earlier.split(_RULE)}
    return _RULE.join(known.get(expression(_SEEN).sub("", rule), rule) for rule in text.split(_RULE))
