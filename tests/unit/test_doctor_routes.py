from pathlib import Path

import pytest

from unwall.browser.pac import pac
from unwall.doctor import words
from unwall.doctor.finding import State
from unwall.doctor.routes import Ours, remains, routes, without_password
from unwall.language import Language
from unwall.machine.programs import ProgramError
from unwall.machine.settings import Mode, Route

PROXY, PAC = "127.0.0.1:8080", "http://127.0.0.1:8081/unwall.pac"
RUNS, ENDED = Ours(PROXY, PAC, runs=True), Ours(PROXY, PAC, runs=False)


class Place:
    name = "GNOME"

    def __init__(self, said: Route | None) -> None:
        self._said = said

    def read(self) -> Route | None:
        return self._said


class Unreadable:
    name = "GNOME"

    def read(self) -> Route | None:
        raise ProgramError("gsettings", "no bus")


@pytest.mark.parametrize(
    ("said", "ours", "state", "says"),
    [
        (
            Route(Mode.NONE), ENDED, State.FINE,
            "GNOME: no proxy is set; only the window of unwall run goes through",
        ),
        (Route(Mode.AUTO, PAC), RUNS, State.FINE, "GNOME: leads through the proxy"),
        (Route(Mode.MANUAL, "", PROXY, PROXY), RUNS, State.FINE, "GNOME: leads through the proxy"),
        (Route(Mode.AUTO, PAC), ENDED, State.NOTE, "GNOME: leads to the proxy, which does not run"),
        (
            Route(Mode.MANUAL, "", PROXY, PROXY), ENDED, State.MEND,
            "GNOME: leads to the proxy, which does not run",
        ),
        (
            Route(Mode.MANUAL, "", PROXY, ""), RUNS, State.MEND,
            f"GNOME: only one of HTTP and HTTPS leads to the proxy ({PROXY})",
        ),
        (
            Route(Mode.MANUAL, "", "http://li:secret@p:1", PROXY), RUNS, State.MEND,
            f"GNOME: only one of HTTP and HTTPS leads to the proxy (http://…@p:1, {PROXY})",
        ),
        (
            Route(Mode.AUTO, "http://wpad/a.pac", PROXY), RUNS, State.NOTE,
            "GNOME: leads elsewhere (http://wpad/a.pac); programs that follow it do not come through unwall",
        ),
    ],
)  # fmt: skip
def test_a_place(said: Route, ours: Ours, state: State, says: str) -> None:
    [place, environment] = routes([Place(said)], {}, ours)
    assert (place.state, place.told(Language.ENGLISH)[0]) == (state, says)
    assert environment.told(Language.ENGLISH)[0] == "no proxy in the environment variables"


def test_a_pac_file_that_was_written_for_us(tmp_path: Path) -> None:
    file = tmp_path / "of mine.pac"
    file.write_text(pac(["a.example"], PROXY))
    place = Place(Route(Mode.AUTO, file.as_uri()))
    assert [each.state for each in remains([place], {}, ENDED)] == [State.MEND]
    assert next(routes([place], {}, RUNS)).says is words.THROUGH_US
    for text in (pac(["a.example"], "127.0.0.1:8888"), f'"PROXY {PROXY}; DIRECT"'):
        file.write_text(text)
        assert list(remains([place], {}, ENDED)) == []
    file.unlink()
    assert next(routes([place], {}, RUNS)).says is words.ELSEWHERE


def test_places_that_are_not_there_or_cannot_be_read() -> None:
    [unread, _] = routes([Place(None), Unreadable()], {}, RUNS)
    assert (unread.state, unread.told(Language.ENGLISH)[0]) == (
        State.UNKNOWN,
        "the proxy setting of GNOME cannot be read: gsettings: no bus",
    )


@pytest.mark.parametrize(
    ("environment", "state", "says"),
    [
        (
            {"http_proxy": f"http://{PROXY}", "HTTPS_PROXY": f"http://{PROXY}/"},
            State.FINE,
            "leads through the proxy",
        ),
        ({"all_proxy": f"http://{PROXY}"}, State.FINE, "leads through the proxy"),
        ({"http_proxy": f"http://{PROXY}"}, State.MEND, "only one of HTTP and HTTPS"),
        (
            {"https_proxy": "http://li:secret@p:1", "no_proxy": "a"},
            State.NOTE,
            "https_proxy=http://…@p:1, no_proxy=a",
        ),
        ({"no_proxy": "a"}, State.FINE, "no proxy in the environment variables"),
    ],
)
def test_the_environment(environment: dict[str, str], state: State, says: str) -> None:
    [found] = routes([], environment, RUNS)
    told = found.told(Language.ENGLISH)[0]
    assert (found.check, found.state) == ("environment", state)
    assert says in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (None, False),
        (Route(Mode.NONE, PAC, PROXY, PROXY), False),
        (Route(Mode.AUTO, "http://wpad/a.pac", PROXY), False),
        (Route(Mode.AUTO, PAC), True),
        (Route(Mode.MANUAL, "", PROXY, ""), True),
    ],
)
def test_what_still_leads_to_us(said: Route | None, *, stands: bool) -> None:
    found = list(remains([Place(said)], {"no_proxy": PROXY, "all_proxy": "http://p:1"}, ENDED))
    assert [(each.check, each.state) for each in found] == [("system-proxy", State.MEND)] * stands


def test_variables_that_still_lead_to_us_and_a_place_that_cannot_be_read() -> None:
    unread, variable = remains([Unreadable()], {"HTTPS_PROXY": f"http://{PROXY}"}, ENDED)
    assert unread.state is State.UNKNOWN
    assert variable.told(Language.ENGLISH) == (
        f"https_proxy: still leads to us (http://{PROXY}), as somebody set it by hand",
        "unset https_proxy HTTPS_PROXY, and take it out of the file that sets it",
    )


def test_without_password() -> None:
    assert [without_password(each) for each in ("http://a:1", "http://b:c@a:1", "b:c@a:1", "*")] == [
        "http://a:1",
        "http://…@a:1",
        "a:1",
        "*",
    ]
