import socket
import ssl
import threading
import urllib.request

import pytest

from unwall.world.exchange import Reply, Request, html
from unwall.world.server import World


def site(request: Request) -> Reply:
    return html(f"{request.method} {request.url}")


def fetched(world: World, host: str, path: str = "/") -> tuple[int, bytes]:
    """What a plain HTTP client gets."""
    request = urllib.request.Request(f"http://127.0.0.1:{world.http_port}{path}", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=5) as reply:
        return reply.status, reply.read()


def test_a_world_answers_under_every_name_it_knows_and_204_under_others() -> None:
    with World({"a.example": site}) as world:
        assert fetched(world, "a.example", "/b%2Fc?d=%26") == (200, b"GET http://a.example/b%2Fc?d=%26")
        assert fetched(world, "A.Example:80") == (200, b"GET http://a.example/")
        assert fetched(world, "unknown.example") == (204, b"")
        assert [asked.url for asked in world.ledger.asked] == [
            "http://a.example/b%2Fc?d=%26",
            "http://a.example/",
            "http://unknown.example/",
        ]


def test_tls_shows_the_name_that_is_asked_for_and_offers_both_protocols() -> None:
    with World({"a.example": site}) as world:
        context = ssl.create_default_context(cafile=world.ca_pem)
        for offered, chosen in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1")):
            context.set_alpn_protocols(offered)
            with (
                socket.create_connection(("127.0.0.1", world.https_port), timeout=5) as raw,
                context.wrap_socket(raw, server_hostname="a.example") as secure,
            ):
                assert secure.selected_alpn_protocol() == chosen
        assert [each.host for each in world.ledger.connections] == ["a.example", "a.example"]


def test_a_world_leaves_nothing_behind() -> None:
    before = threading.active_count()
    with World({}) as world:
        folder = world.ca_pem.parent
        open_still = socket.create_connection(("127.0.0.1", world.https_port), timeout=5)
        assert folder.is_dir()
    assert (folder.exists(), threading.active_count()) == (False, before)
    open_still.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", world.https_port), timeout=5)


def test_worlds_do_not_meet() -> None:
    with World({"a.example": site}) as one, World({}) as other:
        assert (fetched(one, "a.example")[0], fetched(other, "a.example")[0]) == (200, 204)
        assert one.resolver_rules != other.resolver_rules
        assert (len(one.ledger.asked), len(other.ledger.asked)) == (1, 1)
