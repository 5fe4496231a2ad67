"""``unwall check`` of a built site beside plainly fetching the same links with httpx, both in this run.

The site and its server are made here, on loopback; 37 links are walled, in three ways. The exit code is 0
where exactly those are found, and in no more than 1.3 times as long.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

WALLED = 37
AT_ONCE = 16
_MOST = 1.3
_WRAPPER = "https://link.zhihu.com/?target=https%3A%2F%2Fexample.com%2F{number}"
_PAGE = "<!doctype html><title>Page {number}</title><p>Lorem ipsum dolor sit amet, consectetur elit.</p>" * 9
_SERVER = """
import asyncio, sys

PAGE = {page!r}
WRAPPER = {wrapper!r}


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.rest = transport, b""

    def data_received(self, data):
        *requests, self.rest = (self.rest + data).split(b"\\r\\n\\r\\n")
        for request in requests:
            path = request.split(b" ", 2)[1].decode()
            number, status, more, body = path.rpartition("/")[2], "200 OK", "", PAGE
            if path.startswith("/moved/"):
                status, more, body = "302 Found", f"Location: {{WRAPPER.format(number=number)}}\\r\\n", ""
            elif path.startswith("/meta/"):
                body = f'<meta http-equiv="refresh" content="0;url={{WRAPPER.format(number=number)}}">'
            data = body.format(number=number).encode()
            more += f"Content-Type: text/html\\r\\nContent-Length: {{len(data)}}\\r\\n"
            self.transport.write(f"HTTP/1.1 {{status}}\\r\\n{{more}}\\r\\n".encode() + data)


async def main():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
"""


@contextmanager
def server() -> Iterator[int]:
    """A server in a process of its own; gives its port."""
    source = _SERVER.format(page=_PAGE, wrapper=_WRAPPER)
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def site(folder: Path, port: int, pages: int, links: int) -> tuple[list[str], set[str]]:
    """Writes a site; gives all its links, and those that are walled."""
    walled: set[str] = set()
    at = f"http://127.0.0.1:{port}"
    urls = [f"{at}/page/{number}" for number in range(links)]
    step = max(1, links // WALLED)
    for count in range(WALLED):
        number = count * step
        ways = (_WRAPPER.format(number=number), f"{at}/moved/{number}", f"{at}/meta/{number}")
        urls[number] = ways[count % 3]
        walled.add(urls[number])
    for page in range(pages):
        anchors = "".join(
            f'<p><a href="{url.replace("&", "&amp;")}">link</a> {_PAGE[:200]}' for url in urls[page::pages]
        )
        place = folder / f"part{page % 50}" / f"page{page}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"<!doctype html><title>{page}</title>{anchors}")
    return urls, walled


def check(folder: Path) -> tuple[float, dict[str, str], int]:
    """Seconds, verdicts by link, and the exit code."""
    command = [
        sys.executable,
        "-m",
        "unwall.cli.main",
        "check",
        str(folder),
        "--json",
        "--at-once",
        str(AT_ONCE),
    ]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    spent = time.monotonic() - began
    cells = map(json.loads, done.stdout.splitlines())
    return spent, {cell["url"]: cell["verdict"] for cell in cells}, done.returncode


def fetch(urls: list[str]) -> float:
    """Seconds for the same links by httpx, as many at once, with connections that are kept."""

    async def all_of_them() -> None:
        waiting = iter(urls)

        async def some(client: httpx.AsyncClient) -> None:
            for url in waiting:
                await client.get(url)

        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=AT_ONCE)) as client:
            await asyncio.gather(*(some(client) for _ in range(AT_ONCE)))

    began = time.monotonic()
    asyncio.run(all_of_them())
    return time.monotonic() - began


def measured(pages: int, links: int) -> tuple[float, float, bool]:
    """Seconds of the check and of fetching, and whether exactly the walled links were found."""
    with TemporaryDirectory(prefix="unwall-bench-") as name, server() as port:
        urls, walled = site(Path(name), port, pages, links)
        checking, verdicts, code = check(Path(name))
        fetching = fetch([url for url in urls if url.startswith("http://127.0.0.1")])
    found = {url for url, verdict in verdicts.items() if verdict != "open"}
    return checking, fetching, found == walled and set(verdicts) == set(urls) and code == 1


def main() -> int:
    """0 where exactly the walled links are found, in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--links", type=int, default=50_000)
    args = parser.parse_args()
    checking, fetching, is_exact = measured(args.pages, args.links)
    print("| what | ratio | here |\n| --- | --- | --- |")
    what = f"`unwall check` of {args.pages:,} pages, {args.links:,} links / httpx fetching them"
    print(f"| {what} | {checking / fetching:.2f} | {checking:.1f} s / {fetching:.1f} s |")
    print(f"{WALLED} walled links: {'found exactly' if is_exact else 'NOT found exactly'}")
    return int(not is_exact or checking > _MOST * fetching)


if __name__ == "__main__":
    sys.exit(main())
