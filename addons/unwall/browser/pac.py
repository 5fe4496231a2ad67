"""A proxy auto-configuration file that sends only the hosts which rules need through the proxy.

The format is Netscape's of 1996, as browsers and systems still read it: a function in old JavaScript that
gets an address and its host. Without the proxy every host is reached directly, as if unwall were not there.
"""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

_SUFFIX = re.compile(r"[^.]+|[^.]{1,4}\.[^.]{2}")  # com, co.uk: what may stand behind one of ``words``
_BEGINS = "// Made by unwall: "
_FILE = (
    _BEGINS
    + """\
{count} hosts go through the proxy, all others do not.
var exact = {exact};
var below = {below};
var words = {words};
var never = {never};
function under(table, host) {{
  for (;;) {{
    if (table.hasOwnProperty(host)) return true;
    var dot = host.indexOf(".");
    if (dot < 0) return false;
    host = host.substring(dot + 1);
  }}
}}
function FindProxyForURL(url, host) {{
  host = host.toLowerCase();
  if (under(never, host)) return "{otherwise}";
  var needed = exact.hasOwnProperty(host) || under(below, host.substring(host.indexOf(".") + 1));
  for (var end = host.length, dots = 0; !needed && dots < 2; dots++) {{
    end = host.lastIndexOf(".", end - 1);
    if (end <= 0) break;
    needed = words.hasOwnProperty(host.substring(0, end));
  }}
  return needed ? "PROXY {address}; {otherwise}" : "{otherwise}";
}}
"""
)


class Needed(NamedTuple):
    """Hosts as rules write them, of three forms."""

    exact: tuple[str, ...]  # a.example
    below: tuple[str, ...]  # b.example, for *.b.example
    words: tuple[str, ...]  # www.c, for www.c.* with any public suffix of one or two labels


def needed(hosts: Iterable[str]) -> Needed:
    """The hosts told apart by their form."""
    names = sorted(set(hosts))
    return Needed(
        tuple(name for name in names if "*" not in name),
        tuple(name.removeprefix("*.") for name in names if name.startswith("*.")),
        tuple(name.removesuffix(".*") for name in names if name.endswith(".*")),
    )


def pac(hosts: Iterable[str], address: str, never: Iterable[str] = (), otherwise: str = "DIRECT") -> str:
    """The file, in ASCII.

    ``address``: host and port of the proxy. ``never``: hosts that stay untouched; those that no rule needs
    are left out, as they would tell of the user and change nothing. ``otherwise``: how all else is sent, in
    the words of such files, without the proxy.

    >>> "link.zhihu.com" in pac(["link.zhihu.com"], "127.0.0.1:8080")
    True
    """
    wanted = needed(hosts)
    return _FILE.format(
        count=sum(map(len, wanted)),
        exact=_table(wanted.exact),
        below=_table(wanted.below),
        words=_table(wanted.words),
        never=_table(sorted(host for host in set(never) if _matters(host, wanted))),
        address=address,
        otherwise=otherwise,
    )


def _matters(host: str, wanted: Needed) -> bool:
    """Whether something at, above or below ``host`` is sent through the proxy."""
    inside = f".{host}"
    if _SUFFIX.fullmatch(host):
        return bool(wanted.words) or any(name.endswith(inside) for name in (*wanted.exact, *wanted.below))
    return any(
        name == host or name.endswith(inside) or host.endswith(f".{name}")
        for name in (*wanted.exact, *wanted.below)
    ) or any(
        host.startswith(f"{end}.") for word in wanted.words for end in (word, word.partition(".")[2]) if end
    )


def is_made_by_us(text: str) -> bool:
    """Whether that is such a file."""
    return text.startswith(_BEGINS)


def _table(names: Iterable[str]) -> str:
    return json.dumps(dict.fromkeys(names, 1), separators=(",", ":"))
