"""``unwall rules test --links`` and ``--mentions``: the rules on a table that is kept apart from them."""

import argparse
from collections.abc import Iterator
from typing import NamedTuple

from unwall import Engine
from unwall.cli.output import Output
from unwall.cli.pieces import read
from unwall.config import ConfigError
from unwall.language import Sentence, say
from unwall.model import Unwrapped

_COLUMNS = Sentence(
    "{place}: {wanted} are wanted, with tabs between them", "{place}：每行应有 {wanted}，用制表符隔开"
)
_LINK = Sentence("a name, a link or text and what it opens", "名称、链接或文本、打开的结果")
_SENTENCE = Sentence("a sentence and the platforms it speaks of", "句子和它所指的平台")
_OPENED = Sentence(
    "{links} links and texts, {right} as wanted ({share})",
    "{links} 条链接和文本，{right} 条符合预期（{share}）",
)
_GIVES = Sentence(
    "{place}: {name}: gives {got}, not {wanted}: {link}", "{place}：{name}：得到 {got}，应为 {wanted}：{link}"
)
_SCORED = Sentence(
    "{sentences} sentences, {meant} mentions: precision {precision} ({right} of {found} found), "
    "recall {recall} ({right} of {meant})",
    "{sentences} 个句子，{meant} 处暗语：准确率 {precision}（找到 {found} 处，正确 {right} 处），"
    "召回率 {recall}（{meant} 处中的 {right} 处）",
)
_PRECISE, _COMPLETE = 0.95, 0.8


class Fate(NamedTuple):
    """What becomes of a link or text: its target, ``-`` for none or ``refused:CODE``; what it would take."""

    output: str
    needs: str

    @classmethod
    def of(cls, result: Unwrapped) -> "Fate":
        """As a table says it."""
        refused = f"refused:{result.refused.reason}" if result.refused else ""
        return cls(refused or (result.output if result.changed else "-"), result.needs or "-")

    def __str__(self) -> str:
        return self.output if self.needs == "-" else f"{self.output} ({self.needs})"


def links(args: argparse.Namespace, engine: Engine, output: Output) -> int:
    """How many links of a table come out as it says; each that does not is shown. 1 where there is any."""
    count = right = 0
    for place, (name, link, wanted, *needs) in _rows(args.links, (3, 4), say(args.lang, _LINK), args):
        text = link.replace("\\n", "\n")
        want = Fate("-" if wanted == text else wanted, needs[0] if needs else "-")
        got = Fate.of(engine.unwrap(text))
        count += 1
        right += got == want
        if got != want:
            wrong = say(args.lang, _GIVES, place=place, name=name, got=got, wanted=want, link=link)
            output.line(output.paint(wrong, "yellow"))
    share = f"{right / count:.1%}" if count else "-"
    output.line(say(args.lang, _OPENED, links=count, right=right, share=share))
    return 0 if right == count else 1


def mentions(args: argparse.Namespace, engine: Engine, output: Output) -> int:
    """How well the coded mentions of a file are found; 1 where that is not well enough to rely on."""
    from unwall.rules.proof import score  # noqa: PLC0415 - only for this action

    rows = _rows(args.mentions, (2,), say(args.lang, _SENTENCE), args)
    found = score(
        [
            (sentence, frozenset(platforms.strip().split(",")) - {"-", ""})
            for _, (sentence, platforms) in rows
        ],
        engine,
    )
    if args.verbose:
        for sentence, platform in found.wrong:
            output.line(output.paint(f"{platform}\t{sentence}", "yellow"))
    values = {"precision": f"{found.precision:.3f}", "recall": f"{found.recall:.3f}"}
    output.line(say(args.lang, _SCORED, **found._asdict(), **values))
    return 0 if found.precision >= _PRECISE and found.recall >= _COMPLETE else 1


def _rows(
    name: str, widths: tuple[int, ...], wanted: str, args: argparse.Namespace
) -> Iterator[tuple[str, list[str]]]:
    """The rows of a file with their places; empty lines and those that begin with ``#`` are passed over."""
    for number, line in enumerate(read(name).decode("utf-8", "replace").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            place = f"{name}:{number}"
            if len(cells) not in widths:
                raise ConfigError(say(args.lang, _COLUMNS, place=place, wanted=wanted))
            yield place, cells
