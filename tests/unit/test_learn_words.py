from unwall.learn.never import Purpose
from unwall.learn.words import table


def test_all_words_are_lower_case_and_stand_once() -> None:
    said = table()
    lists = [
        said["leaving"],
        said["perhaps"],
        said["returns"],
        said["selects"],
        *(words for purpose in said["purposes"].values() for words in purpose.values()),
    ]
    for words in lists:
        assert words == [word.lower() for word in words]
        assert len(set(words)) == len(words)


def test_every_purpose_with_words_is_known() -> None:
    assert set(table()["purposes"]) == set(Purpose) - {Purpose.PRIVATE}
