import pytest
from platforms_for_tests import answer, location, title

from unwall.world.targets import TARGETS, Target

IDS = [target.url for target in TARGETS]


@pytest.mark.parametrize("target", TARGETS, ids=IDS)
def test_a_target_opens_at_its_own_address_alone(target: Target) -> None:
    url = target.url.partition("#")[0]
    assert title(url) == target.title
    assert answer(f"{url}&x=1" if "?" in url else f"{url}?x=1").status == 404
    assert answer(f"{url}/more").status == 404


@pytest.mark.parametrize("target", TARGETS, ids=IDS)
def test_plain_http_is_led_to_tls(target: Target) -> None:
    url = target.url.partition("#")[0]
    assert location(url.replace("https:", "http:")) == url


def test_no_two_targets_look_alike() -> None:
    assert (
        len({target.title for target in TARGETS}) == len({target.url for target in TARGETS}) == len(TARGETS)
    )
