"""From a log to sentences: which platform walled how many of another platform's links.

python examples/researchers/shares.py LOG
"""

import sys
from collections import Counter
from contextlib import closing

from unwall.store import open_log
from unwall.store.summary import wilson


def sentences(url: str) -> list[str]:
    """One sentence for each pair of platforms of which links were looked at."""
    looked: Counter[tuple[str, str]] = Counter()
    walled: Counter[tuple[str, str]] = Counter()
    with closing(open_log(url)) as log:
        for _, tally in log.tallies():
            if tally.blocker and tally.blocked:
                looked[tally.blocker, tally.blocked] += tally.looked
                walled[tally.blocker, tally.blocked] += tally.walled
    said = []
    for (blocker, blocked), count in sorted(looked.items()):
        part = walled[blocker, blocked]
        interval = wilson(part, count)
        if interval:
            bounds = f"{interval.low:.0%} to {interval.high:.0%}"
            said.append(f"{blocker} walled {part} of {count} links of {blocked} (95 %: {bounds})")
    return said


if __name__ == "__main__":
    print(*sentences(sys.argv[1]), sep="\n")
