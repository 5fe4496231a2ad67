"""Bodies that could not be read, counted by why, and told of when the run ends."""

from pathlib import Path

import pytest
from flows_for_tests import (
    HTML,
    LINK,
    NEW_BODY,
    PAGE,
    PAGE_BODY,
    SETUP,
    TARGET,
    answered,
    asked,
    new_addon,
    through,
)
from mitmproxy import http

from unwall.language import Language
from unwall.model import Policy
from unwall.proxy import report
from unwall.proxy.addon import UnwallAddon
from unwall.proxy.bodies import LARGEST
from unwall.proxy.content import decoded, encoded
from unwall.proxy.setup import Choices, setup_of
from unwall.proxy.unread import Unread
from unwall.rules.loader import load_rules

GZIP = encoded(PAGE_BODY, "gzip")


@pytest.mark.parametrize(
    ("body", "headers", "why"),
    [
        (PAGE_BODY, {}, None),
        (GZIP, {"content_encoding": "gzip"}, None),
        (b"", {"content_encoding": "gzip"}, None),
        (PAGE_BODY, {"content_encoding": "gzip"}, Unread.BROKEN),
        (GZIP[:-3], {"content_encoding": "gzip"}, Unread.BROKEN),
        (GZIP + b"x", {"content_encoding": "gzip"}, Unread.BROKEN),
        (GZIP, {"content_encoding": "br"}, Unread.BROKEN),
        (PAGE_BODY, {"content_encoding": "compress"}, Unread.CODING),
        (encoded(bytes(3 << 20), "gzip"), {"content_encoding": "gzip"}, Unread.LARGE),
        (b"\0" + PAGE_BODY, {}, Unread.CHARSET),
        (PAGE_BODY, {"content_type": "text/html; charset=hz-gb-2312"}, Unread.CHARSET),
        (b"\xff\xfe\x00\xd8" + PAGE_BODY, {}, Unread.CHARSET),
        (PAGE_BODY, {"content_type": "image/png"}, None),
        (PAGE_BODY, {"content_type": "text/rtf"}, None),
        (b"\0", {"content_type": "text/html", "cache_control": "no-transform"}, None),
        (bytes(LARGEST + 1), {"cache_control": "no-transform"}, None),
        (b" " * (LARGEST + 1), {"content_encoding": "compress"}, Unread.LARGE),
    ],
    ids=str,
)
def test_why_a_body_was_not_read(body: bytes, headers: dict[str, str], why: Unread | None) -> None:
    addon, flow = new_addon(), answered(asked(PAGE), 200, body)
    assert flow.response
    for name, value in {"content_type": HTML, **headers}.items():
        flow.response.headers[name.replace("_", "-")] = value
    through(flow, addon)
    assert addon.live.tally.so_far().unread == ({why: 1} if why else {})


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize(("wanted", "body"), [((), PAGE_BODY), (("ignore-no-transform",), NEW_BODY)])
def test_what_asks_not_to_be_changed_is_where_somebody_wants_that(
    wanted: tuple[str, ...], body: bytes, coding: str
) -> None:
    setup = setup_of(SETUP.engine.rules, Choices(policy=Policy(options=frozenset(wanted))))
    flow = answered(
        asked(PAGE), 200, encoded(PAGE_BODY, coding), content_type=HTML, cache_control="no-transform"
    )
    assert flow.response
    flow.response.headers["content-encoding"] = coding or "identity"
    through(flow, new_addon(setup))
    assert (
        decoded(flow.response.raw_content or b"", flow.response.headers.get("content-encoding", "")) == body
    )


def test_a_body_of_unknown_length_that_is_too_large() -> None:
    addon, flow = new_addon(), answered(asked(PAGE), 200, b" " * (LARGEST + 1), content_type=HTML)
    assert flow.response
    flow.response.headers.pop("content-length")
    flow.response.headers["etag"] = '"a"'
    through(flow, addon)
    assert addon.live.tally.so_far().unread == {Unread.LARGE: 1}


