"""A browser's journey through a world, recorded as HAR entries and as mitmproxy flows.

It goes where redirects, refreshes and scripts lead, and presses the one button of a page that stops it.
"""

import io
import re
import ssl
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from mitmproxy import http
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from unwall.world.server import World

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"
ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
MOST_HOPS = 6
JUMPS = (
    re.compile(r'http-equiv="refresh" content="\d*;\s*url=([^"]+)"', re.IGNORECASE),
    re.compile(r'location\.replace\("([^"]+)"\)'),
    re.compile(r'<a class="btn"[^>]* href="(http[^"]+)"'),
)


class Recorder:
    """Visits addresses in a world and keeps what was asked and answered."""

    def __init__(self, world: World) -> None:
        self._ports = {"https": world.https_port, "http": world.http_port}
        self._client = httpx.Client(verify=ssl.create_default_context(cafile=str(world.ca_pem)))
        self.answers: list[tuple[str, httpx.Response]] = []

    def go(self, url: str) -> str:
        """Visit an address and go on from there; the address where that ends."""
        for _ in range(MOST_HOPS):
            answer = self._get(url)
            self.answers.append((url, answer))
            following = answer.headers.get("location") or _jump(answer.text)
            if not following:
                break
            url = urljoin(url, following)
        return url

    def _get(self, url: str) -> httpx.Response:
        parts = urlsplit(url)
        tail = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return self._client.get(
            f"{parts.scheme}://127.0.0.1:{self._ports[parts.scheme]}{tail}",
            headers={"host": parts.hostname or "", "user-agent": AGENT, "accept": ACCEPT},
            extensions={"sni_hostname": parts.hostname},
        )

    def close(self) -> None:
        self._client.close()

    # ---- as files

    def har(self) -> dict[str, Any]:
        """As a browser exports it."""
        return {"log": {"version": "1.2", "entries": [har_entry(url, each) for url, each in self.answers]}}

    def flows(self) -> bytes:
        """As mitmproxy saves it."""
        file = io.BytesIO()
        for url, answer in self.answers:
            flow = tflow.tflow()
            asked = http.Headers([(b"user-agent", AGENT.encode()), (b"accept", ACCEPT.encode())])
            flow.request = http.Request.make("GET", url, b"", asked)
            headers = http.Headers(
                [
                    (name, value)
                    for name, value in answer.headers.raw
                    if name.lower() not in (b"content-encoding", b"transfer-encoding")
                ]
            )
            flow.response = http.Response.make(answer.status_code, answer.content, headers)
            FlowWriter(file).add(flow)
        return file.getvalue()


def har_entry(url: str, answer: httpx.Response) -> dict[str, Any]:
    content_type = answer.headers.get("content-type", "")
    return {
        "_resourceType": "document",
        "request": {"method": "GET", "url": url, "headers": [{"name": "Accept", "value": ACCEPT}]},
        "response": {
            "status": answer.status_code,
            "headers": [{"name": name, "value": value} for name, value in answer.headers.items()],
            "redirectURL": answer.headers.get("location", ""),
            "content": {"mimeType": content_type, "text": answer.text},
        },
    }


def _jump(text: str) -> str | None:
    found = next(filter(None, (jump.search(text) for jump in JUMPS)), None)
    return unescape(found[1]).replace("\\/", "/") if found else None
