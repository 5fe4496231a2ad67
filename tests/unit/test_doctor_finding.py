from unwall.doctor.finding import Finding, Listed, State, worst
from unwall.language import Language, Sentence
from unwall.machine.programs import ProgramError


def test_what_is_told() -> None:
    finding = Finding("a", State.MEND, Sentence("{x} is", "{x} 是"), {"x": 1}, Sentence("do {x}", "做 {x}"))
    assert finding.told(Language.ENGLISH) == ("1 is", "do 1")
    assert finding._replace(mend=None).told(Language.CHINESE) == ("1 是", "")


def test_a_reason_is_told_in_the_language_of_the_whole() -> None:
    finding = Finding("a", State.MEND, Sentence("not: {why}", "否：{why}"), {"why": ProgramError("certutil")})
    assert finding.told(Language.ENGLISH)[0] == "not: certutil: not found"
    assert finding.told(Language.CHINESE)[0] == "否：certutil: 未找到"


def test_several_things_are_told_in_one_sentence() -> None:
    listed = Listed(((Sentence("{n} a", "{n} 甲"), {"n": 2}), (Sentence("{n} b", "{n} 乙"), {"n": 1})))
    finding = Finding("a", State.NOTE, Sentence("so: {all}", "有：{all}"), {"all": listed})
    assert finding.told(Language.ENGLISH)[0] == "so: 2 a, 1 b"
    assert finding.told(Language.CHINESE)[0] == "有：2 甲、1 乙"


def test_the_worst_decides() -> None:
    every = set(State)
    assert worst(every) is State.MEND
    assert worst(every - {State.MEND}) is State.UNKNOWN
    assert worst({State.FINE, State.NOTE}) is State.FINE
    assert worst(set()) is State.FINE
