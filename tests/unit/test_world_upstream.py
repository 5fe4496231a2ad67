import pytest

from unwall.world.upstream import Upstream


@pytest.mark.parametrize("ca", ["/tmp/a b/ca.pem", "C:\\world\\'ca'.pem", "/tmp/世界/ca.pem"])
def test_its_script_loads_the_very_same_addon(ca: str) -> None:
    upstream = Upstream(8443, 8080, ca, 9000)
    loaded: dict[str, object] = {}
    exec(upstream.script(), loaded)
    assert loaded["addons"] == [upstream]
