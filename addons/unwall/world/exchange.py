"""What passes between the world's server and its platforms: a request as they see it, the reply they give."""

import gzip
import json
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

import brotli
import zstandard


class Request(NamedTuple):
    """One request; ``path`` and ``query`` as they were sent, header names in lower case."""

    method: str
    scheme: str
    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def url(self) -> str:
        """The whole address that was asked for."""
        return f"{self.scheme}://{self.host}{self.path}" + (f"?{self.query}" if self.query else "")

    def value(self, name: str) -> str:
        """The first value of a query parameter, percent-decoded once; empty where it is absent."""
        for pair in self.query.split("&"):
            key, _, value = pair.partition("=")
            if key == name:
                return unquote(value)
        return ""

    @property
    def agent(self) -> str:
        """The user agent."""
        return self.headers.get("user-agent", "")


class Reply(NamedTuple):
    """One response before its content coding; ``coding`` is used where the client takes it."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    coding: str = ""


type Site = Callable[[Request], Reply]

NOTHING = Reply(204)
NOT_FOUND = Reply(404, (("content-type", "text/html; charset=utf-8"),), b"<title>404</title><h1>404</h1>")


def html(text: str, *, charset: str = "utf-8", coding: str = "gzip", said: bool = True) -> Reply:
    """A page. Unless ``said`` the header names no charset, so that only the page's own ``meta`` does."""
    media = f"text/html; charset={charset}" if said else "text/html"
    return Reply(200, (("content-type", media), ("cache-control", "no-store")), text.encode(charset), coding)


def data(value: object, *, guarded: bool = False, media: str = "application/json; charset=utf-8") -> Reply:
    r"""JSON. ``guarded`` spells it as ByteDance's servers do: slashes as ``\/``, ampersands as ``\u0026``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if guarded:
        for plain, escaped in (("/", r"\/"), ("&", r"\u0026"), ("<", r"\u003c"), (">", r"\u003e")):
            text = text.replace(plain, escaped)
    return Reply(200, (("content-type", media), ("cache-control", "no-store")), text.encode(), "gzip")


def moved(url: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(status, (("location", url), ("content-length", "0")))


def encoded(reply: Reply, accepted: str) -> Reply:
    """The reply with its body in its content coding where ``accepted`` (the request's header) names that."""
    if not reply.coding or reply.coding not in {each.split(";")[0].strip() for each in accepted.split(",")}:
        return reply
    match reply.coding:
        case "gzip":
            body = gzip.compress(reply.body, 6, mtime=0)
        case "br":
            body = brotli.compress(reply.body, quality=4)
        case "zstd":
            body = zstandard.ZstdCompressor().compress(reply.body)
        case _:
            raise ValueError(reply.coding)
    headers = (*reply.headers, ("content-encoding", reply.coding), ("vary", "accept-encoding"))
    return reply._replace(headers=headers, body=body)
