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
    return Reply(302, (("location", f"https://example.com/?{request.path}"), ("x-names", names)))


@pytest.mark.parametrize("version", ["HTTP/2", "HTTP/1.1"])
def test_a_request_reaches_the_server_by_its_name(version: str) -> None:
    with World({"s.example.com": echo}) as world:
        leading = Leading(world.https_port, world.http_port, str(world.ca_pem))
        context = ssl.create_default_context(cafile=leading.ca)
        scheme = "https" if version == "HTTP/2" else "http"

        async def run() -> httpx.Response:
            guard = Guard(look_up=leading.look_up, dial=leading.dial)
            async with Transport(guard, context) as transport:
                request = httpx.Request(
                    "GET",
                    f"{scheme}://s.example.com/x",
                    headers={"user-agent": "Agent/1.0"},
                    extensions={"target": b"/a/../b"},
                )
                response = await transport.handle_async_request(request)
                await response.aclose()
                return response

        response = asyncio.run(run())
    assert response.extensions["http_version"] == version.encode()
    assert (response.status_code, response.headers["location"]) == (302, "https://example.com/?/a/../b")
    assert response.headers["x-names"] == "host user-agent"
