import logging
import re

import pytest

from unwall.proxy.terminal import lines


@pytest.mark.parametrize(
    ("verbose", "said"),
    [
        (False, ["ours", "our error", "their error"]),
        (True, ["our detail", "ours", "theirs", "their warning", "our error", "their error"]),
    ],
)
def test_lines(verbose, said: list[str]) -> None:
    told: list[str] = []
    ours, theirs = logging.getLogger("unwall.proxy.report"), logging.getLogger("mitmproxy.proxy.server")
    with lines(told.append, verbose=verbose):
        ours.debug("our detail")
        ours.info("ours")
        theirs.debug("their detail")
        theirs.info("theirs")
        theirs.warning("their warning")
        ours.error("our error")
        theirs.error("their error")
    ours.error("too late")
    assert [line[10:] for line in told] == said
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d  ", line[:10]) for line in told)


NATIVE = (
    "Failed to run sudo.\n\nCaused by:\n    No such file\n\nStack backtrace:\n   0: <unknown>\n   1: clone3"
)


@pytest.mark.parametrize(
    ("verbose", "said"), [(False, ["Failed to run sudo. Caused by: No such file"]), (True, [NATIVE])]
)
def test_nobody_sees_where_in_its_own_code_mitmproxy_is(verbose, said: list[str]) -> None:
    told: list[str] = []
    with lines(told.append, verbose=verbose):
        logging.getLogger("mitmproxy_rs").error(NATIVE)
        logging.getLogger("mitmproxy_rs").error("")
    assert [line[10:] for line in told] == said


def test_what_others_set_is_put_back() -> None:
    root, ours = logging.getLogger(), logging.getLogger("unwall")
    before = (root.level, ours.level, list(root.handlers))
    with lines(print, verbose=True):
        assert (root.level, ours.level) == (logging.INFO, logging.DEBUG)
    assert (root.level, ours.level, list(root.handlers)) == before


def test_a_name_that_only_begins_like_ours_is_not_ours() -> None:
    told: list[str] = []
    with lines(told.append, verbose=False):
        logging.getLogger("unwallpaper").warning("hello")
    assert told == []
