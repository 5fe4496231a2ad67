"""What run and cert say: complete, and with the same parts in every language."""

import re
from collections.abc import Iterator

import pytest

from unwall.browser.launch import Obstacle
from unwall.cli import messages
from unwall.language import Language, Sentence, say
from unwall.proxy.ca import Fault
from unwall.proxy.words import CA_FAULTS


def sentences() -> Iterator[tuple[str, Sentence]]:
    for name, value in (*vars(messages).items(), ("CA_FAULTS", CA_FAULTS)):
        if isinstance(value, Sentence):
            yield name, value
        elif isinstance(value, dict) and name.isupper():
            yield from ((f"{name}-{key}", each) for key, each in value.items())


@pytest.mark.parametrize("sentence", [pytest.param(each, id=name) for name, each in sentences()])
def test_each_language_says_the_same_parts_on_one_line(sentence: Sentence) -> None:
    assert sorted(set(re.findall(r"{(\w+)}", sentence.en))) == sorted(
        set(re.findall(r"{(\w+)}", sentence.zh))
    )
    assert sentence.en.isascii()
    assert re.search(r"[\u4e00-\u9fff]", sentence.zh) or sentence.zh == "SHA-256"
    assert (sentence.en + sentence.zh).isprintable()


def test_everything_that_can_go_wrong_has_its_sentence() -> None:
    assert (set(messages.OBSTACLES), set(CA_FAULTS)) == (set(Obstacle), set(Fault))


def test_a_fault_says_where_and_what_to_do() -> None:
    told = {
        fault: say(Language.ENGLISH, sentence, path="/p", detail="d", mend="rm -r /p")
        for fault, sentence in CA_FAULTS.items()
    }
    assert all("/p" in text for text in told.values())
    assert [fault for fault, text in told.items() if "rm -r /p" not in text] == [Fault.UNREACHABLE]
