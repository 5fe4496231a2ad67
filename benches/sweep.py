"""Other ways to unwrap an address, as yardsticks: a sweep over all providers, as ClearURLs does it."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import unquote


class Provider(NamedTuple):
    """One site: which addresses are its own, which are left alone, and where the target stands."""

    own: re.Pattern[str]
    exceptions: Sequence[re.Pattern[str]]
    redirections: Sequence[re.Pattern[str]]


def sweep(hosts: Iterable[str]) -> Callable[[str], str]:
    """Unwraps by asking each of the providers of these hosts in turn, again until none has a target."""
    providers = [provider(host) for host in hosts]

    def unwrap(url: str) -> str:
        for each in providers:
            if not each.own.search(url) or any(one.search(url) for one in each.exceptions):
                continue
            for redirection in each.redirections:
                if found := redirection.search(url):
                    return unwrap(unquote(found[1]))
        return url

    return unwrap


def provider(host: str) -> Provider:
    """A provider as ClearURLs' rules have them."""
    own = re.escape(host)
    return Provider(
        re.compile(rf"^https?:\/\/(?:[a-z0-9-]+\.)*?{own}", re.IGNORECASE),
        [re.compile(rf"^https?:\/\/(?:[a-z0-9-]+\.)*?{own}\/(?:login|oauth)", re.IGNORECASE)],
        [re.compile(rf"^https?:\/\/(?:[a-z0-9-]+\.)*?{own}\/.*?target=([^&]*)", re.IGNORECASE)],
    )
