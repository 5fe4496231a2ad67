"""Writes what is derived from the rules and from the columns of the log.

The JSON Schema for editors, the overviews in both READMEs, tables of walls and options in rules/README.md.
Of the columns of the log: their JSON Schema, the table in docs/data.md.

python docs/generate.py          writes
python docs/generate.py --check  exits with 1 where a file is not what it should be
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from unwall import load_rules
from unwall.model import Kind, Rule, Verdict
from unwall.rules.editor import beside_schema, json_schema
from unwall.rules.index import RuleSet
from unwall.store.described import json_schema as event_schema
from unwall.store.described import markdown as columns

ROOT = Path(__file__).parent.parent
RULES = ROOT / "rules"
HEADS = {
    "README.md": "| where | what | rules | among them |\n| --- | --- | --- | --- |",
    "README.zh-CN.md": "| 地区 | 类型 | 规则 | 例如 |\n| --- | --- | --- | --- |",
}
REGIONS = {"cn": ("China", "中国"), "world": ("world", "世界")}
SORTS = {
    ("wrapper links and stop pages", "跳转链接与拦截页"): (Kind.WRAPPER, Kind.INTERSTITIAL),
    ("app links", "应用链接"): (Kind.DEEP_LINK,),
    ("short links, tokens, share texts, mini programs", "短链、口令、分享文案、小程序"): (
        Kind.SHORT_LINK,
        Kind.TOKEN,
        Kind.SHARE_TEXT,
        Kind.MINI_PROGRAM,
    ),
    ("coded mentions", "平台暗语"): (Kind.CODED_MENTION,),
    ("item addresses (`--canonical`)", "商品地址规范化（`--canonical`）"): (Kind.CANONICAL,),
}
SHOWN = 10  # platforms in a row of the overviews


def overview(rules: RuleSet, language: int) -> Iterable[str]:
    """One row for each region and sort of rule; numbers in tens, so that it seldom changes."""
    for region, region_names in REGIONS.items():
        for sort_names, kinds in SORTS.items():
            own = [rule for rule in rules if _region(rule) == region and rule.kind in kinds]
            if not own:
                continue
            most = Counter(rule.platform for rule in own).most_common()
            platforms = [name for name, _ in sorted(most, key=lambda item: (-item[1], item[0]))][:SHOWN]
            more = " …" if len(most) > SHOWN else ""
            count = f"{len(own) // 10 * 10}+" if len(own) >= 10 else str(len(own))
            names = f"{region_names[language]} | {sort_names[language]}"
            yield f"| {names} | {count} | {', '.join(sorted(platforms))}{more} |"


def walls(rules: RuleSet) -> Iterable[str]:
    """One row for each rule, by platform."""
    yield "| platform | rule | kind | done | seen | tests |\n| --- | --- | --- | --- | --- | --- |"
    for rule in sorted(rules, key=lambda each: (each.platform, each.id)):
        link = f"[{rule.id}]({_file(rule)})"
        seen = max(source.seen for source in rule.sources)
        done = f"option `{rule.option}`" if rule.verdict is Verdict.OPTION else rule.verdict
        yield f"| {rule.platform} | {link} | {rule.kind} | {done} | {seen} | {len(rule.tests)} |"


def options(rules: RuleSet) -> Iterable[str]:
    """One row for each option: what it turns on."""
    named: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.verdict is Verdict.OPTION:
            named[rule.option or ""].append(rule)
    yield "| option | rules |\n| --- | --- |"
    for option, own in sorted(named.items()):
        yield f"| `{option}` | {', '.join(sorted(rule.id for rule in own))} |"


def _file(rule: Rule) -> str:
    return Path(rule.place.file).resolve().relative_to(RULES.resolve()).as_posix()


def _region(rule: Rule) -> str:
    return _file(rule).partition("/")[0]


def between(text: str, mark: str, lines: Iterable[str]) -> str:
    """``text`` with these lines between ``<!-- mark -->`` and ``<!-- /mark -->``."""
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, _, rest = text.partition(start)
    after = rest.partition(end)[2]
    return "\n".join([before + start, *lines, end + after])


def wanted() -> dict[Path, str]:
    """Every derived file with the text it should have."""
    rules = load_rules()
    schemas = {"schema.json": json_schema(), "beside.schema.json": beside_schema()}
    files = {
        RULES / name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in schemas.items()
    }
    for language, (name, head) in enumerate(HEADS.items()):
        path = ROOT / name
        files[path] = between(path.read_text("utf-8"), "walls", [head, *overview(rules, language)])
    schema = json.dumps(event_schema(), indent=1, ensure_ascii=False) + "\n"
    files[ROOT / "addons" / "unwall" / "store" / "event.schema.json"] = schema
    path = ROOT / "docs" / "data.md"
    files[path] = between(path.read_text("utf-8"), "columns", columns())
    path = RULES / "README.md"
    text = between(path.read_text("utf-8"), "options", options(rules))
    files[path] = between(text, "walls", walls(rules))
    return files


def main() -> int:
    """Writes, or with ``--check`` compares."""
    stale = {
        path: text
        for path, text in wanted().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not up to date; run make docs\n")
        return 1 if stale else 0
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
