"""The speeds that users feel, each as a ratio to a yardstick measured in the same run: ``make bench``.

Ratios, because machines differ and are shared; the smallest of several rounds, because noise only ever adds.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from unwall import Engine, load_rules
from unwall.rules.index import RuleSet

ROUNDS = 9
TARGET = "https://example.com/docs/page?a=1&b=two#top"
LINK = "https://link.zhihu.com/?target=" + quote(TARGET, safe="")


def fastest(work: Callable[[], object], repeat: int) -> float:
    """Seconds of one call, the smallest of ROUNDS means over ``repeat`` calls, in CPU time of this thread."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.thread_time()
        for _ in range(repeat):
            work()
        best = min(best, (time.thread_time() - start) / repeat)
    return best


def start_up() -> tuple[float, float]:
    """Wall seconds of ``python -c pass`` and of ``unwall unwrap URL``, run in turns."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"HOME": home, "XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home}
        unwall = Path(sys.executable).with_name("unwall")
        commands = ([sys.executable, "-c", "pass"], [str(unwall), "unwrap", LINK])
        best = [float("inf"), float("inf")]
        for _ in range(3 * ROUNDS):
            for at, command in enumerate(commands):
                start = time.perf_counter()
                subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
                best[at] = min(best[at], time.perf_counter() - start)
        return best[0], best[1]


def page(size: int, links: int) -> bytes:
    """HTML of about ``size`` bytes with a foreign link every 350 bytes and ``links`` walled ones."""
    chance = random.Random(7)  # noqa: S311 - the same page in every run
    words = ["lorem", "ipsum", "dolor", "链接", "sit", "amet", "zhihu", "link.example", "问题", "回答"]
    parts = []
    while sum(map(len, parts)) < size:
        text = " ".join(chance.choice(words) for _ in range(45))
        parts.append(
            f'<p class="x">{text} <a href="https://site{chance.randrange(999)}.example/{chance.random()}">x</a></p>\n'
        )
    step = max(1, len(parts) // max(1, links))
    for at in range(links):
        parts[min(at * step, len(parts) - 1)] += f'<a href="{LINK}&amp;n={at}">y</a>'
    return "".join(parts).encode()


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


def main() -> int:
    """Measures and prints the table."""
    rules = load_rules()
    engine = Engine(rules)
    more = Engine(many(rules, 10))
    rows: list[tuple[str, str, str]] = []
    python, unwall = start_up()
    rows.append(
        (
            "start of `unwall unwrap URL` / `python -c pass`",
            f"{unwall / python:.2f}",
            f"{unwall * 1e3:.0f} ms",
        )
    )
    one = fastest(lambda: engine.unwrap(LINK), 2_000)
    none = fastest(lambda: engine.unwrap("https://www.example.com/a?b=c"), 2_000)
    ten = fastest(lambda: more.unwrap(LINK), 2_000)
    rows.append(("unwrap of a wrapper", "", f"{one * 1e6:.1f} µs"))
    rows.append(("unwrap of an ordinary URL", "", f"{none * 1e6:.1f} µs"))
    rows.append(
        (f"{10 * len(rules)} rules / {len(rules)} rules, unwrap", f"{ten / one:.2f}", f"{ten * 1e6:.1f} µs")
    )
    clean = page(1_000_000, 0)
    find = fastest(lambda: clean.find(b"no.such.host.invalid"), 20)
    scan = fastest(lambda: engine.rewrite(clean, "text/html; charset=utf-8"), 10)
    rows.append(
        (
            "`bytes.find` of one absent host / rewrite of 1 MB without a hit",
            f"{find / scan:.2f}",
            f"{scan * 1e3:.2f} ms",
        )
    )
    hit = page(1_000_000, 100)
    changed = fastest(lambda: engine.rewrite(hit, "text/html; charset=utf-8"), 2)
    rows.append(("rewrite of one link in a page", "", f"{(changed - scan) / 100 * 1e6:.0f} µs"))
    print("| what | ratio | here |\n| --- | --- | --- |")
    for name, ratio, absolute in rows:
        print(f"| {name} | {ratio} | {absolute} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
