"""What is measured: pages, texts and sets of rules, invented but alike real ones. The same in every run."""

import random
from collections.abc import Sequence
from urllib.parse import quote

from unwall.rules.index import RuleSet

TARGET = "https://www.example.com/docs/page?a=1&b=two#top"
LINK = "https://link.zhihu.com/?target=" + quote(TARGET, safe="")
TYPE = "text/html; charset=utf-8"
_PHRASES = 480  # words of Chinese
_LINES = (
    "time year people way day man thing woman life child world school state family student group country",
    "hand part place case week company system program question work government number night point home",
    "mother area money story fact month lot right study book eye job word business issue side kind head",
)
_ENGLISH = " ".join(_LINES).split()
_CHINESE = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十"
    "民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯"
)
_ENDS = (".com", ".com", ".com", ".cn", ".org", ".net", ".com.cn")


def page(size: int, links: int = 0, link: str = LINK) -> bytes:
    """HTML of a little more than ``size`` bytes: a foreign link every 350 bytes, ``links`` walled ones."""
    chance = random.Random(7)  # noqa: S311 - no secret
    parts: list[bytes] = []
    length = 0
    while length < size:
        name = (
            f"{chance.choice(_ENGLISH)}{chance.randrange(999)}{chance.choice(_ENGLISH)}{chance.choice(_ENDS)}"
        )
        path = f"{chance.choice(_ENGLISH)}/{chance.randrange(10**8)}?id={chance.getrandbits(24):x}"
        text = f"{_words(chance, 20)} {_sentence(chance)}"
        part = (
            f'<p class="item-{chance.randrange(99)}">{text} <a href="https://www.{name}/{path}">x</a></p>\n'
        )
        parts.append(part.encode())
        length += len(parts[-1])
    step = max(1, len(parts) // max(1, links))
    for at in range(links):
        parts[min(at * step, len(parts) - 1)] += f'<a href="{link}&amp;n={at}">y</a>'.encode()
    return b"".join(parts)


def prose(size: int) -> bytes:
    """Chinese text, a link about every 3,000 bytes."""
    chance = random.Random(8)  # noqa: S311
    lines, length = [], 0
    while length < size:
        link = (
            f" https://www.{chance.choice(_ENGLISH)}.com/{chance.randrange(10**6)}"
            if chance.random() < 0.2
            else ""
        )
        lines.append(f"{''.join(_sentence(chance) for _ in range(8))}{link}\n".encode())
        length += len(lines[-1])
    return b"".join(lines)


def english(size: int) -> bytes:
    """English text, a link about every 3,000 bytes."""
    chance = random.Random(9)  # noqa: S311
    lines, length = [], 0
    while length < size:
        link = (
            f" https://www.{chance.choice(_ENGLISH)}.com/{chance.randrange(10**6)}"
            if chance.random() < 0.2
            else ""
        )
        lines.append(f"{'. '.join(_words(chance, 12) for _ in range(8))}{link}.\n".encode())
        length += len(lines[-1])
    return b"".join(lines)


def json_lines(text: bytes) -> bytes:
    """Each line of a text as the value of an object, as corpora have it."""
    return b"".join(
        b'{"id": %d, "url": "https://www.example.com/%d", "text": "%s"}\n'
        % (number, number, line.replace(b'"', b"'"))
        for number, line in enumerate(text.splitlines())
    )


def warc(text: bytes) -> bytes:
    """The text in records of about 30 KB, as crawls keep the words of pages."""
    out = []
    for number, at in enumerate(range(0, len(text), 30_000)):
        block = text[at : at + 30_000].decode(errors="ignore").encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://www.example.com/{number}\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        out.append(head.encode() + block + b"\r\n\r\n")
    return b"".join(out)


def many(rules: RuleSet, times: int) -> RuleSet:
    """The rules, and copies of each for other hosts."""
    copies = [
        rule._replace(
            id=f"{rule.id}-{copy}",
            where=rule.where._replace(
                hosts=tuple(f"{host}.copy{copy}.example" for host in rule.where.hosts if "*" not in host)
            ),
        )
        for copy in range(1, times)
        for rule in rules
    ]
    return RuleSet.of([*rules, *copies], rules.beside, rules.suffixes)


def hosts(count: int) -> Sequence[str]:
    """Invented hosts of the forms that rules have."""
    chance = random.Random(10)  # noqa: S311
    firsts = ("link.", "www.", "go.", "t.", "m.", "out.", "redirect.", "")
    return [
        f"{chance.choice(firsts)}{chance.choice(_ENGLISH)}{chance.choice(_ENGLISH)}{number}{chance.choice(_ENDS)}"
        for number in range(count)
    ]


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(_ENGLISH) for _ in range(count))


def _sentence(chance: random.Random) -> str:
    """Eight words or so of a few hundred: real text repeats itself, and compresses to a quarter."""
    count = chance.randrange(5, 12)
    starts = (chance.randrange(_PHRASES) for _ in range(count))
    return "".join(_CHINESE[at % 160 : at % 160 + 2 + at % 3] for at in starts) + chance.choice("，。！？")