@pytest.mark.parametrize(
    ("parts", "headers", "why"),
    [
        ([GZIP, b""], {"content-encoding": "gzip"}, None),
        ([b""], {"content-encoding": "gzip"}, None),
        ([GZIP[:-9], b""], {"content-encoding": "gzip"}, Unread.BROKEN),
        ([b"no gzip at all", b""], {"content-encoding": "gzip"}, Unread.BROKEN),
    ],
)
def test_a_stream_that_was_not_read(parts: list[bytes], headers: dict[str, str], why: Unread | None) -> None:
    addon, flow = new_addon(), asked(PAGE)
    flow.response = http.Response.make(200, b"", {"content-type": "text/event-stream", **headers})
    flow.response.raw_content = None  # it has not come yet
    addon.responseheaders(flow)
    assert callable(flow.response.stream)
    for part in parts:
        list(flow.response.stream(part))
    assert addon.live.tally.so_far().unread == ({why: 1} if why else {})
    assert (flow.error is None) == (why is None or parts[0].startswith(b"no"))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "wall.yaml"
    file.write_text((Path(__file__).parents[1] / "data" / "proxy" / "wall.yaml").read_text())
    return file


def test_a_run_counts_on_when_its_rules_change(rules: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "unwall")
    choices = Choices(rules=(str(rules),))
    addon = new_addon(setup_of(load_rules(str(rules), own_only=True), choices))
    for body in (b"x", b"y"):
        through(answered(asked(PAGE), 200, body, content_type=HTML, content_encoding="br"), addon)
        addon.live.setup = addon.live.rebuilt()
    addon.live.end_log()
    assert caplog.messages[-1] == (
        "bodies that passed as they came: 2 cut off or not in the coding that they name"
    )


def test_the_end_of_a_run_in_which_all_was_read_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "unwall")
    new_addon().live.end_log()
    assert caplog.messages == []


def test_each_reason_is_said_in_both_languages(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "unwall")
    for language in Language:
        report.unread(language, {Unread.LARGE: 2, **dict.fromkeys(set(Unread) - {Unread.LARGE}, 1)})
    assert [line.count(",") + line.count("，") for line in caplog.messages] == [3, 3]
    assert all("2 " in line for line in caplog.messages)


def test_a_setup_that_nobody_asks_counts_nothing() -> None:
    SETUP.pass_unread(Unread.LARGE)
    assert SETUP.tally is None


@pytest.mark.parametrize(
    ("url", "kind", "size", "alone", "streamed"),
    [
        (PAGE, "image/png", "1", True, True),
        (PAGE, "video/mp4", "", True, True),
        ("https://blocked.wall.test/x", "text/event-stream", "1", True, True),
        (PAGE, HTML, "1", True, False),
        ("https://example.com/", "image/png", "1", True, True),
        ("https://example.com/", HTML, "1", True, True),
        (PAGE, "image/png", "8388608", False, False),
        (PAGE, "image/png", "8388609", False, True),
        (PAGE, "video/mp4", "", False, True),
        ("https://blocked.wall.test/x", "text/event-stream", "", False, True),
        ("https://blocked.wall.test/x", "text/event-stream", "1", False, True),
        ("https://blocked.wall.test/x", HTML, "", False, False),
        (PAGE, HTML, "8388609", False, True),
        ("https://example.com/", "image/png", "", False, False),
    ],
)
def test_what_is_never_looked_at_is_held_for_other_addons_alone(
    url: str, kind: str, size: str, alone, streamed
) -> None:
    addon = UnwallAddon(lambda: SETUP.choices, SETUP, alone=alone)
    flow = answered(asked(url), 200, b"x", content_type=kind, content_length=size)
    assert flow.response
    if not size:
        flow.response.headers.pop("content-length")
    addon.responseheaders(flow)
    assert bool(flow.response.stream) is streamed


@pytest.mark.parametrize("kind", [HTML, "text/event-stream", "application/x-ndjson"])
def test_other_addons_have_a_page_of_unknown_size_whole(kind: str) -> None:
    flow = answered(asked(PAGE), 200, PAGE_BODY, content_type=kind)
    assert flow.response
    flow.response.headers.pop("content-length")
    flow.response.raw_content = None  # it has not come yet
    new_addon().responseheaders(flow)
    assert callable(flow.response.stream) is (kind != HTML)


@pytest.mark.parametrize("alone", [False, True])
def test_events_that_another_addon_answers_whole_are_read_as_well(alone) -> None:
    addon = UnwallAddon(lambda: SETUP.choices, SETUP, alone=alone)
    flow = answered(asked(PAGE), 200, f"id: 1\ndata: {LINK}\n\n".encode(), content_type="text/event-stream")
    through(flow, addon)
    assert flow.response
    assert flow.response.raw_content == f"id: 1\ndata: {TARGET}\n\n".encode()
    assert flow.response.headers["content-length"] == str(len(flow.response.raw_content))
