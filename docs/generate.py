"""Writes what is derived from the rules: the JSON Schema for editors, and the table of walls in both READMEs.

python docs/generate.py          writes
python docs/generate.py --check  exits with 1 where a file is not what it should be
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from unwall import load_rules
from unwall.model import Rule, Verdict
from unwall.rules.editor import json_schema

ROOT = Path(__file__).parent.parent
START, END = "<!-- walls -->", "<!-- /walls -->"
HEADS = {
    "README.md": "| platform | walls opened | hosts |\n| --- | --- | --- |",
    "README.zh-CN.md": "| 平台 | 可打开的屏蔽页 | 主机 |\n| --- | --- | --- |",
}


def walls(head: str) -> str:
    """The table: one row for each platform with a rule that opens something."""
    platforms: dict[str, list[Rule]] = defaultdict(list)
    for rule in load_rules():
        if rule.verdict is Verdict.OPEN and rule.where.hosts:
            platforms[rule.platform].append(rule)
    rows = [head]
    for name, rules in sorted(platforms.items()):
        hosts = sorted({host for rule in rules for host in rule.where.hosts})
        shown = ", ".join(f"`{host}`" for host in hosts[:4]) + (
            f" +{len(hosts) - 4}" if len(hosts) > 4 else ""
        )
        rows.append(f"| {name} | {len(rules)} | {shown} |")
    return "\n".join(rows)


def wanted() -> dict[Path, str]:
    """Every derived file with the text it should have."""
    files = {ROOT / "rules" / "schema.json": json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"}
    for name, head in HEADS.items():
        path = ROOT / name
        before, _, rest = path.read_text(encoding="utf-8").partition(START)
        after = rest.partition(END)[2]
        files[path] = f"{before}{START}\n{walls(head)}\n{END}{after}"
    return files


def main() -> int:
    """Writes, or with ``--check`` compares."""
    stale = [
        path
        for path, text in wanted().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not up to date; run make docs\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted()[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
