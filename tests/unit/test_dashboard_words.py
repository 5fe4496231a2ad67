"""Every state that the page can show has its words."""

from unwall.dashboard import words
from unwall.dashboard.desk import Switch
from unwall.model import Needs, Reason
from unwall.store.event import Action


def test_all_states_have_words() -> None:
    assert set(words.REASONS) == set(Reason)
    assert set(words.NEEDS) == set(Needs)
    assert set(words.SWITCH) == set(Switch)
    assert set(words.ACTIONS) == set(Action) - {Action.PROBED, Action.LOST}
