"""HTTP as it is spoken to a server, by both of its versions, each request on a connection of its own."""

import asyncio
import ssl

import httpx
import pytest

from unwall.resolve.guard import Guard
from unwall.resolve.transport import Transport
from unwall.world.exchange import Reply, Request
from unwall.world.leading import Leading
from unwall.world.server import World


def echo(request: Request) -> Reply:
    names = " ".join(sorted(request.headers))
    said = (("x-names", names), ("x-form", request.body.decode()))
    return Reply(302, (("location", f"https://example.com/?{request.path}"), *said))


@pytest.mark.parametrize(
    ("version", "form", "names"),
    [
        ("HTTP/2", None, "host user-agent"),
        ("HTTP/1.1", None, "host user-agent"),
        ("HTTP/2", {"a": "￥b"}, "content-length content-type host user-agent"),
        ("HTTP/1.1", {"a": "￥b"}, "content-length content-type host user-agent"),
    ],
)
def test_a_request_reaches_the_server_by_its_name(
    version: str, form: dict[str, str] | None, names: str
) -> None:
    with World({"s.example.com": echo}) as world:
        leading = Leading(world.https_port, world.http_port, str(world.ca_pem))
        context = ssl.create_default_context(cafile=leading.ca)
        scheme = "https" if version == "HTTP/2" else "http"

        async def run() -> httpx.Response:
            guard = Guard(look_up=leading.look_up, dial=leading.dial)
            async with Transport(guard, context) as transport:
                request = httpx.Request(
                    "POST" if form else "GET",
                    f"{scheme}://s.example.com/x",
                    headers={"user-agent": "Agent/1.0"},
                    data=form,
                    extensions={"target": b"/a/../b"},
                )
                response = await transport.handle_async_request(request)
                await response.aclose()
                return response

        response = asyncio.run(run())
    assert response.extensions["http_version"] == version.encode()
    assert (response.status_code, response.headers["location"]) == (302, "https://example.com/?/a/../b")
    assert response.headers["x-names"] == names
    assert response.headers["x-form"] == ("a=%EF%BF%A5b" if form else "")
