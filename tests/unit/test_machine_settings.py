import pytest

from unwall.machine.programs import ProgramError
from unwall.machine.settings import Mode, Route, put

PROXY, PAC = "127.0.0.1:8080", "http://127.0.0.1:8081/unwall.pac"


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        (Route(Mode.NONE, PAC, PROXY, PROXY), False),
        (Route(Mode.MANUAL, "", PROXY, PROXY), True),
        (Route(Mode.MANUAL, "", f"http://{PROXY}", "HTTP://localhost:8080/"), True),
        (Route(Mode.MANUAL, "", f"http://li:secret@{PROXY}/", PROXY), True),
        (Route(Mode.MANUAL, "", PROXY, ""), False),
        (Route(Mode.MANUAL, "", PROXY, "127.0.0.1:8888"), False),
        (Route(Mode.AUTO, PAC, "", ""), True),
        (Route(Mode.AUTO, "http://wpad/wpad.dat", PROXY, PROXY), False),
    ],
)
def test_whether_it_leads_to_us(said: Route, *, leads: bool) -> None:
    assert said.leads_to(PROXY, PAC) is leads


class Place:
    """A setting that may forget."""

    name = "a place"

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self.said: Route | None = Route(Mode.NONE, http="proxy.company:3128")

    def read(self) -> Route | None:
        return self.said

    def write(self, said: Route) -> None:
        if self._keeps and self.said:
            self.said = self.said._replace(mode=said.mode, pac=said.pac)


def test_put_sees_that_it_is_so() -> None:
    place = Place(keeps=True)
    put(place, Route(Mode.AUTO, PAC))
    assert place.said == Route(Mode.AUTO, PAC, "proxy.company:3128")
    with pytest.raises(ProgramError, match="a place: what was written does not stay"):
        put(Place(keeps=False), Route(Mode.AUTO, PAC))
