from unwall.doctor.finding import Finding, State, worst
from unwall.language import Language, Sentence


def test_what_is_told() -> None:
    finding = Finding("a", State.MEND, Sentence("{x} is", "{x} 是"), {"x": 1}, Sentence("do {x}", "做 {x}"))
    assert finding.told(Language.ENGLISH) == ("1 is", "do 1")
    assert finding._replace(mend=None).told(Language.CHINESE) == ("1 是", "")


def test_the_worst_decides() -> None:
    every = set(State)
    assert worst(every) is State.MEND
    assert worst(every - {State.MEND}) is State.UNKNOWN
    assert worst({State.FINE, State.NOTE}) is State.FINE
    assert worst(set()) is State.FINE
