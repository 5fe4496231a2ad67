"""How much of other tools' lists the importer takes, measured on lists made anew from a table of facts.

python benches/foreign_lists.py FACTS.tsv [FOLDER]

The table has a row for each form that a list knows (host, path_or_condition, where, decode, seen_in). From it
a list in each tool's own format is made and read, and every rule is tried on its own examples.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from unwall import load_rules
from unwall.cli.proving import proved
from unwall.rules.formats.lists import Format, read

type Row = Mapping[str, str]

_STEPS = {"base64": "-base64", "base64url": "-safebase64", "percent": "-uricomponent", "add-https": "+https"}
_BLOCKED = "only when the wrapper is on a block list"


def urlskip(rows: Iterable[Row]) -> str:
    """A filter list."""
    return "! made from facts\n" + "".join(f"{_filter(row)}\n" for row in rows)


def _filter(row: Row) -> str:
    steps = []
    for part in row["where"].split(" then "):
        sort, _, value = part.partition(":")
        step = {"query": f"?{value}", "query-index": f"&{value}", "match": value, "fragment": "#"}[sort]
        steps.append(step)
        if sort == "match" and part != row["where"].split(" then ")[0]:
            continue
    words = row["decode"].split("(")[0].split()
    if len(steps) > 1 and "base64" in words and steps[1].startswith('/"'):
        steps.insert(1, "-base64")  # the second expression reads what was decoded
        words.remove("base64")
    steps += [_STEPS[word] for word in words]
    steps += ["-blocked"] if _BLOCKED in row["decode"] else []
    return f"{_pattern(row)}$urlskip={' '.join(steps)}{_to(row)}"


def _pattern(row: Row) -> str:
    host, path = row["host"], row["path_or_condition"]
    if host == "*" or "|" in host or (path.startswith("/^") and path.endswith("/")) or "." not in host:
        return path
    return f"||{host}{'/*' if path.startswith('.') else ''}{path}"


def _to(row: Row) -> str:
    host = row["host"]
    return f",to={host}" if host != "*" and ("|" in host or "." not in host) else ""


def debounce(rows: Iterable[Row]) -> str:
    """A debounce list."""
    return json.dumps([_entry(row) for row in rows])


def _entry(row: Row) -> dict[str, object]:
    sort, _, param = row["where"].partition(":")
    action = (
        "regex-path"
        if sort == "match-path"
        else "base64,redirect"
        if "base64" in row["decode"]
        else "redirect"
    )
    host = row["host"]
    pattern = host if "://" in host else f"*://{host}{row['path_or_condition']}"
    entry: dict[str, object] = {"include": [pattern], "exclude": [], "action": action, "param": param}
    for word in row["decode"].split():
        if word.startswith("add-"):
            entry["prepend_scheme"] = word.removeprefix("add-")
    if "template" in row["decode"]:
        entry["template"] = row["decode"].removeprefix("template ")
    return entry


def clearurls(rows: Iterable[Row]) -> str:
    """Provider data."""
    providers: dict[str, dict[str, object]] = {}
    for number, row in enumerate(rows):
        providers[f"{row['host']} {number}"] = {
            "urlPattern": row["path_or_condition"],
            "completeProvider": False,
            "rules": [],
            "exceptions": [],
            "redirections": [row["where"].removeprefix("match-url:")],
        }
    return json.dumps({"providers": providers})


LISTS = {
    Format.URLSKIP: ("uBO urlskip", urlskip, "filters.txt"),
    Format.DEBOUNCE: ("Brave debounce", debounce, "debounce.json"),
    Format.CLEARURLS: ("ClearURLs", clearurls, "data.json"),
}


def main() -> int:
    """Prints what each list comes to, and why entries were left out."""
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    suffixes = load_rules().suffixes
    taken = total = 0
    for which, (name, make, file_name) in LISTS.items():
        text = make(row for row in rows if row["seen_in"] == name)
        if len(sys.argv) > 2:
            Path(sys.argv[2], file_name).write_text(text, encoding="utf-8")
        done = proved(read(text, which, suffixes), source=file_name, seen="2026")
        taken, total = taken + done.entries - len(done.skipped), total + done.entries
        why = ", ".join(
            f"{count} {reason}" for reason, count in Counter(each.why for each in done.skipped).items()
        )
        print(f"{name}: {done.entries - len(done.skipped)} of {done.entries} ({why})")
        if "-v" in sys.argv:
            for each in done.skipped:
                print(f"   {each.place}: {each.why} {each.detail}: {each.entry[:150]}")
    print(f"all: {taken} of {total}, {100 * taken / total:.1f}%")
    return 0


if __name__ == "__main__":
    sys.exit(main())
